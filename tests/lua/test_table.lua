-- Tables: what fits, what is cut where, what is drawn.
local tap = dofile("tests/lua/tap.lua")

local grid = require "assay.table"
local draw = require "assay.table.draw"
local term = assay.term

local function lines_of(value)
    local out = {}
    for line in (tostring(value) .. "\n"):gmatch("(.-)\n") do
        out[#out + 1] = line
    end
    return out
end

local function with(width, f)
    local before = term.width
    term.width = width
    f()
    term.width = before
end

local function widest(value)
    local most = 0
    for _, line in ipairs(lines_of(value)) do
        most = math.max(most, assay.width(line))
    end
    return most
end

term.width, term.color, term.unicode = 0, false, true

-- ---- numbers ------------------------------------------------------------

tap.is(tostring(assay.table({{x = 1.5}, {x = 12}, {x = 0.25}}, {"x"})),
    "    x\n-----\n 1.5\n12\n 0.25", "points stand below each other")
tap.is(tostring(assay.table({{x = 1.5, y = 1}, {x = 12, y = 20}}, {"x", "y"})),
    "   x   y\n----  --\n 1.5   1\n12    20", "with columns behind")
tap.is(lines_of(assay.table({{x = 1234567}, {x = -5}}, {"x"}))[3], "1234567", "thousands are not separated")
tap.is(lines_of(assay.table({{x = 2 / 3}}, {{key = "x", digits = 2}}))[3], "0.67", "digits are as many as asked for")
tap.is(lines_of(assay.table({{x = 1e300}, {x = 1.5}}, {"x"}))[4], "   1.5", "exponents stay as they are")
tap.is(lines_of(assay.table({{x = 1}, {}, {x = 20}}, {"x"}))[4], "", "what is missing is blank")
tap.is(lines_of(assay.table({{x = 1}, {x = "a"}}, {"x"}))[3], "1", "a column with words is no column of numbers")

-- ---- columns ------------------------------------------------------------

local t = assay.table({{a = 1, b = "x"}}, {"a=First", {key = "b", align = "right", title = "Second"}})
local columns = grid.columns(t)
tap.is(columns[1].key .. columns[1].title, "aFirst", "columns are given back")
tap.is(columns[2].key .. columns[2].title .. columns[2].align, "bSecondright", "those of tables too")
columns[1].key = "changed"
tap.is(grid.columns(t)[1].key, "a", "as the caller's own")
tap.is(lines_of(t)[3], "    1       x", "right is right")
tap.is(lines_of(assay.table({{a = "x"}}, {{key = "a", align = "center", title = "wide"}}))[3], " x", "center is center")
tap.is(grid.columns({}), nil, "what is no table has no columns")
tap.fails('column 1: there is no option "colour"', "a wrong field is refused", assay.table, {},
    {{key = "a", colour = 1}})
tap.fails('did you mean "align"', "with a near one", assay.table, {}, {{key = "a", algin = "left"}})
tap.fails('must be "left", "right" or "center" (got "lfet"); did you mean "left"?', "and so is a wrong value",
    assay.table, {}, {{key = "a", align = "lfet"}})
tap.fails("column 2 has no key", "a column has a key", assay.table, {}, {"a", {title = "x"}})
tap.fails('did you mean "bold"', "a paint is one that there is", assay.table, {}, {{key = "a", paint = "blod"}})
tap.fails("tests/lua/test_table.lua:", "at the caller's line", function()
    assay.table({}, {{title = "x"}})
end)

local given = setmetatable({1, 2}, {__rows = function(v)
    return {{n = v[1]}, {n = v[2]}}, {"n=Number"}
end})
local rows, cols = require("assay.rows").of(given)
tap.is(rows[2].n .. cols[1].title, "2Number", "another value may have rows")

local doc = assay.text("Hello there.", {id = "greeting", annotate = false})
tap.is(lines_of(assay.table({{doc = doc, yes = true}}, {"doc", "yes"}))[3], doc.id .. (" "):rep(
    math.max(0, 3 - #doc.id)) .. "  true", "a document is its id, a boolean a word")

-- ---- bars and sparklines --------------------------------------------------

tap.is(draw.bar(8, 8, 4), "\u{2588}\u{2588}\u{2588}\u{2588}", "the largest is full")
tap.is(draw.bar(4, 8, 4), "\u{2588}\u{2588}", "half of it is half")
tap.is(draw.bar(1, 32, 4), "\u{258F}", "an eighth of a column")
tap.is(draw.bar(1, 100000, 4), "\u{258F}", "what is more than nothing shows")
tap.is(draw.bar(0, 8, 4) .. draw.bar(nil, 8, 4) .. draw.bar(0 / 0, 8, 4), "", "nothing does not")
tap.is(draw.bar(-8, 8, 2), "\u{2591}\u{2591}", "less than nothing is lighter")
tap.is(draw.bar(math.huge, 8, 2), "", "the infinite is not drawn")
tap.is(draw.spark({0, 1, 4, 8}, 10), " \u{2581}\u{2584}\u{2588}", "a sparkline")
tap.is(draw.spark({1, 1, 8, 8}, 2), "\u{2581}\u{2588}", "a long list in parts")
tap.is(draw.spark({}, 5) .. draw.spark({0, 0}, 5), "  ", "of nothing")
term.unicode = false
tap.is(draw.bar(4, 8, 4) .. draw.bar(-1, 8, 4), "##-", "bars in ASCII")
tap.is(draw.spark({0, 1, 4, 8}, 10), " .=#", "sparklines in ASCII")
term.unicode = true
local bars = assay.table({{w = "a", n = 10}, {w = "b", n = 5}}, {"w", "n", {key = "n", title = "", bar = true}})
tap.is(lines_of(bars)[3], "a  10  " .. ("\u{2588}"):rep(20), "a column of bars")
tap.is(lines_of(bars)[4], "b   5  " .. ("\u{2588}"):rep(10), "in proportion")
tap.is(lines_of(assay.table({{s = {1, 8}}}, {{key = "s", spark = true}}))[3], "\u{2581}\u{2588}",
    "a column of sparklines")

-- ---- what fits --------------------------------------------------------------

local hard = {
    {who = "\u{4E2D}\u{56FD}\u{5916}\u{4EA4}\u{90E8}\u{53D1}\u{8A00}\u{4EBA}", n = 7, what = ("word "):rep(20)},
    {who = ("e\u{301}"):rep(30), n = 123456,
        what = "\u{5E9}\u{5DC}\u{5D5}\u{5DD} \u{5E2}\u{5D5}\u{5DC}\u{5DD} " .. ("x"):rep(60)},
    {who = "\u{1F600}\u{1F1FA}\u{1F1E6} " .. ("\u{1F44D}"):rep(20), n = 1, what = "\27[31mred\27[0m \u{202E}over"},
}
for _, width in ipairs {20, 40, 80} do
    with(width, function()
        local table_ = assay.table(hard, {"who", "n", "what"})
        tap.ok(widest(table_) <= width, "everything fits " .. width .. " columns", tostring(table_))
        tap.ok(tostring(table_):find("123456", 1, true), "and numbers are whole")
        tap.ok(not tostring(table_):find("\27", 1, true), "and nothing commands the terminal")
        local at
        for i, line in ipairs(lines_of(table_)) do
            local before = line:match("^(.-)%s+%d+%s") or line:match("^(.-)%s+%d+$")
            local column = before and assay.width(line:match("^(.-%d+)%s") or line)
            if i > 2 and column and width == 80 then
                tap.ok(at == nil or at == column, "and columns are straight, row " .. i - 2, tostring(table_))
                at = at or column
            end
        end
    end)
end

with(30, function()
    local long = "abcdefghijklmnopqrstuvwxyz0123456789"
    local function cell(cut)
        return lines_of(assay.table({{a = long}}, {{key = "a", cut = cut}}))[3]
    end
    tap.is(cell(nil), long:sub(1, 29) .. "\u{2026}", "cut at the right")
    tap.is(cell("left"), "\u{2026}" .. long:sub(-29), "at the left")
    tap.is(cell("middle"), long:sub(1, 15) .. "\u{2026}" .. long:sub(-14), "in the middle")
end)

with(20, function()
    local many = assay.table({{a = "x", b = ("y"):rep(30), c = 12345, d = ("z"):rep(30), e = 5}},
        {"a", "b", "c", "d", "e"})
    tap.ok(widest(many) <= 20, "too many columns", tostring(many))
    tap.ok(tostring(many):find("not shown: d, e", 1, true), "are said to be missing", tostring(many))
    tap.ok(widest(assay.table({{a = 123456789012345678}}, {"a=a very long title of a column"})) <= 20,
        "one column fits")
end)
with(40, function()
    local fair = lines_of(assay.table({{a = ("x"):rep(60), b = "short", c = ("z"):rep(60)}}, {"a", "b", "c"}))
    local a, b, c = fair[2]:match("(%-+)  (%-+)  (%-+)")
    tap.ok(#b == 5 and math.abs(#a - #c) <= 1 and #a + #b + #c == 36, "long columns share what there is", fair[2])
end)

-- ---- what stands out ------------------------------------------------------

term.color = true
local mark = {text = "the blast killed \27[2J ten", first = 11, last = 16}
tap.is(lines_of(assay.table({{a = mark}}, {"a"}))[3], "the blast \27[1mkilled\27[0m [2J ten", "a part stands out")
with(14, function()
    local cut = lines_of(assay.table({{a = {text = ("x"):rep(40) .. "KEY" .. ("y"):rep(40), first = 41, last = 43}}},
        {"a"}))[3]
    tap.is(cut, "\u{2026}xxxx\27[1mKEY\27[0myyyyy\u{2026}", "and stays in sight when cut")
    cut = lines_of(assay.table({{a = {text = "ab KEY" .. ("y"):rep(40), first = 4, last = 6}}}, {"a"}))[3]
    tap.is(cut, "ab \27[1mKEY\27[0myyyyyyy\u{2026}", "with what one side does not need on the other")
end)
tap.is(lines_of(assay.table({{a = "x", b = "y"}}, {{key = "a", paint = "red", title = "aa"}, "b"}))[3],
    "\27[31mx\27[0m   y", "a painted column stays straight")
tap.is(lines_of(assay.table({{a = 5}, {a = -5}}, {{key = "a", paint = function(v)
    return v < 0 and "red" or nil
end}}))[4], "\27[31m-5\27[0m", "paint by value")
term.color = false
tap.is(lines_of(assay.table({{a = mark}}, {"a"}))[3], "the blast killed [2J ten", "without colours it is text")

-- ---- nothing ------------------------------------------------------------

tap.is(tostring(assay.table({}, {{key = "a", bar = true}})), "nothing found", "an empty table")
tap.is(tostring(assay.table({{}}, {"a", {key = "b", bar = true}, {key = "c", spark = true}})),
    "a  b  c\n-  -  -\n", "a row of nothing")
tap.is(#lines_of(assay.table({{a = "one\ntwo"}}, {"a"})), 3, "a cell is one line")
local sparse = assay.table({{a = "x", e = 1.5}, {c = "mid"}, {}, {b = 7, e = 10}},
    {"a", {key = "b"}, {key = "c", align = "center", title = "middle"}, {key = "d", title = "none"}, "e"})
tap.is(tostring(sparse), "a  b  middle  none     e\n-  -  ------  ----  ----\n"
    .. "x                    1.5\n" .. "       mid\n" .. "\n" .. "   7                10",
    "cells that are missing leave their columns straight")
tap.ok(not tostring(assay.table({{a = 1}}, {{key = "a", title = "x\27[31m\u{202E}y"}})):find("[\27\u{202E}]"),
    "a title commands no terminal: it may be a document's name")
tap.done()
