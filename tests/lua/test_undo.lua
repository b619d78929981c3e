-- undo and redo: steps of annotations are taken back and done again, on any
-- document; all else stays as it is.
local tap = dofile("tests/lua/tap.lua")

local function text(id)
    return assay.text("One two three four five six seven.", {id = id,
        annotate = false})
end

local function has(doc, kind)
    local out = {}
    for i, span in ipairs(doc:spans(kind)) do
        out[i] = span.text
    end
    return table.concat(out, " ")
end

tap.is(tostring(undo()), "nothing to undo", "nothing was added")
tap.is(tostring(redo()), "nothing to redo", "nor undone")
tap.is(tostring(undo.list()), "nothing was added", "the list says so")

-- ---- doc:add -----------------------------------------------------------------

local doc = text "a"
doc:add("x", 1, 1, {name = "n", list = {"p", "q"}, place = {2, 3}, type = "T",
    score = 0.5, priority = 7, rule = "r"})
doc:add("x", 2, 2)
doc:add("y", 3, 3)
local before = doc:records("x", "y")
tap.is(#undo.list(), 3, "in a script each is a step")
tap.is(undo.list()[1].what, "doc:add", "named for what it was")
tap.is(undo()[1].spans, 1, "undo tells what it took back")
tap.is(has(doc, "x") .. "/" .. has(doc, "y"), "One two/", "the last goes first")
tap.is(#undo(2), 2, "two more")
tap.is(has(doc, "x"), "", "all are gone")
tap.is(#undo(9), 0, "more than there are is none")
tap.is(#redo(9), 3, "redo brings all back")
local json = require "assay.json"
tap.is(json.encode(doc:records("x", "y")), json.encode(before),
    "each as it was, with its fields")
undo()
doc:add("z", 4, 4)
tap.is(#redo(), 0, "what is new ends what could be done again")
tap.is(has(doc, "z"), "four", "and stays")
undo(3)

-- ---- several documents --------------------------------------------------------

local other = text "b"
doc:add("x", 1, 1)
other:add("x", 2, 2)
doc:add("x", 3, 3)
undo(2)
tap.is(has(doc, "x") .. "/" .. has(other, "x"), "One/",
    "steps are in order over all documents")
redo(2)
other:close()
tap.is(undo.list()[2].docs, 0, "a closed document has none of them")
undo(2)
tap.is(has(doc, "x"), "One", "its steps undo nothing")
redo(2)
undo(3)

-- ---- rules:apply --------------------------------------------------------------

local set = assay.rules{{name = "a", label = "A", pattern = "two"},
    {name = "b", label = "B", pattern = "[lower] five",
     ["do"] = function(d, hit) d:add("more", hit.first, hit.first) end}}
doc:add("x", 1, 1)
tap.is(set:apply(doc), 3, "rules add, and what they call")
doc:add("x", 2, 2)
tap.is(undo.list()[2].what, "rules:apply", "which is one step")
undo(2)
tap.is(has(doc, "a") .. has(doc, "b") .. has(doc, "more"), "",
    "all of it is undone")
tap.is(has(doc, "x"), "One", "what was there before is not")
redo(2)
tap.is(has(doc, "a") .. "/" .. has(doc, "more") .. "/" .. has(doc, "x"),
    "two/four/One two", "and done again")
local n = #undo.list()
set:find(doc)
tap.is(#undo.list(), n, "looking is no step")
local bad = assay.rules{{name = "a", label = "A", pattern = "two",
    ["do"] = function() error "no" end}}
tap.ok(not pcall(bad.apply, bad, doc) and #undo.list() == n,
    "nor is what failed")
local within
local nosy = assay.rules{{name = "a", label = "A", pattern = "two",
    ["do"] = function() within = select(2, pcall(undo)) end}}
nosy:apply(doc)
tap.ok(tostring(within):find("rules are running"),
    "nothing is undone while rules run", within)
undo(9)
tap.is(#doc:records("x", "a", "b", "more"), 0, "back at the beginning")

-- ---- the session's rules --------------------------------------------------------

local talks = open "examples/talks.txt"
talks:add("note", 1, 1)
rules.add("g", "guarantee")
talks:add("note", 2, 2)
rules.edit("g", "<guarantee>")
local hits = #talks:spans("g")
tap.ok(hits > 2, "a rule has hits")
undo()
tap.ok(#talks:spans("g") < hits and rules()[1].pattern == "guarantee",
    "an edit is undone: the rule, and its hits")
tap.is(#talks:spans("note"), 2, "not what was added by hand")
undo(2)
tap.is(#rules() .. " " .. #talks:spans("g") .. " " .. #talks:spans("note"),
    "0 0 1", "then all the rest")
redo(3)
tap.is(#talks:spans("g"), hits, "and all is done again")
rules.remove("g")
tap.is(#talks:spans("g"), 0, "a rule that is removed")
undo()
tap.is(#talks:spans("g"), hits, "comes back")
local late = assay.text("Of a guarantee.", {id = "late"})
require("assay.session").add{late}
tap.is(#late:spans("g"), 1, "a document that is opened later has it too")
undo(3)
tap.is(#late:spans("g"), 0, "and loses it with the others")
redo(3)
tap.is(#late:spans("g"), 1, "and has it again")

-- ---- wrong usage, bounds ----------------------------------------------------------

tap.fails("undo: how many steps?", "steps are counted", undo, 0)
tap.fails("undo: how many steps?", "by whole numbers", undo, "x")
tap.fails("redo: how many steps?", "redo as well", redo, 1.5)
local many = text "many"
for _ = 1, 5000 do
    many:add("x", 1, 1)
end
local n_steps = #undo.list()
tap.ok(n_steps >= 1000 and n_steps < 2000, "a thousand steps are kept",
    n_steps)
undo(5000)
tap.is(#many:spans("x"), 5000 - n_steps, "older ones stay for good")
local held = setmetatable({text "held"}, {__mode = "v"})
held[1]:add("x", 1, 1)
collectgarbage()
collectgarbage()
tap.is(held[1], nil, "a document that nobody holds is not kept")

-- ---- several calls as one step -------------------------------------------------

undo.entry()
late:add("n", 1, 1)
late:add("n", 2, 2)
undo.entry()
late:add("n", 3, 3)
undo()
tap.is(#late:spans("n"), 2, "a script may say what is one step")
undo()
tap.is(#late:spans("n"), 0, "of several calls")

tap.done()
