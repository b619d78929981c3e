-- Comparisons of reports by their records, which are given here, topic by topic;
-- and how long commands take over a thousand documents.
local tap = dofile("tests/lua/tap.lua")
local made = dofile("tests/lua/made.lua")

local column, cast = made.column, made.cast

local SCENE = "Kharkiv Russia Ukraine Oslo . Martin Levin"
local function report(id, records, extra)
    local people = {{"Kharkiv", "LOC", "UKR"}, {"Russia", "LOC", "RUS"},
        {"Ukraine", "LOC", "UKR"}, {"Oslo", "LOC", "NOR"},
        {"Martin Levin", "PERSON"}}
    local doc = cast(id, "2024-03-06", SCENE .. " . " .. (extra or ""), people)
    for _, r in ipairs(records) do
        doc:add(r[1], 1, 1, r[2])
    end
    return doc
end

--- Differences of one topic between reports with these records.
local function differ(topic, first, second, extra_a, extra_b)
    return compare(report("x", first, extra_a), report("y", second, extra_b),
        {topics = {topic}})
end

--- What makes records of a kind for a report: what is given goes over the
-- fields that they all have, "" takes one of these away. With `main` the value
-- of that field is given first.
local function maker(kind, fields, main)
    return function(first, more)
        local f = {rule = "test"}
        for key, value in pairs(fields) do
            f[key] = value
        end
        if main then
            f[main] = first
        else
            more = first
        end
        for key, value in pairs(more or {}) do
            f[key] = value ~= "" and value or nil
        end
        return {kind, f}
    end
end

local toll = maker("casualty", {harm = "killed", place = "Kharkiv"})
local sum = maker("money", {currency = "EUR",
    ["for"] = "the reconstruction of Ukraine"}, "amount")
local stance = maker("stance", {actor = "Ukraine",
    target = "a limit on its army"}, "polarity")
local event = maker("event", {type = "ASSAULT", source = "Russia",
    target = "Kharkiv"}, "mode")
local quote = maker("quote", {speaker = "Martin Levin"}, "content")

-- ---- tolls --------------------------------------------------------------------

local d = differ("toll", {toll{min = 30, max = 30}}, {toll{min = 45}})
tap.is(#d, 1, "tolls that have disagree")
tap.is(d[1].topic .. "|" .. d[1].what .. "|" .. d[1].a[1] .. "|" .. d[1].b[1],
    "toll|killed in Kharkiv|30|at least 45", "are told")
tap.is(table.concat(d[1].at, " "), "x:0 y:0", "with their places")
tap.is(d[1].a_rows[1].min, 30, "and records")
tap.ok(tostring(d):find("a: x", 1, true), "a column names its document", d)
for _, case in ipairs {
    {"ranges that meet", {min = 30}, {min = 35}},
    {"at least so many, and so many", {min = 12}, {min = 12, max = 12}},
    {"at least so many, and more than a round number", {min = 12}, {min = 10}},
    {"a part and the whole", {min = 2, max = 2, who = "children"},
        {min = 12, max = 12, who = "people"}},
    {"an unknown most", {min = 30}, {min = 20, max = 40}},
    {"another harm", {min = 1, max = 1}, {min = 5, harm = "wounded"}},
    {"another place", {min = 1, max = 1}, {min = 5, place = "Oslo"}},
    {"an unknown place", {min = 1, max = 1}, {min = 5, place = ""}},
    {"another actor", {min = 1, max = 1, actor = "Russia"},
        {min = 5, actor = "Ukraine"}},
    {"another day", {min = 1, max = 1, date = "2024-03-01"},
        {min = 5, date = "2024-03-02"}},
    {"other victims", {min = 1, max = 1, who = "soldiers"},
        {min = 5, who = "civilians"}},
    {"a part of a toll", {min = 1, max = 1, part = true}, {min = 5}},
    {"no number", {}, {min = 5}}} do
    tap.is(#differ("toll", {toll(case[2])}, {toll(case[3])}), 0,
        case[1] .. ": no disagreement")
end
for _, case in ipairs {
    {"the day in a month", {min = 1, max = 1, date = "2024-03"},
        {min = 5, date = "2024-03-02"}},
    {"a day known to one only", {min = 1, max = 1, date = "2024-03"},
        {min = 5}},
    {"the same actor, one place unknown",
        {min = 1, max = 1, actor = "Russia"},
        {min = 5, place = "", actor = "Russia"}},
    {"people and soldiers", {min = 1, max = 1, who = "people"},
        {min = 5, who = "soldiers"}}} do
    tap.is(#differ("toll", {toll(case[2])}, {toll(case[3])}), 1,
        case[1] .. ": a disagreement")
end
for _, case in ipairs {
    {"above what is at least", {min = 12}, {min = 15, max = 15},
        "higher in b"},
    {"below it", {min = 9, max = 9}, {min = 12}, "disagree"},
    {"two leasts far from each other", {min = 45}, {min = 30},
        "higher in a"},
    {"a part larger than the whole", {min = 9, max = 9, who = "children"},
        {min = 5, max = 5}, "disagree"}} do
    local found = differ("toll", {toll(case[2])}, {toll(case[3])})
    tap.is(found[1] and found[1].difference, case[4], case[1])
end
tap.is(#differ("toll", {toll{min = 10}, toll{min = 12, max = 12}},
    {toll{min = 15, max = 15}}), 1,
    "more than 10 is the 12 that the same side has")
tap.is(differ("toll", {toll{min = 1, max = 1, harm = "wounded"},
    toll{min = 1, max = 1}}, {toll{min = 5, max = 5, harm = "wounded"},
    toll{min = 5, max = 5}})[1].what, "killed in Kharkiv", "deaths first")
tap.is(#differ("toll", {toll{min = 3, max = 3}, toll{min = 9, max = 9}},
    {toll{min = 9, max = 9}}), 0, "a first toll and a final one")

-- ---- sums --------------------------------------------------------------------

tap.is(differ("money", {sum(3e9)}, {sum(2e9)})[1].a[1], "3 billion EUR",
    "sums that differ")
tap.is(#differ("money", {sum(3e9)}, {sum(2e9, {hedge = "more than"})}), 0,
    "more than it may be")
tap.is(#differ("money", {sum(3e9)}, {sum(2.8e9, {hedge = "about"})}), 0,
    "about as much")
tap.is(#differ("money", {sum(3e9)}, {sum(2e9, {hedge = "about"})}), 1,
    "but not so much")
tap.is(#differ("money", {sum(3e9)}, {sum(2e9, {max = 4e9})}), 0,
    "between two")
tap.is(#differ("money", {sum(3e9)}, {sum(2e9, {currency = "USD"})}), 0,
    "another currency")
tap.is(#differ("money", {sum(3e9)}, {sum(2e9, {["for"] = "new ships"})}), 0,
    "another purpose")

-- ---- positions ---------------------------------------------------------------

tap.is(differ("stance", {stance "for"}, {stance "against"})[1].difference,
    "for and against", "for here, against there")
tap.is(#differ("stance", {stance "for"}, {stance "for"}), 0, "agreed")
tap.is(#differ("stance", {stance "for"}, {stance("against",
    {target = "talks in Oslo"})}), 0, "about something else")
tap.is(#differ("stance", {stance "for"}, {stance("against",
    {actor = "Russia"})}), 0, "somebody else")
tap.is(#differ("stance", {stance("for", {actor = "critics"})},
    {stance("against", {actor = "critics"})}), 0,
    "two papers' critics need not be the same")
tap.is(#differ("stance", {stance "for", stance "against"},
    {stance "against"}), 0, "what one side has both ways agrees")

-- ---- events ------------------------------------------------------------------

tap.is(differ("event", {event "asserted"}, {event "negated"})[1].what,
    "Russia ASSAULT Kharkiv", "events in other modes")
tap.is(#differ("event", {event "asserted"}, {event "asserted"}), 0, "agreed")
tap.is(#differ("event", {event("asserted", {date = "2024-03-01"})},
    {event("negated", {date = "2024-03-02"})}), 0, "on another day")
tap.is(#differ("event", {event "asserted"}, {event("negated",
    {target = "Oslo"})}), 0, "on somebody else")

-- ---- quotes ------------------------------------------------------------------

d = differ("quote", {quote "Talks go on."}, {quote "Talks have failed."})
tap.is(d[1].what .. ": " .. d[1].a[1] .. "/" .. d[1].b[1],
    "Martin Levin: Talks go on./Talks have failed.", "quotes in other words")
tap.is(#differ("quote", {quote "Talks go on."}, {quote "“talks go on”"}), 0,
    "marks and case are no words")
tap.is(differ("quote", {quote "Talks go on", quote "We left"},
    {quote "Talks go on"})[1].difference, "more in a", "one has more")
tap.is(#differ("quote", {quote "Talks go on"}, {}), 0,
    "who is quoted in one only says nothing")
tap.is(#differ("quote", {quote "Talks go on"}, {quote("We left",
    {negated = true})}), 0, "what was not said is no quote")

-- ---- actors -------------------------------------------------------------------

local IRAN = {"Iran", "LOC", "IRN"}
local left = cast("left", nil, "Iran met Oman . Oman", {IRAN,
    {"Oman", "LOC", "OMN"}})
local right = cast("right", nil, "Iran met Malta", {IRAN,
    {"Malta", "LOC", "MLT"}})
d = compare(left, right)
tap.is(column(d, "what"), "Oman Malta", "actors named in one only")
tap.is(d[1].difference .. ", " .. d[1].a[1], "only in a, named once",
    "and how often")
tap.is(#compare({left}, {right}), 2, "sets of documents")
local surname = cast("surname", nil, "Levin left", {{"Levin", "PERSON"}})
local full = cast("full", nil, "Martin Levin met Ann Ray", {{"Martin Levin",
    "PERSON"}, {"Ann Ray", "PERSON"}})
tap.is(column(compare(surname, full), "what"), "Ann Ray",
    "who may be somebody with a surname only is not missed")
tap.is(column(compare(full, surname), "what"), "Ann Ray", "either way")
-- ---- usage --------------------------------------------------------------------

tap.is(tostring(compare({}, {})), "no difference was found", "or none")
tap.is(tostring(compare(left, right)), tostring(compare(left, right)),
    "the same again")
tap.fails("compare: which two?", "two are compared", compare, left)
tap.fails("compare: left is on both sides", "and they are two", compare, left,
    {right, left})
tap.fails('compare: topic must be "toll"', "topics are known", compare, left,
    right, {topics = {"tolls"}})
right:close()
tap.fails("got closed document", "documents are open", compare, left, right)
tap.ok(tostring(d):find("Malta", 1, true), "a comparison outlives them")

-- ---- a thousand documents ------------------------------------------------------

local many = {}
for i = 1, 1000 do
    many[i] = report("doc" .. i, {toll{min = i, max = i}, event "asserted",
        quote("Talks go on " .. i), stance "for", sum(i)})
end
require("assay.session").add(many)
local clock = os.clock()
tap.is(#quotes "Levin", 1000, "a thousand documents: quotes")
tap.is(#casualties{min = 501}, 500, "casualties")
tap.is(#where{has = {kind = "casualty", min = 901}}, 100, "where")
tap.is(timeline()[1].n, 1000, "timeline")
tap.is(network()[1].n, 1000, "network")
tap.is(tally(events(), "source")[1].n, 1000, "tally")
io.write(("# seven commands over 1,000 documents: %.1f s\n"):format(
    os.clock() - clock))
clock = os.clock()
tap.is(#compare(table.move(many, 1, 500, 1, {}),
    table.move(many, 501, 1000, 1, {}), {topics = {"toll"}}), 1,
    "compare: 500 with 500 documents")
io.write(("# 250,000 pairs of tolls: %.1f s\n"):format(os.clock() - clock))

tap.done()
