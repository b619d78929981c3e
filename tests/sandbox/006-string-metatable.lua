-- Takes the metatable of strings to change it.
-- want: (bad argument #1 to 'setmetatable'|table expected)
assert(getmetatable("") == "string")
assert(not pcall(function() getmetatable("").__index = {} end))
setmetatable("", {})
