-- Patterns without number, all kept.
-- want: (more than 2000 gazetteers, patterns|needs more than 16|ran longer)
local t = {}
for i = 1, math.huge do t[i] = assay.pattern("w" .. (i % 10) .. " x") end
