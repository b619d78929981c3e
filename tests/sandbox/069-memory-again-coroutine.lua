-- The same in coroutines, one after the other.
-- want: needs more than 16 MiB of memory
while true do
    coroutine.resume(coroutine.create(function() return ("x"):rep(1 << 30) end))
    coroutine.resume(coroutine.create(function() local t = {} for i = 1, 1e9 do t[i] = {} end end))
end
