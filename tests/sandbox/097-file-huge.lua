-- Reads a file that is larger than its memory, again and again.
-- want: (needs more than 16 MiB of memory|not enough memory)
-- grants: read write
while true do
    local ok, why = pcall(assay.files.read, "huge.bin")
    if ok then error("read it: " .. tostring(why)) end
end
