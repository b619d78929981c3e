-- Closes the document under the rules that run on it.
-- want: rules are running
-- load: skip
assay.rules {{name = "a", label = "X", kind = "x", pattern = "[]", ["do"] = function(d) d:close() end}}:apply(doc)
