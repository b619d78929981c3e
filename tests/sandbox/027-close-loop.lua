-- A to-be-closed variable of a wrapped coroutine that failed never lets it go.
-- want: ran longer than 1 s
local f = coroutine.wrap(function()
    local x <close> = setmetatable({}, {__close = function() while true do end end})
    error("now")
end)
f()
