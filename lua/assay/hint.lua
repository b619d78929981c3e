--- The signature of the call around the cursor.
local hint = {}

--- @tparam string line what is being typed
-- @tparam integer at bytes of it before the cursor
-- @treturn[opt] string `kwic(pattern [, docs])`; nil without a call
-- @treturn integer first byte in it of the parameter being written
-- @treturn integer its last byte
function hint.at(_, _)
    return nil
end

return hint
