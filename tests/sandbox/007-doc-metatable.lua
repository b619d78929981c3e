-- Takes the metatables of our own types.
-- want: there is no "__gc"
-- load: skip
assert(getmetatable(doc) == "assay.doc")
assert(getmetatable(assay.gazetteer {entries = {"a"}}) == "assay.gazetteer")
assert(getmetatable(assay.pattern "a") == "assay.pattern")
assert(not pcall(setmetatable, doc, {}))
return doc.__gc
