-- Keeps the handle of a document for the next.
-- want: the document is closed
-- load: skip
-- every: yes
if not kept then
    kept, steps = doc, doc:tokens()
    spans = doc:find "[]"
    return
end
for _, f in ipairs {function() return #kept end, function() return kept:text() end,
    function() return kept:add("x", 1, 1) end, function() return steps(kept, 1) end, spans,
    function() return assay.rules {{name = "a", label = "X", pattern = "a"}}:apply(kept) end} do
    local ok, why = pcall(f)
    assert(not ok and why:find "closed", why)
end
assert(tostring(kept) == "doc (closed)" and assay.type(kept) == "closed document")
return kept.id
