--- Formats that documents and networks are exported in. Each is data: its
-- name, extension and who writes it; a file of `assay/export` holds one that
-- takes more than a line.
local core = require "assay.core"
local rows = require "assay.rows"

local export = {}

--- The bytes of `assay extract --format NAME` for each document.
local function records(name)
    return function(docs, options)
        local at = 0
        return function()
            at = at + 1
            options.tick(at)
            return docs[at] and core.output.records(docs[at], name,
                options.kinds, options.chars)
        end
    end
end

--- Is it a kind whose fields the program, or a plugin, declared?
local function is_declared(kind)
    for _, known in ipairs(core.kinds()) do
        if known.name == kind then
            return true
        end
    end
    return false
end

local BASE = {"doc", "kind", "start", "end", "text", "rule"}

--- A table of a kind that is nobody's, as a script or a rule of the session
-- makes one: with all fields that its records have.
local function own_table(name, docs, kind, options)
    local list = {}
    for _, doc in ipairs(docs) do
        local found = doc:records(kind, {chars = options.chars})
        table.move(found, 1, #found, #list + 1, list)
    end
    local columns, known = {}, {}
    for i, key in ipairs(BASE) do
        columns[i] = {key = key}
        known[key] = true
    end
    for _, column in ipairs(rows.columns(list)) do
        columns[#columns + 1] = not known[column.key] and column or nil
    end
    return rows.FORMATS[name].chunks(list, columns, {})
end

--- One table: its heading, then the records of that kind.
local function one_table(name, docs, kind, options)
    if not is_declared(kind) then
        return own_table(name, docs, kind, options)
    end
    local at = -1
    return function()
        at = at + 1
        if at == 0 then
            return core.output.head(name, kind)
        end
        return docs[at] and core.output.records(docs[at], name, {kind},
            options.chars)
    end
end

--- Kinds of records that some document has, by name.
local function kinds_of(docs)
    local known, list = {document = true}, {"document"}
    for _, doc in ipairs(docs) do
        for _, kind in ipairs(doc:kinds()) do
            if not known[kind] and not kind:find("^_") then
                known[kind] = true
                list[#list + 1] = kind
            end
        end
    end
    table.sort(list)
    return list
end

--- One kind is a file; several are a folder with a file each.
local function tables(name)
    return {
        name = name, extension = name, takes = "documents",
        is_folder = function(options)
            return not (options.kinds and #options.kinds == 1)
        end,
        chunks = function(docs, options)
            return one_table(name, docs, options.kinds[1], options)
        end,
        files = function(docs, options)
            local kinds, at = options.kinds or kinds_of(docs), 0
            return function()
                at = at + 1
                if kinds[at] then
                    local file = kinds[at]:gsub("[^%w_-]", "_")
                    return file .. "." .. name, one_table(name, docs,
                        kinds[at], options)
                end
            end
        end,
    }
end

--- Formats by name. `takes` is "documents" or "network"; `chunks(what,
-- options)` gives an iterator of text, or, for folders, `files(what, options)`
-- one of names and such iterators. Of options there are kinds, chars, and
-- tick(i): document i is at hand.
export.FORMATS = {}
export.NAMES = {}

--- Add a format; a plugin's exporter may come this way.
function export.add(format)
    if not export.FORMATS[format.name] then
        export.NAMES[#export.NAMES + 1] = format.name
    end
    export.FORMATS[format.name] = format
end

for _, name in ipairs {"jsonl", "json", "conllu"} do
    export.add{name = name, extension = name, takes = "documents",
               chunks = records(name)}
end
export.add(tables("csv"))
export.add(tables("tsv"))
export.add(require "assay.export.brat")
export.add(require "assay.export.gexf")
export.add(require "assay.export.html")

return export
