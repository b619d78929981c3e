-- Scripts written as one types at the prompt.
local tap = dofile("tests/lua/tap.lua")
local entries = require "assay.prompt.entries"

local printed
local real = show

local function run(code)
    printed = {}
    _G.show = function(...)
        for i = 1, select("#", ...) do
            printed[#printed + 1] = tostring((select(i, ...)))
        end
    end
    local chunk, why = entries.load(code, "=typed")
    local good, failed = true, why
    if chunk then
        good, failed = pcall(chunk)
    end
    _G.show = real
    return chunk and good, failed, table.concat(printed, "|")
end

local function prints(code, wanted, name)
    local _, why, got = run(code)
    tap.is(got, wanted, name)
    if why then
        print("# " .. tostring(why))
    end
end

prints("1 + 1\n\"a\" .. \"b\"\n", "2|ab", "expressions print")
prints("1, nil, 3", "1|nil|3", "all their values")
prints("local n = 4\nn * 2\nlocal n = 5\nn\n", "8|5", "locals live on")
prints("local x <const> = 3\nx\n", "3", "constant ones, too")
prints("for i = 1, 2 do\n\n  show(i)\nend\n7\n", "1|2|7", "blocks go over lines, empty ones in them too")
prints("math.max(1,\n  9)\n", "9", "and so do calls")
prints("[[one\ntwo]]\n", "one\ntwo", "and long strings")
prints("1 -- [[ one\n2 --[[ two\n]]\n-- three\n\n4", "1|2|4", "comments")
prints("a = 1\na", "1", "without a line feed at the end")
prints("1\r\n2\r\n", "1|2", "with line feeds of another system")
prints("x = tostring\n(\"a\")\n", "a", "lines are entries: the next does not call the last")

doc = assay.text("France sent 3 ships to Malta. France helped.", {id = "t"})
local _, _, got = run("countries\n#countries()\n")
tap.ok(got:find("France", 1, true) and got:find("|%d+$"), "a bare command runs")
_, _, got = run("show\n")
tap.ok(got:find("^function"), "what is no command is a value")

local good, why = run("1\nlocal a =\n  = 3\n")
tap.ok(not good and why:find("^typed:3:"), "a mistake behind what only a prompt takes is told with its line")
tap.is(#printed, 0, "and nothing ran")
good, why = run("x = = 1\n")
tap.ok(not good and why == nil, "where nothing was a prompt's, Lua's own message stands")
good = run("1\nfor i = 1, 3 do\n")
tap.ok(not good, "what never ends does not run")
good, why = run("1\nerror('here')\n")
tap.ok(not good and why:find("^typed:2: here"), "errors have the line of the script")
good, why = run("1\nentities(5, 6, 7)\n")
tap.ok(not good and why:find("^typed:2:"), "and so have those of commands")
_G.doc = nil
good, why = run("'first'\n\ncountries\n")
tap.ok(not good and why:find("^typed:3: countries"), "those of bare commands, too")

local long = {"1", "function f()"}
for i = 1, 20000 do
    long[#long + 1] = ("  local v%d = %d do local w = {} w[1] = w end"):format(i % 150, i)
end
good = entries.load(table.concat(long, "\n"), "=long")
tap.ok(not good, "a long text that never ends is given up")
tap.is((entries.load("", "=empty") or print)(), nil, "an empty text is nothing to do")
tap.done()
