-- Recurses without end, in Lua and through C.
-- want: (ran longer than 1 s|needs more than 16 MiB of memory)
local function f() return pcall(f) end
local function g() return g() + 1 end
local h = setmetatable({}, {})
getmetatable(h).__index = function(t, k) return t[k] end
while true do
    f()
    pcall(g)
    pcall(function() return h.x end)
end
