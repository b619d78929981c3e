-- Prints what a terminal obeys: colours, titles, the cursor, the bell, 8-bit controls.
-- want: harmless
-- not: ^assay: (fine|another)
print("\27[2J\27]0;title\7\27P\27\\ \r\b\0\127")
print("\u{9b}2J \x9b2J \u{85} \xc2\x9b")
print("\u{202e}gnp.exe\u{2066} \u{200f} \u{feff} \u{2028}assay: fine")
print("line\nassay: another line")
print(setmetatable({}, {__tostring = function() return "\27[1m" end}), setmetatable({}, {__name = "\27[1m"}))
