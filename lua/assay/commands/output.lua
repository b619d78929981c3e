--- Commands that get results out of the program, into files.
local command = require "assay.command"
local core = require "assay.core"
local files = require "assay.files"
local lazy = require "assay.lazy"
local options = require "assay.options"
local rows = require "assay.rows"
local saving = require "assay.save"
local session = require "assay.session"

local exporting = lazy.module "assay.export"

--- The path given; level 3 is the caller's line.
local function path_of(path, name)
    if type(path) ~= "string" or path == "" then
        error(("%s: which file? %s(what, \"file\") (got %s)"):format(name, name,
            core.type(path)), 3)
    elseif path:find("\0", 1, true) then
        error(name .. ": a path cannot hold a NUL", 3)
    end
    return core.paths.home(path)
end

local SAVE = {format = "string", overwrite = "boolean", crlf = "boolean",
              guard = "boolean", heading = "boolean", columns = "string|string[]"}

local function chosen(names, columns, list)
    if not names then
        return columns
    elseif names == "all" then
        return rows.columns(list)
    end
    local out = {}
    for i, name in ipairs(names) do
        out[i] = {key = name, title = name}
    end
    return out
end

--- save(result, "file" [, options]): any result with rows.
local function save(result, path, given)
    if type(result) == "string" and path == nil then
        error('save: what? save(_, "' .. core.clean(result) .. '") saves the '
            .. "last result", 2)
    end
    path = path_of(path, "save")
    local o = options.read(given, SAVE, "save")
    if type(o.columns) == "string" and o.columns ~= "all" then
        o.columns = {o.columns}
    end
    local list, columns = rows.of(result)
    if not list then
        local is_doc = core.type(result) == "document"
        error(("save: %s has no rows%s"):format(core.type(result),
            is_doc and "; export(doc, \"file\") writes documents" or
            "; it takes what find, records, docs and the like give back"), 2)
    end
    local format, why = saving.format(path, o.format, rows.FORMATS, rows.NAMES)
    if not format then
        local other = saving.format(path, o.format, exporting.FORMATS,
            exporting.NAMES)
        error("save: " .. (other and other .. " is for documents and networks:"
            .. ' export(what, "file") writes it' or why), 2)
    end
    local bytes, failed = files.write(path, rows.FORMATS[format].chunks(list,
        chosen(o.columns, columns, list), o), o.overwrite)
    if not bytes then
        error("save: " .. failed, 2)
    end
    if path ~= "-" then
        return saving.told{path = path, bytes = bytes, count = #list,
                           what = "row", format = format}
    end
end

local EXPORT = {format = "string", overwrite = "boolean", kinds = "string|string[]",
                chars = "boolean"}

local function is_network(what)
    return type(what) == "table" and type(what.nodes) == "table"
        and type(what.edges) == "table"
end

--- Rows that stand for no documents.
local function is_findings(what)
    local first = type(what) == "table" and not command.is(what) and what[1]
    return core.type(first) == "table" and core.type(rawget(first, "doc")) ~= "document"
end

--- What the format takes, of what was given; level 4 is the caller's line.
local function subject(what, format)
    if format.takes == "documents" then
        if is_network(what) then
            error(("export: a network is no document: %s takes documents; "
                .. "gexf takes networks"):format(format.name), 3)
        end
        if is_findings(what) then
            error('export: rows are no documents; save(rows, "f.csv") writes them', 3)
        end
        local docs = session.the_docs(what, "export", 4)
        if #docs == 0 then
            error("export: there is no document in the list", 3)
        end
        return docs, "document"
    end
    if not is_network(what) then
        error(("export: %s takes a network, a value with nodes and edges (got "
            .. "%s)"):format(format.name, core.type(what)), 3)
    end
    local why = format.problem and format.problem(what)
    if why then
        error("export: " .. why, 3)
    end
    return what, "network"
end

--- Writes to the path; bytes, or nil and why not.
local function written(format, what, path, o)
    local total = format.takes == "documents" and #what or nil
    local bar <close> = core.progress("export", total)
    function o.tick(at)
        bar:step(total and math.min(at, total) or at)
    end
    if not (format.is_folder and format.is_folder(o)) then
        return files.write(path, format.chunks(what, o), o.overwrite)
    elseif path == "-" then
        return nil, format.name .. " is more than one file: it needs a folder"
            .. (format.chunks and ', or one kind: {kinds = "entity"}' or "")
    elseif format.chunks and path:lower():find("%." .. format.extension .. "$")
        then
        return nil, ('%s has one table a kind: say which, {kinds = "entity"}, '
            .. 'or give a folder: export(docs, "folder", {format = "%s"})')
            :format(format.name, format.name)
    end
    return files.write_folder(path, format.files(what, o), o.overwrite)
end

--- export(what, "file" [, options]): documents or a network.
local function export(what, path, given)
    if type(what) == "string" and (path == nil or type(path) == "table") then
        what, path, given = nil, what, path -- all open documents
    end
    what = command.result(what, 3)
    path = path_of(path, "export")
    local o = options.read(given, EXPORT, "export")
    o.kinds = type(o.kinds) == "string" and {o.kinds} or o.kinds
    local name, why = saving.format(path, o.format, exporting.FORMATS,
        exporting.NAMES)
    if not name then
        error("export: " .. why, 2)
    end
    local format = exporting.FORMATS[name]
    local subjects, noun = subject(what, format)
    local bytes, more = written(format, subjects, path, o)
    if not bytes then
        error("export: " .. more, 2)
    end
    if path ~= "-" then
        return saving.told{path = path, bytes = bytes, what = noun,
            count = noun == "document" and #subjects or nil, format = name}
    end
end

return {save = save, export = export}
