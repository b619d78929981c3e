--- Somebody named on one side only, most often named first.
local gather = require "assay.records.gather"
local lists = require "assay.lists"
local partial = require "assay.partial"

local entities = gather.reader{"entity"}

--- The first mention of each actor of a document, by the actor's id.
local function first_mentions(doc)
    local first = {}
    for _, mention in ipairs(entities(doc)) do
        if mention.actor and not first[mention.actor] then
            first[mention.actor] = mention
        end
    end
    return first
end

--- First mentions of an actor on a side, one a document; and how many in all.
-- @tparam table known first mentions by document, filled on the way
local function mentions_in(row, set, known)
    local rows, n = {}, 0
    for _, actor in ipairs(row.actors) do
        if set[actor.doc] then
            n = n + actor.n
            known[actor.doc] = known[actor.doc] or first_mentions(actor.doc)
            rows[#rows + 1] = known[actor.doc][actor.id]
        end
    end
    return rows, n
end

local function times(n)
    if n == 0 then
        return {}
    end
    return {n == 1 and "named once" or ("named %d times"):format(n)}
end

--- Which sides an actor is named in.
local function sides_of(row, sides)
    local in_a, in_b = false, false
    for _, actor in ipairs(row.actors) do
        in_a = in_a or sides.a.docs[actor.doc] or false
        in_b = in_b or sides.b.docs[actor.doc] or false
    end
    return in_a, in_b
end

--- The words of people's names on each side, and those that are names alone.
local function words_by_side(rows, sides)
    local words = {a = {}, b = {}}
    local alone = {a = {}, b = {}}
    for _, row in ipairs(rows) do
        local in_a, in_b = sides_of(row, sides)
        for _, key in ipairs(row.type == "PERSON" and row.keys or {}) do
            for side, is_in in pairs {a = in_a, b = in_b} do
                words[side][key] = words[side][key] or is_in
                alone[side][key] = alone[side][key]
                    or is_in and #row.keys == 1
            end
        end
    end
    return words, alone
end

--- A surname alone is never enough to be somebody else either: could this
-- person be one of the other side?
local function may_be(row, words, alone)
    local known = #row.keys == 1 and words or alone
    for _, key in ipairs(row.type == "PERSON" and row.keys or {}) do
        if known[key] then
            return true
        end
    end
    return false
end

--- The place of an actor; nil if it is none.
local function place_of(who, row)
    local first = row.type == "LOC" and row.actors[1]
    return first and who.places:of(first.doc, first.name)
end

--- Places that a side names, as a list.
local function places_in(who, sides, side)
    local list = {}
    for _, row in ipairs(who.rows) do
        local in_a, in_b = sides_of(row, sides)
        local is_in = in_a
        if side == "b" then
            is_in = in_b
        end
        list[#list + 1] = is_in and place_of(who, row) or nil
    end
    return list
end

--- Is it a town of a region that the other side names, or such a region? Then
-- both sides are about one place. A country says too little.
local function is_nearly(who, row, others)
    local place = place_of(who, row)
    for _, other in ipairs(place and place.size ~= "country" and others or {})
    do
        local lie = other.size ~= "country" and who.places:relation(place,
            other)
        if lie == "within" or lie == "around" then
            return true
        end
    end
    return false
end

return function(sides, who, out)
    local named = {a = places_in(who, sides, "a"),
                   b = places_in(who, sides, "b")}
    local found, known = {}, {}
    local words, alone = words_by_side(who.rows, sides)
    for i, row in partial.each(who.rows, "actors") do
        local in_a, in_b = sides_of(row, sides)
        local side, other = in_a and "a" or "b", in_a and "b" or "a"
        if in_a ~= in_b and not may_be(row, words[other], alone[other])
            and not is_nearly(who, row, named[other]) then
            local rows, n = mentions_in(row, sides[side].docs, known)
            found[#found + 1] = {topic = "actor", what = who:label(row), n = n,
                at = i, a = times(in_a and n or 0), b = times(in_b and n or 0),
                difference = "only in " .. side,
                a_rows = in_a and rows or {}, b_rows = in_b and rows or {}}
        end
    end
    lists.sort(found, {"difference", "-n", "at"})
    for _, row in ipairs(found) do
        row.n, row.at = nil, nil
        out[#out + 1] = row
    end
end
