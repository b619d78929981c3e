--- Commands: functions that the prompt runs when their bare name is typed.
local command = {}

--- A callable value with the prompt's marker.
-- @tparam string name as in help
-- @tparam function run
function command.new(name, run)
    return setmetatable({}, {
        __command = true,
        __name = "command",
        __call = function(_, ...) return run(...) end,
        __tostring = function()
            return require("assay.help").line(name) or "command " .. name
        end,
    })
end

return command
