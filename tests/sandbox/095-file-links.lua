-- Links in the granted folder that lead out of it, or stay within.
-- want: harmless
-- grants: read write
local files = assay.files
for _, name in ipairs {"link.txt", "up/secret.txt", "inner.txt", "up", "hard.txt/x", "list.txt/../../secret.txt"} do
    local ok, text, why = pcall(files.read, name)
    assert(not ok or (text == nil and why), name)
    ok, text = pcall(files.write, name, "spoilt")
    assert(not ok or text == nil, name)
    ok, text = pcall(files.append, name, "spoilt")
    assert(not ok or text == nil, name)
end
assert(not files.list "up")
assert(not files.write("hard.txt", "spoilt") and not files.append("hard.txt", "spoilt"))
