-- Walks through all that can be reached from the globals and the document, metatables too.
-- want: harmless
local seen = {}
local bad = {execute = true, popen = true, getinfo = true, sethook = true, getregistry = true, loadlib = true,
    dump = true, dofile = true, loadfile = true, searchpath = true, getupvalue = true}
local function walk(x)
    if seen[x] then return end
    seen[x] = true
    if type(x) == "table" then
        for k, v in next, x do
            assert(not bad[k], k)
            if k ~= nil then walk(k) end
            if v ~= nil then walk(v) end
        end
    end
    local meta = getmetatable(x)
    if meta ~= nil then walk(meta) end
end
walk(_G)
if doc then walk(doc) end
