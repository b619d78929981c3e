--- Commands about which documents are open.
local command = require "assay.command"
local core = require "assay.core"
local docset = require "assay.records.docset"
local grid = require "assay.table"
local lazy = require "assay.lazy"
local options = require "assay.options"
local session = require "assay.session"
local style = require "assay.style"
local wording = require "assay.wording"

local over = lazy.module "assay.who.over"

-- How documents are read, as assay.open takes it.
local READING = {format = {"text", "jsonl"}, date = "string", id_field = "string", text_field = "string",
                 date_field = "string", title_field = "string", source_field = "string", annotate = "boolean"}

--- Put it among the open ones and in the list, which counts those that are open
-- twice.
local function push(doc, path, new)
    new[#new + 1] = doc
    if session.push(doc, path, new.reading) then
        new.twice = new.twice + 1
    end
end

--- Many documents, each put among the open ones as it comes, so that an
-- interrupt keeps those that are there.
-- @param new list that gets them
local function read_many(path, new)
    local before = #new
    local bar <close> = core.progress("open", nil, "are open")
    local each, state, start, source <close> = core.each(path, new.reading)
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
    local there = not new.reading and session.take(path)
    if there then
        return take(there, path, new)
    end
    local doc, why, many = core.open(path, new.reading)
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

--- What of the text is not what was written, and what to do.
local function tell_repaired(docs)
    local first, bad, n = nil, 0, 0
    for _, doc in ipairs(docs) do
        local repaired = doc.repaired or 0
        first, bad, n = first or repaired > 0 and doc or nil, bad + repaired, n + (repaired > 0 and 1 or 0)
    end
    if first then
        io.stderr:write(("open: %s%s: %s replaced; convert to UTF-8 with iconv first\n"):format(
            style.clean(first.id), n > 1 and (" and %d more"):format(n - 1) or "", wording.counted(bad, "bad byte")))
    end
end

--- A name beside it that was probably meant, where a path leads nowhere.
local function near(path)
    local folder, name = path:match("^(.*/)([^/]+)$")
    local names = core.paths.list(folder or ".")
    local meant = names and not core.paths.kind(path) and core.suggest(name or path, names)
    return meant and ("; did you mean %s?"):format(style.clean((folder or "") .. meant)) or ""
end

--- Those that a path with * or ? stands for, unless there is one of that name;
-- nil and a message where none fits.
local function fitting(path)
    if not path:find("[*?]") or core.paths.kind(path) then
        return {path}
    end
    local paths = core.paths.glob(path)
    if #paths == 0 then
        return nil, style.clean(path) .. ": no file fits"
    end
    return paths
end

--- Fields of a table beside its list.
local function fields_of(given)
    local fields = {}
    for key, value in pairs(given) do
        if math.type(key) ~= "integer" or key < 1 or key > #given then
            fields[key] = value
        end
    end
    return next(fields) and fields or nil
end

--- The paths given, one by one or in a list, and how to read them, which stands
-- behind them or in the list. Level 3 is the caller's line.
local function paths_of(...)
    local paths = {...}
    local given = core.type(paths[#paths]) == "table" and table.remove(paths) or nil
    if given and #paths == 0 then
        paths = given
    elseif given and #given > 0 then
        error('open: a list of files stands alone: open{"a.txt", "b.txt"}', 3)
    end
    local reading = given and fields_of(given)
    if #paths == 0 or paths[1] == "" then
        error('open: which file? open "report.txt"', 3)
    end
    for _, path in ipairs(paths) do
        if type(path) ~= "string" then
            error(("open: path must be a string (got %s)"):format(core.type(path)), 3)
        end
    end
    return paths, reading and options.read(reading, READING, "open", 4)
end

local function open(...)
    local list, reading = paths_of(...)
    local new = {twice = 0, reading = reading}
    for _, given in ipairs(list) do
        local paths, none = fitting(core.paths.home(given))
        for _, path in ipairs(paths or {}) do
            local good, why = read(path, new)
            none = not good and why .. near(path) or none
            _G.doc = new[1] or _G.doc
        end
        if none then
            error("open: " .. none, 2)
        end
    end
    tell_twice(new.twice)
    tell_repaired(new)
    if #new == 1 then
        return new[1]
    end
    return docs_table()
end

--- The open document that is meant: by its number, by its id (the latest that
-- has it), as a row of a table of documents, or itself.
local function meant(which)
    local opened = session.opened()
    if math.type(which) == "integer" then
        return opened[which]
    elseif type(which) ~= "string" then
        return session.of_row(which) or which
    end
    for i = #opened, 1, -1 do
        if opened[i].id == which then
            return opened[i]
        end
    end
end

--- An id that was probably meant, or nothing.
local function hint(which)
    local ids = {}
    for i, doc in ipairs(type(which) == "string" and session.opened() or {}) do
        ids[i] = doc.id
    end
    return options.hint(which, ids)
end

local function use(which)
    if which == nil then
        error("use: which document? use(2), or its id", 2)
    end
    local doc = meant(which)
    if core.type(doc) ~= "document" then
        error(("use: there is no document %s; docs lists them%s"):format(options.told(which), hint(which)), 2)
    end
    _G.doc = doc
    return doc
end

--- A list or set of documents, or of rows with one.
local function is_list(what)
    return command.is(what) or type(what) == "table" and not session.of_row(what)
end

--- What close was given, as documents. All are looked at before one is closed.
local function to_close(...)
    local list = {...}
    if #list == 1 and is_list(list[1]) then
        return session.the_docs(list[1], "close", 4)
    end
    for i = 1, select("#", ...) do
        local doc = meant(list[i])
        if not core.type(doc):find("document$") then
            error(("close: argument %d is no open document (got %s); docs lists them%s"):format(i,
                options.told(list[i]), hint(list[i])), 3)
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
