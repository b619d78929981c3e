--- Options of commands, checked: what a table of options may hold is data.
--
--     local o = options.read(given, {
--         width = {"integer", min = 1, default = 40},
--         sort = {"left", "right", "doc"},
--         by = "string|function",
--         keys = "string[]",
--     }, "kwic")
--
-- A wrong key or value is the mistake of whoever called the command.
local core = require "assay.core"
local lists = require "assay.lists"

local options = {}

--- Is the value of this type: one of Lua's, of core.type's, "integer" or "any"?
local function is_of(value, kind)
    local item = kind:match("^(.*)%[%]$")
    if item then
        if type(value) ~= "table" or getmetatable(value) ~= nil then
            return false
        end
        for _, v in ipairs(value) do
            if not is_of(v, item) then
                return false
            end
        end
        return true
    end
    if kind == "integer" then
        return type(value) == "number" and math.tointeger(value) ~= nil
    end
    return kind == "any" or core.type(value) == kind or type(value) == kind
end

local function is_type(value, kinds)
    for kind in kinds:gmatch("[^|]+") do
        if is_of(value, kind) then
            return true
        end
    end
    return false
end

local function article(kinds)
    local words = {}
    for kind in kinds:gmatch("[^|]+") do
        local item = kind:match("^(.*)%[%]$")
        local word = item and "list of " .. item .. "s" or kind
        words[#words + 1] = (word:find("^[aeiou]") and "an " or "a ") .. word
    end
    return table.concat(words, " or ")
end

--- How a value is told in a message.
function options.told(value)
    if type(value) == "string" then
        return ("%q"):format(core.clean(value))
    elseif type(value) == "number" or type(value) == "boolean" then
        return tostring(value)
    end
    return core.type(value)
end

local function quoted(list)
    local out = {}
    for i, v in ipairs(list) do
        out[i] = options.told(v)
    end
    local last = table.remove(out)
    return #out > 0 and table.concat(out, ", ") .. " or " .. last or last
end

--- Names as strings, for core.suggest.
local function strings(list)
    local out = {}
    for _, v in ipairs(list) do
        out[#out + 1] = type(v) == "string" and v or nil
    end
    return out
end

--- " (did you mean "x"?)", or nothing.
function options.hint(word, names)
    local near = type(word) == "string" and core.suggest(word, strings(names))
    return near and ('; did you mean "%s"?'):format(near) or ""
end

--- Is a rule a list of what may be said? Else its first item is a type.
local function is_choice(rule)
    return rule.min == nil and rule.max == nil and rule.default == nil
        and rule.type == nil
end

--- What is wrong with a value: "must be ...", or nil.
-- @param rule a type ("integer", "string|document", "string[]"), a list of
--   what may be said, {type=, min=, max=, default=} (or the type first), or
--   a function that gives true, or nil and what the value must be
function options.wrong(value, rule)
    if type(rule) == "function" then
        local good, must = rule(value)
        return not good and "must be " .. (must or "another") or nil
    elseif type(rule) == "string" then
        return not is_type(value, rule) and "must be " .. article(rule) or nil
    elseif rule.choices or is_choice(rule) then
        local list = rule.choices or rule
        for _, one in ipairs(list) do
            if one == value then
                return nil
            end
        end
        return "must be " .. quoted(list), options.hint(value, list)
    end
    local kind = rule.type or rule[1]
    local bad = not is_type(value, kind)
    if type(value) == "number" and not bad then
        bad = value < (rule.min or -math.huge) or value > (rule.max or math.huge)
    end
    if not bad then
        return nil
    end
    local must = "must be " .. article(kind)
    if rule.min and rule.max then
        return ("%s from %s to %s"):format(must, rule.min, rule.max)
    end
    return rule.min and ("%s of at least %s"):format(must, rule.min)
        or rule.max and ("%s of at most %s"):format(must, rule.max) or must
end

--- The first key, in order, that the spec does not have.
local function stranger(given, spec)
    local first
    for key in pairs(given) do
        local text = tostring(key)
        if (type(key) ~= "string" or spec[key] == nil) and (not first or text < first) then
            first = text
        end
    end
    return first
end

--- Options as given, checked, with defaults.
-- @tparam ?table given nil: none
-- @tparam table spec rules by name, see options.wrong
-- @tparam string name of the command, for messages
-- @tparam[opt=3] integer level whose mistake it is: 3 is who called the
--   function that calls this one
-- @treturn table a new one
function options.read(given, spec, name, level)
    level = level or 3
    if given ~= nil and (type(given) ~= "table" or core.type(given) ~= "table") then
        error(("%s: options must be a table (got %s)"):format(name, core.type(given)), level)
    end
    given = given or {}
    local key = stranger(given, spec)
    local names = lists.keys(spec)
    if key then
        local hint = options.hint(key, names)
        error(("%s: there is no option %s%s"):format(name, options.told(key), hint ~= "" and hint
            or #names > 0 and "; there is " .. table.concat(names, ", ") or ""), level)
    end
    local out = {}
    for _, each in ipairs(names) do
        local rule, value = spec[each], given[each]
        if value ~= nil then
            local must, hint = options.wrong(value, rule)
            if must then
                error(("%s: %s %s (got %s)%s"):format(name, each, must, options.told(value), hint or ""), level)
            end
        elseif type(rule) == "table" then
            value = rule.default
        end
        -- 7.0 will do where 7 is wanted, but is 7 from here on
        out[each] = math.type(value) == "float" and rule ~= "number" and math.tointeger(value) or value
    end
    return out
end

return options
