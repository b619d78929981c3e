-- plugins/dates: what is a time and what is none, its value against a reference date, and days that
-- calendars do not have.
local tap = dofile("tests/lua/tap.lua")

local TODAY = "2025-03-12" -- a Wednesday

--- "value" of each record of a text, in order; "-" where it is open.
local function values(text, date)
    local doc = assay.text(text, {date = date})
    local out = {}
    for _, rec in ipairs(doc:records("date")) do
        out[#out + 1] = rec.value or "-"
    end
    doc:close()
    return table.concat(out, ", ")
end

--- "type begin finish" of the only record of a text.
local function interval(text, date)
    local doc = assay.text(text, {date = date})
    local all = doc:records("date")
    local rec = all[1]
    local out = #all
    if rec and not all[2] then
        out = table.concat({rec.type, rec.begin or "-", rec.finish or "-"}, " ")
    end
    doc:close()
    return out
end

-- ---- a time, or none ------------------------------------------------------------------------

local TIMES = {
    "The ferry sank on 5 March 2025.",
    "The mine reopened in January.",
    "A court met on Monday.",
    "They sail tomorrow.",
    "The bakery closed last year.",
    "He came three weeks ago.",
    "Rain is due within 48 hours.",
    "The strike lasted 90 minutes.",
    "She calls twice a month.",
    "A vote is due every Tuesday.",
    "The tower dates from 1887.",
    "It ran from 2019 to 2021.",
    "Doors close at 18:30.",
    "We meet at noon.",
    "The form says 2024-02-29.",
    "The form says 29/02/2024.",
    "They left on Christmas Eve.",
    "Snow fell overnight.",
    "He leaves the day after tomorrow.",
    "Sales fell in the third quarter.",
    "Wheat was dear in the 19th century.",
    "In nineteen eighty-seven it burnt down.",
    "Since last summer the pool is dry.",
    "The week of 29 December is free.",
    "Prices rose in the 1990s.",
    "The 1920s were loud.",
    "Hair was long in the '70s.",
    "Call me at 3pm.",
    "The bus leaves at 9:15am.",
    "Profits fell in Q3.",
    "The H1 figures are out in Q3 2024.",
    "They met on the 3rd of June.",
    "The 21st of May is free.",
    "The match is on 4th July.",
    "It took 30mins.",
    "He stayed 2hrs.",
    "The lease runs 10yrs.",
    "It came on 5june.",
    "The log says 2024-02-29T10:15:00Z.",
}
for _, text in ipairs(TIMES) do
    tap.ok(values(text, TODAY) ~= "", "a time: " .. text)
end

local NONE = {
    "The sun set behind the barn.",
    "The second goat was white.",
    "He may march with them.",
    "I am tired.",
    "They sat in the third row.",
    "She paid 2,000 dollars.",
    "They own 1800 cows.",
    "The train took 300 people.",
    "He is 45 years old.",
    "The rate is 9.5 percent.",
    "Prices fall where demand does.",
    "Lunch was cold.",
    "The spring is dry and stony.",
    "It cost $1999.",
    "The flat is on page 1999.",
    "Seven men and one dog walked.",
    "The pilot spoke to the tower.",
    "Ask for room 12.",
    "Half of the crew was ill.",
    "The next speaker was late.",
    "They flew past the tower.",
    "Both sides met.",
    "It weighs 1.5 tonnes.",
    "The last bus was full.",
    "He finished 3rd.",
    "The 1st Brigade came.",
    "She lives on 42nd Street.",
    "They fired 155mm shells.",
    "The F16s left.",
    "A 4x4 stood there.",
    "The ball weighs 3kg.",
    "Take the A40 west.",
    "The 2nd goat was white.",
    "It ran 100m.",
    "They sold 20k of them.",
    "The G7 met.",
    "Covid-19 spread.",
    "The B52s sang.",
    "He drank 2l of milk.",
    "The 3rd row was empty.",
}
for _, text in ipairs(NONE) do
    tap.is(values(text, TODAY), "", "no time: " .. text)
end

-- ---- values ---------------------------------------------------------------------------------

local VALUES = {
    -- leap years, ends of months and years
    {"The bridge opened on 29 February 2024.", "2024-02-29"},
    {"He left yesterday.", "2024-02-29", "2024-03-01"},
    {"He left yesterday.", "2023-02-28", "2023-03-01"},
    {"He left yesterday.", "2000-02-29", "2000-03-01"},
    {"He left yesterday.", "2100-02-28", "2100-03-01"},
    {"He left yesterday.", "2024-12-31", "2025-01-01"},
    {"He leaves tomorrow.", "2025-01-01", "2024-12-31"},
    {"He left last month.", "2024-12", "2025-01-15"},
    {"He left a month ago.", "2025-02-28", "2025-03-31"},
    {"He leaves in one month.", "2025-02-28", "2025-01-31"},
    {"He left a year ago.", "2023-02-28", "2024-02-29"},
    {"He left last quarter.", "2024-Q4", "2025-02-01"},
    {"He leaves next quarter.", "2026-Q1", "2025-12-01"},
    -- weeks of ISO 8601 belong to the year of their Thursday
    {"He left last week.", "2020-W53", "2021-01-04"},
    {"He left last week.", "2024-W52", "2025-01-02"},
    {"Rain fell in week 53 of 2020.", "2020-W53"},
    {"Rain is due the week of 29 December 2025.", "2026-W01"},
    -- years and decades
    {"Hair was long in the '80s.", "1980-01-01/1990-01-01"},
    {"The mine reopens in 2030.", "2030"},
    {"It ran from 2019 to 2021.", "2019-01-01/2021-01-01"},
    {"Sales fell in Q4 2023.", "2023-Q4"},
    {"We meet on 04/13/25.", "2025-04-13"},
    {"We meet on 13/04/2025.", "2025-04-13"},
    -- days: before or behind, as the tense says
    {"He left on Monday.", "2025-03-10"},
    {"He will leave on Monday.", "2025-03-17"},
    {"He left last Friday.", "2025-03-07"},
    {"He left three weeks ago.", "2025-02-19"},
    {"He left the day before yesterday.", "2025-03-10"},
    -- in so many years: when it will be, or how long it took
    {"The talks will resume in two weeks.", "2025-03-26"},
    {"He said the road would open in two weeks.", "2025-03-26"},
    {"Cabinet has promised to vote in two weeks.", "2025-03-26"},
    {"The first round will end in two weeks.", "2025-03-26"},
    {"The protest ends in two weeks.", "2025-03-26"},
    {"It was the worst flood in 20 years.", "P20Y"},
    {"It was the worst dam disaster in 20 years.", "P20Y"},
    {"Rates rose for the third time in six months.", "P6M"},
    {"Prices have doubled in five years.", "P5Y"},
    {"The war has killed 4,000 people in two years.", "P2Y"},
    {"It ran from 28 December to 4 January.", "2024-12-28/2025-01-04"},
    {"It snowed on Christmas Eve 2023.", "2023-12-24"},
    {"He spoke on Easter Sunday 2024.", "2024-03-31"},
    {"Thanksgiving 2023 was cold.", "2023-11-23"},
    -- times, lengths, what comes again
    {"It was signed at 23:59 on 31 December 2024.", "2024-12-31T23:59"},
    {"The talks lasted 90 minutes.", "PT90M"},
    {"The talks lasted two and a half hours.", "PT2.5H"},
    {"The lease ran for ten years.", "P10Y"},
    {"They train every Tuesday.", "XXXX-WXX-2"},
    {"She visits twice a month.", "P1M"},
    {"Snow fell overnight.", "TNI"},
    {"", ""},
}
for _, case in ipairs(VALUES) do
    tap.is(values(case[1], case[3] or TODAY), case[2], case[1] .. " " .. (case[3] or ""))
end

-- ---- without a reference date: what the text does not say stays open -------------------------

local OPEN = {
    {"He left yesterday.", "-"},
    {"He left three weeks ago.", "-"},
    {"He left on 5 March.", "XXXX-03-05"},
    {"He left on Monday.", "XXXX-WXX-1"},
    {"He left on 5 March 2024.", "2024-03-05"},
    {"It lasted two weeks.", "P2W"},
    {"Profits fell in Q3.", "XXXX-Q3"},
}
for _, case in ipairs(OPEN) do
    tap.is(values(case[1]), case[2], "no reference date: " .. case[1])
end

-- ---- intervals; days that no calendar has get none --------------------------------------------

local INTERVALS = {
    {"It closed in February 2024.", "DATE 2024-02-01 2024-02-29"},
    {"It closed in February 2023.", "DATE 2023-02-01 2023-02-28"},
    {"He left last year.", "DATE 2024-01-01 2024-12-31"},
    {"Rain fell in week 53 of 2020.", "DATE 2020-12-28 2021-01-03"},
    {"The 1920s were loud.", "DATE 1920-01-01 1929-12-31"},
    {"Snow fell overnight.", "TIME - -"},
    {"They paid on 29 February 2023.", "DATE - -"},
    {"They paid on 31 June 2019.", "DATE - -"},
    {"They paid on 2024-02-30.", "DATE - -"},
}
for _, case in ipairs(INTERVALS) do
    tap.is(interval(case[1], TODAY), case[2], "interval: " .. case[1])
end

tap.is(values("Doors open at 25:10.", TODAY), "", "no such hour")
tap.is(values("We met on 32 January 2024.", TODAY), "2024-01", "no such day, but the month")

tap.done()
