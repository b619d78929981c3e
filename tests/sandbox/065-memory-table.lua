-- A table that grows without end.
-- want: (needs more than 16 MiB of memory|not enough memory)
local t = {}
for i = 1, math.huge do t[i] = {i} end
