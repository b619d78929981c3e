-- Each numbered example, a script in Lua or for the shell, prints what is in
-- the .out file beside it.
local tap = dofile("tests/lua/tap.lua")

local program = os.getenv("ASSAY") or "build/assay"

local function read(path)
    local f = io.open(path, "rb")
    local text = f and f:read("a")
    if f then
        f:close()
    end
    return text
end

local function run(path)
    local command = path:match("%.lua$") and "'%s' run '%s' 2>&1"
        or "ASSAY='%s' sh '%s' 2>&1"
    local f = assert(io.popen(command:format(program, path)))
    local text = f:read("a")
    local good = f:close()
    return text, good
end

local list = assert(io.popen("ls examples/[0-9]*.lua examples/[0-9]*.sh"))
for path in list:lines() do
    local want = read((path:gsub("%a+$", "out")))
    local got, good = run(path)
    tap.ok(good, path .. " runs", got)
    if tap.ok(want, path .. " has its output beside it") then
        tap.is(got, want, path .. " prints it")
    end
end
list:close()

tap.done()
