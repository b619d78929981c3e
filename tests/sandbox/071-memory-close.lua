-- Eats memory in __close, while an error of memory is on its way.
-- want: (needs more than 16 MiB of memory|not enough memory|ran longer)
local function hog() local t = {} for i = 1, math.huge do t[i] = {i} end end
local a <close> = setmetatable({}, {__close = hog})
local b <close> = setmetatable({}, {__close = function() while true do pcall(hog) end end})
hog()
