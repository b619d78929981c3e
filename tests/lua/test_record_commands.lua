-- The commands about records: quotes, events ... and what is made of them.
-- All texts are made here, and most records too, so that the tests say what
-- they rest on and no change of a plugin's rules moves them.
local tap = dofile("tests/lua/tap.lua")

--- A document of these words, without the plugins, and records put on it:
-- {kind, first, last, fields}.
local function make(id, date, words, records)
    local made = assay.text(words, {id = id, date = date, title = "On " .. id,
        source = "Wire", annotate = false})
    for _, r in ipairs(records or {}) do
        local f = {rule = "test"}
        for key, value in pairs(r[4] or {}) do
            f[key] = value
        end
        made:add(r[1], r[2], r[3], f)
    end
    return made
end

local function column(rows, key)
    local out = {}
    for i, row in ipairs(rows) do
        out[i] = tostring(row[key])
    end
    return table.concat(out, " ")
end

--- An actor's mention: C works out actors with the plugins only, so they are
-- given here.
local function actor(id, name, type, first, last, country)
    return {"entity", first, last or first, {type = type, name = name,
        actor = id, country = country, mention = "name"}}
end

local session = require "assay.session"

-- ---- nothing open -----------------------------------------------------------

for _, name in ipairs {"quotes", "positions", "events", "casualties", "money",
    "dates", "places", "quantities", "roles", "records"} do
    tap.fails("no document is open", name .. " wants a document", _G[name])
end

-- ---- one document -----------------------------------------------------------

local WORDS = "Martin Levin said no . Bob Ray told us yes . Russia struck Kyiv ."
local a = make("a", "2024-03-06", WORDS, {
    actor("a1", "Martin Levin", "PERSON", 1, 2),
    actor("a2", "Bob Ray", "PERSON", 6, 7),
    actor("a3", "Russia", "LOC", 12, 12, "RUS"),
    actor("a4", "Kyiv", "LOC", 14, 14, "UKR"),
    {"quote", 4, 4, {speaker = "Martin Levin", content = {4, 4}, cue = "said",
        direct = true, negated = false}},
    {"quote", 10, 10, {speaker = "Bob Ray", content = {10, 10}, cue = "told",
        direct = false, negated = false}},
    {"event", 13, 13, {type = "ASSAULT", source = "Russia", target = "Kyiv",
        mode = "asserted", cue = "struck", date = "2024-03-04"}},
    {"event", 8, 8, {type = "CONSULT", source = {"Bob Ray", "Martin Levin"},
        mode = "alleged", cue = "told"}},
    {"casualty", 13, 14, {harm = "killed", min = 12, max = 15,
        actor = "Russia", place = "Kyiv"}},
    {"casualty", 13, 13, {harm = "wounded", min = 9}},
    {"casualty", 14, 14, {harm = "missing", max = 7}},
    {"money", 4, 4, {amount = 1500000000, currency = "EUR"}},
    {"money", 10, 10, {amount = 20, currency = "USD"}},
    {"stance", 4, 4, {actor = "Martin Levin", polarity = "against",
        target = {10, 10}, hedged = true}},
    {"quantity", 10, 10, {amount = 30000, unit = "soldier"}},
    {"role", 1, 2, {person = "Martin Levin", role = "Minister", of = "Russia",
        former = true}},
})
session.add {a}

tap.is(column(quotes(), "speaker"), "Martin Levin Bob Ray", "quotes are rows")
tap.is(assay.type(quotes()), "table", "in a table")
tap.ok(tostring(quotes()):find("^date +speaker +cue +content +at\n"),
    "of date, speaker, cue, content and the byte", quotes())
tap.is(tostring(quotes()):find("doc", 1, true), nil,
    "one document needs no column of its own")
tap.is(tostring(quotes()):find("negated", 1, true), nil,
    "nor what no row has")
tap.is(quotes()[1].published, "2024-03-06", "a row knows its document's date")
local keys = {}
for key in pairs(quotes()[1]) do
    keys[key] = true
end
tap.ok(not keys.published and not keys.context and keys.start,
    "but stays the record as it leaves the program")
tap.ok(tostring(why(quotes()[1], a)):find("Martin Levin", 1, true),
    "so that why knows it")

tap.is(#quotes{speaker = "Martin Levin"}, 1, "a criterion picks rows")
tap.is(#quotes "Martin Levin", 1, "a string is the main one")
tap.is(#quotes "Levin", 1, "a surname does")
tap.is(#quotes "martin levin", 1, "in any case")
tap.is(#quotes "Marten Levin", 1, "with another letter")
tap.is(#quotes "L*", 0, "a star is for the rest of the whole name")
tap.is(#quotes "*Levin", 1, "or its beginning")
tap.is(#quotes{speaker = {"Levin", "Ray"}}, 2, "a list is any of them")
tap.is(#quotes{speaker = function(v) return v == "Bob Ray" end}, 1,
    "a function decides")
tap.is(#quotes{direct = true}, 1, "a flag")
tap.is(#quotes{direct = false}, 1, "a flag that is not set")
tap.is(#quotes{mixed = false}, 2, "one that no record has is not set")
tap.is(#quotes{direct = true, speaker = "Ray"}, 0, "all must hold")
tap.is(tostring(quotes{direct = true, speaker = "Ray"}), "no quote fits",
    "which is said")
tap.is(#quotes{cue = "SAID"}, 1, "text in any case")
tap.is(#quotes{cue = "sa"}, 0, "and the whole of it")
tap.is(#quotes(a, {direct = true}), 1, "documents come first")
tap.is(#quotes({a}, "Levin"), 1, "or a list of them")
tap.is(#quotes{docs = a, direct = true}, 1, "or are a criterion")
tap.is(#quotes{text = "yes"}, 1, "every kind has text")
tap.is(#quotes{doc = "a"}, 2, "and doc")

tap.is(column(events(), "type"), "ASSAULT CONSULT",
    "events are by date, those without one behind")
tap.is(#events{actor = "Levin"}, 1, "an actor is on either side")
tap.is(#events "Kyiv", 1, "which a string asks for")
tap.is(#events{target = "Levin"}, 0, "a side is a side")
tap.is(#events{source = "Martin Levin"}, 1, "one of several sources")
tap.is(#events{type = "assault"}, 1, "a choice in any case")
tap.is(#events{type = {"ASSAULT", "CONSULT"}}, 2, "a list of choices")
tap.is(#events{mode = "alleged"}, 1, "another choice")
tap.is(#events{after = "2024-03-05"}, 1,
    "without a date it is the document's")
tap.is(#events{before = "2024-03-05"}, 1, "before a day")
tap.is(#events{before = "2024-03-04"}, 0, "which is not in it")
tap.is(#events{after = "2024-03-04"}, 2, "after has it in")
tap.is(#events{date = "2024-03"}, 2, "within a month")
tap.is(#events{date = {"2024-03-04", "2023"}}, 1, "within any of several")
tap.is(#events{after = "2024-04"}, 0, "behind a month")
tap.is(events()[2].when, nil, "an unknown date is not guessed")
tap.is(tostring(events{type = "ASAULT"}),
    'no event fits; no type is called "ASAULT"; did you mean "ASSAULT"?',
    "an unknown type is told")

tap.is(#casualties{min = 10}, 1, "at least: its least is so much")
tap.is(#casualties{min = 9}, 2, "or just so much")
tap.is(#casualties{max = 15}, 2, "at most: its most is")
tap.is(#casualties{max = 7}, 1, "an unknown most is none")
tap.is(#casualties "killed", 1, "by harm")
tap.is(#casualties{actor = "Russia", place = "Kyiv"}, 1, "by whom and where")
tap.is(#money{min = 1000}, 1, "sums of at least")
tap.is(#money{max = 20}, 1, "or at most")
tap.is(#money{amount = {min = 20, max = 2e9}}, 2, "or between")
tap.is(#money{amount = 20}, 1, "or just that")
tap.is(#money "eur", 1, "by currency")
tap.ok(tostring(money()):find("1.5 billion", 1, true),
    "which print in words", money())
tap.is(money()[1].amount, 1500000000, "and are numbers")
tap.is(#positions{polarity = "against", hedged = true}, 1, "positions")
tap.is(#positions "Levin", 1, "by actor")
tap.is(#quantities "soldier", 1, "quantities by unit")
tap.is(#roles{former = true, person = "Levin"}, 1, "roles")
tap.is(#roles{of = "Russia"}, 1, "of a country")
tap.is(#dates(), 0, "no date is no row")
tap.is(tostring(dates()), "no date is named", "which is said")
tap.is(tostring(places()), "no place is named", "of each kind in its words")

-- ---- wrong usage ------------------------------------------------------------

tap.fails('quotes: there is no criterion "speeker"; did you mean "speaker"?',
    "a misspelt criterion", quotes, {speeker = "x"})
tap.fails("quotes: direct must be true or false", "a flag is a flag", quotes,
    {direct = "yes"})
tap.fails("quotes: speaker must be a name", "a name is a string", quotes,
    {speaker = true})
tap.fails("money: amount must be a number", "a number is one", money,
    {amount = "much"})
tap.fails("money: amount must be a number", "a range has min and max", money,
    {amount = {least = 3}})
tap.fails("casualties: min must be a number", "and so is a bound", casualties,
    {min = "9"})
tap.fails("events: after must be a date", "a date is one", events,
    {after = "soon"})
tap.fails("events: date must be a date", "and there is one", events,
    {date = {}})
tap.fails("events: after must be a date", "of the calendar", events,
    {after = "2024-02-30"})
tap.fails("quotes: expected a document or a list of them (got number)",
    "documents are documents", quotes, 5)
tap.fails("quotes: document 2 of the list is none (got string)",
    "each of them", quotes, {a, "b"})
tap.fails("quotes: argument 3 is one too many", "no more", quotes, a,
    {direct = true}, a)
tap.fails("quotes: criteria have names", "criteria are by name", quotes,
    {[true] = 5})
local good, where_wrong = pcall(function() quotes{speeker = 1} end)
tap.ok(not good and where_wrong:find("test_record_commands.lua:%d+: quotes"),
    "the line is the caller's", where_wrong)

-- ---- any kind -----------------------------------------------------------------

tap.is(#records("quote"), 2, "records of a kind")
tap.is(#records("quote", "event"), 4, "of several")
tap.is(#records("quotes"), 2, "or by the command's name")
tap.is(#records("quote", {direct = true}), 1, "with criteria")
tap.is(#records("quote", "event", {source = "Russia"}), 1,
    "a kind without that field has none that fits")
tap.is(#records(a, {text = "yes"}), 3, "of every kind, by what all have")
tap.ok(tostring(records("quote")):find("^speaker +cue +content"), "the fields of its columns first")
tap.ok(tostring(records("quote")):find("^[^\n]* text +end [^\n]* rule\n"), "and all others behind")
tap.fails('records: there is no kind "quot"; did you mean "quote"?',
    "kinds are known", records, "quot")
tap.fails("records: kind 1 must be a string (got number)", "and named",
    records, 5)
tap.fails('records: there is no criterion "zork"', "criteria are known",
    records, {zork = 1})
tap.fails('records: there is no criterion "zork"', "of each kind", records,
    "quote", {zork = 1})

-- ---- several documents --------------------------------------------------------

local b = make("b", "2024-05-01", "Marten Levin said so . Bob Ray left .", {
    actor("a1", "Marten Levin", "PERSON", 1, 2),
    {"quote", 4, 4, {speaker = "Marten Levin", content = {4, 4}, cue = "said",
        direct = true}},
    {"event", 8, 8, {type = "RETREAT", source = "Bob Ray",
        mode = "asserted", cue = "left", date = "2024-02"}},
})
session.add {b}
tap.is(#quotes "Martin Levin", 2, "a name is every spelling of it over documents")
tap.is(#quotes "Marten Levin", 2, "whichever is asked for")
tap.ok(tostring(quotes()):find("^doc +date +speaker"),
    "several documents have a column", quotes())
tap.is(#quotes(b), 1, "one of them")
tap.is(column(events(), "type"), "RETREAT ASSAULT CONSULT",
    "events of several are by date together")
tap.is(#events{actor = "Bob Ray"}, 2, "who is no actor is found by letters")
tap.is(#quotes({}), 3, "an empty table is no criterion")
tap.is(tostring(quotes()), tostring(quotes()), "the same again")
local kept = quotes()
tap.ok(tostring(why(quotes(b)[1])):find("Marten Levin", 1, true),
    "why knows the document of a row")
b:close()
tap.ok(tostring(kept):find("Marten Levin", 1, true), "rows outlive a document")
tap.is(#quotes(), 2, "a closed one is not asked")
tap.fails("document 1 of the list is none (got closed document)",
    "nor may be", quotes, {b})

-- ---- sets of documents ------------------------------------------------------

close "all"
local set = {}
for i, spec in ipairs {
    {"north", "2024-01-10", "Ann Ray said yes in Oslo ."},
    {"south", "2024-01-11", "Bob Ray said no in Rome and left again ."},
    {"south-2", "2024-02-01", "No one said a thing ."},
    {"undated", nil, "Bob said so ."}} do
    set[i] = make(spec[1], spec[2], spec[3])
end
set[1]:add("quote", 4, 4, {speaker = "Ann Ray", content = {4, 4}})
set[2]:add("casualty", 4, 4, {harm = "killed", min = 3})
session.add(set)

tap.is(#where{}, 4, "no criterion: all")
tap.is(column(where{id = "south*"}, "id"), "south south-2", "by id")
tap.is(#where{title = "on north"}, 1, "by title, in any case")
tap.is(#where{source = {"wire", "other"}}, 4, "by source")
tap.is(#where{after = "2024-01-11"}, 2, "by date")
tap.is(#where{before = "2024-01-11"}, 1, "before it")
tap.is(#where{date = "2024-01"}, 2, "in a month; undated is in none")
tap.is(#where{tokens = {max = 4}}, 1, "by length")
tap.is(#where{test = function(d) return d.id == "north" end}, 1,
    "by a function")
tap.is(#where(function(d) return d.id == "north" end), 1, "alone")
tap.is(column(where{has = "quote"}, "id"), "north", "by what is in it")
tap.is(#where{has = {kind = "quotes", speaker = "ann ray"}}, 1,
    "with criteria")
tap.is(#where{has = {kind = "casualty", min = 4}}, 0, "that may not hold")
tap.is(#where{has = {"quote", {kind = "casualty"}}}, 0, "all must be in it")
tap.is(#where "said", 4, "by words")
tap.is(#where{pattern = "lef*"}, 1, "with a star")
tap.is(#where(assay.pattern('"Bob"')), 2, "by a pattern")
tap.is(#where({id = "south*"}, set[2]), 1, "of these documents")
local south = where{id = "south*"}
tap.ok(tostring(south):find("^n  id +date +tokens +title\n"),
    "a set prints as a table", south)
tap.is(tostring(where{id = "x"}), "no document", "an empty one says so")
tap.is(#casualties(south), 1, "a set is documents for commands")
tap.is(#kwic("said", south), 2, "for all of them")
tap.is(#quotes(where{id = "x"}), 0, "none are none, not all")
tap.is(#quotes(docs()), 1, "rows of docs are documents")
tap.is(#quotes(docs), 1, "docs is all of them")
tap.is(#quotes{docs = docs()[1]}, 1, "a row of docs is one")
tap.fails("quotes: expected a document or a list of them (got a table without",
    "another table is none", quotes, {docs = {n = 1}})
tap.is(#records("entity", {type = "LOC"}), 0,
    "a kind without a command has criteria, too")
tap.fails('records: there is no criterion "mentoin"; did you mean "mention"?',
    "which are its fields", records, "entity", {mentoin = "name"})
tap.is(#quotes "!", 0, "no letters are nobody")
local wire = where{date = "2024-01"}
tap.is(column(south:union(wire), "id"), "south south-2 north", "union")
tap.is(column(south:intersect(wire), "id"), "south", "intersection")
tap.is(column(south:minus(wire), "id"), "south-2", "difference")
tap.is(column(south:minus(set[3]), "id"), "south", "of one document")
tap.fails("set:union: expected a document", "with documents",
    function() south:union(5) end)
tap.fails('where: there is no criterion "titel"; did you mean "title"?',
    "a misspelt criterion", where, {titel = "x"})
tap.fails('where: there is no kind "qoute"; did you mean "quote"?',
    "a misspelt kind", where, {has = "qoute"})
tap.fails("where: has must be a kind", "a kind is one", where, {has = {}})
tap.fails("where: there is no criterion", "criteria of has are known", where,
    {has = {kind = "quote", harm = "x"}})
tap.fails("where: test must be a function", "a test is one", where,
    {test = 5})
tap.fails("where: pattern must be words", "a pattern is one", where,
    {pattern = 5})
tap.fails("where: which documents?", "something is asked", where)

-- ---- samples ------------------------------------------------------------------

tap.is(column(sample(2), "id"), column(sample(2), "id"), "a sample is the same")
tap.is(#sample(2), 2, "as large as asked")
tap.is(#sample(9), 4, "but for what there is")
tap.is(column(sample(9), "id"), "north south south-2 undated", "in order")
tap.is(#sample(0), 0, "or empty")
local rows = {}
for i = 1, 1000 do
    rows[i] = {n = i}
end
local numbers = assay.table(rows, {"n"})
local ten = sample(10, numbers, {seed = 7})
tap.is(column(ten, "n"), column(sample(10, numbers, {seed = 7}), "n"),
    "of rows, too")
tap.ok(column(ten, "n") ~= column(sample(10, numbers, {seed = 8}), "n"),
    "another seed, another sample")
tap.is(column(sample(5, numbers), "n"), column(sample(5, numbers,
    {seed = 1}), "n"), "the seed is 1")
tap.ok(tostring(ten):find("^ *n\n"), "which print as they did", ten)
local total = 0
for seed = 1, 400 do
    for _, row in ipairs(sample(5, numbers, {seed = seed})) do
        total = total + row.n
    end
end
-- 2,000 draws from 1 to 1000: mean 500.5, standard error 6.5
tap.ok(math.abs(total / 2000 - 500.5) < 26, "each row is as likely",
    total / 2000)
local given = 0
tap.is(#sample(3, function()
    given = given + 1
    return given <= 50 and given or nil
end), 3,
    "of an iterator")
tap.fails("sample: how many?", "a number is asked for", sample)
tap.fails("sample: seed must be an integer", "a seed is one", sample, 2, numbers,
    {seed = "x"})
tap.fails('sample: there is no option "sede"', "options are known", sample, 2,
    numbers, {sede = 1})
tap.fails("sample: expected rows of a result", "rows are", sample, 2, 5)

-- ---- counts -------------------------------------------------------------------

local counted = tally(assay.table({{k = "b"}, {k = "a"}, {k = "b"}, {},
    {k = {"a", "c"}}}, {"k"}), "k")
tap.is(column(counted, "k"), "a b c (none)", "values, the most first")
tap.is(column(counted, "n"), "2 2 1 1", "with counts")
tap.is(counted[1].share, 0.5, "and shares of what is known")
tap.is(#counted[1].rows, 2, "and the rows")
local cross = tally(assay.table({{k = "b", m = "x"}, {k = "a", m = "n"},
    {k = "b", m = "x"}}, {"k", "m"}), "k", "m")
tap.is(cross[1].x, 2, "two fields give a table")
tap.is(cross[1].n, 2, "with sums")
tap.is(cross[2]["n'"], 1, "and no column in another's place")
tap.is(#tally(assay.table({}, {"k"}), "k"), 0, "of nothing, nothing")
tap.fails("tally: which field?", "a field is named", tally, numbers)
tap.fails('tally: no row has a field "m"', "that some row has", tally,
    numbers, "m")
tap.fails("tally: expected rows of a result", "of rows", tally, 5, "n")
tap.is(column(tally(quotes(), "cue"), "cue"), "(none)",
    "a field that a kind has may be unknown")

-- ---- time lines -----------------------------------------------------------------

local periods = require "assay.records.periods"
for _, case in ipairs {
    {"2024", "2024-01-01 2024-12-31"}, {"2024-02", "2024-02-01 2024-02-29"},
    {"2023-02", "2023-02-01 2023-02-28"}, {"2024-12", "2024-12-01 2024-12-31"},
    {"2024-03-05", "2024-03-05 2024-03-05"}, {"2024-02-30", "nil nil"},
    {"2024-03-05T17:00", "2024-03-05 2024-03-05"}, {"2024-13", "nil nil"},
    {"2024-W10", "2024-03-04 2024-03-10"}, {"2020-W53", "2020-12-28 2021-01-03"},
    {"2024-W10-3", "2024-03-06 2024-03-06"}, {"2024-Q1", "2024-01-01 2024-03-31"},
    {"2024-H2", "2024-07-01 2024-12-31"}, {"2023-SU", "2023-06-01 2023-08-31"},
    {"2023-WI", "2023-12-01 2024-02-29"}, {"PRESENT_REF", "nil nil"},
    {"XXXX-03", "nil nil"}, {"2024-03-03/2024-03-05", "2024-03-03 2024-03-05"},
    {"2024-03-05/2024-03-03", "nil nil"}, {"P3D", "nil nil"}, {"", "nil nil"},
    {"2024-03-0512", "nil nil"}} do
    local first, last = periods.interval(case[1])
    tap.is(tostring(first) .. " " .. tostring(last), case[2],
        "the days of " .. case[1])
end
tap.is(periods.label("2021-01-03", "week"), "2020-W53", "a week of last year")
tap.is(periods.label("2024-12-30", "week"), "2025-W01", "or of next year")
tap.is(periods.next("2024-02-28", "day"), "2024-02-29", "a leap day")
tap.is(periods.next("2020-W53", "week"), "2021-W01", "the week behind")
tap.is(periods.next("2024-12", "month"), "2025-01", "the month behind")
tap.is(periods.next("2024", "year"), "2025", "the year behind")

tap.is(column(timeline("documents", {by = "month"}), "period"),
    "2024-01 2024-02 no date", "documents by month")
tap.is(column(timeline("documents", {by = "month"}), "n"), "2 1 1", "counted")
tap.is(column(timeline(set, {by = "week"}), "n"), "2 0 0 1 1",
    "empty weeks are shown")
tap.is(column(timeline(south, {by = "year"}), "period"), "2024", "of a set")
set[1]:add("event", 2, 2, {type = "AGREE", source = "Ann Ray", rule = "t",
    date = "2024-01-05"})
set[2]:add("event", 2, 2, {type = "AGREE", source = "Ann Ray", rule = "t",
    date = "2024-01-05"})
set[2]:add("event", 3, 3, {type = "REJECT", source = "Bob Ray", rule = "t",
    target = "Ann Ray", mode = "asserted"})
set[3]:add("event", 3, 3, {type = "AID", source = "Rome", rule = "t",
    date = "2023-12"})
set[4]:add("event", 2, 2, {type = "AID", source = "Rome", rule = "t"})
local line = timeline()
tap.is(line[1].period .. " " .. line[1].n, "2024-01-05 2",
    "events by default, by the unit that fits")
tap.is(line[1].lines[1], "Ann Ray AGREE (2)", "the line that most tell")
tap.is(line[#line].period, "no date", "what has no date is counted last")
tap.is(line[#line - 1].period, "longer than a day", "what is less exact before")
tap.is(line[7].period .. " " .. line[7].lines[1],
    "2024-01-11 Bob Ray REJECT Ann Ray", "without a date it is the document's")
tap.is(#line[1].rows, 2, "a row has what it rests on")
tap.is(column(timeline("event", {by = "month"}), "n"), "1 3 1",
    "a month is no longer than a month")
tap.is(timeline(events(), {lines = 0})[1].lines[1], nil, "no lines")
tap.is(#timeline(events{type = "AGREE"}), 1, "rows of a result")
tap.is(#timeline{kind = "casualty"}, 1, "a kind as an option")
tap.is(#timeline(kwic "said", {by = "month"}), 3, "hits by their documents")
set[3]:add("event", 4, 4, {type = "AID", source = "Rome", rule = "t",
    date = "1990-05-05"})
tap.is(timeline("event", {by = "day"})[2].period, "1990-05-06 to 2024-01-04",
    "many empty days are one row")
tap.is(timeline("event")[1].period, "1990", "a long time is in years")
local per = timeline("event", {per = "type", by = "year"})
tap.is(per[1].type .. " " .. per[1].most .. " " .. #per[1].counts,
    "AID 1990 35", "a line for each value")
tap.ok(tostring(timeline("event", {by = "year"})):find("1990 +1 +\u{2588}"),
    "with bars", timeline("event", {by = "year"}))
tap.fails("timeline: by must be", "units are known", timeline, "event",
    {by = "decade"})
tap.fails('timeline: there is no kind "evnts"; did you mean "events"?',
    "kinds are", timeline, "evnts")
tap.fails("timeline: expected rows of a result", "rows are", timeline, 5)
tap.is(tostring(timeline("quotes", {docs = set[2]})), "nothing to put in order",
    "of nothing, nothing")

-- ---- networks -------------------------------------------------------------------

close "all"
local function at(doc_of, word)
    for i, text_of in doc_of:tokens() do
        if text_of == word then
            return i
        end
    end
end

--- A document in which each word of a sentence may be an actor.
local function cast(id, date, words, people)
    local made = make(id, date, words)
    for i, one in ipairs(people) do
        local first = at(made, one[1]:match("^%S+"))
        local _, spaces = one[1]:gsub(" ", "")
        made:add("entity", first, first + spaces, {type = one[2],
            name = one[1], actor = "a" .. i, country = one[3],
            mention = "name"})
    end
    return made
end

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
session.add {one, two}

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
    numbers)
tap.fails('network: there is no option "kind"; did you mean "kinds"?',
    "options are known", network, {kind = "x"})

-- ---- comparisons --------------------------------------------------------------

close "all"
local SCENE = "Kharkiv Russia Ukraine Oslo . Martin Levin"
local function report(id, records, extra)
    local people = {{"Kharkiv", "LOC", "UKR"}, {"Russia", "LOC", "RUS"},
        {"Ukraine", "LOC", "UKR"}, {"Oslo", "LOC", "NOR"},
        {"Martin Levin", "PERSON"}}
    local made = cast(id, "2024-03-06", SCENE .. " . " .. (extra or ""),
        people)
    for _, r in ipairs(records) do
        r[2].rule = "test"
        made:add(r[1], 1, 1, r[2])
    end
    return made
end

--- Differences of one topic between reports with these records.
local function differ(topic, first, second, extra_a, extra_b)
    return compare(report("x", first, extra_a), report("y", second, extra_b),
        {topics = {topic}})
end

local function toll(fields)
    local f = {harm = "killed", place = "Kharkiv"}
    for key, value in pairs(fields) do
        f[key] = value ~= "" and value or nil
    end
    return {"casualty", f}
end

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

local function sum(amount, more)
    local f = {amount = amount, currency = "EUR",
        ["for"] = "the reconstruction of Ukraine"}
    for key, value in pairs(more or {}) do
        f[key] = value
    end
    return {"money", f}
end
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

local function stance(polarity, more)
    local f = {actor = "Ukraine", polarity = polarity,
               target = "a limit on its army"}
    for key, value in pairs(more or {}) do
        f[key] = value
    end
    return {"stance", f}
end
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

local function event(mode, more)
    local f = {type = "ASSAULT", source = "Russia", target = "Kharkiv",
               mode = mode}
    for key, value in pairs(more or {}) do
        f[key] = value
    end
    return {"event", f}
end
tap.is(differ("event", {event "asserted"}, {event "negated"})[1].what,
    "Russia ASSAULT Kharkiv", "events in other modes")
tap.is(#differ("event", {event "asserted"}, {event "asserted"}), 0, "agreed")
tap.is(#differ("event", {event("asserted", {date = "2024-03-01"})},
    {event("negated", {date = "2024-03-02"})}), 0, "on another day")
tap.is(#differ("event", {event "asserted"}, {event("negated",
    {target = "Oslo"})}), 0, "on somebody else")

local function quote(words, more)
    local f = {speaker = "Martin Levin", content = words}
    for key, value in pairs(more or {}) do
        f[key] = value
    end
    return {"quote", f}
end
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

local left = cast("left", nil, "Iran met Oman . Oman", {PEOPLE[1],
    {"Oman", "LOC", "OMN"}})
local right = cast("right", nil, "Iran met Malta", {PEOPLE[1],
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
session.add(many)
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
