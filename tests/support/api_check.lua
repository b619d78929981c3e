--- Does the description of the API (lua/assay/api/*.yaml) say what there is?
-- Run by the Makefile once the program is linked: what is registered and not
-- described, or described and not there, fails the build; so do parameters
-- that a Lua function calls otherwise, and types that nobody describes.
local api = require "assay.api"
local core = require "assay.core"
local types = require "assay.types"

local faults = {}

local function fault(...)
    faults[#faults + 1] = string.format(...)
end

-- ---- what there is --------------------------------------------------------

local live = {} -- name -> value; true for what is no Lua value

--- Functions of a table, below its name; `main` is what the command line calls.
local function add_functions(prefix, t)
    for key, value in next, t do
        if type(key) == "string" and not key:find("^_") and key ~= "main" and type(value) == "function" then
            live[prefix .. key] = value
        end
    end
end

local function add_tables()
    for name, value in pairs(assay.commands) do
        live[name] = value
        if type(value) == "table" then
            add_functions(name .. ".", value)
            add_functions(name .. ".", debug.getmetatable(value).__index or {})
        end
    end
    live.show = show
    for name, value in pairs(assay) do
        live["assay." .. name] = value
        local meta = type(value) == "table" and debug.getmetatable(value)
        if meta and meta.__call then
            add_functions("assay." .. name .. ".", value)
        end
    end
end

local function add_methods()
    add_functions("doc:", core.methods)
    add_functions("rules:", core.rules.methods)
    live["#doc"] = true
    for _, name in ipairs(core.properties) do
        live["doc." .. name] = true
    end
    local doc <close> = assay.text("Putin spoke.", {annotate = false})
    doc:add("entity", 1, 1, {type = "PERSON", name = "Putin", actor = "a1", mention = "name"})
    add_functions("actor:", debug.getmetatable(doc:actors()[1]).__index)
end

-- ---- names on both sides ----------------------------------------------------

--- Is it of the session? What only the sandbox has, tests/lua/test_api.lua asks
-- for there.
local function of_known_owner(entry)
    if entry.file == "sandbox.yaml" then
        return false
    end
    local owner = entry.name:match("^([%w_]+)[.:]")
    return not api.split(entry) or owner == "doc" or owner == "rules" or owner == "actor"
end

local function check_names()
    local names = {}
    for key in pairs(live) do
        names[#names + 1] = key
    end
    table.sort(names)
    for _, name in ipairs(names) do
        if not api.find(name) then
            fault("%s is there and no file of lua/assay/api describes it: add an entry", name)
        end
    end
    for _, entry in ipairs(api.list()) do
        if entry.kind ~= "type" and entry.kind ~= "topic" and of_known_owner(entry) and live[entry.name] == nil then
            fault("%s: %s is described and is not there: take the entry out, or register it", entry.file, entry.name)
        end
    end
    for _, entry in ipairs(api.twice()) do
        fault("%s: %s is described in another file, too: keep one", entry.file, entry.name)
    end
end

-- ---- parameters --------------------------------------------------------------

local GIVEN = "given" -- what a function calls options that it has yet to check

--- What a function holds, by name.
local function upvalues(f)
    local held = {}
    for i = 1, math.huge do
        local name, value = debug.getupvalue(f, i)
        if not name then
            return held
        end
        held[name] = value
    end
end

--- The Lua function behind a value: of a command the one that it wraps, of one
-- that stands for a module's (assay.lazy) that.
local function function_of(value)
    if type(value) == "function" then
        local held = upvalues(value)
        local real = held.from and held.name and held.from[held.name]
        return real and function_of(real) or value
    end
    local meta = type(value) == "table" and debug.getmetatable(value)
    return meta and meta.__call and function_of(upvalues(meta.__call).run)
end

local function check_params(entry, value)
    local f = function_of(value)
    local info = f and debug.getinfo(f, "uS")
    if not info or info.what ~= "Lua" then
        return
    end
    local skip = 0
    if debug.getlocal(f, 1) == "self" or entry.kind == "method" and #entry.params < info.nparams then
        skip = 1
    end
    for i = skip + 1, info.nparams do
        local name, param = debug.getlocal(f, i), entry.params[i - skip]
        if not name:find("^_") and not (param and (param.name == name or name == GIVEN)) then
            fault("%s: %s: parameter %d is %s in the description and %s in %s:%d", entry.file, entry.name,
                i - skip, param and param.name or "missing", name, info.short_src, info.linedefined)
        end
    end
    if not info.isvararg and #entry.params > info.nparams - skip then
        fault("%s: %s: the description has %d parameters, the function %d (%s:%d)", entry.file, entry.name,
            #entry.params, info.nparams - skip, info.short_src, info.linedefined)
    end
end

-- ---- types ---------------------------------------------------------------------

local function type_names()
    local names = {}
    for _, entry in ipairs(api.list()) do
        names[#names + 1] = entry.kind == "type" and entry.name or nil
    end
    return names
end

local function check_type(entry, where, text)
    local type_, wrong = types.read(text)
    if not type_ then
        fault("%s: %s: %s: %s", entry.file, entry.name, where, wrong)
        return
    end
    types.each(type_, function(one)
        if one.name and not types.LUA[one.name] and not api.type(one.name) then
            local near = core.suggest(one.name, type_names())
            fault("%s: %s: %s: no entry describes the type %s%s", entry.file, entry.name, where, one.name,
                near and (": did you mean %s?"):format(near) or "")
        elseif one.ref then
            local found = false
            for _, param in ipairs(entry.params) do
                found = found or param.name == one.ref
            end
            if not found then
                fault("%s: %s: %s: there is no parameter %s", entry.file, entry.name, where, one.ref)
            end
        end
    end)
end

local function check_entry(entry)
    for _, list in ipairs {entry.params, entry.returns, entry.fields} do
        for _, value in ipairs(list) do
            check_type(entry, value.name or "returns", value.type)
        end
    end
    if entry.extends and not api.type(entry.extends) and not types.LUA[entry.extends] then
        fault("%s: %s extends %s, which no entry describes", entry.file, entry.name, entry.extends)
    end
    if entry.example and not load("return " .. entry.example) and not load(entry.example)
        and not load((entry.example:gsub("([^\n]+)\n*$", "return %1"))) then
        fault("%s: %s: the example is not Lua: %s", entry.file, entry.name, select(2, load(entry.example)))
    end
    if not entry.summary:find("[.?!]$") then
        fault("%s: %s: a summary is a sentence and ends so: %s", entry.file, entry.name, entry.summary)
    end
end

--- Each kind of records has a type, whose fields the program knows.
local function check_kinds()
    for _, kind in ipairs(core.kinds()) do
        local name = kind.name == "document" and "document_record" or kind.name
        local of, fields = api.type(name), {}
        for _, field in ipairs(kind.fields) do
            fields[field] = true
        end
        for _, field in ipairs(of and of.entry.fields or {}) do
            if not fields[field.name] then
                fault("%s: %s: records of that kind have no field %s", of.entry.file, name, field.name)
            end
        end
    end
end

--- Scripts of the project may use the commands: luacheck knows them all.
local function check_luacheck()
    local env, listed = {files = setmetatable({}, {__newindex = function() end})}, {}
    local rc = loadfile(".luacheckrc", "t", env)
    if not rc then
        return -- not the sources' folder
    end
    rc()
    for _, name in ipairs(env.read_globals) do
        listed[name] = true
    end
    for _, entry in ipairs(api.list()) do
        if entry.kind == "command" and not listed[entry.name] then
            fault(".luacheckrc: ours lacks %s: add it", entry.name)
        end
    end
end

add_tables()
add_methods()
check_luacheck()
check_names()
for _, entry in ipairs(api.list()) do
    check_entry(entry)
    if live[entry.name] and live[entry.name] ~= true and entry.kind ~= "type" and entry.kind ~= "topic" then
        check_params(entry, live[entry.name])
    end
end
check_kinds()

for _, line in ipairs(faults) do
    io.stderr:write(line, "\n")
end
if #faults > 0 then
    error(("the API and its description differ in %d places"):format(#faults), 0)
end
