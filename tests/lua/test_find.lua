--- Patterns from Lua: assay.pattern, doc:find, find.
local tap = dofile("tests/lua/tap.lua")

local doc = assay.text("The blast killed more than 30 soldiers. "
    .. "A second one wounded two children in Kyiv.", {annotate = false})

--- Matches as text, with their captures.
local function hits(pattern, ...)
    local out = {}
    for first, last, captures in doc:find(pattern, ...) do
        local parts = {doc:text(first, last)}
        for i, c in ipairs(captures) do
            parts[i + 1] = c.name .. "=" .. c.text
        end
        out[#out + 1] = table.concat(parts, ";")
    end
    return table.concat(out, " | ")
end

tap.is(hits("killed"), "killed", "a plain string is a pattern")
tap.is(hits("act:(killed | wounded) ~3 n:([num] | two)"),
    "killed more than 30;act=killed;n=30 | wounded two;act=wounded;n=two",
    "captures come with their names")
tap.is(hits(assay.pattern "(x:[lower])+"),
    "blast killed more than;x=blast;x=killed;x=more;x=than"
    .. " | soldiers;x=soldiers"
    .. " | second one wounded two children in;x=second;x=one;x=wounded"
    .. ";x=two;x=children;x=in", "a capture in a repetition keeps every hit")
tap.is(hits("soldiers ~3 second"), "", "a match stays in its sentence")
tap.is(hits("[num]", 1, 5), "", "a range bounds the search")
tap.is(hits("[num]", 6), "30", "and may go to the end")

local first, last, captures = doc:find("n:[num] who:soldiers")()
tap.is(first .. "-" .. last, "6-7", "positions count from 1, both included")
tap.is(captures.who.first .. captures.who.text, "7soldiers",
    "captures are spans by name")
tap.is(captures.n.begin .. "-" .. captures.n.finish, "28-29", "with bytes")
tap.is(captures.nothing, nil, "what did not take part is nil")

-- what a paragraph must begin is not even looked for elsewhere
local two = assay.text("One fled. Two fled.\n\nThree fled. Four fled.", {annotate = false})
local function count(pattern)
    local n = 0
    for _ in two:find(pattern) do
        n = n + 1
    end
    return n
end
tap.is(count "<p> [] fled", 2, "paragraphs begin with their first sentence")
tap.is(count "<s> [] fled", 4, "a sentence begins with each")
tap.is(count "(<p> [] | two) fled", 3, "of several ways in one may need no beginning")
tap.is(count "(<p> | <s>) [] fled", 4, "and of two anchors either will do")

local who = assay.gazetteer {entries = {"soldiers", "children"}}
local p = assay.pattern("$ACT ~4 x:%who", {
    macros = {ACT = "(killed | wounded)"}, gazetteers = {who = who}})
tap.is(hits(p), "killed more than 30 soldiers;x=soldiers"
    .. " | wounded two children;x=children", "macros and gazetteers")
tap.is(tostring(p), "$ACT ~4 x:%who", "a pattern prints its source")
tap.is(assay.type and assay.type(p) or "pattern", "pattern", "its type")

doc:add("entity", 6, 7, {type = "GROUP", country = "XYZ"})
tap.is(hits("@GROUP[country=XYZ]"), "30 soldiers", "spans that were added")
local n = 0
for a, b in doc:find("[lower]") do
    doc:add("entity", a, b, {type = "WORD"})
    n = n + 1
end
tap.is(n, 11, "adding spans in the loop does not disturb it")

tap.fails("pattern:1:3: '(' is never closed: write ')'\na (b\n  ^",
    "an error shows line, caret and advice", doc.find, doc, "a (b")
tap.fails("did you mean $ACT?", "near misses are told", assay.pattern,
    "$ACTS x", {macros = {ACT = "a"}})
tap.fails("mine:2:1: ", "a name of one's own", assay.pattern, "a\n)",
    {name = "mine"})
tap.fails("macros must be a table", "options are checked", assay.pattern,
    "a", {macros = 1})
tap.fails("macro A must be a string", "macros are strings", assay.pattern,
    "a", {macros = {A = 1}})
tap.fails("gazetteer g must be a gazetteer", "gazetteers are gazetteers",
    assay.pattern, "a", {gazetteers = {g = "x"}})
tap.fails("source must be a string", "a source is needed", assay.pattern)
tap.fails("pattern must be", "not anything can be found", doc.find, doc, 7)

local found = find("act:killed ~3 [num]", doc)
tap.is(#found, 1, "find takes a pattern")
tap.is(found[1].entry.act.text, "killed", "its lines have the captures")
tap.is(#find("soldier*", doc), 1, "a star behind a word takes any ending")
tap.is(#find("[num]*? soldiers", doc), 1, "elsewhere it repeats")
tap.is(#find(p, doc), 2, "find takes a compiled pattern")

tap.done()
