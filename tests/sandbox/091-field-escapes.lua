-- Fails with escapes in names of fields, kinds, patterns, files and modules.
-- want: (x1B|cannot be a module)
for _, f in ipairs {function() assay.pattern("\27[2J [") end, function() assay.gazetteer("\27[2J") end,
    function() doc:column("\27[2J") end, function() doc["\27[2J"]() end,
    function() assay.rules {{name = "\27[2J\u{202e}"}} end} do
    local ok, why = pcall(f)
    if not ok and why:find("main.lua") then error(why, 0) end
end
require("\27[2J")
