-- save and export: what is written is what was asked for, whole or not at all.
local tap = dofile("tests/lua/tap.lua")
local core = require "assay.core"

local home = os.tmpname()
os.remove(home)
assert(core.paths.mkdir(home))

local function at(name)
    return home .. "/" .. name
end

local function bytes_of(path)
    local f = io.open(path, "rb")
    local text = f and f:read("a")
    if f then
        f:close()
    end
    return text
end

local function run(command)
    local f = io.popen(command .. " 2>&1")
    local text = f:read("a")
    return f:close(), text
end

local function is_left(names, name)
    tap.is(table.concat(core.paths.list(home), " "), names, name)
end

-- ---- save -------------------------------------------------------------------

local odd = assay.table({{name = 'a "b", c', n = 1, list = {"x", "y"}},
    {name = "\27[31m\r\nred", n = -0.5}}, {"name", "n=number", "list"})
local told = save(odd, at "odd.csv")
tap.is(bytes_of(at "odd.csv"), 'name,n,list\r\n"a ""b"", c",1,x; y\r\n'
    .. '"\27[31m\r\nred",-0.5,\r\n', "csv by extension")
tap.is(tostring(told), at "odd.csv" .. ": 2 rows, 54 bytes",
    "it tells what it wrote")
tap.is(told.format, "csv", "and is data")
save(odd, at "ODD.JSONL")
tap.is(bytes_of(at "ODD.JSONL"), '{"name":"a \\"b\\", c","n":1,"list":["x","y"]}\n'
    .. '{"name":"\\u001b[31m\\r\\nred","n":-0.5}\n', "an extension in capitals")
save(odd, at "odd.txt", {format = "tsv", columns = {"n"}})
tap.is(bytes_of(at "odd.txt"), "n\n1\n-0.5\n", "the format and columns named")
save(assay.table({{b = 1, a = 2, c = print}}, {"b"}), at "odd.txt",
    {format = "csv", columns = "all", crlf = false, overwrite = true})
tap.is(bytes_of(at "odd.txt"), "a,b\n2,1\n", "or all that a file can hold")
tap.fails("gexf is for documents and networks: export", "a format of export",
    save, odd, at "x.gexf")
save(assay.table({}, {"a"}), at "empty.json")
tap.is(bytes_of(at "empty.json"), "[]\n", "an empty result is an empty list")
save({{a = "=1"}}, at "guard.csv", {guard = true, crlf = false})
tap.is(bytes_of(at "guard.csv"), "a\n'=1\n", "options of csv; a plain list")

-- ---- what is there stays -----------------------------------------------------

tap.is(save(odd, at "odd.csv").bytes, 54, "a file that says the same is not in the way")
tap.fails("is there already; {overwrite = true} replaces it",
    "one that says something else is not replaced", save, {{a = 1}}, at "odd.csv")
tap.is(#bytes_of(at "odd.csv"), 54, "and stays as it was")
save({{a = 1}}, at "odd.csv", {overwrite = true})
tap.is(bytes_of(at "odd.csv"), "a\r\n1\r\n", "unless it may be")
run(("ln -s guard.csv %s && chmod 600 %s"):format(at "link.csv", at "guard.csv"))
save({{a = 2}}, at "link.csv", {overwrite = true})
tap.is(bytes_of(at "guard.csv"), "a\r\n2\r\n", "through a link")
local _, mode = run("stat -c %a " .. at "guard.csv")
tap.is(mode, "600\n", "with the mode that it had")
local left = "ODD.JSONL empty.json guard.csv link.csv odd.csv odd.txt"
is_left(left, "nothing else is left behind")

-- ---- failures ----------------------------------------------------------------

tap.fails("nosuch/: cannot open: No such file", "a folder that is not there",
    save, odd, at "nosuch/x.csv")
tap.fails("is a folder", "a folder in its place", save, odd, home,
    {format = "csv"})
tap.fails("no regular file", "a device", save, odd, "/dev/null",
    {format = "csv", overwrite = true})
local broken = setmetatable({}, {__rows = function()
    return setmetatable({}, {__len = function() return 2 end,
        __index = function(_, i)
            if i == 2 then
                error("no more")
            end
            return {a = 1}
        end}), {{key = "a"}}
end})
tap.fails("no more", "rows that fail", save, broken, at "broken.csv")
is_left(left, "leave no file, nor half of one")
tap.fails('which format? "' .. at "x.doc" .. '" does not end in one',
    "an extension that says nothing", save, odd, at "x.doc")
tap.fails('there is no format "jsno"; did you mean "json"?', "a slip", save,
    odd, at "x", {format = "jsno"})
tap.fails('there is no option "overwrit"', "an option that there is not",
    save, odd, at "x.csv", {overwrit = true})
tap.fails("save: number has no rows", "a number has no rows", save, 5,
    at "x.csv")
tap.fails("export(doc", "a document has none either", save,
    assay.text("x"), at "x.csv")
tap.fails("save: which file?", "a file is wanted", save, odd)
tap.fails('save: what? save(_, "x.csv")', "and a result", save, "x.csv")
tap.fails("cannot hold a NUL", "no NUL in a path", save, odd, "a\0.csv")
local uid = select(2, run("id -u"))
if uid ~= "0\n" then
    core.paths.mkdir(at "shut")
    run("chmod 500 " .. at "shut")
    tap.fails("Permission denied", "a folder that is shut", save, odd,
        at "shut/x.csv")
    run("chmod 700 " .. at "shut && rmdir " .. at "shut")
end
is_left(left, "nothing is left of all that")

-- ---- export ------------------------------------------------------------------

local TALKS = "examples/talks.txt"
local program = os.getenv "ASSAY" or "build/assay"
local talks = open(TALKS)
for _, format in ipairs {"jsonl", "json", "conllu"} do
    local file = at("talks." .. format)
    export(talks, file)
    tap.ok(run(("%s extract --format %s %s | cmp - %s"):format(program, format,
        TALKS, file)), format .. " is what extract writes, byte for byte")
end
export(talks, at "e.csv", {kinds = "entity"})
tap.ok(run(("%s extract --format csv --kinds entity %s | cmp - %s"):format(
    program, TALKS, at "e.csv")), "a table of one kind as well")
export(at "chars.jsonl", {chars = true})
tap.ok(run(("%s extract --format jsonl --offsets char %s | cmp - %s"):format(
    program, TALKS, at "chars.jsonl")), "all open documents, in code points")
told = export(talks, at "tables", {format = "csv"})
tap.ok(core.paths.kind(at "tables/quote.csv") == "file"
    and bytes_of(at "tables/entity.csv") == bytes_of(at "e.csv"),
    "without a kind, a folder has a table each")
tap.is(told.count, 1, "the documents are counted")
tap.is(export(talks, at "tables", {format = "csv"}).count, 1, "nor are the same files in a folder")
run(("echo more >> %s"):format(at "tables/entity.csv"))
tap.fails("is there already", "a folder is not replaced", export, talks,
    at "tables", {format = "csv"})
export(talks, at "tables", {format = "csv", overwrite = true})
tap.fails("one table a kind", "a file wants one kind", export, talks,
    at "x.csv")
tap.fails("it needs a folder", "standard output has no folders", export,
    talks, "-", {format = "brat"})
tap.fails("no document in the list", "an empty list", export, {}, at "x.json")
tap.fails("gexf takes a network", "gexf is for networks", export, talks,
    at "x.gexf")

local mine = assay.text("A convoy of 12.", {id = "m"})
mine:add("toll", 2, 2, {n = 12, what = "a, b", rule = "r"})
export(mine, at "own.csv", {kinds = "toll"})
tap.is(bytes_of(at "own.csv"), "doc,kind,start,end,text,rule,n,what\r\n"
    .. 'm,toll,2,8,convoy,script@0/r,12,"a, b"\r\n',
    "a kind of one's own has all of its fields")

-- ---- brat --------------------------------------------------------------------

local small = assay.text("Čaputová met\nObama in Kyiv.", {id = "a/b c.txt"})
small:add("meeting", 1, 3, {type = "Meet & greet", how = "odd\nnote",
    who = {3, 3}})
export({small, small}, at "brat", {format = "brat", kinds = "meeting"})
tap.is(bytes_of(at "brat/b_c.txt"), small:text(), "the text as it is")
tap.is(bytes_of(at "brat/b_c.ann"), "T1\tMeet___greet 0 12;13 18\tČaputová met "
    .. "Obama\nT2\tArgument 13 18\tObama\nE1\tMeet___greet:T1 Who:T2\n"
    .. "#1\tAnnotatorNotes E1\thow=odd note; who=Obama\n",
    "annotations in code points, lines apart")
tap.ok(bytes_of(at "brat/b_c-2.ann"), "a name twice gets a number")
tap.is(bytes_of(at "brat/annotation.conf"), "[entities]\nArgument\n[relations]\n"
    .. "[events]\nMeet___greet\tWho?:<ENTITY>\n[attributes]\n",
    "with what brat must know")

--- What breaks the rules of standoff (brat.nlplab.org/standoff.html) in a
-- folder, or what annotation.conf does not know, as a list.
local function brat_problems(folder, name)
    local text = bytes_of(at(folder .. "/" .. name .. ".txt"))
    local known, section, problems = {}, nil, {}
    for line in bytes_of(at(folder .. "/annotation.conf")):gmatch("[^\n]+") do
        section = line:match("^%[(%l+)%]$") or section
        known[section] = known[section] or {}
        known[section][line:match("^[^\t]+")] = line
    end
    local type_of, refers, trigger_of = {}, {}, {}
    local function check(good, line)
        problems[#problems + 1] = not good and line or nil
    end
    local function bound(id, rest, line)
        local kind, where, words = rest:match("^(%S+) ([%d ;]+)\t(.*)$")
        local parts = {}
        for from, to in (where or ""):gmatch("(%d+) (%d+)") do
            parts[#parts + 1] = text:sub(utf8.offset(text, from + 1),
                utf8.offset(text, to + 1) - 1)
        end
        check(kind and table.concat(parts, " ") == words, line)
        type_of[id] = kind
    end
    local function with_arguments(id, kind, rest, line, declared)
        for role, to in rest:gmatch(" ([%w_]+):(%u%d+)") do
            refers[#refers + 1] = {to = to, line = line}
            check(declared and declared:find("%f[%w]" .. role .. "%??:"), line)
        end
        type_of[id] = kind
    end
    for line in bytes_of(at(folder .. "/" .. name .. ".ann")):gmatch("[^\n]+") do
        local id, rest = line:match("^([TERA#]%d+)\t(.+)$")
        check(id and not type_of[id], line)
        local letter = (id or "?"):sub(1, 1)
        local kind = (rest or ""):match("^([%w_-]+)")
        if letter == "T" then
            bound(id, rest, line)
        elseif letter == "E" then
            trigger_of[rest:match(":(T%d+)") or "?"] = kind
            with_arguments(id, kind, rest, line, known.events[kind])
        elseif letter == "R" then
            check(rest:find("^%S+ Arg1:%u%d+ Arg2:%u%d+$"), line)
            with_arguments(id, kind, rest, line, known.relations[kind])
        elseif letter == "A" then
            local value = rest:match("^%S+ %u%d+ (%S+)$")
            local declared = known.attributes[kind]
            check(declared and (not value or declared:find(value, 1, true)),
                line)
            refers[#refers + 1] = {to = rest:match(" (%u%d+)"), line = line}
        elseif letter == "#" then
            refers[#refers + 1] = {to = rest:match(" (%u%d+)\t"), line = line}
        end
    end
    for _, each in ipairs(refers) do
        check(type_of[each.to], each.line)
    end
    for id, kind in pairs(type_of) do
        if id:find "^T" then
            check(trigger_of[id] == kind or known.entities[kind], id)
        end
    end
    return table.concat(problems, "\n")
end

local press = assay.text("Foreign Minister Ann Ray of Norway said: “No talks "
    .. "\u{2013} never.”\nBob Čapek, the president of Serbia, rejected the "
    .. "plan.\nRussian missiles struck Kharkiv on Tuesday and killed at least "
    .. "12 people. Iran denied that it had attacked Israel.", {id = "press"})
export({press}, at "press", {format = "brat"})
local press_ann = bytes_of(at "press/press.ann")
tap.is(brat_problems("press", "press"), "", "brat's rules are kept")
for _, wanted in ipairs {"E%d+\tQuote:T%d+ Content:T%d+ Speaker:T%d+\n",
    "E%d+\tStance:T%d+ Actor:T%d+ Target:T%d+\n",
    "E%d+\tASSAULT:T%d+ [^\n]*Source:T%d+ Target:T%d+\n",
    "E%d+\tCasualty:T%d+ ", "R1\tHolds Arg1:T%d+ Arg2:T%d+\n",
    "R2\tOffice_of Arg1:T%d+ Arg2:T%d+\n", "A%d+\tPolarity E%d+ Against\n",
    "A%d+\tDirect E%d+\n"} do
    tap.ok(press_ann:find(wanted), "brat: " .. wanted, press_ann)
end
local ray = press_ann:match("(T%d+)\tPERSON %d+ %d+\tAnn Ray\n")
tap.ok(ray and press_ann:find("Speaker:" .. ray .. "\n"),
    "an argument is the name that it means", press_ann)

-- ---- gexf --------------------------------------------------------------------

local function well_formed(path)
    return run(('python3 -c "import sys,xml.dom.minidom as m; '
        .. 'm.parse(sys.argv[1])" %s'):format(path))
end

local network = {directed = true,
    nodes = {{name = "A & \"B\" <\1>", n = 1}, {name = "c", type = "ORG"},
        {id = 3, label = "three", n = 2.5}},
    edges = {{source = 'A & "B" <\1>', target = "c", n = 2},
        {source = "c", target = 3, kinds = {"x", "y"}}}}
export(network, at "n.gexf")
local gexf = bytes_of(at "n.gexf")
tap.ok(well_formed(at "n.gexf"), "gexf is well-formed XML")
tap.ok(gexf:find('defaultedgetype="directed"', 1, true)
    and gexf:find('label="A &amp; &quot;B&quot; &lt;\u{FFFD}&gt;"', 1, true)
    and gexf:find('title="n" type="double"', 1, true)
    and gexf:find('target="c" weight="2"', 1, true)
    and gexf:find('value="x; y"', 1, true), "with labels, weights, attributes",
    gexf)
local odd_names = assay.text("A met B .", {id = "odd", annotate = false})
for i, name in ipairs {"A ]]> <b> & \"c\" 'd'\n\1", "\u{FFFE}\u{FFFF}\u{202E}Č"} do
    odd_names:add("entity", 2 * i - 1, 2 * i - 1, {type = "ORG", name = name,
        actor = "a" .. i, mention = "name", rule = "test"})
end
odd_names:add("event", 2, 2, {type = "CONSULT", mode = "asserted", rule = "test",
    source = "A ]]> <b> & \"c\" 'd'\n\1", target = "\u{FFFE}\u{FFFF}\u{202E}Č"})
local of_odd = _G.network {docs = odd_names}
tap.is(#of_odd, 1, "odd names are linked")
export(of_odd, at "odd.gexf")
tap.ok(well_formed(at "odd.gexf"), "a network of odd names is well-formed XML",
    bytes_of(at "odd.gexf"))
network.edges[1].target = "nobody"
tap.fails("edge 1: its target is no node (nobody)", "an edge to nowhere",
    export, network, at "x.gexf")
tap.fails('there are two nodes "a"', "a node twice", export,
    {nodes = {{id = "a"}, {id = "a"}}, edges = {}}, at "x.gexf")
tap.fails("takes documents", "a network is no document", export, network,
    at "x.jsonl")

-- ---- html --------------------------------------------------------------------

local evil = assay.text("<script>alert('1')</script> & more \1 Kyiv.",
    {id = "<e>", title = "A \"<b>title</b>\""})
evil:add("_hidden", 1, 2)
evil:add("note", 1, 3, {text_of = "<i>"})
export({evil, talks}, at "p.html")
local page = bytes_of(at "p.html")
tap.ok(not page:find("<script", 1, true) and not page:find("<b>", 1, true)
    and not page:find("<i>", 1, true) and page:find("&lt;script", 1, true),
    "nothing of a document becomes a tag")
tap.ok(not page:find("https?://") and not page:find("src=", 1, true),
    "nothing is fetched")
tap.ok(page:find("prefers-color-scheme:dark", 1, true), "light and dark")
tap.ok(not page:find("_hidden", 1, true), "hidden kinds stay so")
run(("sed -e 's/<!DOCTYPE html>//' -e 's/<meta[^>]*>//g' %s > %s"):format(
    at "p.html", at "p.xml"))
tap.ok(well_formed(at "p.xml"), "tags are balanced")
local body = page:match('<div class="text">(.-)</div>'):gsub("<[^>]*>", "")
tap.is(body:gsub("&lt;", "<"):gsub("&gt;", ">"):gsub("&#39;", "'")
    :gsub("&amp;", "&"), (evil:text():gsub("\1", "\u{FFFD}")),
    "the text is whole")
export(assay.text("x", {annotate = false}), at "bare.html", {kinds = "note"})
tap.ok(bytes_of(at "bare.html"):find("nothing found", 1, true),
    "a document without findings")

local _, told_by = pcall(load('export({{doc = "x"}}, "x.html")', "=entry"))
tap.ok(told_by:find("^entry:1: export: "), "what is no document is the caller's mistake", told_by)

os.execute("rm -rf " .. home)
tap.done()
