-- Names that lead out of the granted folder.
-- want: name must be a path within the folder
-- grants: read write
local files = assay.files
for _, name in ipairs {"../secret.txt", "sub/../../secret.txt", "/etc/passwd", "..", "", "x\0y", "\27x", "a\nb",
    ("x"):rep(2000), "\xff"} do
    assert(not pcall(files.read, name), name)
    assert(not pcall(files.write, name, "x"), name)
    assert(not pcall(files.append, name, "x"), name)
    assert(name == "" or not pcall(files.list, name), name)
end
files.read("../secret.txt")
