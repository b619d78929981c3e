-- Hands weak tables to our own functions, which look at them twice: what they hold is freed between.
-- want: harmless
local weak = {}
local function soft(t) setmetatable(t, weak) weak.__mode = "v" weak = {} return t end
for i = 1, 150 do
    local gaz = soft {g = assay.gazetteer {entries = {"a" .. i, "b"}}}
    pcall(assay.pattern, "%g x" .. i, {gazetteers = gaz})
    pcall(assay.rules, {soft {name = "a", label = "X", pattern = "a",
        fields = soft {soft {name = "f" .. i, value = ("v"):rep(30) .. i}},
        examples = soft {match = {("m"):rep(50) .. i}}}, gazetteers = soft {k = assay.gazetteer {entries = {"c" .. i}}}})
    pcall(assay.gazetteer, {entries = soft {soft {text = "t", f = {("y"):rep(60) .. i}, also = {"z" .. i}}}})
    if doc then pcall(doc.add, doc, "x", 1, 1, soft {f = {("y"):rep(60) .. i}}) end
end
