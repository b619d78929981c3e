--- Which places lie in which, by what the documents' plugins know of them:
-- the country, and of a town its state, province or oblast. Of two places
--   same        one place
--   within      the first lies in the second
--   around      the second lies in the first
--   different   neither can be
--   unknown     nothing is known of one of them
-- A part of a country is known by its name: Kharkiv lies in the Kharkiv
-- region because its oblast, or the town itself, is called like it.
local core = require "assay.core"
local language = require "assay.language"

local places = {}

local OTHER = {same = "same", within = "around", around = "within",
               different = "different", unknown = "unknown"}

-- ---- what is known of one ----------------------------------------------------

--- Words of a name as they are compared, without those of a class; and
-- whether it has such a word.
local function words_of(name, skip)
    local words, skipped = {}, false
    for word in name:gsub("[’'ʼ]", ""):gmatch("[^%s%-,]+") do
        if skip[core.norm(word)] then
            skipped = true
        else
            words[#words + 1] = core.skeleton(word)
        end
    end
    return words, skipped
end

--- What a mention says of a place: its country, and how large it is.
local function place_of(doc, span)
    local lang, name = doc.lang, span.name or span.text
    local place = {name = name, country = span.country}
    local divisions = language.words(lang, "division")
    local is_division
    place.words, is_division = words_of(name, divisions)
    if span.type == "NORP" or (span.rule or ""):find("/countries$")
        or #doc:within("_acting", span.first, span.last) > 0 then
        place.size = span.country and "country" or nil
    elseif span.admin1 then
        place.size = "town"
        place.state = words_of(span.admin1, divisions)
    elseif is_division then
        place.size = "division"
    else
        local words, is_town = words_of(name, language.words(lang, "town"))
        place.size = is_town and "town" or nil
        place.words = is_town and words or place.words
    end
    return place
end

--- The places of a document by name; what a later mention adds is kept.
local function known_in(doc)
    local known = {}
    for _, span in ipairs(doc:spans("entity", "flat")) do
        local name = span.name or span.text
        if (span.type == "LOC" or span.type == "NORP" or span.type == "FAC")
            and not (known[name] and known[name].size) then
            known[name] = place_of(doc, span)
        end
    end
    return known
end

-- ---- two of them -------------------------------------------------------------

--- Are two words one name in two forms: Odesa, Odes'ka?
local function is_like(a, b)
    local n = 0
    while n < math.min(#a, #b) and a:byte(n + 1) == b:byte(n + 1) do
        n = n + 1
    end
    return n >= 3 and n >= math.min(#a, #b) - 1 and math.abs(#a - #b) <= 4
end

--- Is the first word of one list, which tells most, a word of the other?
local function shares_name(a, b)
    for _, word in ipairs(b or {}) do
        if a[1] and is_like(a[1], word) then
            return true
        end
    end
    return false
end

--- Does the town lie in the part of a country, as far as names tell?
local function lies_in(town, part)
    return shares_name(part.words, town.state) or shares_name(part.words,
        town.words)
end

local RANK = {town = 1, division = 2, country = 4}
local UNRANKED = 3 -- Donbas: larger than a town

local function relation(a, b)
    local rank_a, rank_b = RANK[a.size] or UNRANKED, RANK[b.size] or UNRANKED
    if not (a.country and b.country) then
        return "unknown"
    elseif a.country ~= b.country then
        return "different"
    elseif rank_a > rank_b then
        return OTHER[relation(b, a)]
    elseif rank_b == 4 then
        return rank_a == 4 and "same" or "within"
    elseif rank_a == 1 and rank_b > 1 and lies_in(a, b) then
        return "within"
    elseif rank_a == rank_b and rank_a == 2 and shares_name(a.words, b.words)
    then
        return "same"
    end
    return (rank_b == UNRANKED) and "unknown" or "different"
end

-- ---- over documents ----------------------------------------------------------

local methods = {}
local meta = {__index = methods, __name = "places"}

--- What is known of the places of documents, each read when it is asked for.
function places.new()
    return setmetatable({docs = {}, alike = {}, answers = {}}, meta)
end

--- One value for places of which the same is known, so that a thousand
-- reports of one town ask once how it lies.
local function once(alike, place)
    local key = ("%s/%s/%s/%s"):format(place.name, place.country, place.size,
        table.concat(place.state or {}, " "))
    alike[key] = alike[key] or place
    return alike[key]
end

--- The place that a document means by a name; nil if it is none.
function methods:of(doc, name)
    if not self.docs[doc] then
        local known = known_in(doc)
        for each, place in pairs(known) do
            known[each] = once(self.alike, place)
        end
        self.docs[doc] = known
    end
    return self.docs[doc][name]
end

--- How the first place lies to the second.
function methods:relation(a, b)
    local answers = self.answers[a] or {}
    self.answers[a] = answers
    answers[b] = answers[b] or relation(a, b)
    return answers[b]
end

--- The narrower of a place and one that a document names.
-- @tparam table|nil place
-- @tparam string|{string,...}|nil name
function methods:narrower(place, doc, name)
    name = type(name) == "table" and name[1] or name
    local other = name and self:of(doc, name)
    if place and other then
        return self:relation(place, other) == "around" and other or place
    end
    return place or other
end

return places
