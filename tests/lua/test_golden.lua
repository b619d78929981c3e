-- Actors, roles and places in the texts of tests/golden: precision and recall
-- are printed, and every text must be right.
local tap = dofile("tests/lua/tap.lua")

local program = os.getenv("ASSAY") or "build/assay"
local f = assert(io.popen(("'%s' run tests/golden/actors.lua "
    .. "tests/golden/actors.txt 2>&1"):format(program)))
local text = f:read("a")
f:close()
local n, right = text:match("(%d+) texts, (%d+) all right")
tap.ok(tonumber(n) == 40, "forty golden texts are compared", text)
for line in text:gmatch("[^\n]+") do
    if line:match("^%l+ +precision") then
        print("# " .. line)
    end
end
tap.ok(n and right == n, "every golden text is right", text)
tap.done()
