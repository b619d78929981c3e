-- Does what it may: reads, lists, writes, appends.
-- want: harmless
-- grants: read write
local files = assay.files
assert(files.read "list.txt" == "granted text\n" and files.read "sub/deep.txt" == "deep\n")
local names = table.concat(files.list(), " ")
assert(names:find "list.txt" and names:find "sub/" and not names:find "link.txt" and not names:find "fifo", names)
assert(files.write("new.txt", "one\n") and files.append("new.txt", "two\n"))
assert(files.read "new.txt" == "one\ntwo\n")
assert(files.write("new.txt", "") and files.read "new.txt" == "")
local text, why = files.read "missing"
assert(not text and why:find "No such file", why)
