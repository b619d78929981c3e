-- The commands about records: quotes, events ... of the records that made gives.
local tap = dofile("tests/lua/tap.lua")
local made = dofile("tests/lua/made.lua")

local session = require "assay.session"
local column, actor, make = made.column, made.actor, made.doc

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

tap.done()
