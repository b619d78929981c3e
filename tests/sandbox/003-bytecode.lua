-- Loads bytecode, of its own make and with a header alone, in every mode.
-- want: harmless
for _, mode in ipairs {"b", "bt", "t"} do
    local f, why = load("\27Lua\x54\0\x19\x93\r\n\x1a\n", "x", mode)
    assert(not f and why:find("binary"), why)
end
assert(not pcall(string.dump or error, function() end))
local f, why = load("\27")
assert(not f and why)
