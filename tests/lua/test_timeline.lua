-- Time lines: periods, and what is counted by them.
local tap = dofile("tests/lua/tap.lua")
local made = dofile("tests/lua/made.lua")
local periods = require "assay.records.periods"

local column = made.column
local set = made.four()
require("assay.session").add(set)
local south = where{id = "south*"}

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

tap.done()
