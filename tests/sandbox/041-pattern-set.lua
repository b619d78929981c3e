-- A set of a million members, asked for each character.
-- want: ran longer than 1 s
local set = "[" .. ("b"):rep(1000000) .. "]"
local s = ("a"):rep(1000000)
while true do pcall(string.find, s, set) end
