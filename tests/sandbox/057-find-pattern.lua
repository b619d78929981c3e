-- Patterns over tokens that are as large as they may be, over and over.
-- want: ran longer than 1 s
-- load: skip
local p = assay.pattern(("(one|two|three|[]?) "):rep(100) .. "never")
local i = 0
while true do
    i = i + 1
    for _ in doc:find(p) do end
    for _ in doc:find("w" .. i .. " /(a|b)*c" .. i .. "/") do end
    pcall(doc.find, doc, ("~20 "):rep(100) .. "x")
end
