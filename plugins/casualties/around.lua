--- Where and when: the place and the date that a sentence gives for a hit.
local words = require "words"

local around = {}

-- How far a preposition may be before the place's name: "in the southern port
-- city of Odesa".
local REACH = 7

local function word(doc, i)
    local _, norm = doc:token(i)
    return norm
end

--- Does a preposition of place govern the name that begins at `first`?
local function is_at(doc, first, least)
    for i = first - 1, math.max(least, first - REACH), -1 do
        local norm = word(doc, i)
        if words.at[norm] then
            return not (i > least and words.teller[word(doc, i - 1)])
        elseif words.stops[norm] or not norm:find("^[%w'’.-]+$") then
            return false
        end
    end
    return false
end

--- Does a semicolon stand between? What is told behind it happened elsewhere.
local function is_parted(doc, hit, span)
    local from, to = math.min(hit.last, span.last), math.max(hit.first, span.first)
    for i = from + 1, to - 1 do
        if word(doc, i) == ";" then
            return true
        end
    end
    return false
end

--- Tokens between; what stands behind the hit is nearer.
local function distance(hit, span)
    if span.first > hit.last then
        return (span.first - hit.last) / 2
    elseif span.last < hit.first then
        return hit.first - span.last
    end
    return 0
end

--- Of spans that pass, the nearest to the hit.
local function nearest(hit, spans, passes)
    local best, least
    for _, span in ipairs(spans) do
        if passes(span) then
            local d = distance(hit, span)
            if not best or d < least then
                best, least = span, d
            end
        end
    end
    return best
end

--- Of "Ukraine's Kharkiv region" the part, which says more.
local function part_of(doc, place, last)
    local i = place.last + 1
    if i >= last or not words.possessive[word(doc, i)] then
        return place
    end
    for _, span in ipairs(doc:within("entity", i + 1, last)) do
        if span.first == i + 1 and span.type == "LOC" then
            return span
        end
    end
    return place
end

--- The place whose name, or the class behind it, ends at token i; or nil.
local function place_to(doc, i, first)
    if words.classes[word(doc, i)] and i > first then
        local named = place_to(doc, i - 1, first)
        if named then
            return named
        end
    end
    for _, span in ipairs(doc:within("entity", first, i)) do
        if span.last == i and span.type == "LOC" then
            return span
        end
    end
end

--- Is a town told to lie around its country? "In Kenya, in Nairobi."
local function is_wider(span, place)
    return place.admin1 and not span.admin1
        and (not span.country or span.country == place.country)
end

--- Of "Derna in eastern Libya" the one that lies in the other: it says where.
local function innermost(doc, place, first)
    local i = place.first - 1
    local owner = i > first and words.possessive[word(doc, i)]
        and place_to(doc, i - 1, first)
    i = owner and owner.first - 1 or i
    while i > first and words.sides[word(doc, i)] do
        i = i - 1
    end
    if i <= first or not words.inside[word(doc, i)] then
        return place
    end
    i = i - 1
    if word(doc, i) == "," and i > first then
        i = i - 1
    end
    local inner = place_to(doc, i, first)
    if not inner or is_wider(inner, place)
        or not is_at(doc, inner.first, first) then
        return place
    end
    return innermost(doc, inner, first)
end

--- Add `place` and `date` to fields, where the sentence has them.
function around.complete(doc, hit, fields)
    local _, first, last = doc:sentence_at(hit.first)
    local place = nearest(hit, doc:within("entity", first, last), function(span)
        return span.type == "LOC" and is_at(doc, span.first, first)
            and not is_parted(doc, hit, span)
            and not (span.last < last and words.says[word(doc, span.last + 1)])
    end)
    if place then
        place = innermost(doc, part_of(doc, place, last), first)
        fields.place = place.name or place.text
        fields.place_text = place
    end
    local date = nearest(hit, doc:within("date", first, last), function(span)
        -- A date without a year is one of many: there is no reference date.
        return span.value and span.value:find("^%d%d%d%d") and span.type == "DATE"
            and not words.bound[word(doc, span.first)]
            and #doc:within("_telling", span.first, span.last) == 0 -- when it was said
            and not (span.first > first and words.bound[word(doc, span.first - 1)])
    end)
    if date then
        fields.date = date.value:match("^%d%d%d%d%-%d%d%-%d%d") or date.value
        fields.date_text = date
    end
end

return around
