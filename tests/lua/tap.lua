--- Test Anything Protocol for the tests beside this file:
-- local tap = dofile("tests/lua/tap.lua")
local tap = {}

local n, failed = 0, 0

--- Report one test. `note` is printed when it failed.
function tap.ok(good, name, note)
    n = n + 1
    if not good then
        failed = failed + 1
    end
    io.write(good and "ok " or "not ok ", n, " - ", name, "\n")
    if not good and note then
        io.write("# ", (tostring(note):gsub("\n", "\n# ")), "\n")
    end
    return good
end

function tap.is(got, want, name)
    return tap.ok(got == want, name, ("got:  %s\nwant: %s"):format(
        tostring(got), tostring(want)))
end

--- The function must raise an error whose message holds `part`.
function tap.fails(part, name, f, ...)
    local good, why = pcall(f, ...)
    tap.ok(not good and tostring(why):find(part, 1, true), name, why)
end

--- The plan; ends the program.
function tap.done()
    io.write("1..", n, "\n")
    os.exit(failed == 0)
end

return tap
