-- Two coroutines that hand each other on.
-- want: ran longer than 1 s
local co = coroutine.wrap(function() while true do pcall(coroutine.yield) end end)
while true do co() end
