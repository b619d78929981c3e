-- Sorts by pcall: each comparison catches the error that should stop it.
-- want: ran longer than 1 s
local t = {}
for i = 1, 20000 do t[i] = function() while true do end end end
table.sort(t, pcall)
while true do table.sort(t, pcall) end
