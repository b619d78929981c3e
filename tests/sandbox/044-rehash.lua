-- A table that grows while all its keys have one hash: one instruction of quadratic time.
-- want: (ran longer than 1 s|had to be given up)
local m, t = (1 << 17) - 1, {}
for j = 1, (1 << 16) + 1 do t[j * m] = true end
while true do end
