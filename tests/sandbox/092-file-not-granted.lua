-- Reads and writes without a capability.
-- want: has no capability to read: the user did not grant it
for _, f in ipairs {assay.files.list, assay.files.write, assay.files.append} do
    local ok, why = pcall(f, "list.txt", "x")
    assert(not ok and why:find "did not grant", why)
end
assay.files.read("list.txt")
