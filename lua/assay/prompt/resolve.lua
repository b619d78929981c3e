--- What an expression that is being written stands for: a value that is there
-- already, read raw, or the type that the description gives. No code of the
-- user's runs: no metamethod of theirs, and no function.
--
-- What is known of an expression is {live =, type =, entry =}: the value, where
-- it is there; its type; the entry of what can be called.
local api = require "assay.api"
local core = require "assay.core"
local syntax = require "assay.prompt.syntax"
local types = require "assay.types"

local resolve = {}

local DEEP = 16 -- steps along __index
local rawget, type, next = rawget, type, next
local metatable_of, registry = debug.getmetatable, debug.getregistry()

local TYPES = {document = true, gazetteer = true, pattern = true, rules = true}

-- ---- values that are there ---------------------------------------------------

--- What stands behind a value that lacks a field: a table, or nil.
local function behind(value)
    local meta = metatable_of(value)
    local index = type(meta) == "table" and rawget(meta, "__index")
    return type(index) == "table" and index or nil
end

local function raw_field(value, key)
    for _ = 1, DEEP do
        if type(value) == "table" then
            local found = rawget(value, key)
            if found ~= nil then
                return found
            end
        end
        value = behind(value)
        if value == nil then
            return nil
        end
    end
end

--- The environment of the prompt: top-level locals, then the globals.
function resolve.scope()
    return registry["assay.prompt"]
end

-- Of the library's own tables whose fields no table holds: by the __name of
-- their metatable.
local NAMED = {
    record = function(value)
        local kind = rawget(value, "kind")
        return type(kind) == "string" and types.of_kind(kind) or "record"
    end,
    kwic = function() return "kwic_row[]" end,
    command = function(_, meta) return rawget(meta, "__documents") and "document[]" end,
}

local function type_of_table(value)
    local meta = metatable_of(value)
    local named = type(meta) == "table" and NAMED[rawget(meta, "__name")]
    local text = named and named(value, meta)
    return text and types.read(text) or nil
end

local function type_of_live(value)
    local name = core.type(value)
    if TYPES[name] then
        return types.read(name)
    elseif type(value) == "string" then
        return types.read("string")
    end
    return type(value) == "table" and type_of_table(value) or nil
end

local entries -- value -> entry, of all that is registered

--- The entry of a function or command that is there.
local function entry_of(value)
    if not entries then
        local found = {}
        for _, entry in ipairs(api.list()) do
            if entry.kind == "command" or entry.kind == "function" then
                local at = _G
                for name in entry.name:gmatch("[%w_]+") do
                    at = at ~= nil and raw_field(at, name) or nil
                end
                if at ~= nil and type(at) ~= "string" then
                    found[at] = found[at] or entry
                end
            end
        end
        entries = found
    end
    return entries[value]
end

local function known_of(value)
    return {live = value, type = type_of_live(value),
            entry = (type(value) == "function" or type(value) == "table") and entry_of(value) or nil}
end

-- ---- steps --------------------------------------------------------------------

local function of_member(entry)
    if not entry then
        return nil
    elseif entry.kind == "field" then
        return {type = types.held(entry)}
    end
    return {entry = entry}
end

local step = {}

function step.field(known, name)
    if known.live ~= nil then
        local value = raw_field(known.live, name)
        if value ~= nil then
            return known_of(value)
        end
    end
    return of_member(types.members(known.type)[name])
end

function step.index(known, argument)
    local key = argument.literal or argument.number
    if type(known.live) == "table" and key ~= nil then
        local value = raw_field(known.live, key)
        if value ~= nil then
            return known_of(value)
        end
    end
    if argument.literal and known.type then
        local member = of_member(types.members(known.type)[key])
        if member then
            return member
        end
    end
    local item = types.item(known.type)
    return #item > 0 and {type = item} or nil
end

function step.call(known, arguments)
    return known.entry and {type = types.result(known.entry, arguments)}
end

--- What the items of a list are: its first is there, or its type tells.
local function item_of(known)
    local first
    if type(known.live) == "table" then
        first = rawget(known.live, 1)
        if first == nil then
            first = select(2, next(known.live))
        end
    end
    return first ~= nil and known_of(first) or {type = types.item(known.type)}
end

--- The expression that `ipairs` or `pairs` goes through, if it is one.
local function gone_through(expression, list)
    local call = expression.steps[#expression.steps]
    if (expression.name == "ipairs" or expression.name == "pairs") and #expression.steps == 1 and call.call
        and call.last then
        return syntax.expression(list, call.last)
    end
end

--- What a name was said to be in the code before token `at`, or nil.
local function bound(name, list, at, deep)
    local binding = syntax.binding(list, name, at)
    local expression = binding and binding.expression
    if not expression or deep > DEEP then
        return nil
    elseif not binding.nth then
        return resolve.expression(expression, list, binding.at, deep + 1)
    end
    local inner = gone_through(expression, list)
    if inner then
        local known = binding.nth == 2 and resolve.expression(inner, list, binding.at, deep + 1)
        return known and item_of(known)
    end
    local known = resolve.expression(expression, list, binding.at, deep + 1)
    local type_ = known and types.step(known.type, binding.nth)
    return type_ and {type = type_}
end

--- What an expression of assay.prompt.syntax stands for, or nil.
-- @tparam table expression
-- @tparam[opt] {table,...} list the tokens that it is among: names that are
--   given a value there are known by it
-- @tparam[opt] integer at the token that it stands at
function resolve.expression(expression, list, at, deep)
    local known
    if expression.literal then
        known = {live = "", type = types.read("string")}
    else
        -- what is being typed comes later than what is there
        known = list and bound(expression.name, list, at or #list + 1, deep or 0)
        local value = not known and raw_field(resolve.scope(), expression.name)
        if not known and value ~= nil then
            known = known_of(value)
        elseif not known and expression.name == "doc" then -- none is open yet
            known = {type = types.read("document")}
        end
    end
    for _, each in ipairs(known and expression.steps or {}) do
        local kind = each.call and "call" or each.index and "index" or "field"
        known = step[kind](known, each[kind])
        if not known then
            return nil
        end
    end
    return known
end

-- ---- functions of the user's -------------------------------------------------------

--- What is told of a function that the description does not know, in the form of
-- an entry.
local function own_entry(name, params, is_method)
    local entry = {kind = "function", name = name, params = {}, returns = {}}
    for i = is_method and 2 or 1, #params do
        table.insert(entry.params, {name = params[i], type = "any"})
    end
    return entry
end

--- The names of the parameters that a function of Lua has; nil for one of C, or
-- where they tell nothing.
local function parameters_of(fn)
    local info = debug.getinfo(fn, "Su")
    if info.what == "C" or info.nparams == 0 and info.isvararg then
        return nil
    end
    local names = {}
    for i = 1, info.nparams do
        names[i] = debug.getlocal(fn, i) or "?" -- code without its names
    end
    names[#names + 1] = info.isvararg and "..." or nil
    return names
end

--- The entry of what an expression calls, be it described or the user's own; nil
-- if it is not known.
-- @tparam {table,...} list the tokens
-- @tparam integer at the token behind the expression
function resolve.called(list, at)
    local expression = syntax.expression(list, at - 1)
    if not expression then
        return nil
    end
    local known = resolve.expression(expression, list, at)
    if known and known.entry then
        return known.entry
    end
    local name, is_method = expression.name, false
    local params = name and #expression.steps == 0 and syntax.parameters(list, name, at)
    if not params and known and type(known.live) == "function" then
        params = parameters_of(known.live)
    end
    for _, each in ipairs(params and name and expression.steps or {}) do
        name = each.field and name .. (each.method and ":" or ".") .. each.field or "f"
        is_method = each.method
    end
    return params and own_entry(name or "f", params, is_method)
end

-- ---- members --------------------------------------------------------------------

local function is_callable(value)
    local meta = type(value) ~= "function" and metatable_of(value)
    return type(value) == "function" or type(meta) == "table" and rawget(meta, "__call") ~= nil
end

--- Call `fn(name)` for each string key of a value's tables.
local function each_key(value, methods, fn)
    for _ = 1, DEEP do
        if type(value) == "table" then
            for key, held in next, value do
                if type(key) == "string" and (not methods or is_callable(held)) then
                    fn(key)
                end
            end
        end
        value = behind(value)
        if value == nil then
            return
        end
    end
end

--- Call `fn(name)` for what may follow an expression behind `.` or `:`.
function resolve.each_member(known, methods, fn)
    if known.live ~= nil then
        each_key(known.live, methods, fn)
    end
    for name, entry in next, types.members(known.type) do
        if (entry.kind == "method") == methods then
            fn(name)
        end
    end
    if methods and types.is_string(known.type) then
        each_key("", true, fn)
    end
end

--- Call `fn(name)` for all variables.
function resolve.each_variable(fn)
    each_key(resolve.scope(), false, fn)
end

return resolve
