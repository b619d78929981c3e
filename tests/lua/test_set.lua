-- Settings, where what is printed goes, and what it looks like then.
local tap = dofile("tests/lua/tap.lua")

local show_text = require("assay.show").text
local settings = require "assay.set"
local term = assay.term
term.width, term.color = 0, false

local rows = assay.table({{name = "a,b", n = 1}, {name = 'say "x"', n = 2.5}, {name = "last"}}, {"name", "n=count"})

-- ---- modes --------------------------------------------------------------

tap.is(set.mode(), "table", "tables at first")
set.mode "csv"
tap.is(set.mode(), "csv", "set.mode changes the mode")
tap.is(show_text(rows), 'name,n\n"a,b",1\n"say ""x""",2.5\nlast,', "csv")
set.mode "tsv"
tap.is(show_text(rows), 'name\tn\na,b\t1\nsay "x"\t2.5\nlast\t', "tsv")
set.mode "json"
tap.is(show_text(rows), '[\n{"name":"a,b","n":1},\n{"name":"say \\"x\\"","n":2.5},\n{"name":"last"}\n]', "json")
set.mode "jsonl"
tap.is(show_text(rows), '{"name":"a,b","n":1}\n{"name":"say \\"x\\"","n":2.5}\n{"name":"last"}', "jsonl")
set.mode "lines"
tap.is(show_text(rows), 'name  a,b\n   n  1\n\nname  say "x"\n   n  2.5\n\nname  last', "lines")
tap.is(show_text(assay.table({}, {"a"}, "none here")), "none here", "lines of nothing")
local nasty = assay.table({{a = "x\27[31my\27]0;z\7"}}, {"a"})
for _, mode in ipairs {"csv", "tsv", "json", "jsonl", "lines", "table"} do
    set.mode(mode)
    term.width = 80
    tap.ok(not show_text(nasty):find("[\27\7]"), mode .. " gives a terminal no commands", show_text(nasty))
    term.width = 0
end
set.mode "csv"
tap.ok(show_text(nasty):find("x\27[31my", 1, true), "a file gets what there is")
set.mode "json"
tap.is(show_text({{a = 1}, {a = 2}}), '[\n{"a":1},\n{"a":2}\n]', "plain lists of tables have rows")
tap.is(show_text("text"), "text", "what has no rows prints as ever")
tap.is(show_text({1, 2}), "{1, 2}", "so do lists of numbers")
local command = assay.commands.set
command.mode = "table"
tap.is(set.mode(), "table", "assigning is another way to set")
tap.is(show_text(rows):match("^[^\n]*"), "name     count", "a table again")
tap.fails('must be "table", "json", "jsonl", "csv", "tsv" or "lines" (got "jsno"); did you mean "json"?',
    "a mode that there is not", set.mode, "jsno")
tap.fails("there is no set.mdoe", "a setting that there is not", function() command.mdoe = "json" end)
tap.fails("must be a boolean (got 1)", "a value of another type", set.hints, 1)

-- ---- several, and all ---------------------------------------------------

set {limit = 3, mode = "table"}
tap.is(set.limit(), 3, "several at once")
tap.fails('there is no option "limt"; did you mean "limit"?', "with names that there are", set, {limt = 3})
tap.fails("limit must be an integer of at least 0", "and values", set, {limit = -1})
local all = set()
local names = {}
for i, row in ipairs(all) do
    names[i] = row.name
    tap.ok(row.doc ~= "" and row.value ~= nil, row.name .. " says what it does")
end
tap.is(table.concat(names, " "), "mode limit width color pager hints time trace", "set lists all settings")
tap.is(#settings.changed(), 1, "what was changed is known")
tap.is(settings.changed()[1].name .. settings.changed()[1].value, "limit3", "with its value")

-- ---- limit and width ----------------------------------------------------

local many = {}
for i = 1, 10 do
    many[i] = {i = i}
end
many = assay.table(many, {"i"})
term.width = 80
tap.ok(show_text(many):find("... and 7 more", 1, true), "limit is how many rows are shown")
set.limit(0)
tap.ok(not show_text(many):find("more", 1, true), "0 is all of them")
set.limit(50)
term.width, term.screen = 0, 0
set.width(40)
tap.is(term.width, 40, "a width is set")
local wide = assay.table({{a = ("x"):rep(100)}}, {"a"})
tap.is(assay.width(show_text(wide):match("[^\n]*$")), 40, "and is printed in")
tap.fails('must be "auto" or a number of columns, at least 20 (got 5)', "not below 20", set.width, 5)
set.width "auto"
tap.is(term.width, 0, "auto is the terminal's")

-- ---- output ---------------------------------------------------------------

local path = os.tmpname()
local function content()
    local f <close> = assert(io.open(path, "rb"))
    return f:read("a")
end

term.width, term.screen, term.color = 30, 30, true
output(path)
show(wide)
print("printed", 5)
io.write("written\n")
output()
tap.is(content(), "a\n" .. ("-"):rep(100) .. "\n" .. ("x"):rep(100) .. "\nprinted\t5\nwritten\n",
    "output gets what is printed, plain and whole")
tap.is(term.width, 30, "the terminal is as before")
tap.is(term.color, true, "with its colours")
output(path, {append = true})
show("more")
output()
tap.ok(content():find("written\nmore\n$"), "append puts it behind")
output(path)
show("new")
local made, why = pcall(output, "no/such/folder/f")
show("still here")
output()
tap.ok(not made and why:find("no/such/folder/f", 1, true), "a file that cannot be made is an error", why)
tap.is(content(), "new\nstill here\n", "and leaves things as they are; a file is replaced")
if io.open("/dev/full", "w") then
    output("/dev/full")
    local written, trouble = pcall(show, "x")
    tap.ok(not written and trouble:find("what is printed goes to the terminal again", 1, true),
        "a full disk is told", trouble)
    tap.is(require("assay.output").to(), nil, "and printing goes on without it")
end
tap.fails("output: path must be a string (got number)", "a path is a string", output, 5)
tap.fails('there is no option "apend"; did you mean "append"?', "options are checked", output, path, {apend = true})
os.remove(path)
term.width, term.screen, term.color = 0, 0, false

-- ---- time -----------------------------------------------------------------

local a, b = time(function(x) return x, 2 end, 1)
tap.is(a + b, 3, "time gives what the function gives")
tap.is(time "1 + 2", 3, "or code")
tap.is(time "local x = 5", nil, "or statements")
tap.fails("time: ", "code that is none", time, "1 +")
tap.fails("expected a function or Lua code (got number)", "nothing else", time, 5)
local duration = require("assay.results").duration
tap.is(duration(0.0123), "12.3 ms", "milliseconds")
tap.is(duration(2, 10), "2.00 s, 10 documents, 5/s", "seconds, and documents a second")
tap.is(duration(2, 1), "2.00 s", "for one there is no rate")

-- ---- values -----------------------------------------------------------------

local t = setmetatable({}, {__index = function() error("never asked") end})
t.a = t
tap.is(show_text(t), "{a = {...}}", "cycles, and metatables that bite")
tap.ok(show_text(coroutine.create(print)):find("^thread"), "a thread")
tap.ok(#show_text(("x"):rep(10)) == 10, "a string")
local deep = {}
for _ = 1, 100 do
    deep = {deep}
end
tap.ok(#show_text(deep) < 100, "what is deep is cut")
tap.done()
