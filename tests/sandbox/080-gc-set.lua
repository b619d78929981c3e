-- Gives a table a finalizer.
-- want: a plugin has no __gc
setmetatable({}, {__gc = function() while true do end end})
