-- Calls methods of one type with another, and with tables that claim to be one.
-- want: self must be a document
-- load: skip
local add = doc.add
for _, x in ipairs {0, "x", {}, print, assay.pattern "a", setmetatable({}, {__name = "assay.doc"})} do
    local ok, why = pcall(add, x, "entity", 1, 1)
    assert(not ok and why:find("must be a document"), why)
end
add(setmetatable({}, {__index = doc}), "entity", 1, 1)
