-- plugins/datelines: title, byline, dateline, date of the head of a report.
local tap = dofile("tests/lua/tap.lua")

local BODY = "Two days of talks on the future of the port ended without a deal, "
    .. "diplomats said.\n\nThey will meet again in the spring.\n"

--- "title | byline | place | agency | date" of a text, "-" for what is missing.
local function head_of(text, meta)
    local doc = assay.text(text, meta)
    local rec = doc:records("document")[1]
    local out = {rec.title or "-", rec.byline or "-", rec.dateline or "-", rec.agency or "-", rec.date or "-"}
    doc:close()
    return table.concat(out, " | ")
end

-- ---- datelines: what stands before the text, and what it says ---------------

local DATELINES = {
    {"KYIV, March 3 (Reuters) - ", "Kyiv | Reuters | -"},
    {"GENEVA (AP) — ", "Geneva | AP | -"},
    {"GENEVA (AP) -- ", "Geneva | AP | -"},
    {"Kyiv, 12 Nov 2026 - ", "Kyiv | - | 2026-11-12"},
    {"BRUSSELS, Belgium, 5 May 2025 (AFP) - ", "Brussels | AFP | 2025-05-05"},
    {"NEW YORK (AP) - ", "New York | AP | -"},
    {"NAIROBI, Kenya, Sept. 17, 2024 (Xinhua) -- ", "Nairobi | Xinhua | 2024-09-17"},
    {"(Norpress) - ", "- | Norpress | -"},
    {"OSLO - ", "Oslo | - | -"},
    {"Oslo, Tuesday - ", "Oslo | - | -"},
    {"Lima, 12 June 2026 (AndesWire): ", "Lima | AndesWire | 2026-06-12"},
    {"Harare, 9 July 2026. ", "Harare | - | 2026-07-09"},
    {"ANKARA, 2026-02-28 (Anadolu) - ", "Ankara | Anadolu | 2026-02-28"},
    {"PARIS, 29 February 2024 - ", "Paris | - | 2024-02-29"},
    {"PARIS, 29 February 2023 - ", "Paris | - | -"}, -- no such day
    {"Ouagadougou (AFP) – ", "Ouagadougou | AFP | -"},
    {"BONN, Jan. 5 (dpa) - ", "Bonn | dpa | -"},
}
for _, case in ipairs(DATELINES) do
    local got = head_of(case[1] .. BODY)
    tap.is(got, "- | - | " .. case[2], "dateline: " .. case[1])
    got = head_of("Port talks end without deal\n\n" .. case[1] .. BODY)
    tap.is(got, "Port talks end without deal | - | " .. case[2], "below a title: " .. case[1])
end

-- ---- what is none ------------------------------------------------------------

local NONE = {
    "Kyiv - a city of three million - was quiet on Monday, the mayor said in a statement.",
    "The minister - who left on Monday - said nothing about the talks at the port.",
    "\"We will not leave\" - that was the answer of the miners to the president on Monday.",
    "Talks (in Geneva) - the third round - ended on Monday with nothing to show for it.",
    "It was 5 May 2025 - a Monday - when the port was closed by order of the court.",
    "He said: The port is closed, and nobody knows when it will be opened again, he said.",
    "- KYIV (AP) is where they met, and nobody knows when they will meet again, he said.",
    "A 10-12 vote in the council ended the long argument over the port on Monday night.",
}
for _, text in ipairs(NONE) do
    tap.is(head_of(text), "- | - | - | - | -", "no dateline: " .. text:sub(1, 30))
end
local late = BODY .. ("The harbour was calm. "):rep(20) .. "\n\nKYIV, March 3 (Reuters) - " .. BODY
tap.is(head_of(late), "- | - | - | - | -", "not in the middle of a text")
tap.is(head_of("OSLO (NTB) - " .. BODY .. "\nROME, 5 May 2025 (AGI) - " .. BODY), "- | - | Oslo | NTB | -",
    "only the first head counts")

-- ---- titles and bylines --------------------------------------------------------

tap.is(head_of("Port talks end without deal\n\n" .. BODY), "Port talks end without deal | - | - | - | -", "a title")
tap.is(head_of("Port talks end without deal\n" .. BODY:rep(2)), "Port talks end without deal | - | - | - | -",
    "a title without a blank line")
tap.is(head_of("Port talks end without deal"), "- | - | - | - | -", "one line alone is no title")
tap.is(head_of("The talks ended on Monday.\n\n" .. BODY), "- | - | - | - | -", "a sentence is no title")
tap.is(head_of("- ships\n- ports\n\n" .. BODY), "- | - | - | - | -", "nor is an item of a list")
tap.is(head_of("Port talks end without deal\n\n" .. BODY, {title = "Another"}), "Another | - | - | - | -",
    "metadata come first")
for _, by in ipairs {"By Jane Doe", "By Jane Doe and John Roe in Kyiv", "BY JANE DOE", "By our Oslo staff",
    "By Lourdes Reyes, Pacific News Service"} do
    tap.is(head_of("Port talks end\n\n" .. by .. "\n\n" .. BODY), "Port talks end | " .. by .. " | - | - | -", by)
end
tap.is(head_of("Port talks end\n\nBy the end of the week nobody knew.\n\n" .. BODY), "Port talks end | - | - | - | -",
    "a sentence that begins with By is no byline")

-- ---- dates ---------------------------------------------------------------------

tap.is(head_of("Port talks end\n\n3 May 2025, 10:00 GMT\n\n" .. BODY), "Port talks end | - | - | - | 2025-05-03",
    "a line that is a date")
tap.is(head_of("Port talks end\n\nPublished: May 3, 2025\n\n" .. BODY), "Port talks end | - | - | - | 2025-05-03",
    "published")
tap.is(head_of("Kyiv, 12 Nov 2026 - " .. BODY, {date = "2026-11-13"}), "- | - | Kyiv | - | 2026-11-13",
    "the metadata's date stays")
do
    local doc = assay.text("OSLO, 5 May 2025 (NTB) - The talks began on 3 May. " .. BODY)
    tap.is(doc.date, "2025-05-05", "it is the document's date")
    local last = nil
    for _, rec in ipairs(doc:records("date")) do
        last = rec.text == "3 May" and rec.value or last
    end
    tap.is(last, "2025-05-03", "against which dates are worked out")
end

-- ---- odd texts -----------------------------------------------------------------

for what, text in pairs {empty = "", blank = "\n \n\n", dash = " - ", ["only a dateline"] = "KYIV (AP) - ",
    bytes = "\xff\xfe - \x00\n\nx", ["a long line"] = ("A"):rep(100000)} do
    tap.is(head_of(text), "- | - | - | - | -", what)
end
tap.is(head_of("Port talks end\r\n\r\nOSLO (NTB) - " .. BODY:gsub("\n", "\r\n")), "Port talks end | - | Oslo | NTB | -",
    "lines that end in CR LF")
tap.is(head_of("\n\n  Port talks end\n\n  OSLO (NTB) - " .. BODY), "Port talks end | - | Oslo | NTB | -",
    "blank lines and blanks before")

tap.done()
