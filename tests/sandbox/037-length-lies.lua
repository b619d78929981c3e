-- Tables whose __len is a billion, for every function that believes it; C functions as metamethods.
-- want: ran longer than 1 s
local t = setmetatable({}, {__len = function() return 1 << 40 end, __index = function() return 1 end,
    __newindex = rawequal})
local u = setmetatable({}, {__index = rawlen, __newindex = rawequal, __len = function() return math.maxinteger end})
for _, f in ipairs {table.concat, table.unpack, table.sort, table.remove, ipairs, table.insert} do
    pcall(f, u)
    pcall(f, t, 1, 1)
    pcall(f, t)
end
while true do
    pcall(table.move, t, 1, 1 << 40, 2)
    pcall(table.move, u, 1, 9999999, 2)
    pcall(table.concat, u)
end
