-- A new kind, label and rule for each span.
-- want: (needs more than 16 MiB of memory|ran longer than 1 s|too many)
-- load: skip
for i = 1, math.huge do doc:add("kind" .. i, 1, 1, {type = "T" .. i, rule = "r" .. i, ["f" .. i] = i}) end
