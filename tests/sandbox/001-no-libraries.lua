-- Looks for the process, files and the debugger: none is there.
-- want: harmless
for _, name in ipairs {"os", "io", "debug", "package", "dofile", "loadfile", "warn"} do
    assert(_G[name] == nil, name)
end
assert(string.dump == nil and assay.open == nil and assay.core == nil)
