--- The open documents and the commands about them. What is typed at the
-- prompt is what a script calls: each command gives back data that prints
-- itself. The document that they are about is the global `doc`.
local core = require "assay.core"
local command = require "assay.command"
local style = require "assay.style"
local grid = require "assay.table"
local plugin = require "assay.plugin"
local actors = require "assay.actors"
local kwic = require "assay.kwic"
local brief = require "assay.brief"
local help = require "assay.help"
local asked = require "assay.why"
local who = require "assay.who"

local session = {}

local opened = {} -- documents, in order

--- Forget documents that a script closed by itself.
local function sweep()
    local kept = {}
    for _, doc in ipairs(opened) do
        if core.type(doc) == "document" then
            kept[#kept + 1] = doc
        end
    end
    opened = kept
end

--- The document given, or the current one. Level 3 is the caller's line.
local function the_doc(doc, name)
    if doc == nil then
        doc = _G.doc
    end
    if doc == nil then
        error(name .. ': no document is open; try open "report.txt"', 3)
    end
    if core.type(doc) ~= "document" then
        error(("%s: expected a document (got %s)"):format(name,
            core.type(doc)), 3)
    end
    return doc
end

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

--- Its title, or what stands first in it.
local function title_of(doc)
    local first, last = doc:sentences()(doc, 0)
    return doc.title or first and doc:text(first, last)
end

local function docs_table()
    sweep()
    local rows = {}
    for i, doc in ipairs(opened) do
        rows[i] = {n = i, now = doc == _G.doc and "*" or "", id = doc.id,
                   title = title_of(doc), date = doc.date, tokens = #doc,
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
    sweep()
    table.move(new, 1, #new, #opened + 1, opened)
    _G.doc = new[1]
    if #new == 1 then
        return new[1]
    end
    return docs_table()
end

local function use(which)
    sweep()
    local doc = which
    if math.type(which) == "integer" then
        doc = opened[which]
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
        list = opened
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
    sweep()
    if core.type(_G.doc) == "closed document" then
        _G.doc = opened[#opened]
    end
end

-- ---- what is in a document -------------------------------------------------

local text_meta = {
    __name = "text",
    __tostring = function(t)
        local out = {}
        local width = style.columns(0)
        for line in (t.text .. "\n"):gmatch("(.-)\r?\n") do
            line = core.clean(line, "lines")
            if width > 0 and core.width(line) > width then
                line = table.concat(style.wrap(line, width), "\n")
            end
            out[#out + 1] = line
        end
        return (table.concat(out, "\n"):gsub("%s+$", ""))
    end,
}

local function text(doc)
    return setmetatable({text = the_doc(doc, "text"):text()}, text_meta)
end

local function sentences(doc)
    doc = the_doc(doc, "sentences")
    local rows = {}
    for first, last in doc:sentences() do
        rows[#rows + 1] = {n = #rows + 1, first = first, last = last,
                           text = doc:text(first, last)}
    end
    return grid.new(rows, {"n", "text"}, "no sentence")
end

local function entities(section, doc)
    if core.type(section) == "document" then
        section, doc = doc, section
    end
    doc = the_doc(doc, "entities")
    local columns = {"section", "name", "country", "n", "text=as"}
    if section then
        table.remove(columns, 1)
    end
    return grid.new(actors.groups(doc, section), columns)
end

local function countries(doc)
    doc = the_doc(doc, "countries")
    return grid.new(actors.groups(doc, "country"),
        {"name", "country=code", "n", "text=as"}, "no country is named")
end

--- Columns of records: all fields that some record has, the common first.
local function record_columns(rows)
    local columns = {"kind", "start", "end", "text"}
    local known = {doc = true, rule = true}
    for _, name in ipairs(columns) do
        known[name] = true
    end
    local more = {}
    for _, row in ipairs(rows) do
        for key in pairs(row) do
            if not known[key] then
                known[key] = true
                more[#more + 1] = key
            end
        end
    end
    table.sort(more)
    table.move(more, 1, #more, #columns + 1, columns)
    columns[#columns + 1] = "rule"
    return columns
end

local function records(...)
    local doc = the_doc(nil, "records")
    for i, kind in ipairs {...} do
        if type(kind) ~= "string" then
            error(("records: kind %d must be a string (got %s)"):format(i,
                type(kind)), 2)
        end
    end
    local rows = doc:records(...)
    return grid.new(rows, record_columns(rows), "no record")
end

local function check_pattern(pattern, name)
    if not kwic.can(pattern) then
        error(("%s: pattern must be words, a pattern or a gazetteer (got %s)")
            :format(name, core.type(pattern)), 3)
    end
end

local function find(pattern, doc)
    check_pattern(pattern, "find")
    return kwic.find(the_doc(doc, "find"), pattern)
end

local function kwic_all(pattern, docs)
    check_pattern(pattern, "kwic")
    sweep()
    docs = docs or (#opened > 0 and opened) or the_doc(nil, "kwic")
    return kwic.find(docs, pattern)
end

local function brief_of(what, options)
    if type(what) == "table" and getmetatable(what) == nil then
        what, options = nil, what
    end
    if options ~= nil and type(options) ~= "table" then
        error(("brief: options must be a table (got %s)"):format(
            core.type(options)), 2)
    end
    if type(what) ~= "string" then
        return brief.of(the_doc(what, "brief"), options)
    end
    local doc, why = core.open(what)
    if not doc then
        error("brief: " .. why, 2)
    end
    local result = brief.of(doc, options)
    doc:close()
    return result
end

local function plugins()
    return grid.new(core.plugins(), {"name", "version", "license",
        "summary"}, "no plugin is loaded")
end

--- The commands by name.
session.commands = {}
for name, run in pairs {
    open = open, docs = docs_table, use = use, close = close, text = text,
    sentences = sentences, entities = entities, countries = countries,
    records = records, find = find, kwic = kwic_all, brief = brief_of,
    plugins = plugins, help = help.about, why = asked.ask,
} do
    session.commands[name] = command.new(name, run)
end

session.commands.plugin = plugin

--- Actors over all open documents: docs:actors().
function session.commands.docs.actors()
    sweep()
    return who.over(opened)
end

return session
