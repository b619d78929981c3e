-- What is printed: tables that fit, values as Lua, nothing that commands a
-- terminal.
local tap = dofile("tests/lua/tap.lua")

local show_text = require("assay.show").text
local style = require "assay.style"

local function lines_of(value)
    local out = {}
    for line in (tostring(value) .. "\n"):gmatch("(.-)\n") do
        out[#out + 1] = line
    end
    return out
end

assay.term.width, assay.term.color = 0, false

local t = assay.table({
    {name = "Ukraine", n = 12}, {name = "\u{4E2D}\u{56FD}", n = 3},
    {name = "Cote d\27[31mIvoire", n = 100},
}, {"name", "n=mentions"})
local lines = lines_of(t)
tap.is(#lines, 5, "a row is a line")
tap.is(lines[3],
    "Ukraine" .. (" "):rep(17) .. "12", "numbers stand on the right")
tap.is(lines[4],
    "\u{4E2D}\u{56FD}" .. (" "):rep(21) .. "3",
    "wide characters take two columns")
tap.is(lines[5],
    "Cote d[31mIvoire" .. (" "):rep(7) .. "100", "escapes are taken out")
tap.is(t[1].n, 12, "a table is its rows")
tap.is(tostring(assay.table({}, {"a"})), "nothing found", "an empty one")
tap.is(tostring(assay.table({}, {"a"}, "none")), "none", "with its words")
tap.fails("rows must be a list", "rows are a list", assay.table, nil, {})

assay.term.width = 30
local long = assay.table({{a = ("word "):rep(30), b = "short", c = 7}},
    {"a", "b", "c"})
for i, line in ipairs(lines_of(long)) do
    tap.ok(assay.width(line) <= 30, "line " .. i .. " fits", line)
end
tap.ok(tostring(long):find("\u{2026}", 1, true), "what is cut shows it")
assay.term.width = 0

tap.is(tostring(assay.table({{x = 1.5}, {x = 2}}, {"x"})),
    "  x\n---\n1.5\n2", "fractions and whole numbers: points below each other")
tap.is(tostring(assay.table({{x = {"a", "b"}}}, {"x"})):match("[^\n]+$"),
    "a, b", "a list is one cell")

-- ---- show ---------------------------------------------------------------

tap.is(show_text(nil), "nil", "nil")
tap.is(show_text("a\27]0;x\7b"), "a]0;xb", "a string without controls")
tap.is(show_text("a\nb"), "a\nb", "line breaks stay")
tap.is(show_text({1, "a", x = true}), '{1, "a", x = true}', "a table")
tap.is(show_text({["a b"] = 1, [2.5] = 2}), '{[2.5] = 2, ["a b"] = 1}',
    "keys that are no names")
tap.is(show_text({"\27[2J"}), '{"[2J"}', "strings in tables are clean")
local loop = {}
loop[1] = loop
tap.is(show_text(loop), "{{...}}", "a table in itself")
local big = {}
for i = 1, 1000 do
    big[i] = i
end
tap.ok(#show_text(big) < 2000, "a large table is cut")
tap.is(show_text(setmetatable({}, {__tostring = function()
    return "x\27[2Jy"
end})), "x[2Jy", "a metatable's text is clean")
tap.ok(show_text(print):find("^function"), "a function")

-- ---- colours ------------------------------------------------------------

assay.term.color = true
tap.is(style.paint("bold", "x"), "\27[1mx\27[0m", "paint, with colours")
assay.term.color = false
tap.is(style.paint("bold", "x"), "x", "and without")

-- ---- brief --------------------------------------------------------------

local d = assay.text("Ukrainian envoys met.\n\nThey \27[31mtalked.",
    {annotate = false})
d:add("entity", 1, 1, {type = "NORP", name = "Ukraine", country = "UKR"})
local out = tostring(brief(d))
tap.ok(out:find("\n  Ukraine ", 1, true),
    "a brief counts nationality words for the country", out)
tap.ok(not out:find("\27", 1, true), "a brief without colours has none")
tap.ok(out:find("text | 2 sentences | 8 tokens", 1, true),
    "and says how long the text is", out)
assay.term.color = true
out = tostring(brief(d))
tap.ok(out:find("\27[1mUkrainian envoys met.\27[0m", 1, true),
    "the headline is bold", out)
assay.term.color = false
tap.ok(tostring(brief(assay.text(""))):find("Nothing was found", 1,
    true),
    "a brief of nothing says so")

tap.done()
