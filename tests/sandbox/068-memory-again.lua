-- Meets the cap over and over, and catches the error each time.
-- want: needs more than 16 MiB of memory
local n = 0
while true do
    pcall(string.rep, "x", 1 << 30)
    n = n + 1
end
