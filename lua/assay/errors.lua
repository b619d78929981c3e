--- What Lua says of a name that nothing is known about, in words for who
-- typed it: which name, and which one was probably meant. Looked at only when
-- an error has happened, so that variables cost what they always did.
local core = require "assay.core"
local elsewhere = require "assay.errors.elsewhere"
local lazy = require "assay.lazy"
local lists = require "assay.lists"

local api = lazy.module "assay.api"

local errors = {}

--- Lua's words, as what was tried and what stands there.
local CALL = "attempt to call a nil value %((%w+) '([^']*)'%)"
local INDEX = "attempt to index a nil value %((%w+) '([^']*)'%)"
local OTHER = "attempt to (.-) a nil value %((%w+) '([^']*)'%)"

--- String keys of a table and of the tables behind it, into a set.
local function add_names(names, t)
    for _ = 1, 16 do
        if type(t) ~= "table" then
            return
        end
        for key in next, t do
            if type(key) == "string" and key:find("^%a") then
                names[key] = true
            end
        end
        local meta = debug.getmetatable(t)
        t = type(meta) == "table" and rawget(meta, "__index") or nil
    end
end

--- The value of a variable as the function at this level sees it.
local function variable(level, name)
    local found, value = false, nil
    for i = 1, math.huge do
        local each, v = debug.getlocal(level, i)
        if not each then
            break
        elseif each == name then
            found, value = true, v
        end
    end
    local info = debug.getinfo(level, "f")
    local env = _G
    for i = 1, found and 0 or math.huge do
        local each, v = debug.getupvalue(info.func, i)
        if not each then
            break
        elseif each == name then
            return v
        elseif each == "_ENV" then
            env = v
        end
    end
    if not found and type(env) == "table" then
        value = env[name]
    end
    return value
end

--- Names that the function at this level can use.
local function variables(level)
    local names = {}
    for i = 1, math.huge do
        local each = debug.getlocal(level, i)
        if not each then
            break
        elseif each:find("^%a") then
            names[each] = true
        end
    end
    local info = debug.getinfo(level, "f")
    for i = 1, math.huge do
        local each, value = debug.getupvalue(info.func, i)
        if not each then
            break
        elseif each == "_ENV" then
            add_names(names, value)
        elseif each:find("^%a") then
            names[each] = true
        end
    end
    add_names(names, _G)
    return lists.keys(names)
end

--- Line `at` of what runs at this level; nil if it cannot be had.
local function source_line(source, at)
    local path = source:match("^@(.+)")
    if not path then
        local sources = debug.getregistry()["assay.sources"]
        local text = sources and sources[source]
        local n = 0
        for line in ((text or "") .. "\n"):gmatch("(.-)\n") do
            n = n + 1
            if n == at then
                return line
            end
        end
        return nil
    end
    local file = io.open(path, "r")
    if not file then
        return nil
    end
    local n, found = 0, nil
    for line in file:lines() do
        n = n + 1
        if n == at then
            found = line
            break
        end
    end
    file:close()
    return found
end

--- What stands before `.name` or `:name` in the line, where it is a variable
-- or fields or items of one: its words, and its value.
local function owner_of(line, name, level)
    local escaped = name:gsub("%p", "%%%0")
    local path = line and (line .. " "):match("([%a_][%w_%.%[%]]*)%s*[.:]%s*" .. escaped .. "%f[^%w_]")
    if not path then
        return nil
    end
    local value
    for part in path:gmatch("[^.%[%]]+") do
        if value == nil then
            value = variable(level + 1, part)
        elseif type(value) == "table" then
            value = rawget(value, math.tointeger(tonumber(part)) or part)
        else
            return path, nil
        end
        if value == nil then
            return path, nil
        end
    end
    return path, value
end

--- Names that a value has after a dot or a colon.
local function members(value)
    local names = {}
    if type(value) == "string" then
        add_names(names, string)
    elseif type(value) == "table" then
        add_names(names, value)
    end
    return lists.keys(names)
end

local function suggest(name, names)
    local near = core.suggest(name, names)
    return near and near ~= name and ("; did you mean `%s`?"):format(near)
end

--- The words for a variable that is not there.
-- @tparam[opt] string hint what was probably meant
function errors.no_variable(name, hint)
    local known = elsewhere.word(name)
    return ("there is no `%s`%s"):format(name, known and "; " .. known or hint or "")
end

--- The words for a name that is not there, as a variable or in something.
local function missing(kind, name, level)
    if kind == "global" then
        return errors.no_variable(name, suggest(name, variables(level + 1)))
    elseif kind == "local" or kind == "upvalue" then
        return ("`%s` is nil"):format(name)
    elseif kind ~= "field" and kind ~= "method" then
        return nil
    end
    local info = debug.getinfo(level, "Sl")
    local line = source_line(info.source, info.currentline)
    local path, value = owner_of(line, name, level + 1)
    if value == nil then
        return ("there is no `%s`%s"):format(name, path and (" in `%s`"):format(path) or "")
    end
    local list = members(value)
    local hint = suggest(name, list)
    return ("there is no `%s` in `%s`%s"):format(name, path, hint or "")
end

-- A name with two texts behind it.
local CALLED_ON = "^%s*([%a_][%w_%.]*)%s*([\"'][^\"']*[\"'])%s+([\"'][^\"']*[\"'])%s*$"

--- open "a" "b": the second text calls what came of the first.
local function called_on(level)
    local info = debug.getinfo(level, "Sl")
    local line = source_line(info.source, info.currentline)
    local name, first, second = (line or ""):match(CALLED_ON)
    return name and ("several texts stand in brackets: %s(%s, %s)"):format(name, first, second)
end

--- Is it one of the options that something takes?
local function is_option(entry, name)
    for _, param in ipairs(entry.params) do
        local type = api.type(param.type)
        if type and type.members[name] then
            return true
        end
    end
    return false
end

--- How something is called, behind a message that tells no more than which
-- argument is wrong and what was given: the first way that has arguments.
local function usage(rest)
    local name, what, must = rest:match("^([%a_][%w_.]*): (%w+) ?(.*)%(got [^()]*%)$")
    local entry = name and api.find(name)
    if not entry or what ~= "expected" and (not must:find("^must be ") or is_option(entry, what)) then
        return ""
    end
    for form in ((entry.call or "") .. "  "):gmatch("(.-)  ") do
        if form:find("[\"({]") then
            return "; write " .. form
        end
    end
    return ""
end

--- A message of Lua's in better words where there are some, a wrong argument's
-- with how the command is called; others as they are.
-- Called by the handler of errors, with the function that failed at level 4.
-- @tparam string message
-- @treturn string
function errors.explain(message)
    local place, rest = message:match("^(.-:%d+: )(.*)$")
    if not place then
        place, rest = "", message
    end
    if rest:find("^attempt to call a %S+ value$") then
        return place .. (called_on(5) or rest)
    end
    local kind, name = rest:match(CALL)
    if not kind then
        kind, name = rest:match(INDEX)
    end
    local what
    if not kind then
        what, kind, name = rest:match(OTHER)
    end
    if not kind then
        return message .. usage(rest)
    end
    local words = missing(kind, name, 5)
    if not words then
        return message
    end
    return place .. words .. (what and (" (attempt to %s nil)"):format(what) or "")
end

--- A syntax error, with how what was typed is meant to be written, where that
-- can be told: words behind a command without quotation marks.
-- @tparam string message
-- @tparam string code as typed
-- @treturn string
function errors.syntax(message, code)
    local known = elsewhere.entry(code)
    if known then
        return message .. "; " .. known
    end
    local name, words = code:match("^%s*([%a_][%w_%.]*)[ \t]+([^\"'%c=(){}]+)%s*$")
    local value = name and (rawget(_G, name:match("^[^.]+")))
    for part in (name or ""):gmatch("%.([^.]+)") do
        value = type(value) == "table" and value[part] or nil
    end
    if type(value) ~= "function" and not (type(value) == "table" and getmetatable(value)
        and getmetatable(value).__call) then
        return message
    end
    return ('%s; text stands in quotes: %s "%s"'):format(message, name, (words:gsub("%s+$", "")))
end

--- What is wrong with a bare name that is no variable of the prompt's; nil
-- where nothing is like it: then it is a variable without a value.
function errors.bare(name, env)
    local names = {}
    add_names(names, env)
    add_names(names, _G)
    local hint = suggest(name, lists.keys(names))
    return (hint or elsewhere.word(name)) and errors.no_variable(name, hint) or nil
end

return errors
