--- The signature of the call around the cursor.
local api = require "assay.api"
local complete = require "assay.prompt.complete"

local hint = {}

--- @tparam string line what is being typed
-- @tparam integer at bytes of it before the cursor
-- @treturn[opt] string `kwic(pattern [, docs])`; nil without a call
-- @treturn integer first byte in it of the parameter being written
-- @treturn integer its last byte
function hint.at(line, at)
    local entry, param = complete.call(line, at)
    if not entry then
        return nil
    end
    local text, places = api.signature(entry)
    local place = param and places[param]
    if place then
        return text, place[1], place[2]
    end
    return text
end

return hint
