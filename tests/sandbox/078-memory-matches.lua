-- A pattern that finds everything, all of it kept.
-- want: (needs more than 16 MiB of memory|not enough memory|ran longer than 1 s)
-- load: skip
local all = {}
for i = 1, math.huge do
    for first, last, found in doc:find "w:[]" do all[#all + 1] = {first, last, found} end
end
