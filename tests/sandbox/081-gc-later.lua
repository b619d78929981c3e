-- Gives the metatable its finalizer later, and shares it.
-- want: harmless
local meta = {}
local t = {}
for i = 1, 100 do t[i] = setmetatable({}, meta) end
meta.__gc = function() while true do end end
assert(not pcall(setmetatable, {}, meta))
rawset(meta, "__gc", meta.__gc)
t = nil
collectgarbage()
collectgarbage()
meta = setmetatable({}, {__index = {__gc = function() while true do end end}})
setmetatable({}, meta)
collectgarbage()
