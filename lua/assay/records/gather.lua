--- Records of several documents as one list. A row is the record as
-- doc:records gives it; what is worked out besides (gather.derived)
-- is read like a field, but is none, so that `why` and the output know the
-- record only.
local core = require "assay.core"
local kinds = require "assay.records.kinds"
local lists = require "assay.lists"
local partial = require "assay.partial"
local periods = require "assay.records.periods"
local wording = require "assay.wording"

local gather = {}

local contexts = setmetatable({}, {__mode = "k"}) -- row -> words around it
local spans = setmetatable({}, {__mode = "k"}) -- row -> its own interval

-- What rows know besides their fields, by name: f(row, its metatable).
gather.derived = {
    published = function(_, meta) return meta.published end, -- its document's date
    when = function(row) return wording.known_date(row.date) end, -- its own
    context = function(row) return contexts[row] end, -- the words around it
}

local function derived(row, key)
    local derive = gather.derived[key]
    return derive and derive(row, getmetatable(row))
end

--- Rows of one document share a metatable, which knows the document.
local function meta_of(doc)
    return {__name = "record", document = doc, published = doc.date,
            lang = doc.lang, __index = derived}
end

--- The intervals of a document's dates by their value: the plugin that reads
-- dates knows best what it means by one.
local function dates_of(doc)
    local known = {}
    for _, date in ipairs(doc:records("date")) do
        if date.value and date.begin and date.finish then
            known[date.value] = {date.begin:sub(1, 10),
                                 date.finish:sub(1, 10)}
        end
    end
    return known
end

local function own_span(row, known)
    if row.kind == "date" then
        return row.begin and row.finish
            and {row.begin:sub(1, 10), row.finish:sub(1, 10)}
    end
    local date = type(row.date) == "table" and row.date[1] or row.date
    if type(date) ~= "string" then
        return nil
    elseif known[date] then
        return known[date]
    end
    local first, last = periods.interval(date)
    return first and {first, last}
end

local function wants_context(name)
    local kind = kinds.get(name)
    for _, column in ipairs(kind and kind.columns or {}) do
        if type(column) == "table" and column.key == "context" then
            return true
        end
    end
    return false
end

--- A function that gives the records of these kinds (all without one) of a
-- document, in the order of the text.
-- @tparam {string,...} names of kinds
function gather.reader(names)
    local context = {}
    for _, name in ipairs(names) do
        context[name] = wants_context(name)
    end
    return function(doc)
        local meta, known = meta_of(doc), nil
        local rows = doc:records(table.unpack(names))
        for _, row in ipairs(rows) do
            if row.date or row.kind == "date" then
                known = known or dates_of(doc)
                spans[row] = own_span(row, known)
            end
            if context[row.kind] then
                contexts[row] = wording.around(doc, row)
            end
            setmetatable(row, meta)
        end
        return rows
    end
end

--- What a command makes of the records of documents, of these kinds.
-- @tparam string name of the command
-- @tparam function make f(rows, documents), with the rows document by document;
--   of some of the documents, where reading them was interrupted
function gather.result(name, docs, names, make)
    return partial.result(name, docs, gather.reader(names), function(read, of)
        return make(lists.joined(read), of)
    end)
end

--- The document of a row that gather.reader gave; nil for other rows.
function gather.document(row)
    local meta = getmetatable(row)
    return type(meta) == "table" and rawget(meta, "document") or nil
end

--- The language of a row's document; nil if it is not known.
function gather.lang(row)
    local meta = getmetatable(row)
    return type(meta) == "table" and rawget(meta, "lang") or nil
end

--- The open documents of rows, each once, in their order.
-- @treturn {document,...}
-- @treturn boolean whether all rows have one
function gather.documents(rows)
    local docs, seen, all = {}, {}, true
    for _, row in ipairs(rows) do
        local doc = gather.document(row)
        all = all and doc ~= nil
        if doc and not seen[doc] and core.type(doc) == "document" then
            seen[doc] = true
            docs[#docs + 1] = doc
        end
    end
    return docs, all
end

--- The days of a row's own date; nil where it has none.
-- @treturn string|nil first day
-- @treturn string|nil last day
function gather.own_interval(row)
    local span = spans[row]
    if span then
        return span[1], span[2]
    end
end

--- When a row is: the days of its own date, else those of its document's.
-- @treturn string|nil first day
-- @treturn string|nil last day
-- @treturn boolean whether it is the row's own date
function gather.interval(row)
    local span = spans[row]
    if span then
        return span[1], span[2], true
    end
    local date = type(row) == "table" and (row.published or row.date)
        or core.type(row) == "document" and row.date
    if type(date) ~= "string" then
        return nil
    end
    local first, last = periods.interval(date)
    return first, last, false
end

--- Sort by own date, those without one behind; else as they stood.
function gather.sort_by_date(rows)
    local place = {}
    for i, row in ipairs(rows) do
        place[row] = i
    end
    table.sort(rows, function(a, b)
        local x = spans[a] and spans[a][1] or "~"
        local y = spans[b] and spans[b][1] or "~"
        if x ~= y then
            return x < y
        end
        return place[a] < place[b]
    end)
end

return gather
