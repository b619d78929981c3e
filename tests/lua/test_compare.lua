-- Comparisons of reports that the plugins have read: places that lie in each
-- other, tolls that are updated, the words of a language, and three outlets on
-- one event (tests/lua/compare/*.txt, all invented).
local tap = dofile("tests/lua/tap.lua")
local language = require "assay.language"

local n = 0
local function report(text, more)
    n = n + 1
    local about = {id = "r" .. n, date = "2025-03-05"}
    for key, value in pairs(more or {}) do
        about[key] = value or nil
    end
    return assay.text(text, about)
end

--- The tolls that disagree, as "WHAT: A, B: DIFFERENCE" each.
local function tolls(a, b, more_a, more_b)
    local out = {}
    for i, row in ipairs(compare(report(a, more_a), report(b, more_b),
        {topics = {"toll"}})) do
        out[i] = ("%s: %s, %s: %s"):format(row.what, table.concat(row.a, "|"),
            table.concat(row.b, "|"), row.difference)
    end
    return table.concat(out, "; ")
end

-- ---- places that lie in each other --------------------------------------------

for _, case in ipairs {
    {"a town and its region",
        "A drone killed 12 people in Kharkiv on Tuesday.",
        "Fifteen people were killed in Ukraine's Kharkiv region on Tuesday.",
        "killed in Kharkiv: 12, 15: disagree"},
    {"called otherwise", "Shelling killed 4 people in Odesa on Monday.",
        "Seven people were killed in the Odesa region on Monday.",
        "killed in Odesa: 4, 7: disagree"},
    {"a town and its strip", "Air strikes killed 14 people in Gaza City.",
        "Air strikes killed nine people in Gaza on Monday.",
        "killed in Gaza City: 14, 9: disagree"},
    {"two towns", "A drone killed 12 people in Kharkiv on Tuesday.",
        "A drone killed 15 people in Odesa on Tuesday.", ""},
    {"two regions", "Drones killed 12 people in the Kharkiv region.",
        "Drones killed 15 people in the Odesa region.", ""},
    {"a town and another region", "A drone killed 12 people in Kharkiv.",
        "Drones killed 15 people in the Odesa region.", ""},
    {"a town and another country", "A drone killed 12 people in Kharkiv.",
        "Drones killed 15 people in Russia.", ""},
    {"a country may count more", "A drone killed 12 people in Kyiv on Tuesday.",
        "Attacks killed 15 people in Ukraine on Tuesday.", ""},
    {"but not less, on that day",
        "A drone killed 12 people in Kyiv on Tuesday.",
        "Attacks killed 5 people in Ukraine on Tuesday.",
        "killed in Kyiv: 12, 5: disagree"},
    {"which must be known", "A drone killed 12 people in Kyiv.",
        "Attacks killed 5 people in Ukraine.", ""}} do
    tap.is(tolls(case[2], case[3]), case[4], case[1])
end
tap.is(tolls("A drone killed 3 people in Kharkiv on Tuesday. Shells killed 4 "
    .. "people in Chuhuiv on Tuesday.", "Seven people were killed in the "
    .. "Kharkiv region on Tuesday."), "", "towns add up to their region")
tap.is(tolls("A drone killed 12 people in Kharkiv.",
    "A drone wounded 15 people in Kharkiv."), "", "wounded are not killed")

-- ---- what is told later ---------------------------------------------------------

local FIRST = "A blast killed 12 people in Kharkiv on Tuesday."
local LATER = "The blast killed 15 people in Kharkiv on Tuesday."
tap.is(tolls(FIRST, LATER, {source = "Alpha"},
    {source = "Alpha", date = "2025-03-06"}),
    "killed in Kharkiv: 12, 15: updated in b", "by the same source: an update")
tap.is(tolls(FIRST, LATER, {source = "Alpha"},
    {source = "Beta", date = "2025-03-06"}),
    "killed in Kharkiv: 12, 15: higher in b, later", "by another: told so")
tap.is(tolls(FIRST, LATER, {source = "Alpha"}, {source = "Beta"}),
    "killed in Kharkiv: 12, 15: disagree",
    "on one day: a contradiction")
tap.is(tolls("KYIV, March 5, 2025 (Alpha Wire) - " .. FIRST,
    "KYIV, March 6, 2025 (Alpha Wire) - " .. LATER, {date = false},
    {date = false}), "killed in Kharkiv: 12, 15: updated in b",
    "the head of a report tells the source and the day")
tap.is(tolls(FIRST, LATER, {source = "feed.jsonl"},
    {source = "feed.jsonl", date = "2025-03-06"}),
    "killed in Kharkiv: 12, 15: higher in b, later", "a file is no source")

-- ---- how sure ------------------------------------------------------------------

local function sure(a, b)
    local row = compare(report(a), report(b), {topics = {"toll"}})[1]
    return row and row.sure
end
local same_day = sure(FIRST, LATER)
local region = sure(FIRST,
    "Fifteen people were killed in the Kharkiv region on Tuesday.")
tap.ok(same_day and region and same_day > region and region > 0.5,
    "one town on one day is surer than its region", same_day)

-- ---- the words of a language -----------------------------------------------------

tap.ok(language.words("en", "small")["the"], "English has small words")
tap.ok(not language.words("de", "small")["the"], "which no other language has")
tap.ok(language.words(nil, "small")["the"],
    "but a text of a language that is not known")
tap.ok(language.begins("more than 5", language.words("en", "more")),
    "what stands before a number")
tap.ok(not language.begins("overseas", language.words("en", "more")),
    "is a word")

-- ---- three outlets, and one of them again ---------------------------------------

local outlets = {}
for _, name in ipairs {"alpha", "beta", "gamma", "alpha-later"} do
    local file <close> = io.open("tests/lua/compare/" .. name .. ".txt")
    outlets[name] = assay.text(file:read("a"), {id = name})
end

--- The differences of some topics, a line each, without those of actors.
local function differences(a, b)
    local lines = {}
    for _, row in ipairs(compare(a, b, {topics = {"toll", "money",
        "stance"}})) do
        lines[#lines + 1] = ("%s %s: %s / %s: %s"):format(row.topic, row.what,
            table.concat(row.a, "|"), table.concat(row.b, "|"),
            row.difference)
    end
    return table.concat(lines, "\n")
end

tap.is(differences(outlets.alpha, outlets.beta),
    "toll killed in Kharkiv: at least 12 / 15: higher in b\n"
    .. "money the reconstruction of the city: 50 million EUR / 55 million EUR:"
    .. " disagree\n"
    .. "stance Hungary: against the new sanctions / for the new sanctions:"
    .. " for and against", "two outlets; 31 wounded are about 30")
tap.is(differences(outlets.alpha, outlets.gamma), "",
    "at least 12 are more than 10")
tap.is(differences(outlets.alpha, outlets["alpha-later"]),
    "toll killed in Kharkiv by Russia: at least 12 / 17|2: updated in b",
    "the same outlet, later")
tap.ok(differences({outlets.alpha, outlets.beta},
    {outlets.gamma, outlets["alpha-later"]}):find(
    "at least 12|15 / at least 10|17|2: ", 1, true), "sets", differences(
    {outlets.alpha, outlets.beta}, {outlets.gamma, outlets["alpha-later"]}))
local found = compare(outlets.alpha, outlets.beta)
tap.is(found[1].topic .. found[1].what, "tollkilled in Kharkiv", "tolls first")
tap.ok(tostring(why(found[1])):find("Kharkiv lies in Kharkiv region\n", 1, true),
    "why tells why they are of one incident", why(found[1]))
local only = {}
for _, row in ipairs(compare(outlets.alpha, outlets.beta,
    {topics = {"actor"}})) do
    only[row.what] = row.difference
end
tap.is(only["Danylo Havrylenko"], nil, "a surname is who it is there")
tap.is(only["Kharkiv"], nil, "a town is named by its region")
tap.is(only["Odesa"], "only in b", "another town is not")

local governor = assay.actors {outlets.alpha, outlets.gamma,
    outlets["alpha-later"]}
for _, row in ipairs(governor) do
    if row.name == "Oleh Marchenko" then
        tap.is(row.docs, 2, "the police chief is not the governor")
        tap.ok(tostring(why(row)):find("the office (governor)", 1, true),
            "but a governor is", why(row))
    end
end

tap.done()
