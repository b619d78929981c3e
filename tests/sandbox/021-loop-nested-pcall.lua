-- Catches it on a hundred levels.
-- want: ran longer than 1 s
local function f(n)
    if n == 0 then while true do end end
    pcall(f, n - 1)
    while true do end
end
f(100)
