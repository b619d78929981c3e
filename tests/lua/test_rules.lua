-- assay.rules: rules from tables and files, running them, asking them, `do`.
local tap = dofile("tests/lua/tap.lua")

local TEXT = "The blast killed 30 soldiers. Police killed two men. It rained."

local function rule(more)
    local r = {name = "toll", label = "Tally", pattern = "killed n:[]",
        fields = {{name = "n", as = "text"}}}
    for key, value in pairs(more or {}) do
        r[key] = value
    end
    return r
end

local function set(more)
    return assay.rules {rule(more)}
end

--- What is in the layer, "text n" each.
local function found(doc, kind)
    local out = {}
    for _, rec in ipairs(doc:records(kind or "tally")) do
        out[#out + 1] = rec.text .. (rec.n and "=" .. tostring(rec.n) or "")
    end
    return table.concat(out, ", ")
end

local function applied(rules)
    local doc = assay.text(TEXT)
    local n = rules:apply(doc)
    local got = n .. ": " .. found(doc)
    doc:close()
    return got
end

local function file(text)
    local path = os.tmpname()
    local f = assert(io.open(path, "w"))
    f:write(text)
    f:close()
    return path
end

-- ---- from tables ----------------------------------------------------

tap.is(applied(set()), "2: killed 30=30, killed two=two", "apply counts")
tap.is(#assay.rules {}, 0, "no rules")

do
    local doc = assay.text(TEXT)
    set {fields = {{name = "type", from = "n", as = "text"},
        {name = "type", value = "None"}}}:apply(doc)
    local spans = doc:spans("tally")
    tap.is(spans[1].type .. " " .. spans[2].type, "30 two",
        "a field called type is the label")
    tap.fails("is there twice", "but only one of them counts", set, {fields = {
        {name = "type", value = "a"}, {name = "type", value = "b"}}})
end
tap.is(tostring(set()), "rules (1)", "tostring")
tap.is(assay.type(set()), "rules", "assay.type")
tap.is(getmetatable(set()), "assay.rules", "the metatable is closed")

local whole = assay.rules {
    macros = {WHO = "(police | army)"},
    gazetteers = {folk = assay.gazetteer {name = "folk",
        entries = {{text = "men"}, {text = "soldiers"}}}},
    {name = "act", label = "ACT", kind = "event", priority = 3,
        scope = "paragraph", mode = "longest",
        pattern = "by:$WHO killed n:[]? who:%folk",
        fields = {{name = "by", as = "text"},
            {name = "victim", from = "who", as = "lemma"},
            {name = "sure", value = true}, {name = "weight", value = 2.5},
            {name = "desk", value = "east"}},
        unless = {{within = "document", pattern = "film"}, {pattern = "drill"}},
        examples = {match = {"The army killed soldiers."},
            no_match = {"The army killed soldiers in a film."}}},
    {name = "rain", label = "Rain", frame = {trigger = "rained",
        roles = {{name = "it", find = "it", side = "left", within = 2,
            barrier = ";", required = true}}}},
}
do
    local doc = assay.text(TEXT)
    tap.is(whole:apply(doc), 2, "all keys")
    local rec
    for _, r in ipairs(doc:records("event")) do
        rec = r.rule == "script@0/act" and r or rec
    end
    tap.ok(rec, "the record names its rule")
    tap.is(rec.by .. " " .. tostring(rec.sure) .. " " .. rec.weight .. " "
        .. rec.desk, "Police true 2.5 east", "fields, constants of each type")
    tap.is(found(doc, "rain"), "It rained", "a frame")
    tap.is(#whole:test(), 2, "its examples")
    local list = whole:list()
    tap.is(list[1].name .. list[1].label .. list[1].kind .. list[1].phase,
        "actACTevent1", "list")
    tap.is(list[2].kind, "rain", "list, the kind by default")
end

do -- phases
    local two = assay.rules {
        {name = "second", label = "Second", pattern = "@First men"},
        {name = "first", label = "First", pattern = "two"},
    }
    local doc = assay.text(TEXT)
    tap.is(two:apply(doc), 2, "what reads a label runs later")
    tap.is(two:list()[1].phase .. two:list()[2].phase, "21", "and says so")
end

local function refused(part, name, list)
    tap.fails(part, name, assay.rules, list)
end

refused("assay.rules: rules.1: must be a table (got number)", "no table", {3})
refused("rules.1: unknown key \"patern\": did you mean pattern?", "a slip",
    {rule {patern = "x"}})
refused("assay.rules: unknown key \"macro\": did you mean macros?",
    "a slip at the top", {macro = {}})
refused("rules.2: name must be a string (got nil)", "no name",
    {rule(), {label = "X"}})
refused("rules.1: priority must be a whole number (got string)", "priority",
    {rule {priority = "3"}})
refused("rules.1: priority must lie within", "a large priority",
    {rule {priority = 1 << 40}})
refused("rules.1: scope cannot be \"word\": it is sentence or paragraph or "
    .. "document", "scope", {rule {scope = "word"}})
refused("rules.1: mode cannot be", "mode", {rule {mode = "best"}})
refused("rules.1.fields.2: name must be a string", "a field",
    {rule {fields = {{name = "n"}, {}}}})
refused("rules.1.fields.1: as cannot be", "as",
    {rule {fields = {{name = "n", as = "int"}}}})
refused("rules.1.fields.1: value must be a string, a number or a boolean",
    "a constant", {rule {fields = {{name = "n", value = {}}}}})
refused("rules.1.unless.1: pattern must be a string (got nil)", "a guard",
    {rule {unless = {{}}}})
refused("rules.1: fields must be a list (got string)", "fields",
    {rule {fields = "n"}})
refused("rules.1: examples must be a table", "examples",
    {rule {examples = "x"}})
refused("rules.1: match must hold strings", "an example",
    {rule {examples = {match = {3}}}})
refused("rules.1: do must be a function (got string)", "do",
    {rule {["do"] = "x"}})
refused("rules.1: ", "pattern and frame", {rule {frame = {trigger = "a"}}})
refused("rules.1: ", "neither pattern nor frame", {{name = "a", label = "B"}})
refused("rules.1.frame.roles.2: unknown key \"finds\"", "a role",
    {{name = "a", label = "B", frame = {trigger = "x",
        roles = {{name = "a", find = "b"}, {finds = "c"}}}}})
refused("rules.1.frame.roles.1: required must be true or false", "required",
    {{name = "a", label = "B", frame = {trigger = "x",
        roles = {{name = "a", find = "b", required = 1}}}}})
refused("macros: A must be a string (got number)", "a macro",
    {macros = {A = 3}})
refused("macros: names must be strings", "a macro without a name",
    {macros = {"x"}})
refused("gazetteers: g must be a gazetteer (got table)", "a gazetteer",
    {gazetteers = {g = {}}})
-- What the engine finds is told by parts from 1 as well, all at once.
refused("rules.2.pattern:2:3: ", "a fault in a pattern, its line and column",
    {rule(), rule {name = "b", pattern = "a\n  (b"}})
refused("rules.2.fields.1.from: there is no capture \"x\"", "a fault of a part",
    {rule(), rule {name = "b", fields = {{name = "n", from = "x"}}}})
refused("rules.1.unless.2.pattern:1:1: ", "a fault in a guard",
    {rule {unless = {{pattern = "a"}, {pattern = ")"}}}})
refused("rules.1.pattern:1:1: in $WHO at 1:1: ", "a fault in a macro",
    {macros = {WHO = "(a"}, rule {pattern = "$WHO n:b"}})
do
    local _, why = pcall(assay.rules, {rule {pattern = "(a"},
        rule {name = "b", pattern = "[b"}})
    tap.ok(why:find("rules.1.pattern", 1, true)
        and why:find("rules.2.pattern", 1, true), "all faults at once", why)
    tap.ok(why:find("^tests/lua/test_rules.lua:%d+: ")
        or not why:find("lua/assay", 1, true), "told to the caller", why)
    tap.ok(why:find("\n *%^"), "with a caret", why)
end
tap.fails("assay.rules: argument must be a table of rules (got nil)",
    "no argument", assay.rules)

do
    local lints = assay.rules {rule {pattern = "killed n:[] ~3"}}:lints()
    tap.ok(#lints == 1 and lints[1]:find("^rules.1.pattern:1:13: "),
        "a lint has its place", lints[1])
    tap.is(#set():lints(), 0, "no lint")
end

refused("rules.1.examples.match.2: this must match and does not: ",
    "an example that fails, from 1",
    {rule {examples = {match = {"It killed two.", "It rained."}}}})
refused("rules.1.examples.no_match.1: this must not match and does: ",
    "an example that must not match",
    {rule {examples = {no_match = {"It killed two."}}}})

-- ---- asking ---------------------------------------------------------

do
    local doc = assay.text(TEXT)
    local rules = set()
    local before = #doc:records()
    local spans = rules:find(doc)
    tap.is(#spans, 2, "find")
    tap.is(spans[2].text .. spans[2].rule .. spans[2].label .. spans[2].kind
        .. spans[2].n .. spans[2].first .. "-" .. spans[2].last,
        "killed twotollTallytallytwo8-9", "what a span has")
    tap.is(#doc:records(), before, "the document stays")
    rules:apply(doc)
    tap.is(#rules:find(doc), 2, "find gives what it would add, not what is")

    local line, told = rules:why(doc, "toll", 1)
    tap.is(told.verdict, "found", "why: found")
    tap.ok(line:find("toll: found", 1, true), "why: a line", line)
    told = select(2, rules:why(doc, "toll", 3))
    tap.is(told.verdict, "asleep", "why: asleep")
    tap.is(why(doc, "toll", 2, rules).verdict, "found", "global why")
    tap.ok(tostring(why(doc, "toll", 3, rules)):find("wakes it"),
        "global why prints")
    tap.is(#doc:records("tally"), 2, "asking adds nothing")
    local stopped = assay.rules {rule {pattern = "killed 30 n:civilians"}}
    told = select(2, stopped:why(doc, "toll", 1))
    tap.ok(told.verdict == "stopped" or told.verdict == "asleep",
        "why: what it waited for", told.verdict)
    local guarded = set {unless = {{pattern = "soldiers"}}}
    told = select(2, guarded:why(doc, "toll", 1))
    tap.is(told.verdict, "guarded", "why: guarded")
    tap.is(applied(guarded), "1: killed two=two", "a guard is of its sentence")

    tap.fails("rules:why: there is no rule \"tol\": did you mean toll?",
        "why: a slip", rules.why, rules, doc, "tol", 1)
    tap.fails("rules:why: sentence must be a number from 1 to 3",
        "why: no such sentence", rules.why, rules, doc, "toll", 4)
    tap.fails("rules:why: rule must be a rule's name (got number)",
        "why: a rule is a name", rules.why, rules, doc, 1, 1)
    tap.fails("why: there is no plugin \"zork\" with rules",
        "global why: no plugin", why, doc, "zork/x")
    tap.fails("why: no plugin has a rule \"zork\"", "global why: no rule",
        why, doc, "zork")
    tap.fails("why: doc must be a document (got number)", "global why: no doc",
        why, 3, "x")
    tap.fails("why: set must be rules (got number)", "global why: no rules",
        why, doc, "x", 1, 3)
    tap.fails("rules:find: doc must be a document (got string)", "find: doc",
        rules.find, rules, "x")
    tap.fails("rules:apply: doc must be a document (got nothing)",
        "apply: doc", rules.apply, rules)
    tap.fails("rules:apply: self must be rules (got number)", "apply: self",
        rules.apply, 3, doc)
    doc:close()
    for _, name in ipairs {"apply", "find", "why"} do
        tap.fails("rules:" .. name .. ": the document is closed",
            name .. ": a closed document", rules[name], rules, doc, "toll", 1)
    end
end

do
    local doc = assay.text(TEXT)
    local rules = set {unless = {{pattern = "soldiers"}}}
    local rows = rules:profile {doc, assay.text("Nothing.")}
    tap.is(rows[1].hits .. rows[1].guarded .. rows[1].lost .. rows[1].won,
        "2101", "profile counts")
    tap.ok(rows[1].ms >= 0 and tostring(rows):find("toll"), "profile prints")
    tap.is(rules:profile(assay.each {"examples/talks.txt"})[1].guarded, 0,
        "profile begins anew, of an iterator")
    tap.is(#doc:records("tally"), 0, "profile adds nothing")
    tap.fails("rules:profile: docs must be a document, a list or an iterator "
        .. "(got number)", "profile: docs", rules.profile, rules, 3)

    local new = assay.rules {rule {pattern = "(killed | it) n:[]",
        unless = {{pattern = "soldiers"}}}}
    local rows2 = assay.rules.diff(set(), new, doc)
    tap.is(rows2.same, 1, "diff: same")
    local got = {}
    for i, row in ipairs(rows2) do
        got[i] = row.what .. " " .. row.text
    end
    table.sort(got)
    tap.is(table.concat(got, ", "), "gained It rained, lost killed 30",
        "diff: gained and lost")
    tap.is(tostring(assay.rules.diff(new, new, doc)), "no difference",
        "diff: none")
    tap.is(#doc:records("tally"), 0, "diff adds nothing")
    tap.fails("assay.rules.diff: new must be rules (got number)", "diff: new",
        assay.rules.diff, new, 3, doc)
    tap.fails("assay.rules.diff: docs must be", "diff: docs",
        assay.rules.diff, new, new, 3)
end

-- ---- do -------------------------------------------------------------

tap.is(applied(set {["do"] = function() end}),
    "2: killed 30=30, killed two=two", "do: nothing returned")
tap.is(applied(set {["do"] = function() return false end}), "0: ",
    "do: false adds nothing")
tap.is(applied(set {["do"] = function() return true end}),
    "2: killed 30=30, killed two=two", "do: true")
tap.is(applied(set {["do"] = function(_, hit)
    hit.fields.n = hit.fields.n .. "!"
end}), "2: killed 30=30!, killed two=two!", "do: fields changed")
tap.is(applied(set {["do"] = function(_, hit) hit.fields = {n = 7} end}),
    "2: killed 30=7, killed two=7", "do: other fields")
tap.is(applied(set {["do"] = function(doc, hit)
    return {n = doc:text(hit.first, hit.last):upper()}
end}), "2: killed 30=KILLED 30, killed two=KILLED TWO", "do: a table")
tap.is(applied(set {["do"] = function(_, hit)
    return {n = table.concat({hit.rule, hit.label, hit.kind, hit.text,
        hit.captures.n.text}, " ")}
end}), "2: killed 30=toll Tally tally killed 30 30, "
    .. "killed two=toll Tally tally killed two two", "do: what a hit has")

local function raises(part, name, f)
    local doc = assay.text(TEXT)
    local before = #doc:records()
    local rules = set {["do"] = f}
    tap.fails(part, name, rules.apply, rules, doc)
    tap.fails(part, name .. ", in find", rules.find, rules, doc)
    tap.is(#doc:records(), before, name .. ", and the document is as before")
end

local calls = 0
raises("oops", "do: an error", function(doc)
    calls = calls + 1
    doc:add("entity", 1, 1, {type = "PERSON"})
    if calls % 2 == 0 then
        error("oops")
    end
end)
raises("error object is a table value", "do: an error that is no text",
    function() error {} end)
raises("do: must return nothing, false or a table of fields (got number)",
    "do: a number", function() return 3 end)
raises("do: hit.fields must be a table (got number)", "do: no fields",
    function(_, hit) hit.fields = 3 end)
raises("do: field \"n\" must be", "do: a field that is a function",
    function() return {n = print} end)
raises("attempt to yield", "do: yielding", function()
    coroutine.yield()
end)
raises("doc:close: rules are running on this document", "do: closing",
    function(doc) doc:close() end)

do -- rules within rules
    local doc, said = assay.text(TEXT), {}
    local inner = assay.rules {{name = "k", label = "Kill",
        pattern = "killed"}}
    local outer
    outer = set {["do"] = function(d)
        said[#said + 1] = #inner:find(d)
        said[#said + 1] = inner:apply(assay.text("It killed."))
        for _, name in ipairs {"apply", "find", "why", "stats"} do
            local good, why = pcall(outer[name], outer, d, "toll", 1)
            said[#said + 1] = not good
                and why:find("are running already") and "no" or "yes"
        end
        collectgarbage()
    end}
    tap.is(outer:apply(doc), 2, "do: other rules inside")
    tap.is(table.concat(said, " "), "2 1 no no no no 2 1 no no no no",
        "do: but not the same")
    tap.is(#doc:records("kill"), 0, "do: find inside adds nothing")
    tap.is(outer:apply(assay.text(TEXT)), 2, "do: and it runs again")
    doc:close()
    tap.fails("the document is closed", "a document closes afterwards",
        outer.apply, outer, doc)
end

-- ---- from files -----------------------------------------------------

local FILE = [[
rules:
  - name: toll
    label: Tally
    pattern: killed n:[]
    fields: [{name: n, as: text}]
    do: %s
    examples:
      match: [It killed two.]
      no_match:
        - %s
]]

do
    local path = file(FILE:format("twice", "It rained."))
    local rules = assert(assay.rules.load(path, {twice = function(_, hit)
        return {n = hit.fields.n .. hit.fields.n}
    end}))
    tap.is(applied(rules), "2: killed 30=3030, killed two=twotwo",
        "load, with functions")
    tap.ok(rules:test()[1].good and #rules:test() == 2, "load: examples")
    rules = assert(assay.rules.load(path, {twice = function(_, hit)
        return {type = "Big", first = hit.last, n = 1}
    end}))
    local moved = assay.text("It killed two.")
    rules:apply(moved)
    moved = moved:spans("tally")[1]
    tap.is(moved.type .. " " .. moved.text, "Big two",
        "load: a function gives another label and place")
    for what, fields in pairs {["must be a string (got boolean)"] =
        {type = true}, ["are not within"] = {last = 99},
        ["needs at least one token"] = {first = 3, last = 2}} do
        local _, told = assay.rules.load(path, {twice = function()
            return fields
        end})
        tap.ok(told and told:find(what, 1, true), "do: " .. what, told)
    end
    rules = assert(assay.rules.load(path))
    tap.fails("there is no function twice, which rule toll names under `do'",
        "a function that was not given", rules.apply, rules, assay.text(TEXT))
    tap.is(#rules:find(assay.text("It rained.")), 0, "and is not needed yet")
    local _, why = assay.rules.load(path, {twice = function()
        return false
    end})
    tap.ok(why and why:find(path .. ":8:15: this must match", 1, true),
        "load: an example fails because of its function", why)
    os.remove(path)

    path = file(FILE:format("x", "It killed two."))
    rules, why = assay.rules.load(path)
    tap.ok(rules == nil and why:find(path .. ":10:11: this must not match and "
        .. "does: ", 1, true), "load: an example fails, with its place", why)
    os.remove(path)

    path = file("rules:\n  - {name: a, label: B, pattern: (x}\n"
        .. "  - {name: b, label: B, pattern: '@Zork'}\n")
    rules, why = assay.rules.load(path)
    tap.ok(rules == nil and why:find(path .. ":2:34: ", 1, true)
        and why:find(path .. ":3:35: unknown label @Zork", 1, true)
        and why:find("^", 1, true), "load: all faults", why)
    os.remove(path)

    rules, why = assay.rules.load("/nowhere/r.yaml")
    tap.ok(rules == nil and why:find("/nowhere/r.yaml: cannot open", 1, true),
        "load: no file", why)
    tap.fails("tests/lua/test_rules.lua:", "load: wrong usage, whose it is",
        function() assay.rules.load(3) end)
    tap.fails("assay.rules.load: path must be a string (got number)",
        "load: a path", assay.rules.load, 3)
    tap.fails("assay.rules.load: functions must be a table (got number)",
        "load: functions", assay.rules.load, "x", 3)
end

do -- what plugins have is known to files
    local path = file("rules:\n  - {name: a, label: B, pattern: "
        .. "'x:@LOC', fields: [{name: where, from: x, as: name}]}\n")
    local rules = assert(assay.rules.load(path))
    local doc = assay.text("Talks in France ended.")
    tap.is(rules:apply(doc), 1, "labels of plugins")
    tap.is(doc:records("b")[1].where, "France", "and their names")
    os.remove(path)
end

-- ---- of plugins -----------------------------------------------------

do
    local with
    for _, p in ipairs(assay.plugins()) do
        with = with or assay.rules.of(p.name) and p.name
    end
    if with then
        local rules = assay.rules.of(with)
        tap.ok(#rules > 0 and #rules:list() == #rules, "of: " .. with)
        local doc = assay.text(TEXT)
        local name = rules:list()[1].name
        tap.ok(why(doc, with .. "/" .. name).text, "why: plugin/rule")
        tap.ok(why(doc, with .. "@0.1.0/" .. name).text,
            "why: as records have it")
        tap.ok(why(doc, name).text, "why: its name alone")
        tap.fails("why: there is no rule \"zork\"", "why: no such rule",
            why, doc, with .. "/zork")
    end
    local none, why_none = assay.rules.of("zork")
    tap.ok(none == nil and why_none == 'there is no plugin "zork" with rules',
        "of: none", why_none)
    tap.fails("assay.rules.of: plugin must be a string", "of: wrong usage",
        assay.rules.of)
end

-- ---- memory ---------------------------------------------------------

do
    local list = {}
    for i = 1, 500 do
        list[i] = rule {name = "r" .. i}
    end
    for _ = 1, 20 do
        assay.rules(list)
    end
    collectgarbage()
    tap.ok(true, "many sets, collected")
    local kept = set {["do"] = function(_, hit) return {n = hit.text} end}
    collectgarbage()
    tap.is(applied(kept), "2: killed 30=killed 30, killed two=killed two",
        "functions are kept")
    local spans = set():find(assay.text(TEXT))
    collectgarbage()
    tap.is(spans[1].text, "killed 30", "spans outlive rules and documents")
    -- A finalizer that runs after that of the rules it holds.
    local late = setmetatable({}, {__gc = function(t)
        t.good, t.said = pcall(t.rules.list, t.rules)
    end})
    late.rules = set()
    _G.late = late -- until the state is closed
end

tap.done()
