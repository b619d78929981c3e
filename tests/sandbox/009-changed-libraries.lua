-- Overwrites every function that it can reach; the host has its own.
-- want: harmless
local keep = {pairs = pairs, next = next, type = type}
for name, lib in keep.next, _G do
    if keep.type(lib) == "table" and lib ~= _G and name ~= "assay" then
        for k in keep.next, lib do lib[k] = false end
    end
end
for k in keep.next, _G do
    if k ~= "require" and k ~= "_G" then _G[k] = nil end
end
