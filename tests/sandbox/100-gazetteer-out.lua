-- Reads files outside its folder as gazetteers.
-- want: not in the plugin's folder
for _, name in ipairs {"/etc/passwd", "out.lua", "x\0y", "../../secret.txt", "missing.tsv"} do
    local ok, list = pcall(assay.gazetteer, name)
    assert(not ok or list == nil, name)
end
assay.gazetteer("../witness/cities.yaml")
