--- Sets of documents: what `where` gives. A set is a list of documents that
-- prints as the table of open ones; it may stand wherever a command takes
-- documents. Two sets give a third, in the order of the first.
local core = require "assay.core"
local grid = require "assay.table"
local session = require "assay.session"

local docset = {}

local methods = {}
local meta = {__name = "documents", __index = methods}

--- A set of these documents, each once, in their order.
-- @tparam {document,...} docs
function docset.new(docs)
    local set, seen = {}, {}
    for _, doc in ipairs(docs) do
        if not seen[doc] then
            seen[doc] = true
            set[#set + 1] = doc
        end
    end
    return setmetatable(set, meta)
end

function docset.is(value)
    return getmetatable(value) == meta
end

--- Its title, or what stands first in it.
function docset.title_of(doc)
    local first, last = doc:sentences()(doc, 0)
    return doc.title or first and doc:text(first, last)
end

--- Of documents in a table. Paths differ at their ends.
docset.COLUMNS = {
    {key = "n", rank = 1}, {key = "id", rank = 1, share = 25, cut = "left"}, {key = "date", rank = 2},
    "tokens", {key = "title", rank = 1, share = 35},
}
local NOTHING = "no document"

--- Rows of the table: those that were closed since are left out.
local function rows_of(set)
    local rows = {}
    for i, doc in ipairs(set) do
        if core.type(doc) == "document" then
            rows[#rows + 1] = {n = i, id = doc.id, date = doc.date,
                tokens = #doc, title = docset.title_of(doc), doc = doc}
        end
    end
    return rows
end

function meta.__rows(set)
    return rows_of(set), docset.COLUMNS
end

--- As text, of at most `limit` rows (all without one).
function meta.__tostring(set, limit)
    return grid.render(grid.new(rows_of(set), docset.COLUMNS, NOTHING), limit)
end

-- Level 4 is the line that called the method: no tail call, which would
-- take a level away.
local function other(docs, name)
    local list = session.the_docs(docs, "set:" .. name, 4)
    return list
end

local function as_set(docs)
    local set = {}
    for _, doc in ipairs(docs) do
        set[doc] = true
    end
    return set
end

--- The documents of this set, and those of another behind them.
function methods:union(docs)
    local all = table.move(self, 1, #self, 1, {})
    docs = other(docs, "union")
    return docset.new(table.move(docs, 1, #docs, #all + 1, all))
end

local function filter(set, docs, keep)
    local hit, out = as_set(docs), {}
    for _, doc in ipairs(set) do
        if (hit[doc] or false) == keep then
            out[#out + 1] = doc
        end
    end
    return docset.new(out)
end

--- The documents of this set that are in another, too.
function methods:intersect(docs)
    return filter(self, other(docs, "intersect"), true)
end

--- The documents of this set that are not in another.
function methods:minus(docs)
    return filter(self, other(docs, "minus"), false)
end

return docset
