--- Two names: can they be one actor's? Names are compared by their words'
-- skeletons (core.skeleton). Every answer is how sure it is, from 0 to 1, and
-- why; nil if they cannot be.
local core = require "assay.core"

local names = {}

local SHORTEST = 5 -- bytes of a word in which a letter may differ

--- The skeletons of a name's words, as a list.
function names.keys(name)
    local keys = {}
    for word in name:gmatch("[^%s%-]+") do
        local key = core.skeleton(word)
        if key ~= "" then
            keys[#keys + 1] = key
        end
    end
    return keys
end

--- Are two keys the same but for a letter? Short ones must be the same, and so
-- must numbers: the 72nd Brigade is not the 92nd.
function names.is_near(a, b)
    if a == b then
        return true
    elseif math.min(#a, #b) < SHORTEST or math.abs(#a - #b) > 1
        or a:gsub("%D", "") ~= b:gsub("%D", "") then
        return false
    end
    local i = 1
    while a:sub(i, i) == b:sub(i, i) and i <= math.min(#a, #b) do
        i = i + 1
    end
    if #a == #b then
        return a:sub(i + 1) == b:sub(i + 1)
    elseif #a < #b then
        return a:sub(i) == b:sub(i + 1)
    end
    return a:sub(i + 1) == b:sub(i)
end

--- Keys of which two words have one in common if names.is_near holds for them:
-- the word, and what is left of it without one letter.
-- @treturn {string,...}
function names.spellings(word)
    local keys = {word}
    for i = 1, #word >= SHORTEST and #word or 0 do
        if word:byte(i) ~= word:byte(i - 1) then
            keys[#keys + 1] = word:sub(1, i - 1) .. word:sub(i + 1)
        end
    end
    return keys
end

--- One word of a person's name: how sure, and why if it is not the same.
local function word_alike(a, b, is_last)
    if a == b then
        return 1
    elseif (#a == 1 or #b == 1) and a:sub(1, 1) == b:sub(1, 1)
        and not is_last then
        return 0.85, "an initial stands for a name"
    elseif names.is_near(a, b) then
        return 0.9, "the names differ by a letter"
    end
end

--- Two names of one person: as many words, each nearly the same; an initial
-- stands for a word. A surname alone is never enough.
function names.person(a, b)
    if #a ~= #b or #a < 2 then
        return nil
    end
    local sure, why = 1, "the name is the same"
    for i = 1, #a do
        local this, reason = word_alike(a[i], b[i], i == #a)
        if not this then
            return nil
        elseif this < sure then
            sure, why = this, reason
        end
    end
    return sure, why
end

--- Bodies and places are called the same, or nearly.
function names.other(a, b)
    local one, other = table.concat(a), table.concat(b)
    if one == other then
        return 1, "the name is the same"
    elseif names.is_near(one, other) then
        return 0.9, "the names differ by a letter"
    end
end

--- Is a person's name short for a longer one? The surname is the same, and
-- the words before it are in the longer one, in order.
-- @treturn boolean|nil true: to the letter; false: nearly; nil: it is not
function names.short(short, long)
    if #short >= #long or #short == 0 then
        return nil
    end
    local is_same = short[#short] == long[#long]
    if not is_same and not names.is_near(short[#short], long[#long]) then
        return nil
    end
    local at = 0
    for i = 1, #short - 1 do
        repeat
            at = at + 1
        until at >= #long or short[i] == long[at]
        if at >= #long then
            return nil
        end
    end
    return is_same
end

--- The initials of a name's words, with and without the small ones ("of").
-- @tparam table small a set of norms
-- @treturn table a set: one or two texts in capitals
function names.initials(name, small)
    local all, main = {}, {}
    for word in name:gmatch("[^%s%-]+") do
        local initial = word:match("^[%w\194-\244][\128-\191]*") or ""
        all[#all + 1] = initial
        main[#main + 1] = not small[core.norm(word)] and initial or nil
    end
    local function text(list)
        return core.norm(table.concat(list))
    end
    return {[text(all)] = true, [text(main)] = true}
end

return names
