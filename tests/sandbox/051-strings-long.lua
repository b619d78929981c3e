-- Compares, reverses and upper-cases strings of megabytes, and takes them for numbers.
-- want: (ran longer than 1 s|needs more than 16 MiB of memory)
local s = ("x"):rep(1500000)
local u = s:sub(1, -2) .. "y"
local digits = ("9"):rep(1000000)
while true do
    local _ = s < u, s == u, s:reverse(), s:upper(), s .. u, s:byte(-1), utf8.len(s)
    pcall(string.byte, s, 1, -1)
    pcall(utf8.codepoint, s, 1, -1)
    pcall(utf8.offset, s, -1000000)
    pcall(tonumber, digits)
    pcall(tonumber, "0x" .. digits)
    pcall(math.floor, "0." .. digits .. "e-400")
    pcall(function() return digits + 1 end)
end
