-- Weak tables whose keys hang on each other cost the collector quadratic time: there are none.
-- want: a plugin has no weak tables
local meta = {}
local t, k = setmetatable({}, meta), {}
meta.__mode = "k"
rawset(meta, "__mo" .. "de", "kv")
keep = k
for _ = 1, 50000 do
    local v = {}
    t[k] = v
    k = v
end
k = nil
for _ = 1, 3 do collectgarbage() end
t[1], t[2] = {}, {}
collectgarbage()
assert(t[1] and t[2]) -- it is not weak, whatever __mode says
setmetatable({}, {__mode = "v"})
