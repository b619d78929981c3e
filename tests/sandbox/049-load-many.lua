-- Locals, upvalues, labels and constants beyond every limit.
-- want: (harmless|ran longer than 1 s|needs more than 16)
local parts = {}
for i = 1, 300 do parts[#parts + 1] = "local a" .. i .. " = " .. i end
assert(not load(table.concat(parts, "\n")))
for i = 1, 40000 do parts[i] = "::l" .. i .. "::" end
load(table.concat(parts, " "))
for i = 1, 100000 do parts[i] = "goto x" .. i end
load("do " .. table.concat(parts, " ") .. " end")
for i = 1, 100000 do parts[i] = "x" .. i .. " = " .. i .. ".5" end
load(table.concat(parts, " "))
error("harmless")
