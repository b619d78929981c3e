-- Callbacks of sort and gsub that never return, and some in C.
-- want: ran longer than 1 s
local function go() while true do end end
while true do
    pcall(table.sort, {1, 2, 3}, go)
    pcall(string.gsub, "abc", ".", go)
    pcall(string.gsub, ("x"):rep(100000), "", setmetatable({}, {__index = table.concat}))
    pcall(string.gsub, ("x"):rep(100000), ".", string.upper)
end
