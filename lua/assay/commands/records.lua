--- Commands about records: one for each kind (quotes, events ...), and what
-- is made of several (where, sample, timeline, network, compare, tally).
-- What kinds there are is data: assay.records.kinds.
local result_of = require("assay.command").result
local core = require "assay.core"
local criteria = require "assay.records.criteria"
local fields = require "assay.fields"
local gather = require "assay.records.gather"
local grid = require "assay.table"
local kinds = require "assay.records.kinds"
local lazy = require "assay.lazy"
local lists = require "assay.lists"
local options = require "assay.options"
local present = require "assay.records.present"
local docset = require "assay.records.docset"
local periods = require "assay.records.periods"
local rows = require "assay.rows"
local session = require "assay.session"

local compare = lazy.module "assay.records.compare"
local kwic = lazy.module "assay.kwic"
local network = lazy.module "assay.records.network"
local sample = lazy.module "assay.records.sample"
local tally = lazy.module "assay.records.tally"
local timeline = lazy.module "assay.records.timeline"
local where = lazy.module "assay.records.where"

local commands = {}

-- ---- arguments -------------------------------------------------------------

--- Is this a table of criteria, rather than a list of documents?
local function is_criteria(value)
    return type(value) == "table" and getmetatable(value) == nil
        and value[1] == nil and not session.of_row(value)
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

--- What `make` makes of the records of a kind that fit the criteria. Level 3 as
-- above.
local function select_rows(kind, docs, given, name, make)
    local _, wrong = criteria.compile(kind, given, docs, name)
    if wrong then
        error(wrong, 3)
    end
    return gather.result(name, docs, {kind.name}, function(found, of)
        return make(lists.those(found, (criteria.compile(kind, given, of, name))))
    end)
end

-- ---- one kind --------------------------------------------------------------

local function command_of(kind)
    return function(...)
        local docs, given = read_arguments(kind, kind.command, ...)
        local shown = select_rows(kind, docs, given, kind.command, function(found)
            local none = #found == 0 and next(given) and ("no %s fits"):format(kind.name)
                .. criteria.remark(kind, given, docs)
            return present.records(found, kind, #docs > 1, none or kind.nothing)
        end)
        return shown -- no tail call: levels of errors
    end
end

for _, kind in kinds.each() do
    commands[kind.command] = command_of(kind)
end

-- ---- any kinds ---------------------------------------------------------------

local ANY = {columns = {"text"}, types = {}} -- a kind of which none declares

local MIXED = { -- of records of several kinds
    kinds.DOC, {key = "kind", rank = 1}, {key = "start", rank = 1},
    {key = "text", rank = 1, share = 45, show = function(_, row)
        local kind = kinds.get(row.kind)
        return kind and kind.line(row) or row.text
    end},
    "end",
}

--- Columns by which their fields are known: what is worked out besides is none.
local function field_columns(columns, names)
    local out = {}
    for _, column in ipairs(columns) do
        local own = present.column(column)
        if names[own.key] then
            own.title, names[own.key] = own.key, nil
            out[#out + 1] = own
        end
    end
    return out
end

--- Columns of all fields that some record has: those of the kind first (if it
-- is one), the others by name.
local function all_columns(list, several, kind)
    local names = {start = true, ["end"] = true, text = true, kind = true}
    for _, row in ipairs(list) do
        for key in pairs(row) do
            names[key] = true
        end
    end
    names.doc, names.rule = several or nil, nil
    local columns = field_columns(kind and kind.columns or MIXED, names)
    for _, key in ipairs(fields.sort(lists.keys(names), {"text", "end"})) do
        columns[#columns + 1] = key
    end
    columns[#columns + 1] = "rule"
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

--- Those of rows of any kinds that fit. A kind that has no such field has no
-- record that fits; if none has it, that is a mistake.
-- @treturn table rows
-- @treturn string|nil what is wrong
local function those_of_several(rows_given, docs, given)
    local tests, wrong = {}, nil
    local found, fitting = {}, next(given) == nil
    for _, row in ipairs(rows_given) do
        local fits = tests[row.kind]
        if fits == nil then
            fits, wrong = criteria.compile(kinds.get(row.kind) or ANY, given,
                docs, "records")
            fitting = fitting or fits
            tests[row.kind] = fits or false
        end
        found[#found + 1] = fits and fits(row) and row or nil
    end
    return found, not fitting and wrong or nil
end

function commands.records(...)
    local list, rest = read_kinds(...)
    local docs, given = read_arguments(ANY, "records",
        table.unpack(rest))
    local function shown(found)
        return grid.new(found, all_columns(found, #docs > 1, list[1] and not list[2] and list[1]), "no record")
    end
    local records, wrong
    if #list == 1 then
        records = select_rows(list[1], docs, given, "records", shown)
    else
        records, wrong = gather.result("records", docs, lists.field(list, "name"), function(all, of)
            local found, fault = those_of_several(all, of, given)
            return shown(found), fault
        end)
    end
    if wrong then
        error(wrong, 2)
    end
    return records
end

--- What is wrong with the name of a field, which no row has; nil if some row
-- has it, or could (a kind's field that is unknown in all of these).
local function check_field(list, field, name)
    local names, seen = {}, {}
    for _, row in ipairs(list) do
        if row[field] ~= nil or row[field .. "_text"] ~= nil
            or gather.document(row) and gather.derived[field] then
            return nil
        end
        for key in pairs(core.type(row) == "table" and row or {}) do
            if type(key) == "string" and not seen[key] then
                seen[key] = true
                names[#names + 1] = key
            end
        end
        for _, declared in ipairs(not seen[row.kind] and row.kind
            and kinds.declared(row.kind) or {}) do
            if declared == field then
                return nil
            end
        end
        seen[row.kind or false] = true
    end
    if #list == 0 then
        return nil
    end
    table.sort(names)
    local hint = options.hint(field, names)
    return ("%s: no row has a field %s%s"):format(name, options.told(field),
        hint ~= "" and hint or "; there is " .. table.concat(names, ", "))
end

-- ---- sets of documents -------------------------------------------------------

local function is_pattern(value)
    local kind = core.type(value)
    return kind == "string" or kind == "pattern" or kind == "gazetteer"
end

--- where(criteria or pattern [, docs])
function commands.where(given, docs)
    if is_pattern(given) then
        given = {pattern = given}
    elseif type(given) == "function" then
        given = {test = given}
    elseif not is_criteria(given) then
        error(('where: which documents? where{title = "*talks*"}, '
            .. 'where "PATTERN" (got %s)'):format(core.type(given)), 2)
    end
    local set, wrong = where.select(session.the_docs(docs, "where"), given,
        "where")
    if not set then
        error(wrong, 2)
    end
    return set
end

--- A list of documents, or a set of them?
local function is_documents(value)
    return docset.is(value) or type(value) == "table"
        and core.type(value[1]) == "document"
end

--- The rows of a result, and its columns.
-- @tparam[opt=3] integer level whose mistake it is: 3 is the caller's line
local function rows_of(value, name, level)
    value = result_of(value, (level or 3) + 1)
    local list, columns = rows.of(value)
    if not list or core.type(value) ~= "table" then
        error(("%s: expected rows of a result (got %s)"):format(name,
            core.type(value)), level or 3)
    end
    return list, columns
end

local function sample_stream(n, each, seed)
    local list = sample.stream(n, each, seed, function(item)
        if core.type(item) == "document" then
            item:keep()
        end
    end, function(item)
        if core.type(item) == "document" then
            item:close()
        end
    end)
    return core.type(list[1]) == "document" and docset.new(list) or list
end

--- sample(n [, what] [, {seed = 1}])
function commands.sample(n, what, given)
    what = result_of(what, 3)
    if math.type(n) ~= "integer" or n < 0 then
        error(("sample: how many? sample(10) (got %s)"):format(
            options.told(n)), 2)
    end
    if given == nil and is_criteria(what) and (what.seed or next(what) == nil)
    then
        what, given = nil, what
    end
    local seed = options.read(given, {seed = {"integer", default = 1}},
        "sample").seed
    if core.type(what) == "function" or core.type(what) == "userdata" then
        return sample_stream(n, what, seed)
    elseif what == nil or is_documents(what) then
        local docs = session.the_docs(what, "sample")
        return docset.new(sample.list(n, docs, seed))
    end
    local list, columns = rows_of(what, "sample")
    local drawn = sample.list(n, list, seed)
    return kwic.part(what, drawn) or grid.new(drawn, columns)
end

-- ---- counts ----------------------------------------------------------------

--- tally(rows, "field" [, "field"])
function commands.tally(what, field, second)
    local list = rows_of(what, "tally")
    for _, name in ipairs {field or false, second} do
        if type(name) ~= "string" then
            error(('tally: which field? tally(quotes(), "speaker") (got %s)')
                :format(core.type(name or nil)), 2)
        end
    end
    local shown = check_field(list, field, "tally")
        or second and check_field(list, second, "tally")
    if shown then
        error(shown, 2)
    end
    return second and tally.two(list, field, second) or tally.one(list, field)
end

--- What `make` makes of what a time line is of. Level 3 is the caller's line.
local function of_subject(what, options_given, make)
    local docs = options_given.docs
    local name = options_given.kind or type(what) == "string" and what
    if name == "documents" then
        return make(session.the_docs(docs, "timeline", 4))
    elseif name or what == nil then
        local kind = check_kind(name or "events", "timeline")
        docs = docs or type(what) ~= "string" and what or nil
        return gather.result("timeline", session.the_docs(docs, "timeline", 4),
            {kind.name}, make)
    elseif core.type(what) == "document" or is_documents(what) then
        return make(session.the_docs(what, "timeline", 4))
    end
    return make((rows_of(what, "timeline", 4)))
end

--- timeline([what] [, {by =, kind =, docs =, lines =, per =}])
function commands.timeline(what, given)
    what = result_of(what, 3)
    if given == nil and is_criteria(what) and not grid.is(what) then
        what, given = nil, what
    end
    local o = options.read(given, {by = periods.UNITS, kind = "string",
        docs = "document|table|documents", per = "string",
        lines = {"integer", min = 0, max = 100, default = 2}}, "timeline")
    local line, wrong = of_subject(what, o, function(list)
        local fault = o.per and check_field(list, o.per, "timeline")
        if fault then
            return nil, fault
        elseif o.per then
            return timeline.per(list, tally.one(list, o.per), o.per, o.by)
        end
        return timeline.of(list, o.by, o.lines)
    end)
    if wrong then
        error(wrong, 2)
    end
    return line
end

-- ---- who with whom ------------------------------------------------------------

local function kinds_of(list)
    local names = {}
    for i, name in ipairs(list or network.KINDS) do
        local kind = check_kind(name, "network")
        for _, linking in ipairs(network.KINDS) do
            names[i] = kind.name == linking and linking or names[i]
        end
        if not names[i] then
            error(("network: kinds must be events, quotes or positions (got "
                .. "%s)"):format(options.told(name)), 3)
        end
    end
    return names
end

--- network([what] [, {kinds =, docs =, min =}])
function commands.network(what, given)
    what = result_of(what, 3)
    if given == nil and is_criteria(what) and not grid.is(what) then
        what, given = nil, what
    end
    local o = options.read(given, {kinds = "string[]", docs = "any",
        min = {"integer", min = 1, default = 1}}, "network")
    if what == nil or core.type(what) == "document" or is_documents(what)
    then
        local names = kinds_of(o.kinds)
        local docs = session.the_docs(what or o.docs, "network")
        return network.of(docs, gather.reader(names), o.min)
    end
    local list = rows_of(what, "network")
    local docs, all = gather.documents(list)
    if not all then
        error("network: rows must be records, as events() gives them", 2)
    end
    local by_doc = {}
    for _, row in ipairs(list) do
        lists.put(by_doc, gather.document(row), row)
    end
    return network.of(docs, function(doc) return by_doc[doc] end, o.min)
end

-- ---- who says what differently --------------------------------------------

local function check_topics(list)
    for _, topic in ipairs(list) do
        local must, hint = options.wrong(topic, compare.TOPICS)
        if must then
            error(("compare: topic %s (got %s)%s"):format(must,
                options.told(topic), hint or ""), 3)
        end
    end
    return list
end

--- compare(a, b [, {topics =}]); without arguments the two open ones.
function commands.compare(a, b, given)
    local opened = session.opened()
    if a == nil and b == nil and #opened == 2 then
        a, b = opened[1], opened[2]
    elseif a == nil or b == nil then
        error("compare: which two? compare(docs[1], docs[2])", 2)
    end
    local o = options.read(given, {topics = "string[]"}, "compare")
    local docs_a = session.the_docs(a, "compare")
    local docs_b = session.the_docs(b, "compare")
    local seen = {}
    for _, doc in ipairs(docs_a) do
        seen[doc] = true
    end
    for _, doc in ipairs(docs_b) do
        if seen[doc] then
            error(("compare: %s is on both sides"):format(core.clean(doc.id)),
                2)
        end
    end
    return compare.of(docs_a, docs_b, check_topics(o.topics
        or compare.TOPICS))
end

return commands
