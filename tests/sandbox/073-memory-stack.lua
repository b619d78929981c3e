-- Arguments and results without number.
-- want: (stack overflow|too many results|needs more than 16|not enough memory|ran longer)
local function f(...) return f(1, ...) end
pcall(f)
local t = {}
for i = 1, 300000 do t[i] = i end
local function g(...) return ..., ... end
return g(g(table.unpack(t))), table.unpack({}, 1, 1e7)
