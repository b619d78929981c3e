--- Run an example of the description as if it was typed, examples/talks.txt
-- being open: `assay run example.lua FILE`. Entries are told apart as at the
-- prompt: a line that is not complete waits for the next.
open "examples/talks.txt"

local function shown(...)
    for i = 1, select("#", ...) do
        local value = (select(i, ...))
        local meta = getmetatable(value)
        if type(meta) == "table" and meta.__command and select("#", ...) == 1 then
            return shown(value())
        elseif value ~= nil or i > 1 then
            show(value)
        end
    end
end

--- Run an entry; false if it is not complete.
local function enter(code)
    local chunk = load("return " .. code, "=example")
    if chunk then
        shown(chunk())
        return true
    end
    local why
    chunk, why = load(code:gsub("^local ([%w_, ]+=)", "%1"), "=example")
    if chunk then
        chunk()
        return true
    elseif why:find("<eof>", 1, true) then
        return false
    end
    error(why, 0)
end

local code = ""
for line in io.lines(arg[1]) do
    code = code .. line .. "\n"
    if not line:find("%S") or enter(code) then
        code = ""
    end
end
if code:find("%S") then
    error("the example is not complete: " .. code, 0)
end
