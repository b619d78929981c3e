-- Near names for long words, of long lists: within pcall, again and again.
-- want: ran longer than 1 s
local list, n = {}, 0
for i = 1, 50000 do list[i] = ("nearly"):rep(9) .. i end
list[#list + 1] = ("x"):rep(1 << 20)
local word = ("nearby"):rep(9)
while true do
    pcall(assay.suggest, word, list)
    pcall(assay.suggest, ("x"):rep(1 << 20), list)
    pcall(assay.suggest, word, setmetatable({}, {__index = function() return word end}))
    n = n + 1
end
