-- Works in __close once it was stopped.
-- want: ran longer than 1 s
local x <close> = setmetatable({}, {__close = function() while true do end end})
local y <close> = setmetatable({}, {__close = function()
    coroutine.wrap(function() while true do end end)()
end})
while true do end
