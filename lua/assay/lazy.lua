--- Modules that are loaded when something of them is first used: what a session
-- never asks for costs its start nothing.
local lazy = {}

--- A table that stands for a module.
-- @tparam string name as `require` takes it
function lazy.module(name)
    return setmetatable({}, {__index = function(module, key)
        local loaded = require(name)
        getmetatable(module).__index = loaded
        return loaded[key]
    end})
end

--- A function that stands for that of a module; in tracebacks and for levels of
-- errors it is not there.
-- @tparam string module as `require` takes it
-- @tparam string name
function lazy.call(module, name)
    local from = lazy.module(module)
    return function(...)
        return from[name](...)
    end
end

return lazy
