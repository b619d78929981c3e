--- The mentions of those who act in a document: names, nouns and pronouns.
-- Who brings the news acts in none of it: neither the agency in a dateline nor
-- who wrote a report, where the byline names them.

--- The parts of a report's head that name who brings it.
local function heads_of(doc)
    local heads = {}
    for _, span in ipairs(doc:spans("document")) do
        local type = span.agency and "ORG" or span.byline and "PERSON"
        heads[#heads + 1] = type and
            {first = span.first, last = span.last, type = type} or nil
    end
    return heads
end

local function is_bearer(span, heads)
    for _, head in ipairs(heads) do
        if span.type == head.type and span.first >= head.first
            and span.last <= head.last then
            return true
        end
    end
    return false
end

--- Spans of kind "entity" of a document, in the order of the text.
return function(doc)
    local list, heads = {}, heads_of(doc)
    for _, span in ipairs(doc:spans("entity", "flat")) do
        list[#list + 1] = not is_bearer(span, heads) and span or nil
    end
    return list
end
