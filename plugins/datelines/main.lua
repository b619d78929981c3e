-- The head of a report: title, byline, dateline; once a document, from its
-- first lines alone. What it finds becomes features of the record `document`.
local dateline = require "dateline"
local head = require "head"

local HEAD = 2000 -- bytes that are looked at

--- The tokens of bytes first..last (from 1): first and last token, or nil.
local function tokens_of(doc, first, last)
    local from, to
    for i = 1, #doc do
        local _, _, beg, fin = doc:token(i)
        if beg > last then
            break
        end
        if fin >= first then
            from, to = from or i, i
        end
    end
    return from, to
end

--- The name of the place there, as the document's entities have it.
local function place_at(doc, from, to)
    for _, span in ipairs(doc:overlapping("entity", from, to)) do
        if span.type == "LOC" or span.type == "FAC" then
            return span.name or span.text
        end
    end
    return nil
end

local function add(doc, part, fields)
    local from, to = tokens_of(doc, part.first, part.last)
    if from then
        doc:add("document", from, to, fields)
    end
end

--- A dateline counts if its place is a place, or if its form leaves no doubt.
local function add_dateline(doc, found)
    local fields = {agency = found.agency}
    if not doc.date then
        fields.date = found.date
    end
    if found.place then
        local from, to = tokens_of(doc, found.place.first, found.place.last)
        local name = from and place_at(doc, from, to)
        if not name and not found.sure then
            return
        end
        fields.dateline = name or found.place.name
    end
    fields.rule = "dateline"
    add(doc, found, fields)
end

local function annotate(doc)
    if #doc == 0 then
        return
    end
    local size = math.min(select(4, doc:token(#doc)), HEAD)
    local lines = head.lines(doc:slice(1, size))
    local seen = head.read(lines, dateline.read)
    if seen.title and not doc.title then
        add(doc, seen.title, {title = seen.title.text, rule = "headline"})
    end
    if seen.byline then
        add(doc, seen.byline, {byline = seen.byline.text, rule = "byline"})
    end
    if seen.date and not doc.date then
        add(doc, seen.date, {date = seen.date.date, rule = "date-line"})
    end
    if seen.dateline then
        add_dateline(doc, seen.dateline)
    end
end

return {annotate = annotate}
