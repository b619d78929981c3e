-- Patterns of quadratic and cubic time on a long string.
-- want: ran longer than 1 s
local s = ("a"):rep(500000)
while true do
    pcall(string.find, s, ".-.-.-b")
    pcall(string.match, s, "a*a*a*b")
    pcall(string.find, s, "%f[b]()%b()")
end
