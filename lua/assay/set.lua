--- Settings: what there is, what it takes, what it does. A table of them is all
-- there is to know; the commands and their messages come from it.
local core = require "assay.core"
local grid = require "assay.table"
local options = require "assay.options"

local set = {}

local MODES = {"table", "json", "jsonl", "csv", "tsv", "lines"}
local NARROWEST = 20

local function width_rule(value)
    return value == "auto" or math.type(value) == "integer" and value >= NARROWEST,
        ('"auto" or a number of columns, at least %d'):format(NARROWEST)
end

--- A width that is set stays when the window changes.
local function put_width(value)
    core.term.fixed = value ~= "auto"
    core.term.width = value == "auto" and core.term.screen or value
end

--- `rule` is one of options.wrong. A setting that others read from the
-- terminal's table has its name there as `term`; `default` is then what was
-- found at the start. `saved`: results look so on any screen.
local SETTINGS = {
    {name = "mode", rule = MODES, default = "table", saved = true,
     doc = "how results with rows are printed: " .. table.concat(MODES, ", ")},
    {name = "limit", rule = {"integer", min = 0}, default = 50, saved = true,
     doc = "rows of a table that are shown at a terminal; 0: all"},
    {name = "width", rule = width_rule, default = "auto", put = put_width,
     doc = "columns to print in; auto: those of the terminal"},
    {name = "color", rule = "boolean", term = "color", doc = "colours at the terminal"},
    {name = "pager", rule = "boolean|string", term = "pager", default = true,
     doc = "show what is longer than the screen by a pager; or its command"},
    {name = "hints", rule = "boolean", term = "hints", default = true,
     doc = "how a call is written, behind the line while it is typed"},
    {name = "time", rule = "boolean", default = false, doc = "tell how long each entry took"},
    {name = "trace", rule = "boolean", term = "trace", default = false,
     doc = "tell with an error which calls led to it"},
}

local by_name, values = {}, {}

for _, setting in ipairs(SETTINGS) do
    by_name[setting.name] = setting
    if setting.term then
        if core.term[setting.term] == nil then
            core.term[setting.term] = setting.default
        end
        setting.default = core.term[setting.term]
    else
        values[setting.name] = setting.default
    end
end

--- The value of a setting.
function set.get(name)
    local term = by_name[name].term
    if term then
        return core.term[term]
    end
    return values[name]
end

local function put(setting, value)
    if setting.term then
        core.term[setting.term] = value
    else
        values[setting.name] = value
    end
    if setting.put then
        setting.put(value)
    end
end

--- Change a setting; level 3 is whose mistake a wrong value is.
function set.put(name, value, level)
    local setting = by_name[name]
    local must, hint = options.wrong(value, setting.rule)
    if must then
        error(("set.%s: the value %s (got %s)%s"):format(name, must, options.told(value), hint or ""),
            level or 3)
    end
    put(setting, value)
end

--- Settings of how results look that are not as they were at the start:
-- {name=, value=}, in order.
function set.changed()
    local out = {}
    for _, setting in ipairs(SETTINGS) do
        local value = set.get(setting.name)
        if setting.saved and value ~= setting.default then
            out[#out + 1] = {name = setting.name, value = value}
        end
    end
    return out
end

--- All settings as a table.
function set.all()
    local rows = {}
    for i, setting in ipairs(SETTINGS) do
        rows[i] = {name = setting.name, value = tostring(set.get(setting.name)),
                   default = tostring(setting.default), doc = setting.doc}
    end
    return grid.new(rows, {"name", "value", "default", "doc=what it does"})
end

--- A rule for options.read that takes what the setting takes.
local function rules()
    local spec = {}
    for _, setting in ipairs(SETTINGS) do
        spec[setting.name] = setting.rule
    end
    return spec
end

--- The command: `set` lists, `set{mode = "csv"}` changes several.
function set.run(given)
    if given == nil then
        return set.all()
    end
    local checked = options.read(given, rules(), "set")
    for _, setting in ipairs(SETTINGS) do
        if checked[setting.name] ~= nil then
            put(setting, checked[setting.name])
        end
    end
end

--- set.NAME(value) changes a setting, set.NAME() gives it.
set.members = {}
for _, setting in ipairs(SETTINGS) do
    local name = setting.name
    set.members[name] = function(...)
        if select("#", ...) == 0 then
            return set.get(name)
        end
        set.put(name, (...), 3)
    end
end

return set
