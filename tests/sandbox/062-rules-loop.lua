-- Rules whose `do` never ends, or catches what stops it.
-- want: ran longer than 1 s
-- load: skip
local rules = assay.rules {{name = "a", label = "X", kind = "x", pattern = "[]", ["do"] = function()
    pcall(function() while true do end end)
    while true do end
end}}
while true do pcall(rules.apply, rules, doc) end
