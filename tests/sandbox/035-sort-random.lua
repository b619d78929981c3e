-- Sorts by chance, and by what contradicts itself.
-- want: (harmless|bad argument|attempt|ran longer|needs more)
local t = {}
for i = 1, 100000 do t[i] = i end
for _ = 1, 1000 do
    pcall(table.sort, t, function() return true end)
    pcall(table.sort, t, function(a, b) return math.random() < 0.5 end)
    pcall(table.sort, t, math.ult)
end
