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
        "killed in Kharkiv / Kharkiv region: 12, 15: no number in common"},
    {"called otherwise", "Shelling killed 4 people in Odesa on Monday.",
        "Seven people were killed in the Odesa region on Monday.",
        "killed in Odesa / Odesa region: 4, 7: no number in common"},
    {"a town and its strip", "Air strikes killed 14 people in Gaza City.",
        "Air strikes killed nine people in Gaza on Monday.",
        "killed in Gaza City / Gaza: 14, 9: no number in common"},
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
        "killed in Kyiv / Ukraine: 12, 5: no number in common"},
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
    "killed in Kharkiv: 12, 15: no number in common",
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

tap.done()
