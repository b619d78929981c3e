--- Commands about records: one for each kind (quotes, events ...), and what
-- is made of several (where, sample, timeline, network, compare, tally).
-- What kinds there are is data: assay.records.kinds.
local core = require "assay.core"
local criteria = require "assay.records.criteria"
local fields = require "assay.fields"
local gather = require "assay.records.gather"
local grid = require "assay.table"
local kinds = require "assay.records.kinds"
local options = require "assay.options"
local present = require "assay.records.present"
local session = require "assay.session"

local commands = {}

-- ---- arguments -------------------------------------------------------------

--- Is this a table of criteria, rather than a list of documents?
local function is_criteria(value)
    return type(value) == "table" and getmetatable(value) == nil
        and value[1] == nil
end

--- What a command of one kind was given: documents, criteria, a string for
-- the main one; in any order. Level 3 is the line that called the command.
local function read_arguments(kind, name, ...)
    local docs, given
    for i = 1, select("#", ...) do
        local value = (select(i, ...))
        if type(value) == "string" and kind.main and not given then
            given = {[kind.main] = value}
        elseif is_criteria(value) and not given then
            given = value
        elseif value ~= nil and not docs then
            docs = value
        elseif value ~= nil then
            error(("%s: argument %d is one too many (got %s)"):format(name, i,
                core.type(value)), 3)
        end
    end
    local own = {}
    for key, value in pairs(given or {}) do
        if key ~= "docs" then
            own[key] = value
        end
    end
    if docs == nil then
        docs = given and given.docs
    end
    return session.the_docs(docs, name, 4), own
end

--- Those of the rows that fit the criteria. Level 3 as above.
local function select_rows(kind, docs, given, name)
    local fits, wrong = criteria.compile(kind, given, docs, name)
    if not fits then
        error(wrong, 3)
    end
    local rows = {}
    for _, row in ipairs(gather.records(docs, {kind.name})) do
        rows[#rows + 1] = fits(row) and row or nil
    end
    return rows
end

-- ---- one kind --------------------------------------------------------------

local function command_of(kind)
    return function(...)
        local docs, given = read_arguments(kind, kind.command, ...)
        local rows = select_rows(kind, docs, given, kind.command)
        return present.records(rows, kind, #docs > 1, next(given)
            and ("no %s fits"):format(kind.name)
                .. criteria.remark(kind, given) or kind.nothing)
    end
end

for _, kind in kinds.each() do
    commands[kind.command] = command_of(kind)
end

-- ---- any kinds ---------------------------------------------------------------

local ANY = {columns = {"text"}, types = {}} -- a kind of which none declares

--- Columns of records of several kinds: all fields that some record has, the
-- common first.
local function all_columns(rows, several)
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
    fields.sort(more)
    table.move(more, 1, #more, #columns + 1, columns)
    columns[#columns + 1] = "rule"
    if several then
        table.insert(columns, 1, "doc")
    end
    return columns
end

local function check_kind(name, command)
    local kind = kinds.get(name)
    if not kind then
        local hint = options.hint(name, kinds.names())
        error(("%s: there is no kind %s%s"):format(command,
            options.told(name), hint ~= "" and hint
            or "; assay.kinds() lists them"), 4)
    end
    return kind
end

--- Kinds first, then documents and criteria.
local function read_kinds(...)
    local list, rest = {}, {}
    for i = 1, select("#", ...) do
        local value = (select(i, ...))
        if type(value) == "string" then
            list[#list + 1] = check_kind(value, "records")
        elseif value ~= nil and core.type(value) ~= "document"
            and type(value) ~= "table" then
            error(("records: kind %d must be a string (got %s)"):format(i,
                core.type(value)), 3)
        else
            rest[#rest + 1] = value
        end
    end
    return list, rest
end

--- The records of several kinds (all for an empty list) that fit. A kind that
-- has no such field has no record that fits; if none has it, that is a mistake.
local function select_of_several(list, docs, given)
    local names, tests, wrong = {}, {}, nil
    for i, kind in ipairs(list) do
        names[i] = kind.name
    end
    local rows, fitting = {}, next(given) == nil
    for _, row in ipairs(gather.records(docs, names)) do
        local fits = tests[row.kind]
        if fits == nil then
            fits, wrong = criteria.compile(kinds.get(row.kind) or ANY, given,
                docs, "records")
            fitting = fitting or fits
            tests[row.kind] = fits or false
        end
        rows[#rows + 1] = fits and fits(row) and row or nil
    end
    if wrong and not fitting then
        error(wrong, 3)
    end
    return rows
end

function commands.records(...)
    local list, rest = read_kinds(...)
    local docs, given = read_arguments(ANY, "records",
        table.unpack(rest))
    if #list == 1 then
        local rows = select_rows(list[1], docs, given, "records")
        return grid.new(rows, all_columns(rows, #docs > 1), "no record")
    end
    local rows = select_of_several(list, docs, given)
    return grid.new(rows, all_columns(rows, #docs > 1), "no record")
end

return commands
