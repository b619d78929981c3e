-- Formats as wide and as many as they go.
-- want: (more than 250 arguments|ran longer than 1 s)
local f, args = ("%99.99f"):rep(240), {}
for i = 1, 240 do args[i] = 1e308 / 3 end
for _ = 1, 10 do string.format(f, table.unpack(args)) end
assert(not pcall(string.format, ("%5.1s"):rep(200), table.unpack(args)) or true)
for i = 1, 30000 do args[i] = 1e308 / 3 end
string.format(("%.99f"):rep(30000), table.unpack(args))
