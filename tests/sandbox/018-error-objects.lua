-- Raises tables, functions and nil in place of messages.
-- want: error object is a table value
assert(not pcall(error) and not pcall(error, print))
error(setmetatable({}, {__tostring = function() while true do end end, __name = "\27[2J"}))
