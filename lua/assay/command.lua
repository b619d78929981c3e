--- Commands: functions that the prompt runs when their bare name is typed.
local lazy = require "assay.lazy"

local help = lazy.module "assay.help"
local lists = lazy.module "assay.lists"
local options = lazy.module "assay.options"

local command = {}

--- Rows are what a command gives, and its call makes: quotes[1] and #quotes are
-- mistakes, of which Lua itself would say nothing.
local function no_rows(name, form)
    error(("%s is a command; %s"):format(name, form:gsub("NAME", name)), 3)
end

local function behind(name)
    return {__index = function(_, key)
        if math.type(key) == "integer" then
            no_rows(name, ("NAME()[%d] is a row of what it gives"):format(key))
        end
    end}
end

--- A callable value with the prompt's marker.
-- @tparam string name as in help
-- @tparam function run
-- @tparam table members what it has after a dot; assigning to one of them
--   calls it
function command.new(name, run, members)
    members = members or {}
    if not getmetatable(members) then
        setmetatable(members, behind(name))
    end
    return setmetatable({}, {
        __command = true,
        __index = members,
        __len = function() no_rows(name, "#NAME() counts what it gives") end,
        __newindex = function(_, key, value)
            local member = members[key]
            if not member then
                error(("%s: there is no %s.%s%s"):format(name, name, tostring(key),
                    options.hint(key, lists.keys(members))), 2)
            end
            member(value)
        end,
        __name = "command",
        __call = function(_, ...) return run(...) end,
        __tostring = function()
            return help.line(name) or "command " .. name
        end,
    })
end

--- Whether a bare name that has this value is to be run.
function command.is(value)
    local meta = type(value) == "table" and getmetatable(value)
    return type(meta) == "table" and rawget(meta, "__command") == true
end

--- What a command gives without arguments. Level as below.
function command.run(value, level)
    local good, result = pcall(value)
    if not good then
        error(type(result) == "string" and result:gsub("^[^\n]-:%d+: ", "") or result, level)
    end
    return result
end

--- What stands for rows or documents: a command for what it gives, but `docs`
-- for the open documents, which is what it has under numbers.
-- @tparam integer level whose mistake it is if that fails: 2 is the caller
function command.result(value, level)
    if command.is(value) and not rawget(getmetatable(value), "__documents") then
        return command.run(value, level + 1)
    end
    return value
end

return command
