-- Coroutines without number.
-- want: (needs more than 16 MiB of memory|not enough memory)
local t = {}
for i = 1, math.huge do
    t[i] = coroutine.create(function() coroutine.yield() end)
    coroutine.resume(t[i])
end
