-- Goes on in the handler of xpcall, and behind it.
-- want: ran longer than 1 s
local function go() while true do end end
while true do
    xpcall(go, go)
    pcall(pcall, pcall, error)
end
