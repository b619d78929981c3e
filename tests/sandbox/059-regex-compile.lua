-- Regular expressions that are enormous once compiled.
-- want: harmless
for _, re in ipairs {"(((a{1000}){1000}){1000})", "(" .. ("(a|"):rep(40) .. "a" .. (")"):rep(40) .. ")",
    ("[\\p{L}\\p{N}]"):rep(100), "(?R)", "(?1)(a(?1))", "(*LIMIT_MATCH=99999999)a", "\\C"} do
    pcall(assay.pattern, "/" .. re .. "/")
end
