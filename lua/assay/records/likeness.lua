--- What counts as the same, for comparing records of different documents.
-- Every question has three answers, "same", "different" and "unknown"; what
-- one side does not say is unknown, and never a disagreement.
local core = require "assay.core"
local gather = require "assay.records.gather"
local lists = require "assay.lists"

local likeness = {}

-- ---- names -------------------------------------------------------------------

--- A field as a list of names.
local function names_of(row, field)
    local value = row[field]
    if value == nil then
        return {}
    end
    return type(value) == "table" and value or {value}
end

local function names_alike(who, a, name_a, b, name_b)
    local one = who:of(gather.document(a), name_a)
    local other = who:of(gather.document(b), name_b)
    if one and other then
        return one == other and "same" or "different"
    elseif core.skeleton(name_a) == core.skeleton(name_b) then
        -- two papers' "gunmen" fit, which is no proof that they are the same
        return "unknown"
    end
    return one == other and "different" or "unknown"
end

--- Are the actors or places in a field of two records the same? With several
-- on a side, one in common is enough. Names that are nobody's in particular
-- ("gunmen") are never the same for certain.
-- @tparam table who assay.records.identity over both documents
function likeness.names(who, a, b, field)
    local answer
    for _, name_a in ipairs(names_of(a, field)) do
        for _, name_b in ipairs(names_of(b, field)) do
            local this = names_alike(who, a, name_a, b, name_b)
            if this == "same" then
                return "same"
            end
            answer = (answer == nil or answer == this) and this or "unknown"
        end
    end
    return answer or "unknown"
end

-- ---- days -----------------------------------------------------------------

--- Do the records' own dates have a day in common? A document's date says
-- nothing here: reports of a day tell of many.
function likeness.days(a, b)
    local first_a, last_a, own_a = gather.interval(a)
    local first_b, last_b, own_b = gather.interval(b)
    if not (own_a and own_b) then
        return "unknown"
    end
    return first_a <= last_b and first_b <= last_a and "same" or "different"
end

-- ---- words ---------------------------------------------------------------

local SMALL = {}
for word in ([[a an the of to in on at by for from with and or but as that this
these those its their his her our is are was were be been being has have had
will would it any all into over no not]]):gmatch("%S+") do
    SMALL[word] = true
end

--- Text in lower case, without marks: those of ASCII, of the block General
-- Punctuation, and guillemets.
local function plain(text)
    return (core.norm(text):gsub("\u{2019}", "'"):gsub("'s%f[%W]", "")
        :gsub("\226\128[\144-\191]", " "):gsub("\194[\171\187]", " ")
        :gsub("[^%w\128-\255]+", " "):gsub("^ ", ""):gsub(" $", ""))
end

local MOST_KEPT = 20000 -- texts whose words are remembered
local kept, n_kept = {}, 0

--- The words that carry meaning, as a set, and how many there are. One text is
-- compared with many, so that its words are kept for a while.
local function words_of(text)
    local known = kept[text]
    if not known then
        known = {set = {}, n = 0}
        for word in plain(text):gmatch("%S+") do
            if not SMALL[word] and not known.set[word] then
                known.set[word] = true
                known.n = known.n + 1
            end
        end
        if n_kept >= MOST_KEPT then
            kept, n_kept = {}, 0
        end
        kept[text], n_kept = known, n_kept + 1
    end
    return known.set, known.n
end

--- The words that carry meaning, as a list in order.
function likeness.keys(text)
    return lists.keys((words_of(text)))
end

--- Are so many words in both enough? At least half of all (Jaccard), and at
-- least two, or all that there are.
local function is_enough(both, n_a, n_b)
    return (both >= 2 or both == n_a and both == n_b)
        and both * 2 >= n_a + n_b - both
end

--- Do two texts say the same? Of the words that carry meaning enough are in
-- both.
function likeness.words(text_a, text_b)
    if text_a == nil or text_b == nil then
        return "unknown"
    end
    local a, n_a = words_of(text_a)
    local b, n_b = words_of(text_b)
    if n_a == 0 or n_b == 0 then
        return "unknown"
    end
    local both = 0
    for word in pairs(a) do
        both = both + (b[word] and 1 or 0)
    end
    return is_enough(both, n_a, n_b) and "same" or "different"
end

--- A test of quotes: does one of these say the same? They are the same in
-- words, or one is a part of the other: quotes are cut where a paper likes.
-- Cost of a test: the number of quotes that have a word in common.
-- @tparam {string,...} texts
-- @treturn function f(text)
function likeness.quoted(texts)
    local whole, with = {}, {}
    for _, text in ipairs(texts) do
        local line = plain(text)
        if not whole[line] then
            whole[line] = text
            for word in pairs((words_of(text))) do
                with[word] = with[word] or {}
                table.insert(with[word], line)
            end
        end
    end
    return function(text)
        local line = plain(text)
        if whole[line] then
            return true
        end
        local words, n = words_of(text)
        local common = {}
        for word in pairs(words) do
            for _, other in ipairs(with[word] or {}) do
                common[other] = (common[other] or 0) + 1
            end
        end
        for other, both in pairs(common) do
            local _, n_other = words_of(whole[other])
            if is_enough(both, n, n_other) or both == math.min(n, n_other)
                and ((" " .. other .. " "):find(" " .. line .. " ", 1, true)
                or (" " .. line .. " "):find(" " .. other .. " ", 1, true))
            then
                return true
            end
        end
        return false
    end
end

-- ---- numbers -----------------------------------------------------------------

local VAGUE = 0.1 -- "about 40" may be a tenth more or less

local ABOUT = {"about", "around", "some", "roughly", "approximately",
    "nearly", "almost", "close to", "estimated", "an estimated"}
local MORE = {"more than", "at least", "over", "upwards of"}
local LESS = {"less than", "up to", "at most", "under", "fewer than"}

local function begins(text, list)
    for _, word in ipairs(list) do
        if text:find(word, 1, true) == 1 then
            return true
        end
    end
    return false
end

--- The least and the most that a toll can be.
function likeness.toll(row)
    local min, max = row.min or 0, row.max or math.huge
    if row.min and row.max and begins(core.norm(row.text), ABOUT) then
        min, max = min * (1 - VAGUE), max * (1 + VAGUE)
    end
    return min, max
end

--- The least and the most that a sum can be.
function likeness.sum(row)
    local amount = tonumber(row.amount)
    if not amount then
        return 0, math.huge
    end
    local least, most = amount, math.max(amount, tonumber(row.max) or amount)
    local hedge = type(row.hedge) == "string" and core.norm(row.hedge)
    if not hedge then
        return least, most
    elseif begins(hedge, MORE) then
        return least, row.max and most or math.huge
    elseif begins(hedge, LESS) then
        return 0, most
    end
    return least * (1 - VAGUE), most * (1 + VAGUE)
end

--- Can two ranges be the same number?
function likeness.ranges(least_a, most_a, least_b, most_b)
    return least_a <= most_b and least_b <= most_a
end

return likeness
