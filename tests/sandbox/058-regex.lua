-- Regular expressions that backtrack without end.
-- want: harmless
for _, re in ipairs {"(a+)+b", "(a|aa)+b", "(.*)*b", "((a*)*)*b", "(?:a?){40}a{40}", "(a+)+(a+)+(a+)+b"} do
    local ok, p = pcall(assay.pattern, "/" .. re .. "/")
    if ok and doc then
        for _ in doc:find(p) do end
        for _ = 1, 50 do
            pcall(doc.add, doc, "x", 1, 1, {f = ("a"):rep(3000)})
        end
        for _ in doc:find("@x[f=/" .. re .. "/]") do end
    end
end
