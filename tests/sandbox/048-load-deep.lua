-- Text that is nested deeper than any parser should go.
-- want: harmless
for _, pair in ipairs {{"(", ")"}, {"{", "}"}, {"do ", " end "}, {"function() ", " end "}, {"-", ""}, {"not ", ""},
    {"a.b", ""}, {"a(", ")"}, {"a^", ""}, {"x..", ""}} do
    for _, n in ipairs {150, 250, 20000} do
        load("return " .. pair[1]:rep(n) .. "1" .. pair[2]:rep(n))
    end
end
