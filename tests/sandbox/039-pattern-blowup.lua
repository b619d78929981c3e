-- Patterns of Lua that take exponential time.
-- want: ran longer than 1 s
local p, s = ("a?"):rep(40) .. ("a"):rep(40), ("a"):rep(40)
while true do
    pcall(string.find, s, p)
    pcall(string.gsub, s, p, "")
    for _ in s:gmatch(p) do end
end
