-- Closes a coroutine that was stopped, in which no hook runs any more, in the next document.
-- want: ran longer than 1 s
-- every: yes
if _G.co then coroutine.close(_G.co) end
_G.co = coroutine.create(function()
    local x <close> = setmetatable({}, {__close = function() while true do end end})
    while true do end
end)
pcall(coroutine.resume, _G.co)
