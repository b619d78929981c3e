-- A thousand coroutines, each within the last.
-- want: ran longer than 1 s
local function deep(n)
    local co = coroutine.wrap(function() if n > 0 then deep(n - 1) end while true do end end)
    pcall(co)
    while true do end
end
deep(1000)
