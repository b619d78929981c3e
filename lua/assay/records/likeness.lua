--- What counts as the same, for comparing records of different documents.
-- Every question has three answers, "same", "different" and "unknown"; what
-- one side does not say is unknown, and never a disagreement.
local core = require "assay.core"
local gather = require "assay.records.gather"
local language = require "assay.language"
local lists = require "assay.lists"

local likeness = {}

-- ---- names -------------------------------------------------------------------

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
    for _, name_a in ipairs(lists.of(a[field])) do
        for _, name_b in ipairs(lists.of(b[field])) do
            local this = names_alike(who, a, name_a, b, name_b)
            if this == "same" then
                return "same"
            end
            answer = (answer == nil or answer == this) and this or "unknown"
        end
    end
    return answer or "unknown"
end

-- ---- places ---------------------------------------------------------------

--- How one place lies to another, and what is known of both.
local function lies(who, a, name_a, b, name_b)
    local alike = names_alike(who, a, name_a, b, name_b)
    local one = who.places:of(gather.document(a), name_a)
    local other = who.places:of(gather.document(b), name_b)
    if alike == "same" or not (one and other) then
        return alike, one, other
    end
    return who.places:relation(one, other), one, other
end

--- Are the places of two records the same? Besides "same", "different" and
-- "unknown" there are "within" (a's lies in b's) and "around".
-- @treturn string
-- @treturn table|nil a's place, as assay.records.places has it
-- @treturn table|nil b's
function likeness.places(who, a, b)
    local answer, place_a, place_b
    for _, name_a in ipairs(lists.of(a.place)) do
        for _, name_b in ipairs(lists.of(b.place)) do
            local this, one, other = lies(who, a, name_a, b, name_b)
            if this == "same" or this == "within" or this == "around" then
                return this, one, other
            end
            answer = (answer == nil or answer == this) and this or "unknown"
            place_a, place_b = one, other
        end
    end
    return answer or "unknown", place_a, place_b
end

-- ---- days -----------------------------------------------------------------

--- Do the records' own dates have a day in common? A document's date says
-- nothing here: reports of a day tell of many.
function likeness.days(a, b)
    local first_a, last_a = gather.own_interval(a)
    local first_b, last_b = gather.own_interval(b)
    if not (first_a and first_b) then
        return "unknown"
    end
    return first_a <= last_b and first_b <= last_a and "same" or "different"
end

-- ---- words ---------------------------------------------------------------

--- Text in lower case, without marks: those of ASCII, of the block General
-- Punctuation, and guillemets.
local function plain(text)
    return (core.norm(text):gsub("\226\128[\144-\191]", " "):gsub("\194[\171\187]", " ")
        :gsub("[^%w\128-\255]+", " "):gsub("^ ", ""):gsub(" $", ""))
end

local MOST_KEPT = 20000 -- texts whose words are remembered
local kept, n_kept = {}, 0

--- The words that carry meaning in a text of a row, as a set, and how many
-- there are. One text is compared with many, so that its words are kept for a
-- while.
local function words_of(text, row)
    local lang = gather.lang(row)
    local key = (lang or "") .. "/" .. text
    local known = kept[key]
    if not known then
        local small = language.words(lang, "small")
        known = {set = {}, n = 0}
        for word in plain(text):gmatch("%S+") do
            if not small[word] and not known.set[word] then
                known.set[word] = true
                known.n = known.n + 1
            end
        end
        if n_kept >= MOST_KEPT then
            kept, n_kept = {}, 0
        end
        kept[key], n_kept = known, n_kept + 1
    end
    return known.set, known.n
end

--- The words of a row's field that carry meaning, as a list in order.
function likeness.keys(row, field)
    return lists.keys((words_of(row[field], row)))
end

--- Are so many words in both enough? At least half of all (Jaccard), and at
-- least two, or all that there are.
local function is_enough(both, n_a, n_b)
    return (both >= 2 or both == n_a and both == n_b)
        and both * 2 >= n_a + n_b - both
end

--- Do a field's texts say the same? Of the words that carry meaning enough are
-- in both.
function likeness.words(a, b, field)
    if a[field] == nil or b[field] == nil then
        return "unknown"
    end
    local words_a, n_a = words_of(a[field], a)
    local words_b, n_b = words_of(b[field], b)
    if n_a == 0 or n_b == 0 then
        return "unknown"
    end
    local both = 0
    for word in pairs(words_a) do
        both = both + (words_b[word] and 1 or 0)
    end
    return is_enough(both, n_a, n_b) and "same" or "different"
end

--- A test of quotes: does one of these say the same? They are the same in
-- words, or one is a part of the other: quotes are cut where a paper likes.
-- Cost of a test: the number of quotes that have a word in common.
-- @tparam {table,...} rows
-- @tparam function text_of what is said in a row
-- @treturn function f(row)
function likeness.quoted(rows, text_of)
    local whole, with = {}, {}
    for _, row in ipairs(rows) do
        local line = plain(text_of(row))
        if not whole[line] then
            whole[line] = row
            for word in pairs((words_of(text_of(row), row))) do
                lists.put(with, word, line)
            end
        end
    end
    return function(row)
        local line = plain(text_of(row))
        if whole[line] then
            return true
        end
        local words, n = words_of(text_of(row), row)
        local common = {}
        for word in pairs(words) do
            for _, other in ipairs(with[word] or {}) do
                common[other] = (common[other] or 0) + 1
            end
        end
        for other, both in pairs(common) do
            local _, n_other = words_of(text_of(whole[other]), whole[other])
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

return likeness
