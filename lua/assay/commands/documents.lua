--- Commands about which documents are open.
local core = require "assay.core"
local docset = require "assay.records.docset"
local grid = require "assay.table"
local session = require "assay.session"
local style = require "assay.style"

--- A folder or a data set holds many documents, a file one.
local function read(path)
    local doc, why, many = core.open(path)
    if doc then
        return {doc}
    elseif not many then
        return nil, why
    end
    local docs = {}
    for each in core.each(path) do
        docs[#docs + 1] = each:keep()
    end
    return docs
end

local function docs_table()
    local rows = {}
    for i, doc in ipairs(session.opened()) do
        rows[i] = {n = i, now = doc == _G.doc and "*" or "", id = doc.id,
                   title = docset.title_of(doc), date = doc.date, tokens = #doc,
                   doc = doc}
    end
    return grid.new(rows, {"now= ", "n", "id", "date", "tokens", "title"},
        'no document is open; try open "report.txt"')
end

local function open(...)
    if select("#", ...) == 0 then
        error('open: which file? open "report.txt"', 2)
    end
    local new = {}
    for _, path in ipairs {...} do
        if type(path) ~= "string" then
            error("open: path must be a string (got " .. type(path) .. ")",
                2)
        end
        local docs, why = read(path)
        if not docs then
            error("open: " .. why, 2)
        end
        table.move(docs, 1, #docs, #new + 1, new)
    end
    session.add(new)
    if #new == 1 then
        return new[1]
    end
    return docs_table()
end

local function use(which)
    local doc = which
    if math.type(which) == "integer" then
        doc = session.opened()[which]
    end
    if core.type(doc) ~= "document" then
        error(("use: there is no document %s; docs lists them"):format(
            style.clean(which)), 2)
    end
    _G.doc = doc
    return doc
end

local function close(...)
    local list = {...}
    if list[1] == "all" then
        list = session.opened()
    elseif #list == 0 then
        list = {_G.doc}
    end
    for i, doc in ipairs(list) do
        if not core.type(doc):find("document$") then
            error(("close: argument %d is not a document (got %s)"):format(i,
                core.type(doc)), 2)
        end
        doc:close()
    end
    if core.type(_G.doc) == "closed document" then
        local left = session.opened()
        _G.doc = left[#left]
    end
end

return {open = open, docs = docs_table, use = use, close = close}
