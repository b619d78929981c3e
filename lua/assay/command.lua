--- Commands: functions that the prompt runs when their bare name is typed.
local lazy = require "assay.lazy"

local help = lazy.module "assay.help"
local lists = lazy.module "assay.lists"
local options = lazy.module "assay.options"

local command = {}

--- A callable value with the prompt's marker.
-- @tparam string name as in help
-- @tparam function run
-- @tparam table members what it has after a dot; assigning to one of them
--   calls it
function command.new(name, run, members)
    return setmetatable({}, {
        __command = true,
        __index = members,
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

return command
