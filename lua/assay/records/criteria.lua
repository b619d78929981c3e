--- Criteria: a table such as {speaker = "Lavrov", direct = true} as a test of
-- records. Every criterion must hold. A value is
--   a string     the whole field, whatever its case; * stands for any text
--   a number     that number; {min = 5, max = 10} for those between
--   true, false  whether a flag is set; one that a record lacks is not
--   a list       any of these
--   a function   called with the field's value and the record
-- For actors any spelling of a name does, of fields with several values any
-- of them. `after` and `before` bound the days of a record's own date, or of
-- its document's date where it has none: it lies on or after the first day
-- of `after`, and before the first day of `before`; with `date` it lies
-- within that day, month or year. A record of which a field is unknown never
-- fits a criterion about it.
local core = require "assay.core"
local gather = require "assay.records.gather"
local lists = require "assay.lists"
local identity = require "assay.records.identity"
local kinds = require "assay.records.kinds"
local options = require "assay.options"
local periods = require "assay.records.periods"

local criteria = {}

local LOOKED = 200 -- documents in which a misspelt name is looked for, at most

-- ---- text ------------------------------------------------------------------

--- A test of text: all of it, * for any run, whatever the case.
-- @tparam string wanted
-- @treturn function
function criteria.text(wanted)
    local key = core.norm(wanted)
    if not wanted:find("*", 1, true) then
        return function(text) return core.norm(text) == key end
    end
    local pattern = "^" .. key:gsub("[%^%$%(%)%%%.%[%]%+%-%?]", "%%%0")
        :gsub("%*", ".*") .. "$"
    return function(text) return core.norm(text):find(pattern) ~= nil end
end

local function as_text(value)
    return type(value) == "boolean" and tostring(value) or tostring(value)
end

-- ---- makers of tests: (wanted, field, context) -> f(value, row) -------------
-- Each gives nil and what the value must be if it is of another type.

local make = {}

function make.text(wanted)
    if type(wanted) == "string" then
        local fits = criteria.text(wanted)
        return function(value)
            return value ~= nil and fits(as_text(value))
        end
    elseif type(wanted) == "number" then
        return function(value) return value == wanted end
    elseif type(wanted) == "boolean" then
        return function(value) return (value or false) == wanted end
    end
    return nil, "must be a string, a list of them or a function"
end

make.choice = function(wanted, ...)
    if type(wanted) == "string" then
        return make.text(wanted, ...)
    end
    return nil, "must be a string, a list of them or a function"
end

function make.flag(wanted)
    if type(wanted) == "boolean" then
        return function(value) return (value or false) == wanted end
    end
    return nil, "must be true or false"
end

--- {min=, max=}, one of which may be missing.
local function read_range(wanted)
    local n = 0
    for key, value in pairs(wanted) do
        if key ~= "min" and key ~= "max" or type(value) ~= "number" then
            return nil
        end
        n = n + 1
    end
    return n > 0 and wanted or nil
end

function make.number(wanted)
    if type(wanted) == "number" then
        return function(value) return tonumber(value) == wanted end
    end
    local range = type(wanted) == "table" and read_range(wanted)
    if not range then
        return nil, "must be a number, {min=, max=}, a list or a function"
    end
    local min, max = range.min or -math.huge, range.max or math.huge
    return function(value)
        value = tonumber(value)
        return value ~= nil and value >= min and value <= max
    end
end

local function bound(wanted, field, holds)
    if type(wanted) ~= "number" then
        return nil, "must be a number"
    end
    return function(value, row)
        if value == nil and field ~= "amount" then
            value = row.amount
        end
        value = tonumber(value)
        return value ~= nil and holds(value, wanted)
    end
end

--- The field, or the amount of a record that has no such field, is so much
-- at least.
function make.least(wanted, field)
    return bound(wanted, field, function(a, b) return a >= b end)
end

function make.most(wanted, field)
    return bound(wanted, field, function(a, b) return a <= b end)
end

--- An actor by any spelling of the name; what is no actor by its letters.
function make.actor(wanted, field, context)
    if type(wanted) ~= "string" then
        return nil, "must be a name, a list of them or a function"
    end
    local fits = criteria.text(wanted)
    local starred = wanted:find("*", 1, true)
    local key = core.skeleton(wanted)
    return function(value, row)
        local doc = gather.document(row)
        if value == nil then
            value = row[field .. "_text"]
        end
        if value == nil then
            return false
        elseif starred then
            return fits(value)
        end
        local who = context:identity()
        local actor = doc and who:of(doc, value)
        if actor then
            return who:named(wanted)[actor] or false
        end
        return fits(value) or key ~= "" and core.skeleton(value) == key
    end
end

-- ---- days ----------------------------------------------------------------

local WHEN = {}

function WHEN.after(first)
    return function(b) return b >= first end
end

function WHEN.before(first)
    return function(_, f) return f < first end
end

function WHEN.date(first, last)
    return function(b, f) return b >= first and f <= last end
end

--- A test of an interval of days, for after, before and date.
-- @treturn function|nil f(first, last)
-- @treturn string|nil what the value must be
function criteria.when(name, wanted)
    local first, last
    if type(wanted) == "string" then
        first, last = periods.interval(wanted)
    end
    if not first then
        return nil, 'must be a date such as "2024", "2024-03", "2024-W10" or'
            .. ' "2024-03-05"'
    end
    return WHEN[name](first, last)
end

-- ---- together --------------------------------------------------------------

--- A list of alternatives, a function, or one value.
local function test_of(kind, wanted, field, context)
    if type(wanted) == "function" then
        return wanted
    elseif type(wanted) == "table" and wanted[1] ~= nil then
        local tests = {}
        for i, each in ipairs(wanted) do
            local test, must = test_of(kind, each, field, context)
            if not test then
                return nil, must
            end
            tests[i] = test
        end
        return lists.either(tests)
    end
    return make[kind](wanted, field, context)
end

--- Call a test with a field's value, or with each of them.
local function on_field(field, test, by_function)
    return function(row)
        local value = row[field]
        if type(value) ~= "table" or by_function then
            return test(value, row)
        end
        return lists.any(value, test, row)
    end
end

local function on_any(list, wanted, context)
    local tests = {}
    for i, field in ipairs(list) do
        local test, must = test_of("actor", wanted, field, context)
        if not test then
            return nil, must
        end
        tests[i] = on_field(field, test, type(wanted) == "function")
    end
    return lists.either(tests)
end

local function on_days(name, wanted)
    local list = type(wanted) == "table" and wanted or {wanted}
    local tests = {}
    for i, each in ipairs(list) do
        local test, must = criteria.when(name, each)
        if not test then
            return nil, must
        end
        tests[i] = test
    end
    if #tests == 0 then
        return criteria.when(name, nil)
    end
    local fits = lists.either(tests)
    return function(row)
        local first, last = gather.interval(row)
        return first ~= nil and fits(first, last)
    end
end

local function one_test(kind, field, wanted, context)
    local type_of = kind.types[field]
    if WHEN[field] and type(wanted) ~= "function" then
        return on_days(field, wanted)
    elseif type(type_of) == "table" then
        return on_any(type_of.any, wanted, context)
    end
    local test, must = test_of(type_of or "text", wanted, field, context)
    return test and on_field(field, test, type(wanted) == "function"), must
end

local COMMON = {"doc", "text", "rule", "kind", "date", "after", "before"}

--- The names of the criteria of a kind: those that are shown, and all.
local function names_of(kind)
    local shown, all = {}, {}
    local function add(name, show)
        if name and not all[name] then
            all[name] = true
            shown[#shown + 1] = show and name or nil
        end
    end
    add(kind.main, true)
    for _, column in ipairs(kind.columns) do
        local name = type(column) == "table" and column.key or column
        if not gather.derived[name] then
            add(name, true)
        end
    end
    for name in pairs(kind.types) do
        add(name, true)
    end
    for _, name in ipairs(kind.common or COMMON) do
        add(name, true)
    end
    for _, name in ipairs(kinds.declared(kind.name) or {}) do
        add(name, false)
        add(name .. "_text", false)
    end
    table.sort(shown)
    return shown, all
end

local function unknown(kind, key, shown, name)
    if type(key) ~= "string" then
        return ("%s: criteria have names: {%s = ...}"):format(name,
            kind.main or shown[1])
    end
    local hint = options.hint(key, shown)
    return ("%s: there is no criterion %s%s"):format(name, options.told(key),
        hint ~= "" and hint or "; there is " .. table.concat(shown, ", "))
end

--- Who is who is worked out when a criterion asks for it, once.
local function new_context(docs)
    return {identity = function(self)
        self.found = self.found or identity.over(docs)
        return self.found
    end}
end

--- A test of records of a kind.
-- @tparam table kind of assay.records.kinds
-- @tparam table given criteria by name
-- @tparam {document,...} docs over which actors are the same
-- @tparam string name of the command, for messages
-- @treturn function|nil f(row)
-- @treturn string|nil what is wrong with the criteria
function criteria.compile(kind, given, docs, name)
    local shown, all = names_of(kind)
    local context, tests = new_context(docs), {}
    local keys = lists.keys(given, function(a, b) return tostring(a) < tostring(b) end)
    for _, key in ipairs(keys) do
        if not all[key] then
            return nil, unknown(kind, key, shown, name)
        end
        local test, must = one_test(kind, key, given[key], context)
        if not test then
            return nil, ("%s: %s %s (got %s)"):format(name, key, must,
                options.told(given[key]))
        end
        tests[#tests + 1] = test
    end
    return lists.all(tests)
end

--- What is in a field of records, and the last words of that, surnames.
local function values_of(kind, docs, field)
    local type_of, known = kind.types[field], {}
    local fields = type(type_of) == "table" and type_of.any or {field}
    for _, doc in ipairs(docs) do
        for _, row in ipairs(doc:records(kind.name)) do
            for _, each in ipairs(fields) do
                for _, value in ipairs(lists.of(row[type(each) == "table" and each[1] or each])) do
                    if type(value) == "string" then
                        known[value], known[value:match("%S+$") or value] = true, true
                    end
                end
            end
        end
    end
    return lists.keys(known)
end

--- A value that is near to the one wanted, where none is it.
local function near(kind, given, docs)
    for _, field in ipairs(#docs <= LOOKED and lists.keys(given) or {}) do
        local wanted = given[field]
        if type(wanted) == "string" and not WHEN[field] and not wanted:find("*", 1, true) then
            local values = values_of(kind, docs, field)
            local is_there = lists.any(values, function(value) return core.norm(value) == core.norm(wanted) end)
            local hint = is_there and "" or options.hint(wanted, values)
            if hint ~= "" then
                return ("; no %s is called %s%s"):format(field, options.told(wanted), hint)
            end
        end
    end
    return ""
end

--- What to say of a value that no field of this kind has, where nothing was
-- found: "; no type is called "ASAULT": did you mean "ASSAULT"?", or "".
function criteria.remark(kind, given, docs)
    for _, field in ipairs(lists.keys(kind.choices or {})) do
        local wanted = given[field]
        local known = {}
        for _, choice in ipairs(kind.choices[field]) do
            known[choice:lower()] = true
        end
        for _, each in ipairs(type(wanted) == "table" and wanted
            or {wanted}) do
            if type(each) == "string" and not known[each:lower()]
                and not each:find("*", 1, true) then
                local hint = options.hint(each, kind.choices[field])
                return ("; no %s is called %s%s"):format(field,
                    options.told(each), hint ~= "" and hint or ": there is "
                    .. table.concat(kind.choices[field], ", "))
            end
        end
    end
    return near(kind, given, docs)
end

return criteria
