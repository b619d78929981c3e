-- Rules at the prompt: made, tried, changed, saved; what is refused, and why.
local tap = dofile("tests/lua/tap.lua")
local core = require "assay.core"

local function hit_texts(rows)
    local out = {}
    for i, row in ipairs(rows) do
        out[i] = (row.what == "lost" and "-" or "+") .. row.text
    end
    return table.concat(out, " ")
end

local function doc_of(id, words)
    local doc = assay.text(words, {id = id})
    require("assay.session").add{doc}
    return doc
end

-- ---- without documents --------------------------------------------------------

tap.is(tostring(rules()), 'no rule of your own; rules.add("name", "pattern") '
    .. "makes one", "there is none yet")
tap.is(tostring(rules.add("early", "convoy")),
    "no hit in the open documents", "a rule without a document")
rules.remove("early")

-- ---- add ----------------------------------------------------------------------

local a = doc_of("a", "Two convoys left. A convoy of 12 trucks came. Trucks ran.")
local b = doc_of("b", "The convoy was late.")
local rows = rules.add("convoy", "<convoy>")
tap.is(hit_texts(rows), "+convoys +convoy +convoy", "hits are gained at once")
tap.is(rows[1].doc .. rows[3].doc, "ab", "rows name the document")
tap.is(rows[2].left .. "|" .. rows[2].text .. "|" .. rows[2].right,
    "Two convoys left. A |convoy| of 12 trucks came. Trucks ran.",
    "each with what is around it")
tap.ok(tostring(rows):find("doc") and tostring(rows):find("Two convoys left"),
    "and print so", tostring(rows))
local rec = b:records("convoy")[1]
tap.is(rec.rule .. " " .. rec.text, "session@0/convoy convoy",
    "records name the session's rule")
rows = rules.add{name = "size", label = "Size",
    pattern = "@Convoy of n:[num] what:[lower]",
    fields = {{name = "n", as = "number"}, {name = "what"}},
    examples = {match = {"A convoy of 12 trucks."}, no_match = {"12 trucks."}}}
tap.is(hit_texts(rows), "+convoy of 12 trucks", "rules see each other's labels")
tap.is(a:records("size")[1].n, 12, "fields as in rule files")
local listed = rules()
tap.is(listed[1].hits .. " " .. listed[1].docs .. " " .. listed[2].examples,
    "3 2 2", "rules counts hits, documents and examples")
tap.is(listed[1].label .. " " .. listed[1].kind, "Convoy convoy",
    "a name makes a label")

-- ---- refused ------------------------------------------------------------------

local function stays(name)
    tap.is(#rules() .. " " .. #a:records("convoy", "size"), "2 3", name)
end

tap.fails('there is a rule "convoy" already; rules.edit("convoy", {pattern',
    "a name that is there", rules.add, "convoy", "x")
tap.fails('rules.add: rule "x", pattern:1:4: something to match is missing',
    "a faulty pattern, by name and place", rules.add, "x", "y (")
local _, why = pcall(rules.add, "x", "y (")
tap.ok(why:find("\ny (\n   ^", 1, true), "with a caret", why)
tap.fails("this must match and does not", "an example that does not come out",
    rules.add, {name = "x", pattern = "y", examples = {match = {"z"}}})
tap.fails("this must not match and does", "or that must not", rules.add,
    {name = "x", pattern = "y", examples = {no_match = {"y"}}})
tap.fails('unknown key "patern": did you mean pattern?', "a key that is none",
    rules.add, {name = "x", patern = "y"})
tap.fails("rules.add: name must be a string (got nil)", "a name is wanted",
    rules.add)
tap.fails("neither pattern nor frame", "and a pattern", rules.add, "x")
stays "nothing of it is kept"
local n = #undo.list()
pcall(rules.add, "x", "(")
tap.is(#undo.list(), n, "nor a step")

-- ---- try ----------------------------------------------------------------------

tap.is(hit_texts(rules.try("trucks")), "+trucks +Trucks",
    "a pattern is tried over the open documents")
tap.is(hit_texts(rules.try("late", b)), "+late", "or in one")
tap.is(hit_texts(rules.try{name = "convoy", pattern = "convoy"}),
    "-convoys", "of a rule that is there, gained and lost")
tap.is(tostring(rules.try{name = "convoy", pattern = "<convoy>"}),
    "no difference: 4 hits as before", "or no difference")
tap.is(tostring(rules.try("nonesuch")), "no hit", "or none at all")
stays "nothing is kept"
tap.fails("rules.try: ", "a faulty pattern", rules.try, "(")
tap.fails("a pattern or a rule is wanted", "or none", rules.try, 5)

-- ---- edit, remove ---------------------------------------------------------------

rows = rules.edit("convoy", {pattern = "convoy"})
tap.is(hit_texts(rows), "-convoys", "a change shows what it loses")
tap.is(rows.same, 3, "and counts what stays")
tap.is(hit_texts(rules.edit("convoy", "<convoy>")), "+convoys", "and gains")
tap.is(tostring(rules.edit("size", {examples = false, priority = 5})),
    "no difference: 4 hits as before", "other keys")
tap.is(rules()[2].examples, 0, "false takes one away")
rules.edit("convoy", {name = "column"})
tap.is(rules()[1].name, "column", "a rule may get another name")
tap.fails('there is a rule "size" already', "not one that is there",
    rules.edit, "column", {name = "size"})
tap.fails('there is no rule "colum"; did you mean "column"?', "a slip",
    rules.edit, "colum", {})
tap.fails("an editor needs a terminal", "the editor is for terminals",
    rules.edit, "column")
tap.fails("changes must be a table", "no number", rules.edit, "column", 5)
tap.is(hit_texts(rules.remove("size")), "-convoy of 12 trucks",
    "a rule is removed with its hits")
tap.fails('there is no rule "size"', "once", rules.remove, "size")
undo()

-- ---- functions ------------------------------------------------------------------

rules.add{name = "fn", label = "Fn", pattern = "trucks",
    ["do"] = function(_, hit) return {seen = hit.text} end}
tap.is(a:records("fn")[1].seen, "trucks", "a rule may call a function")
rules.add{name = "calm", label = "Calm", pattern = "ran"}
local had = #a:records("convoy", "fn", "calm")
local ok_now = true
rules.edit("fn", {["do"] = function()
    if not ok_now then
        error "not now"
    end
end})
ok_now = false
tap.fails("not now", "one that fails", rules.edit, "calm", {pattern = "came"})
tap.is(#a:records("convoy", "fn", "calm"), had,
    "leaves the documents as they were")
tap.is(rules()[4].pattern, "ran", "and the rules")
ok_now = true
rules.edit("calm", {pattern = "came"})
tap.is(a:records("calm")[1].text, "came", "and nothing is in the way later")

-- ---- save, load -------------------------------------------------------------------

local path = os.tmpname()
os.remove(path)
path = path .. ".yaml"
tap.fails('rule "fn" calls a function', "a function is no data", rules.save,
    path)
tap.is(core.paths.kind(path), nil, "and nothing is written")
rules.remove("fn")
rules.add{name = "odd-one", label = "Odd", mode = "all", priority = -3,
    pattern = "a:convoy\n~5 b:[num]",
    unless = {{within = "match", pattern = "\"x\""}},
    fields = {{name = "a", as = "text", when = "a"},
              {name = "k", value = "yes"}, {name = "w", value = 2.5},
              {name = "t", value = true},
              {name = "c", value = "\27\127\u{85}\u{9B}\u{FEFF}\u{FFFE}"}},
    examples = {match = {"The convoy: it's\tlate 2.", "A convoy “of” 3"},
                no_match = {"- # convoy"}}}
rules.add{name = "framed", label = "Came", frame = {trigger = "came",
    roles = {{name = "who", find = "[lower]", side = "left", within = 9,
              barrier = "[punct]", required = true}}}}
local json = require "assay.json"
local kinds = {"convoy", "size", "calm", "odd", "came"}
local records = json.encode(a:records(table.unpack(kinds)))
local names = {}
for i, rule in ipairs(rules()) do
    names[i] = rule.name
end
tap.is(rules.save(path).count, #names, "rules are saved")
tap.is(rules.save(path).count, #names, "again over the same")
tap.fails("is there already", "not over another file", rules.save, "README.md")
tap.fails("unknown label @Convoy", "a rule that others read stays",
    rules.remove, "column")
for i = #names, 1, -1 do
    rules.remove(names[i])
end
tap.is(#a:records(table.unpack(kinds)), 0, "all are removed")
rules.load(path)
tap.is(json.encode(a:records(table.unpack(kinds))), records,
    "loaded again they find the same")
local second = path .. "2"
rules.save(second)
local function bytes(p)
    local f = io.open(p, "rb")
    local text = f:read("a")
    f:close()
    return text
end
tap.is(bytes(second), bytes(path), "and are written the same")
tap.ok(os.execute((os.getenv "ASSAY" or "build/assay") .. " rules check "
    .. path .. " >/dev/null"), "which the command line takes")
tap.fails('there is a rule "column" already', "names that are there", rules.load,
    path)
tap.is(tostring(rules.load(path, {replace = true})):match("^no difference"),
    "no difference", "are replaced when that is wanted")

-- ---- files of others ----------------------------------------------------------------

local function write(text)
    local f = io.open(path, "wb")
    f:write(text)
    f:close()
end

write [[
macros:
  - {name: W, pattern: "(left | ran)"}
gazetteers:
  - {name: vehicles, entries: [trucks, tanks]}
rules:
  - {name: went, label: Went, pattern: "%vehicles? $W", do: note}
]]
tap.fails("{functions = {note = ...}}", "a function is asked for", rules.load,
    path)
local seen = 0
tap.is(hit_texts(rules.load(path, {functions = {note = function()
    seen = seen + 1
end}})), "+left +Trucks ran", "macros and gazetteers come along")
tap.ok(seen > 0, "functions, too")
write "rules:\n  - {name: x, label: X, pattern: y}\n  - {nme: z}\n"
tap.fails(path .. ":3:", "what is no rule file is told by its line", rules.load,
    path)
write "rules: [{name: x, label: X, pattern: '('}]"
tap.fails('rule "x"', "what does not compile by its name", rules.load, path)
write "rules: []\ngazetteers: [{name: g, files: [x.tsv]}]\n"
tap.fails("only those whose entries are in the rule file",
    "lists in other files are for plugins", rules.load, path)
tap.fails("No such file", "a file that is not there", rules.load, "no/such.yaml")
os.remove(path)
os.remove(second)

-- ---- what they find is records -----------------------------------------------

rules.add("trucking", "<truck>")
tap.ok(#_G.records("trucking") > 0 and _G.records("trucking")[1].rule == "session@0/trucking",
    "records has the kind of a rule of the session")
tap.is(#where{has = "trucking"} > 0, true, "and where")
tap.fails("there is no kind", "not a kind that nobody has", _G.records, "truckin")
tap.fails('rule "none": neither pattern nor frame', "a rule without a pattern is told plainly", rules.add, "none")
rules.remove("trucking")

-- ---- save of results -------------------------------------------------------------

local list, columns = require("assay.rows").of(rules())
tap.ok(#list > 0 and columns[1].key == "name", "results are rows")

tap.done()
