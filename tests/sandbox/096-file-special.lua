-- A named pipe, a folder, and files of /proc: none of them waits or answers.
-- want: harmless
-- grants: read write
local files = assay.files
for _, name in ipairs {"fifo", "sub", "."} do
    local text, why = files.read(name)
    assert(not text and why, name)
    assert(not files.write(name, "x") and not files.append(name, "x"), name)
end
assert(not files.list "list.txt" and not files.list "fifo")
assert(not pcall(files.read, "/proc/self/mem"))
