-- Granted reading alone, it writes.
-- want: has no capability to write
-- grants: read
assert(assay.files.read "list.txt")
assay.files.write("new.txt", "x")
