-- Few spans with enormous features.
-- want: (needs more than 16 MiB of memory|not enough memory)
-- load: skip
local long = ("x"):rep(1000000)
for i = 1, math.huge do doc:add("x", 1, 1, {text = long .. i}) end
