-- Our own functions for text, on strings of megabytes and on what is no text.
-- want: ran longer than 1 s
local s = ("\u{430}e\u{301}"):rep(200000)
local broken = ("\xff\xc3"):rep(200000)
while true do
    for _, f in ipairs {assay.width, assay.clean, assay.norm, assay.skeleton, assay.type} do
        pcall(f, s)
        pcall(f, broken)
    end
    pcall(assay.cut, s, math.maxinteger)
end
