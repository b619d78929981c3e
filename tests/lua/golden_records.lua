--- Run tests/golden/stances.lua on a file of tests/golden: prints precision and
-- recall, and asserts that they are not below what they were.
return function(tap, name, precision, recall)
    local program = os.getenv("ASSAY") or "build/assay"
    local f = assert(io.popen(("'%s' run tests/golden/stances.lua tests/golden/%s.txt 2>&1")
        :format(program, name)))
    local text = f:read("a")
    f:close()
    for line in text:gmatch("[^\n]+") do
        if line:match("precision") then
            print("# " .. line)
        end
    end
    local p, r = text:match("precision ([%d.]+)  recall ([%d.]+)")
    tap.ok(p and tonumber(p) >= precision, name .. ": precision of the golden texts", text)
    tap.ok(r and tonumber(r) >= recall, name .. ": recall of the golden texts", text)
end
