-- A capture of a million bytes, compared again at each place.
-- want: ran longer than 1 s
local s = ("a"):rep(1000000) .. "b" .. ("a"):rep(1000000)
while true do
    pcall(string.find, s, "(a*)%1%1c")
    pcall(string.find, s, "(a+).-%1.")
end
