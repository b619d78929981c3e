-- One string that doubles.
-- want: (needs more than 16 MiB of memory|not enough memory)
local s = "x"
while true do s = s .. s end
