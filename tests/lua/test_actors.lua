-- Actors from Lua: doc:actors, actor:mentions, doc:who, assay.actors,
-- docs:actors, why(mention).
local tap = dofile("tests/lua/tap.lua")

local function texts(list)
    local out = {}
    for i, span in ipairs(list) do
        out[i] = span.text
    end
    return table.concat(out, "|")
end

--- As one line, whatever the width it was made for.
local function told(value)
    return (tostring(value):gsub("%s+", " "))
end

local a = assay.text("Norwegian Foreign Minister Espen Barth Eide landed in "
    .. "Ankara. Barth Eide said that he would stay. Moscow rejected the "
    .. "plan.", {id = "a"})
local actors = a:actors()
tap.is(#actors, 4, "four actors: Norway, the minister, Ankara, Russia")
tap.is(actors[1].name, "Norway", "in order of first mention")
local eide = a:who("Eide")
tap.is(eide and eide.name, "Espen Barth Eide", "a surname is enough")
tap.is(a:who("espen barth eide") and a:who("espen barth eide").id,
    eide and eide.id, "case does not matter")
tap.is(texts(eide:mentions()), "Espen Barth Eide|Barth Eide|he",
    "mentions hold short forms and pronouns")
tap.is(eide.n, 3, "and are counted")
tap.is(eide.forms["Barth Eide"], 1, "forms are counted by their words")
tap.is(eide.forms["he"], nil, "a pronoun is no form")
tap.is(eide.roles[1].role, "Foreign Minister", "the role")
tap.is(eide.roles[1].of, "Norway", "of whom")
tap.is(eide.roles[1].former, false, "and not a former one")
tap.is(tostring(eide),
    "Espen Barth Eide [PERSON]: Foreign Minister (Norway)", "prints itself")
local russia = a:who("Russia")
tap.is(texts(russia:mentions()), "Moscow", "a seat that acts")
tap.is(russia.country, "RUS", "has its government's country")
tap.is(a:who("Nobody"), nil, "nobody of that name")

local b = assay.text("Anna Kowalska met Piotr Kowalski on Friday. "
    .. "Jan Kowalski stayed at home. Then Kowalski said that he was tired.",
    {id = "b"})
local one, two = b:who("Kowalski")
tap.is(one, nil, "a surname of two means neither")
tap.is(#two, 2, "but says whom it could mean")
local open
for _, span in ipairs(b:spans("entity")) do
    open = span.text == "Kowalski" and span or open
end
tap.is(open.actor, nil, "its mention has no actor")
tap.ok(told(why(open, b)):find("stays open", 1, true),
    "why says that it is open", why(open, b))

-- A noun that a name ends in means who has that name, before others that are
-- nearer; where nobody has it, who is there alone.
for _, case in ipairs {
    {"The GDL union wants 35 hours. Deutsche Bahn offered 38 hours, which the union rejected.", "the union",
     "GDL union"},
    {"The Water Ministry was accused by Amnesty International. The ministry denied it.", "The ministry",
     "Water Ministry"},
    {"The Defence Ministry was silent. The Interior Ministry spoke to Amnesty International. The ministry denied it.",
     "The ministry", "Interior Ministry"},
    {"The Interior Ministry met the Defence Ministry. The ministry denied it.", "The ministry", nil},
    {"The World Bank left. It rained. It snowed. Nobody came. HSBC stayed in Oslo. The bank denied it.", "The bank",
     "HSBC"},
    {"The World Bank met Shell. Nobody came. It rained. It snowed. The bank denied it.", "The bank", "World Bank"},
    {"Ryanair landed in Oslo. The company denied it.", "The company", "Ryanair"},
} do
    local meant
    for _, span in ipairs(assay.text(case[1]):spans("entity")) do
        meant = span.text == case[2] and span.name or meant
    end
    tap.is(meant, case[3], case[1])
end

local function find_span(doc, words)
    for _, span in ipairs(doc:spans("entity")) do
        if span.text == words then
            return span
        end
    end
end

tap.ok(told(why(find_span(a, "he"), a)):find("pronoun for Espen Barth Eide",
    1, true), "why of a pronoun", why(find_span(a, "he"), a))
tap.is(select(2, told(why(find_span(a, "he"), a)):gsub("means", "")), 1,
    "which is told once")
tap.ok(told(why(find_span(a, "Moscow"), a)):find("acts here for Russia", 1,
    true),
    "why of a seat", why(find_span(a, "Moscow"), a))
tap.fails("why: which document", "why of a mention needs a document", why,
    find_span(a, "he"))

-- ---- several documents -----------------------------------------------------

local c = assay.text("Volodymyr Zelenskyy spoke in Odesa. Maria Ortega "
    .. "listened.", {id = "c"})
local d = assay.text("Volodymyr Zelensky left Odessa. Juan Ortega stayed. "
    .. "Ortega spoke.", {id = "d"})
local rows = assay.actors({c, d})
local by_name = {}
for _, row in ipairs(rows) do
    by_name[row.name] = row
end
tap.is(by_name["Volodymyr Zelenskyy"] and by_name["Volodymyr Zelenskyy"].docs,
    2, "one person, two spellings")
tap.is(by_name["Volodymyr Zelensky"], nil, "and one row")
tap.is(by_name["Odesa"] and by_name["Odesa"].docs, 2, "one town, two spellings")
tap.is(by_name["Maria Ortega"] and by_name["Maria Ortega"].docs, 1,
    "a surname alone merges nobody")
tap.is(by_name["Juan Ortega"] and by_name["Juan Ortega"].n, 2,
    "within a document it does")

--- Of texts the documents that an actor of that name is found in, "1,3".
local function found_in(name, country, ...)
    local docs, place = {}, {}
    for i, text in ipairs {...} do
        docs[i] = assay.text(text, {id = "d" .. i})
        place[docs[i]] = i
    end
    for _, row in ipairs(assay.actors(docs)) do
        if row.name == name and row.country == country then
            local list = {}
            for _, actor in ipairs(row.actors) do
                list[#list + 1] = place[actor.doc]
            end
            table.sort(list)
            return table.concat(list, ","), row
        end
    end
    return ""
end

local SYBIHA = "Foreign Minister Andrii Sybiha said so in Kyiv. He left."
local SMITH = "Finance Minister John Smith spoke."
local where, row = found_in("Andrii Sybiha", nil, SYBIHA,
    "Sybiha told reporters in Kyiv it was a crime.",
    "Foreign Minister Sybiha rejected the claim.")
tap.is(where, "1,2,3", "a surname is the one person who bears it")
tap.is(row.sure, 0.8, "and how sure that is")
tap.ok(tostring(why(row)):find("the surname and the office (foreign minister)"
    .. " of one person here only (95 %)", 1, true), "why tells what joined",
    why(row))
tap.is(select(2, found_in("Andrii Sybiha", nil, SYBIHA,
    "Sybiha told reporters it was a crime.")).sure, 0.6,
    "less sure where nobody else is in both")
for _, case in ipairs {
    {"two who bear it", "John Smith", nil, "1", "John Smith spoke.",
        "Jane Smith left.", "Smith said no."},
    {"two, of whom one has the office", "John Smith", nil, "1,3", SMITH,
        "Jane Smith, the mayor of London, left.",
        "Finance Minister Smith said no."},
    {"another office", "John Smith", nil, "1", SMITH,
        "Police spokesman Smith said no."},
    {"another gender", "Maria Lopez", nil, "1", "Maria Lopez spoke. She left.",
        "Lopez said he would not come. He left."},
    {"given names but for a letter", "Maria Lopez", nil, "1",
        "Maria Lopez spoke. She left.", "Mario Lopez said he would not come."},
    {"a given name alone", "Martin Levin", nil, "1",
        "Martin Levin spoke in Kyiv. He left.", "Martin said no in Kyiv."},
    {"numbers", "72nd Brigade", nil, "1", "The 72nd Brigade attacked.",
        "The 92nd Brigade attacked."},
    {"an acronym that is explained", "Centre for Eastern Policy", nil, "1,2",
        "The Centre for Eastern Policy (CEP) published it. CEP said so.",
        "CEP said on Monday it was wrong."},
    {"initials", "Lake Chad Research Institute", nil, "1,2",
        "The Lake Chad Research Institute published a report.",
        "LCRI said on Monday it was wrong."},
    {"ministries of two states", "Defence Ministry", "RUS", "1,3",
        "Russia's Defence Ministry said so.",
        "Ukraine's Defence Ministry denied it.",
        "The Russian Defense Ministry said more."},
    {"a ministry, and one of one state", "Defence Ministry", "RUS", "1,2",
        "Russia's Defence Ministry said so.", "The Defence Ministry denied it."},
    {"a ministry, and those of two", "Defence Ministry", "RUS", "1",
        "Russia's Defence Ministry said so.",
        "Ukraine's Defence Ministry denied it.",
        "The Defence Ministry denied it."},
    {"a minister and a ministry", "Foreign Ministry", nil, "2", SYBIHA,
        "The Foreign Ministry said so."},
    {"an alliance has no state", "NATO", nil, "1,2",
        "Ukraine's NATO bid failed. NATO said so.",
        "Sweden's NATO bid won. NATO said so."}} do
    tap.is(found_in(case[2], case[3], table.unpack(case, 5)), case[4],
        "over documents: " .. case[1])
end

tap.fails("assay.actors: docs must be a list", "wrong usage", assay.actors, 5)
tap.fails("doc:who: name must be a string", "wrong usage of who", a.who, a, 5)
a:close()
tap.fails("closed", "actors of a closed document", function()
    return a:actors()
end)
tap.fails("actor:mentions: the document is closed",
    "mentions of a closed document", eide.mentions, eide)

-- Who brings the news acts in it only where the text says so
local head = "Dam bursts in Kenya\n\nBy Jane Odhiambo\n\nNAIROBI, March 3 (Reuters) - A dam burst."
local report = assay.text(head .. " Susan Kihika waited.")
tap.is(report:who "Reuters", nil, "the agency of a dateline is no actor")
tap.is(report:who "Odhiambo", nil, "nor who wrote the report")
tap.is(#report:who("Susan Kihika"):mentions(), 1, "who is told of is one")
tap.ok(#report:records("entity") > #report:actors(), "all are named")
report:close()
report = assay.text(head .. " Police told Reuters that Jane Odhiambo waited.")
tap.is(report:who("Reuters").n, 1, "an agency that is spoken to is one")
tap.is(#report:who("Odhiambo"):mentions(), 1, "and who has a part in it")
report:close()

-- A body within a role is whose role it is, not what it is
for line in ([[
official|Hezbollah|Senior Hezbollah official Karim Nasser agreed.
negotiator|Norway|Chief Norwegian negotiator Anna Lind agreed.
president|National Assembly|French National Assembly president Paul Roux agreed.
president|France|French President Paul Roux agreed.
]]):gmatch "[^\n]+" do
    local role, of, sentence = line:match "^(.-)|(.-)|(.*)$"
    local doc = assay.text(sentence)
    local rec = doc:records("role")[1] or {}
    tap.is(("%s|%s"):format((rec.role or ""):lower(), rec.of), role .. "|" .. of, sentence)
    doc:close()
end
tap.done()
