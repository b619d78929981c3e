-- Rules whose `do` runs the same rules again.
-- want: running already
-- load: skip
local rules
rules = assay.rules {{name = "a", label = "X", kind = "x", pattern = "one", ["do"] = function(d)
    rules:apply(d)
end}}
rules:apply(doc)
