-- Each coroutine that is closed closes the next: the C stack of plain Lua overflows.
-- want: harmless
local last
for _ = 1, 10000 do
    local inner = last
    local co = coroutine.create(function()
        local x <close> = setmetatable({}, {__close = function() if inner then coroutine.close(inner) end end})
        coroutine.yield()
    end)
    coroutine.resume(co)
    last = co
end
coroutine.close(last)
