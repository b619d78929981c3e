--- Commands that take back what was added to documents, and do it again.
local core = require "assay.core"
local undo = require "assay.undo"

--- How many steps; level 3 is the caller's line.
local function count(n, name)
    if n == nil then
        return 1
    elseif type(n) ~= "number" or math.tointeger(n) == nil or n < 1 then
        error(("%s: how many steps? A whole number from 1 is wanted (got %s)")
            :format(name, type(n) == "number" and n or core.type(n)), 3)
    end
    return math.tointeger(n)
end

local function back(n)
    return undo.back(count(n, "undo"))
end

local function again(n)
    return undo.again(count(n, "redo"))
end

return {undo = back, ["undo.list"] = undo.list, ["undo.entry"] = undo.entry, redo = again}
