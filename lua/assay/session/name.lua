--- The names of results: `_3` is the third, `_` the latest.
local name = {}

--- @tparam integer n
function name.of(n)
    return "_" .. n
end

--- The number of the result that a name means.
-- @treturn integer nil: it is no such name
function name.number(text)
    return math.tointeger(tonumber(text:match("^_(%d+)$")))
end

return name
