--- reopen: the documents of an earlier result, and its query once more. What is
-- another than then is told: a document, a plugin, the program.
local core = require "assay.core"
local past = require "assay.session.past"
local session = require "assay.session"
local sources = require "assay.session.sources"

local reopen = {}

local function names(list)
    local by_name = {}
    for _, text in ipairs(list) do
        local name, version = tostring(text):match("^(.*)@([^@]*)$")
        if name then
            by_name[name] = version
        end
    end
    return by_name
end

--- What is to be told of plugins, in order of name.
local function plugin_differences(before)
    local was, is = names(before), names(past.plugins())
    local out, all = {}, {}
    for name in pairs(was) do
        all[#all + 1] = name
    end
    for name in pairs(is) do
        all[#all + 1] = was[name] == nil and name or nil
    end
    table.sort(all)
    for _, name in ipairs(all) do
        if is[name] == nil then
            out[#out + 1] = ("plugin %s %s is gone"):format(name, was[name])
        elseif was[name] == nil then
            out[#out + 1] = ("plugin %s %s is new"):format(name, is[name])
        elseif was[name] ~= is[name] then
            out[#out + 1] = ("plugin %s is %s, %s then"):format(name, is[name], was[name])
        end
    end
    return out
end

local function is_open(path)
    for _, source in ipairs(session.sources()) do
        if source.path == path then
            return true
        end
    end
    return false
end

--- Open what was open then and is not now, but what the code opens itself.
local function open_all(result, warnings)
    local open, itself = require("assay.commands").open, {}
    for _, path in ipairs(result.opens) do
        itself[path] = true
    end
    for _, source in ipairs(result.opened) do
        local path = sources.path_now(source)
        if not is_open(path) and not itself[source.path] then
            local good, why = pcall(open, path)
            if not good then
                warnings[#warnings + 1] = tostring(why):gsub("^.-open: ", "")
            end
        end
    end
end

--- Numbers of the results of its own session that a result's code names; `_` is
-- the one before it.
local function needs(result)
    local list, seen = {}, {}
    for name in (" " .. result.code):gmatch("%f[%w_](_%d*)%f[^%w_]") do
        local n = name == "_" and result.n - 1 or tonumber(name:sub(2))
        if n and n >= 1 and n < result.n and not seen[name] then
            seen[name] = true
            list[#list + 1] = {name = name, n = n}
        end
    end
    return list
end

local function compile(result, env)
    local code = result.form == "command" and result.code .. "()" or result.code
    return load("return " .. code, "=reopen", "t", env) or load(code, "=reopen", "t", env)
end

--- The values of the code of a result; the results that it names first, oldest
-- first, each once.
-- @tparam function find result by number
local function run(result, env, find, done)
    local own = setmetatable({}, {__index = env, __newindex = env})
    for _, need in ipairs(needs(result)) do
        local other = find(need.n)
        if other and done[need.n] == nil then
            done[need.n] = (run(other, env, find, done))
        end
        rawset(own, need.name, done[need.n])
    end
    local code, why = compile(result, own)
    if not code then
        error(("reopen: %s"):format(why), 0)
    end
    return code()
end

--- Open the documents of a result again.
-- @tparam table result as past.find gives it
-- @treturn {string,...} warnings on what cannot be had
function reopen.open(result)
    local warnings = {}
    open_all(result, warnings)
    for _, doc in ipairs(session.opened()) do
        if doc.id == result.doc then
            _G.doc = doc
            break
        end
    end
    return warnings
end

--- What is another than then, now that all is open.
-- @treturn {string,...} warnings
function reopen.differences(result)
    local warnings = {}
    for _, source in ipairs(result.opened) do
        local path = sources.path_now(source)
        warnings[#warnings + 1] = is_open(path) and sources.difference(path, source.n, source.sha256) or nil
    end
    if result.assay ~= core.version then
        warnings[#warnings + 1] = ("assay is %s, %s then"):format(core.version, result.assay or "another")
    end
    local more = plugin_differences(result.plugins)
    table.move(more, 1, #more, #warnings + 1, warnings)
    return warnings
end

--- Run its code again, and that of the results it names.
-- @tparam table env the prompt's variables
-- @tparam function find gives a result of the same session by its number
-- @return what the code gives
function reopen.run(result, env, find)
    return run(result, env, find, {})
end

--- Does it stand by itself, so that its code alone gives it?
function reopen.is_alone(result)
    return #needs(result) == 0
end

return reopen
