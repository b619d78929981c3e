-- Tokens and bytes that are not there.
-- want: (not within|there is no token)
-- load: skip
local n = #doc
for _, p in ipairs {{0, 0}, {-1, 1}, {n + 2, n + 2}, {1, n + 1}, {2, 0}, {math.mininteger, math.maxinteger},
    {math.maxinteger, math.mininteger}} do
    assert(not pcall(doc.text, doc, p[1], p[2]), p[1])
    assert(not pcall(doc.slice, doc, p[1], p[2]) or p[2] <= doc.size)
    assert(not pcall(doc.add, doc, "x", p[1], p[2]))
    assert(not pcall(doc.add, doc, "x", 1, 1, {f = {p[1], p[2]}}))
    assert(not pcall(doc.add, doc, "x", 1, 1, {f = {begin = 0, finish = p[1]}}))
end
return doc:token(n + 1)
