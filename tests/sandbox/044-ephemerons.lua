-- Weak tables whose keys hang on each other: the collector takes quadratic time.
-- want: (ran longer than 1 s|had to be given up)
local t, k = setmetatable({}, {__mode = "k"}), {}
keep = k
for _ = 1, 100000 do
    local v = {}
    t[k] = v
    k = v
end
while true do collectgarbage() end
