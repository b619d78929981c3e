-- Gazetteers with as many phrases as memory has.
-- want: (needs more than 16 MiB|not enough memory|ran longer than 1 s)
local entries = {}
for i = 1, 100000 do entries[i] = "word" .. i .. " other" .. i end
local all = {}
while true do all[#all + 1] = assay.gazetteer {entries = entries} end
