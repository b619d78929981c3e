-- Networks of who does what to whom, and their export.
local tap = dofile("tests/lua/tap.lua")
local made = dofile("tests/lua/made.lua")

local column, cast = made.column, made.cast

local PEOPLE = {{"Iran", "LOC", "IRN"}, {"Israel", "LOC", "ISR"},
    {"Martin Levin", "PERSON"}}
local one = cast("one", "2024-03-01",
    "Iran struck Israel . Martin Levin said Iran lied . rebels fled", PEOPLE)
one:add("event", 2, 2, {type = "ASSAULT", source = "Iran", target = "Israel"})
one:add("event", 2, 2, {type = "THREATEN", source = "Iran",
    target = {"Israel", "Iran"}})
one:add("event", 2, 2, {type = "AID", source = "Israel", target = "Iran",
    mode = "negated"})
one:add("event", 11, 11, {type = "ACCUSE", source = "Iran",
    target = "rebels"})
one:add("quote", 7, 9, {speaker = "Martin Levin", content = {8, 9}})
local two = cast("two", "2024-03-02",
    "Iran struck Israel . Marten Levin backs Israel now", {PEOPLE[1],
    PEOPLE[2], {"Marten Levin", "PERSON"}})
two:add("event", 2, 2, {type = "ASSAULT", source = "Iran", target = "Israel"})
two:add("stance", 7, 9, {actor = "Marten Levin", polarity = "for",
    target = {8, 9}})
require("assay.session").add {one, two}

-- "Iran" within the quote is a second mention, which the tests give, too
one:add("entity", 8, 8, {type = "LOC", name = "Iran", actor = "a1",
    country = "IRN", mention = "name"})
two:add("entity", 8, 8, {type = "LOC", name = "Israel", actor = "a2",
    country = "ISR", mention = "name"})
local net = network()
tap.is(#net, 3, "a link for each pair that something links", net)
tap.is(net[1].source .. ">" .. net[1].target .. " " .. net[1].n .. " "
    .. net[1].docs, "Iran>Israel 3 2", "counted over documents")
tap.is(table.concat(net[1].types, ","), "ASSAULT 2,THREATEN",
    "with what links them")
tap.is(#net[1].rows, 3, "and the records it rests on")
tap.is(net[2].source, net[3].source, "spellings are one actor")
tap.is(table.concat(net[2].types) .. table.concat(net[3].types),
    "speaks offor something of", "quotes and positions link, too")
tap.is(column(net.nodes, "name"), "Iran Israel Martin Levin", "actors")
tap.is(column(net.nodes, "degree"), "2 2 2", "with how many others")
tap.is(net.nodes[1].sent .. " " .. net.nodes[1].received, "3 1",
    "and how much")
tap.is(net.edges[1].source, net.nodes[1].id, "links know their actors")
local graph_file = os.tmpname() .. ".gexf"
export(net, graph_file)
local graph = io.open(graph_file):read("a")
os.remove(graph_file)
tap.ok(graph:find('defaultedgetype="directed"', 1, true)
    and graph:find('source="Iran" target="Israel" weight="3"', 1, true)
    and not graph:find('title="rows"', 1, true), "export takes it", graph)
tap.is(column(require("assay.rows").of(net), "n"), "3 1 1",
    "its rows are data")
tap.is(#network(events()), 1, "of records")
tap.is(#network(events{type = "AID"}), 0, "a negated event links nobody")
tap.is(tostring(network(events{type = "ACCUSE"})), "nobody is linked",
    "nor does somebody without a name")
tap.is(#network(one), 2, "of one document")
tap.is(#network{kinds = {"positions"}}, 1, "of a kind")
tap.is(#network{min = 3}, 1, "of some weight")
tap.ok(tostring(net):find("3 actors, 3 links", 1, true), "it prints", net)
tap.is(tostring(network()), tostring(network()), "the same again")
tap.is(require("assay.rows").of(net)[1].target, "Israel", "its rows are links")
tap.fails("network: kinds must be events, quotes or positions", "not of money",
    network, {kinds = {"money"}})
tap.fails('network: there is no kind "evnts"; did you mean "events"?',
    "nor of what is none", network, {kinds = {"evnts"}})
tap.fails("network: rows must be records", "not of other rows", network,
    assay.table({{n = 1}}, {"n"}))
tap.fails('network: there is no option "kind"; did you mean "kinds"?',
    "options are known", network, {kind = "x"})

tap.done()
