-- Writes until the quota stops it, in bytes and in files.
-- want: more than 16 MiB or 1000 files for one document
-- grants: read write
local ok, why
for i = 1, 2000 do
    ok, why = pcall(assay.files.write, "sub/f" .. i % 10, "x")
    if not ok then break end
end
assert(not ok and why:find "1000 files", why)
assay.files.append("list.txt", ("x"):rep(1000000))
