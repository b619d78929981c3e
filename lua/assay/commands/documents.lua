--- Commands about which documents are open.
local core = require "assay.core"
local docset = require "assay.records.docset"
local grid = require "assay.table"
local lazy = require "assay.lazy"
local options = require "assay.options"
local session = require "assay.session"
local style = require "assay.style"

local over = lazy.module "assay.who.over"

--- Put it among the open ones and in the list, which counts those that are open
-- twice.
local function push(doc, path, new)
    new[#new + 1] = doc
    if session.push(doc, path) then
        new.twice = new.twice + 1
    end
end

--- Many documents, each put among the open ones as it comes, so that an
-- interrupt keeps those that are there.
-- @param new list that gets them
local function read_many(path, new)
    local before = #new
    local bar <close> = core.progress("open", nil, "are open")
    local each, state, start, source <close> = core.each(path)
    for doc in each, state, start do
        push(doc:keep(), path, new)
        if #new == 1 then
            _G.doc = doc
        end
        local bytes, all, left, lost = source:progress()
        bar:bytes(bytes, all)
        bar:step(#new - before, lost, left and #new - before + left)
    end
end

--- Documents that are there already are taken in the place of reading them.
local function take(docs, path, new)
    for _, doc in ipairs(docs) do
        push(doc, path, new)
    end
    return true
end

--- A folder or a data set holds many documents, a file one.
local function read(path, new)
    local there = session.take(path)
    if there then
        return take(there, path, new)
    end
    local doc, why, many = core.open(path)
    if not doc and not many then
        return nil, why
    elseif many then
        read_many(path, new)
    else
        push(doc, path, new)
    end
    return true
end

local function docs_table()
    local rows = {}
    for i, doc in ipairs(session.opened()) do
        rows[i] = {n = i, now = doc == _G.doc and "*" or "", id = doc.id,
                   title = docset.title_of(doc), date = doc.date, tokens = #doc,
                   doc = doc}
    end
    return grid.new(rows, {{key = "now", title = " ", rank = 1}, table.unpack(docset.COLUMNS)},
        'no document is open; try open "report.txt"')
end

--- Opening twice is allowed, but hardly meant where one counts.
local function tell_twice(n)
    if n > 0 then
        io.stderr:write(("open: %s open already and %s twice now; docs lists them\n"):format(
            n == 1 and "a document was" or n .. " documents were", n == 1 and "counts" or "count"))
    end
end

local function open(...)
    if select("#", ...) == 0 then
        error('open: which file? open "report.txt"', 2)
    end
    local new = {twice = 0}
    for _, path in ipairs {...} do
        if type(path) ~= "string" then
            error("open: path must be a string (got " .. type(path) .. ")",
                2)
        end
        local good, why = read(path, new)
        if not good then
            error("open: " .. why, 2)
        end
        _G.doc = new[1]
    end
    tell_twice(new.twice)
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

--- What close was given, as documents: they may be numbers of the list, and
-- rows of it. All are looked at before one is closed.
local function to_close(...)
    local list = {...}
    for i = 1, select("#", ...) do
        local doc = math.type(list[i]) == "integer" and session.opened()[list[i]] or list[i]
        doc = session.of_row(doc) or doc
        if not core.type(doc):find("document$") then
            error(("close: argument %d is no open document (got %s); docs lists them"):format(i,
                options.told(list[i])), 3)
        end
        list[i] = doc
    end
    return list
end

local function close(...)
    local list
    if ... == "all" then
        list = session.opened()
    elseif select("#", ...) == 0 then
        list = {_G.doc}
    else
        list = to_close(...)
    end
    for _, doc in ipairs(list) do
        doc:close()
    end
    if core.type(_G.doc) == "closed document" then
        local left = session.opened()
        _G.doc = left[#left]
    end
end

--- Actors over all open documents: docs:actors().
local function all_actors()
    return over.of(session.opened())
end

return {open = open, docs = docs_table, ["docs.actors"] = all_actors, use = use, close = close}
