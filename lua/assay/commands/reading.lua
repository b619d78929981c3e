--- Commands about what is in a document.
local core = require "assay.core"
local checked = require "assay.options"
local grid = require "assay.table"
local lazy = require "assay.lazy"
local session = require "assay.session"
local style = require "assay.style"

local actors = lazy.module "assay.actors"
local brief = lazy.module "assay.brief"

local the_doc = session.the_doc

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

local SECTIONS = {"country", "organisation", "person", "place", "group", "other"}

local function entities(section, doc)
    if core.type(section) == "document" then
        section, doc = doc, section
    end
    doc = the_doc(doc, "entities")
    local must, hint = checked.wrong(section, SECTIONS)
    if section ~= nil and must then
        error(("entities: section %s (got %s)%s"):format(must, checked.told(section), hint or ""), 2)
    end
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

return {text = text, sentences = sentences, entities = entities, countries = countries,
        brief = brief_of, why = lazy.call("assay.why", "ask")}
