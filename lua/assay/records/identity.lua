--- Who is who over several documents. A record names actors as its document
-- does; assay.who.over says which of those names are one actor. A name that no
-- actor has ("officials", "the rebels") is nobody here: two papers'
-- "officials" need not be the same.
local gather = require "assay.records.gather"
local partial = require "assay.partial"
local places = require "assay.records.places"
local over = require "assay.who.over"

local identity = {}

local methods = {}
local meta = {__index = methods, __name = "identity"}

--- Names by which rows are told apart: "Defence Ministry (UKR)", "Ray (2)"
-- where several have the name.
local function labels_of(rows)
    local n, seen, labels = {}, {}, {}
    for _, row in ipairs(rows) do
        n[row.name] = (n[row.name] or 0) + 1
    end
    for _, row in ipairs(rows) do
        local label = row.name
        if n[label] > 1 and row.country then
            label = ("%s (%s)"):format(label, row.country)
        end
        seen[label] = (seen[label] or 0) + 1
        labels[row] = seen[label] > 1 and ("%s (%d)"):format(label,
            seen[label]) or label
    end
    return labels
end

--- Who is who among the actors of documents.
-- @tparam {table,...} lists of assay.who.over.read
function identity.among(lists)
    local rows, by_doc = over.joined(lists), {}
    for _, row in ipairs(rows) do
        for _, actor in ipairs(row.actors) do
            by_doc[actor.doc] = by_doc[actor.doc] or {}
            by_doc[actor.doc][actor.name] = row
        end
    end
    return setmetatable({rows = rows, by_doc = by_doc, sets = {},
        labels = labels_of(rows), places = places.new()}, meta)
end

--- Work out who is who in these documents.
-- Cost: a walk over the entities of each.
function identity.over(docs)
    return identity.among(partial.list("actors", docs, over.read))
end

--- The row of assay.who.over that a name in a record of this document means; nil
-- if it names no actor.
function methods:of(doc, name)
    local names = self.by_doc[doc]
    return names and names[name]
end

--- A row's name, told apart from others' that are called the same.
function methods:label(row)
    return self.labels[row]
end

--- A record with the names that its actors have over all documents.
-- @tparam table row as gather.reader gives it
-- @tparam {string,...} fields that name actors
function methods:renamed(row, fields)
    local doc, named = gather.document(row), {}
    local function name_of(value)
        local actor = self:of(doc, value)
        return actor and self:label(actor) or value
    end
    for _, field in ipairs(fields) do
        local value = row[field]
        if type(value) == "table" then
            named[field] = {}
            for i, each in ipairs(value) do
                named[field][i] = name_of(each)
            end
        elseif value ~= nil then
            named[field] = name_of(value)
        end
    end
    return setmetatable(named, {__index = row})
end

--- The rows that a name asked for means, as a set.
function methods:named(name)
    local set = self.sets[name]
    if not set then
        set = {}
        for _, row in ipairs(over.named(self.rows, name)) do
            set[row] = true
        end
        self.sets[name] = set
    end
    return set
end

return identity
