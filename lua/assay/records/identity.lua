--- Who is who over several documents. A record names actors as its document
-- does; who.over says which of those names are one actor. A name that no
-- actor has ("officials", "the rebels") is nobody here: two papers'
-- "officials" need not be the same.
local places = require "assay.records.places"
local who = require "assay.who"

local identity = {}

local methods = {}
local meta = {__index = methods, __name = "identity"}

--- Work out who is who in these documents.
-- Cost: a walk over the entities of each.
function identity.over(docs)
    local rows, by_doc = who.over(docs), {}
    for _, row in ipairs(rows) do
        for _, actor in ipairs(row.actors) do
            by_doc[actor.doc] = by_doc[actor.doc] or {}
            by_doc[actor.doc][actor.name] = row
        end
    end
    return setmetatable({rows = rows, by_doc = by_doc, sets = {},
        places = places.new()}, meta)
end

--- The row of who.over that a name in a record of this document means; nil
-- if it names no actor.
function methods:of(doc, name)
    local names = self.by_doc[doc]
    return names and names[name]
end

--- The rows that a name asked for means, as a set.
function methods:named(name)
    local set = self.sets[name]
    if not set then
        set = {}
        for _, row in ipairs(who.named(self.rows, name)) do
            set[row] = true
        end
        self.sets[name] = set
    end
    return set
end

return identity
