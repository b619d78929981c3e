-- Thousands of rules made at run time.
-- want: (more than 2000 rules)
local set = {}
for i = 1, 20000 do
    set[i] = {name = "r" .. i, label = "X", pattern = "a" .. i .. " (b|c)* d" .. (i % 7)}
end
while true do assay.rules(set) end
