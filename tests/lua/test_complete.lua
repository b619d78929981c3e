--- Completion with types, and hints: what may stand at a place follows from
-- the description of the API, and nothing of the user's runs.
local tap = dofile("tests/lua/tap.lua")
-- luacheck: globals mine alias rows f g entities entities_before trap stripped
local complete = require "assay.prompt.complete"
local hint = require "assay.prompt.hint"

--- The names at the end of a line (or at `|`), joined by blanks.
local function names(line)
    local at = line:find("|", 1, true)
    local code = at and line:sub(1, at - 1) .. line:sub(at + 1) or line
    local list, from = complete.names(code, at and at - 1 or #line)
    return table.concat(list, " "), from
end

local function is(line, wanted, note)
    tap.is((names(line)), wanted, (note or line):gsub("\n", " "))
end

local function has(line, wanted)
    local got = " " .. names(line) .. " "
    tap.ok(got:find(" " .. wanted .. " ", 1, true), ("%s has %s"):format(line, wanted), got)
end

local function lacks(line, unwanted)
    local got = " " .. names(line) .. " "
    tap.ok(not got:find(" " .. unwanted .. " ", 1, true), ("%s lacks %s"):format(line, unwanted), got)
end

-- ---- before a document is open ---------------------------------------------------

is("doc:sent", "sentence_at sentences", "methods of doc are known before there is one")
is("doc.ti", "title")

open "examples/talks.txt"

-- ---- through what calls give -------------------------------------------------------

is("entities()[1].cou", "country")
is("entities().cou", "", "a list has no fields of its items")
is('kwic("x")[1].ke', "key")
is('kwic "x"[1].ke', "key", "a call with a string, and then an index")
has('(kwic "x")[1].', "left")
is('doc:records("quote")[1].speaker_t', "speaker_text")
is('doc:records("quote")[1].ru', "rule", "a quote is a record")
is('doc:records("quote", "event")[1].ru', "rule")
is('doc:records("quote", "event")[1].speak', "", "of two kinds only what all records have")
is('doc:records("quote", {chars = true})[2].speaker_t', "speaker_text")
is('records "casualty"[1].mi', "min")
is('doc:records("document")[1].sha', "sha256", "the record of a document is another type than a document")
is("doc:actors()[1]:ment", "mentions")
is("doc:actors()[1].roles[1].form", "former")
is("doc:actors()[1]:mentions()[1].fin", "finish")
is('doc:who("x").coun', "country")
is('assay.open("x"):sentence_', "sentence_at")
is('assay.open("x").repa', "repaired")
is("assay.rules{}:prof", "profile")
is("assay.rules{}:list()[1].pha", "phase")
is("use(1):who(2).nam", "name")
is('assay.plugins()[1].gazetteers[1].ent', "entries")
is("doc:text():upp", "upper", "strings have their methods")
is("doc.id:upp", "upper")
is('("x"):upp', "upper")
is("f(doc:actors()[1].coun", "country", "within a call")
is("x = {doc:actors()[1].coun", "country", "within a table")
is("print(1) doc:actors()[1].coun", "country", "behind another statement")
is("doc:actors()[i + (2)].coun", "country", "an index may be any expression")
is("doc:acto|rs()[1]", "actors", "the word at the cursor, not the end")
is("for _, a in ipairs(doc:actors()) do a.coun", "country", "what a loop gives")
is("for i, a in ipairs(doc:actors()) do i.coun", "", "its number is none")
is('for _, q in ipairs(quotes "x") do for _, a in pairs(doc:actors()) do q.speaker_t', "speaker_text")
is('for d in assay.each("x") do d:sentence_', "sentence_at", "what an iterator gives")
is('for first, last in doc:sentences() do first.x', "")
is("local a = doc:actors()[1] a.coun", "country", "a local of the block")
is("local a = doc:actors()\nlocal b = a[1]\nb:ment", "mentions", "by way of another")
is("a = a.b a.x", "", "a name by itself comes to an end")
is("a = b b = a a.x", "")
is("local a = doc:actors()[1] if a == doc then a.coun", "country", "a comparison gives no value")
is("local a = doc:actors()[1] f{a = doc} a.coun", "country", "nor does a key")
is("x.a = doc:actors()[1] a.coun", "", "a field is no variable")
is("function f(a) local docs = use(1) docs:sentence_", "sentence_at", "a local hides what is there")
is("nothing().x", "")
is("1 .. doc.ti", "title")
is("x = doc.ti", "title")

-- ---- values that are there -------------------------------------------------------------

mine = {field = {deeper = {1}}, [1] = {item = true}, _hidden = 1}
is("mine.field.de", "deeper")
is("mine[1].it", "item")
is('mine["field"].de', "deeper")
is("mine.", "field")
is("mine._", "_hidden")
alias = doc
is("alias:sentence_", "sentence_at", "a variable that holds a document")
rows = quotes()
has("rows[1].", "speaker")
f = doc.actors
is("f(doc)[1].coun", "", "what is called by another name than its own is not guessed at")
g = entities
is("g()[1].coun", "country", "a command under another name is the same")
entities_before = entities
entities = 5
is("entities()[1].coun", "", "a name that is another's now is not the command")
entities = entities_before
local ran = false
trap = setmetatable({}, {__index = function() ran = true end, __call = function() ran = true end,
                         __pairs = function() ran = true end, __len = function() ran = true end})
is("trap.x.y", "")
is("trap().x", "")
is("trap[1].x", "")
is("kwic(trap.", "")
tap.ok(not ran, "no code of the user's was run")

-- ---- keys of options and strings ----------------------------------------------------------

is('assay.open("x", {id_', "id_field")
is('assay.open("x", {id_field = "a", id_', "")
is('doc:records({ch', "chars", "options may stand before what may be left out")
is('doc:records("quote", {ch', "chars")
is('doc:add("x", 1, 2, {pri', "priority")
is("assay.gazetteer{ent", "entries")
is("assay.gazetteer{entries = {}, ma", "match")
is('assay.gazetteer{match = "no', "norm")
is("assay.gazetteer{match = 'le", "lemma")
is('assay.rules{{pat', "pattern", "an item of a list")
is('assay.rules{{scope = "par', "paragraph")
is('brief(doc, {fu', "full")
is('brief{fu', "full")
has("x = {pri", "print")
is('records "casu', "casualty")
is('records("quote", "casu', "casualty")
is("doc:records('casu", "casualty")
is('doc:spans("casu', "casualty")
is('doc:column("upo', "upos")
is('entities "pla', "place")
is('entities("pla', "place")
is('help "countr', "countries")
is('help "rule f', "rule files", "a topic of two words")
is('help "doc:sentence_', "doc:sentence_at")
is('close "a', "all")
is('assay.rules.of("quo', "quotes")
has('why(doc, "quotes/', "quotes/that")
is('open "exam', "", "a path is left to the shell")
is('find "entit', "", "a pattern is anything")
is('x = "entit', "")
is("-- entit", "")
is("--[[ a\nentit", "")
is("--[[ a ]] coun", "countries")
is("[[ a\nentit", "")
is('print("a") countri', "countries")
has('quotes "Vik', "Viktor Salnikov")
has('quotes "Sal', "Salnikov")
is('quotes{speaker = "Lesh', "Leshchenko")
is('doc:who("Salni', "Salnikov")
is('casualties "wou', "wounded")
is('quotes{dir', "direct")
is('find "@PERS', "PERSON", "a label in a pattern")
has('find "killed who:@', "Role")
has('doc:find("(@', "LOC")
has('kwic "%', "weapons")
rules.add("promise", "<guarantee>")
is('rules.edit "pro', "promise", "a rule of the session")
is('rules.try("pro', "promise")
is('rules.try("@PERS', "PERSON", "or a pattern")
is('assay.pattern("@PERS', "PERSON")
is('assay.rules{{pattern = "@PERS', "PERSON")
is('find "[lem', "lemma", "an attribute of a token")
is('find "[asc', "ascii", "a flag of one")
is('find "[norm=ki & !upp', "upper")
is('find "[pos=NO', "NOUN", "a part of speech")
is('find "[norm=x] kil', "", "behind the bracket words are anything")
is('tally(quotes(), "anon', "anonymous", "fields of the rows that stand before")
is('tally(quotes(), "speaker", "anon', "anonymous")
is('rows = quotes(); tally(rows, "speaker_te', "speaker_text", "also through a name")
is('tally(nothing_known, "anon', "")
is('quotes()[1]["anon', "anonymous", "a field as a string")
is('events{type = "REJ', "REJECT")
is('events{type = {"REJ', "REJECT", "in a list, too")
is('quotes{speaker = {"Oksana L', "Oksana Leshchenko")
is('where{id = "exam', "examples/talks.txt", "ids of open documents")
is('find "[pos=PROP', "PROPN")
is('find "[lemma=say & pos={VERB,AU', "AUX", "in a set of them")
has('timeline("docu', "documents")
local function may_be_path(line)
    return (select(3, complete.names(line, #line)))
end
tap.ok(may_be_path('open "exam') and may_be_path('save(_, "x') and may_be_path('io.open("x'),
    "a path, and what is not described, may be a file")
tap.ok(not may_be_path('kwic "exam') and not may_be_path('tally(_, "x') and not may_be_path('t["x'),
    "what is something else is none")

local _, from = names('records "casu')
tap.is(from, 10, "the word in a string begins behind the quotation mark")
_, from = names('help "rule f')
tap.is(from, 7, "all that is in it, blanks as well")
lacks("for i = 1, 2 do print(i) en", "entries")
has("for i = 1, 2 do print(i) en", "end")
lacks("3", "x")

-- whatever is typed, it does not fail
local pieces = {"doc", ":", ".", "(", ")", "[", "]", "{", "}", '"', "'", ",", "=", "kwic", "1", "..", "--", "[[", "]]",
                "function", "\\", "records", " ", "\n", "@", "for ", " in ", "ipairs", "local ", " a ", "a="}
local seed, failed = 7, nil
for _ = 1, 4000 do
    local parts = {}
    for i = 1, 12 do
        seed = (seed * 1103515245 + 12345) % 2147483648
        parts[i] = pieces[seed // 65536 % #pieces + 1]
    end
    local line = table.concat(parts)
    local good, why = pcall(function()
        complete.names(line, #line)
        hint.at(line, #line)
    end)
    failed = failed or not good and ("%q: %s"):format(line, why)
end
tap.ok(not failed, "4000 lines of odd pieces", failed)

-- ---- hints --------------------------------------------------------------------------------

--- The signature with the marked parameter in angle brackets.
local function marked(line)
    local text, first, last = hint.at(line, #line)
    if not text then
        return "none"
    elseif not first then
        return text
    end
    return text:sub(1, first - 1) .. "<" .. text:sub(first, last) .. ">" .. text:sub(last + 1)
end

for _, case in ipairs {
    {"doc:slice(", "doc:slice(<begin>, finish)"},
    {"doc:slice(x, ", "doc:slice(begin, <finish>)"},
    {"doc:slice(x, y, ", "doc:slice(begin, finish)"},
    {"doc:slice(f(a, b), ", "doc:slice(begin, <finish>)"},
    {"doc:slice({a, b}, ", "doc:slice(begin, <finish>)"},
    {'doc:slice("a, b", ', "doc:slice(begin, <finish>)"},
    {"assay.cut(x, y)", "none"},
    {'find "gua', "find(<pattern> [, doc])"},
    {'find "gua"', "none"},
    {"doc:find(p, ", "doc:find(pattern [, <first>] [, last])"},
    {'doc:records("quote", "event", ', "doc:records([<...>] [, options])"},
    {'doc:records("quote", {', "doc:records([...] [, <options>])"},
    {"assay.gazetteer{", "assay.gazetteer(<source> [, options])"},
    {"doc:actors()[1]:mentions(", "actor:mentions()"},
    {"nothing(", "none"},
    {"if (", "none"},
    {"function find(", "none"},
    {"(", "none"},
    {"print(assay.width(", "assay.width(<text>)"},
    {"assay.width(print(", "assay.width(<text>)"},
    {"x = find(a)\nfind(b, ", "find(pattern [, <doc>])"},
    {"-- find(", "none"},
    {"", "none"},
} do
    tap.is(marked(case[1]), case[2], "hint of " .. case[1]:gsub("\n", " "))
end

-- ---- the user's own --------------------------------------------------------------------------

function mine(one, two, ...) return one, two, ... end
f = {go = function(self, far) return self, far end, any = function(...) return ... end}
rows = quotes()
g = {kwic "the", rows}
stripped = load(string.dump(load "local function s(a, b) return a, b end return s", true))()
for _, case in ipairs {
    {"mine(", "mine(<one>, two, ...)"},
    {"mine(1, ", "mine(one, <two>, ...)"},
    {"f.go(", "f.go(<self>, far)"},
    {"f:go(", "f:go(<far>)"},
    {"f.any(", "none", "parameters that have no names tell nothing"},
    {"g[1](", "none", "what is no function"},
    {"local function own(a, b) return a end own(1, ", "own(a, <b>)"},
    {"own = function(a, ...) end\nown(1, ", "own(a, <...>)"},
    {"function f.own(a) end own(", "none", "a field is no variable"},
    {"local function mine(other) end mine(", "mine(<other>)", "what is typed comes later than what is there"},
    {"stripped(", "stripped(<?>, ?)", "nor do those that code was taken from"},
    {"string.rep(", "none", "functions of C do not tell"},
} do
    tap.is(marked(case[1]), case[2], case[3] or "hint of " .. case[1]:gsub("\n", " "))
end
is("local function somebody(a) end someb", "somebody")
is("local first_one <const>, second_one = 1, 2 print(second_", "second_one")
is("for key_, value_ in pairs(rows) do print(value_", "value_")
is("function zork(argument_, ...) return argum", "argument_")
is("zork = function(argument_) return zor", "zork")
is("rows[1].content_s", "content_start", "fields of a row that is there")
is("g[1][1].lef", "left", "and of a list that makes its rows when they are looked at")
is("g[2][1].anony", "anonymous", "fields that this row lacks and others have, too")
is("for _, row in ipairs(rows) do row.content_s", "content_start", "of the items of a list that is there")
is("docs[1]:sentence_", "sentence_at")
is("for _, d in ipairs(docs) do d:sentence_", "sentence_at")

local begun, n = os.clock(), 0
while os.clock() - begun < 0.05 do
    hint.at('x = doc:records("quote", {chars = true})[1] assay.cut(doc:text(1, 2), ', 60)
    n = n + 1
end
tap.ok(n > 50, ("a hint takes %.2f ms"):format(50 / n))
tap.done()
