-- Texts cut at either side: widths at both ends of what is an integer, bytes that are no text, again and again.
-- want: ran longer than 1 s
local text = ("\xF0\x9F\x91\xA8\u{200D}\xED\xA0\x80\xFF\u{301}"):rep(1 << 15)
for _, where in ipairs {"left", "middle", "right"} do
    for _, room in ipairs {0, 1, 2, 3, math.maxinteger, math.mininteger, #text} do
        pcall(assay.cut, text, room, where)
    end
    assert(not pcall(assay.cut, text, 1, where .. "x"))
end
while true do
    for _, where in ipairs {"left", "middle", "right"} do
        pcall(assay.cut, text, #text // 3, where)
    end
end
