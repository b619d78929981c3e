-- Rules from Lua: assay.rules{...}, load, of, diff; apply, find, why, profile,
-- test, list, lints; `do`; why.
local tap = dofile("tests/lua/tap.lua")

local function set(more)
    local list = {{name = "toll", label = "Toll",
        pattern = "act:<kill|wound> n:[num] who:[pos=NOUN]",
        fields = {{name = "min", from = "n", as = "number"},
                  {name = "harm", from = "act", as = "lemma"}, {name = "who"},
                  {name = "k", value = 7}, {name = "sure", value = true}}}}
    for key, value in pairs(more or {}) do
        list[1][key] = value
    end
    return assay.rules(list)
end

local doc = assay.text("The raid killed 1,200 soldiers. A film says that it "
    .. "killed 3 men. The raid killed nobody at all.", {id = "d"})
local rules = set()
tap.is(#rules, 1, "a set of one rule")
tap.is(tostring(rules), "rules (1)", "prints what it is")
tap.is(assay.type(rules), "rules", "has a type")
local found = rules:find(doc)
tap.is(#found, 2, "find gives what it would add")
tap.is(found[1].text, "killed 1,200 soldiers", "its words")
tap.is(found[1].min, 1200, "a number")
tap.is(found[1].harm, "kill", "a lemma")
tap.is(found[1].who.text, "soldiers", "a place")
tap.is(found[1].k, 7, "a constant number")
tap.is(found[1].sure, true, "a constant truth")
tap.is(found[1].rule, "toll", "the rule")
tap.is(#doc:spans("toll"), 0, "and adds nothing")
tap.is(rules:apply(doc), 2, "apply adds")
tap.is(#doc:spans("toll"), 2, "to the document")
tap.is(doc:spans("toll")[1].rule, "script@0/toll", "with its origin")
tap.is(set{unless = {{pattern = "film"}}}:find(doc)[2], nil, "unless")
tap.is(#set{kind = "event", label = "ASSAULT"}:find(doc), 2, "a kind")
tap.is(set{kind = "event"}:list()[1].kind, "event", "list has kinds")
tap.is(rules:list()[1].phase, 1, "and phases")

-- ---- why -------------------------------------------------------------------

local line, told = rules:why(doc, "toll", 3)
tap.ok(line:find('stopped at "nobody"', 1, true), "why says where it stopped",
    line)
tap.is(told.verdict, "stopped", "and as a table")
tap.is(told.waits[1].source, "[num]", "what it waited for")
tap.is(select(2, rules:why(doc, "toll", 1)).verdict, "found", "why of a hit")
tap.fails('there is no rule "tool": did you mean toll?', "a misspelt rule",
    rules.why, rules, doc, "tool", 1)
tap.fails("sentence must be a number from 1 to 3", "no such sentence",
    rules.why, rules, doc, "toll", 4)
tap.is(tostring(why(doc, "toll", 3, rules)), line, "the command why")
tap.fails("why: no plugin has a rule", "why of nobody's rule", why, doc,
    "zzz", 1)
tap.ok(assay.rules.of("actors"), "rules of a plugin")
tap.is(assay.rules.of("nobody"), nil, "of none")
tap.ok(tostring(why(doc, "actors/seat-does", 1)):find("seat-does", 1, true),
    "why of a plugin's rule")

-- ---- profile and diff ------------------------------------------------------

local profile = rules:profile({doc})
tap.is(profile[1].wakes, 2, "profile counts wakes")
tap.is(profile[1].won, 2, "and wins")
local other = set{pattern = "act:<kill> n:[num] who:soldiers"}
local diff = assay.rules.diff(rules, other, {doc})
tap.is(#diff, 1, "diff has one row")
tap.is(diff[1].what, "lost", "of a hit that is lost")
tap.is(diff[1].text, "killed 3 men", "by its words")
tap.is(diff.same, 1, "and counts those of both")
tap.is(assay.rules.diff(other, rules, {doc})[1].what, "gained", "or gained")

-- ---- do --------------------------------------------------------------------

local acting = set{["do"] = function(_, hit)
    if hit.fields.min < 10 then
        return false
    end
    hit.fields.harm = "HARM"
end}
tap.is(#acting:find(doc), 1, "do may say no")
tap.is(acting:find(doc)[1].harm, "HARM", "and change fields")
tap.is(set{["do"] = function()
    return {x = "y"}
end}:find(doc)[1].x, "y", "or give others")
local before = #doc:spans("toll")
tap.fails("oh no", "an error in do is the caller's", function()
    set{["do"] = function(d)
        d:add("toll", 1, 1)
        error("oh no")
    end}:apply(doc)
end)
tap.is(#doc:spans("toll"), before, "and the document is as before")
local again
again = set{["do"] = function(d)
    again:apply(d)
end}
tap.fails("running already", "rules within themselves", again.apply, again,
    doc)

-- ---- faults ----------------------------------------------------------------

tap.fails("rules.1.pattern:1:3: '(' is never closed", "a pattern's fault",
    set, {pattern = "a (b"})
tap.fails("rules.1.fields.1.from: there is no capture \"z\"", "a field's",
    set, {fields = {{name = "a", from = "z"}}})
tap.fails("unknown key \"patern\": did you mean pattern?", "a key's", set,
    {patern = "a"})
tap.fails("neither pattern nor frame", "no pattern", assay.rules,
    {{name = "a", label = "A"}})
tap.fails("mode cannot be \"most\"", "a word's", set, {mode = "most"})
tap.fails("this must match and does not", "an example's", set,
    {examples = {match = {"Nobody came."}}})
tap.ok(set{examples = {match = {"It killed 3 men."},
    no_match = {"Nobody came."}}}, "good examples")
tap.is(#set{pattern = "kill ~3 b?", fields = {}}:lints(), 1, "lints are kept")
tap.fails("must be a table", "wrong usage", assay.rules, 5)

local path = os.tmpname()
local f = assert(io.open(path, "w"))
f:write("rules:\n- {name: a, label: A, pattern: killed, do: act}\n")
f:close()
local loaded = assay.rules.load(path, {act = function(_, hit)
    return {n = #hit.captures}
end})
tap.is(loaded:find(doc)[1].n, 0, "a file's do is given to load")
f = assert(io.open(path, "w"))
f:write("rules:\n- {name: a, label: A, pattern: 'b (c'}\n")
f:close()
local none, message = assay.rules.load(path)
tap.is(none, nil, "a faulty file is nil")
tap.ok(message:find(":2:35: '(' is never closed", 1, true),
    "and a message with its place", message)
os.remove(path)
tap.is(assay.rules.load(path), nil, "as is one that is not there")
doc:close()
tap.fails("the document is closed", "a closed document", rules.find, rules,
    doc)
for _ = 1, 100 do
    set()
end
collectgarbage()
collectgarbage()
tap.ok(true, "dropped sets are collected")
tap.done()
