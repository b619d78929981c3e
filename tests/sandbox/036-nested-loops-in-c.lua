-- A loop in C whose every step is a loop in C: unpack over __index = table.concat.
-- want: (ran longer than 1 s|needs more than 16 MiB of memory)
local t = {}
for i = 1, 50000 do t[i] = "x" end
local u = setmetatable({}, {__index = setmetatable(t, {__index = table.concat})})
while true do
    pcall(table.concat, u, "", 50001, 100000)
    pcall(table.move, u, 50001, 100000, 1, {})
    pcall(table.unpack, u, 50001, 100000)
end
