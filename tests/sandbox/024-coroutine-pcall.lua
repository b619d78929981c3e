-- The same with pcall around resume and wrap.
-- want: ran longer than 1 s
local function spin() while true do end end
while true do
    coroutine.resume(coroutine.create(spin))
    pcall(coroutine.wrap(function() pcall(spin) while true do end end))
    pcall(coroutine.resume, coroutine.create(spin))
end
