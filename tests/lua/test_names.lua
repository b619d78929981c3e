-- Names that the bundled model finds: the second look at a document, what
-- lists add, and what is no name.
local tap = dofile("tests/lua/tap.lua")

-- "PERSON:Ivan Petrov LOC:Kyiv" ...; nationalities and things left out.
local function found(text)
    local list = {}
    for _, s in ipairs(assay.text(text):spans("entity", "flat")) do
        if s.type == "PERSON" or s.type == "ORG" or s.type == "LOC" then
            list[#list + 1] = s.type .. ":" .. s.text
        end
    end
    return table.concat(list, " ")
end

-- Is `want` among what is found in the text?
local function has(text, want, name)
    local got = found(text)
    tap.ok((" " .. got .. " "):find(" " .. want .. " ", 1, true), name,
        ("got:  %s\nwant: %s"):format(got, want))
end

-- ---- found once, found everywhere -------------------------------------------

local talks = [[
The foreign minister, Teodor Brankovic, said on Monday that the talks would
go on. He had come from Vienna. "We will wait," Brankovic said. Asked about
the price, Brankovic left the room.

Later that day the delegation of Brankovic returned to the hotel.]]
local n = 0
for _, s in ipairs(assay.text(talks):spans("entity", "flat")) do
    if s.text == "Brankovic" then
        n = n + 1
        tap.is(s.type, "PERSON", "a surname alone is a person")
        tap.is(s.name, "Teodor Brankovic", "called by the whole name")
    end
end
tap.is(n, 3, "every mention is found")

has("The Northern Harvest Cooperative (NHC) signed the deal. Farmers of the "
    .. "NHC were paid on Friday, and the bank trusts NHC.", "ORG:NHC ORG:NHC",
    "a short form behind its long one")
has("BRANKOVIC LEAVES VIENNA\n\nThe minister, Teodor Brankovic, left on "
    .. "Monday. Mr. Brankovic was tired.", "PERSON:BRANKOVIC LOC:VIENNA",
    "a headline in capitals")

-- ---- extents ----------------------------------------------------------------

has("On Friday President Maria Delgado met General Peter Stone.",
    "PERSON:Maria Delgado PERSON:Peter Stone", "titles are none of it")
has("The rebels seized the town of Umm Qasar in eastern Sudan, said the "
    .. "Ministry of Defence of Sudan.", "LOC:Sudan", "places")

-- One actor, however it is called.
local actors = {}
for _, s in ipairs(assay.text(talks):spans("entity", "flat")) do
    if s.type == "PERSON" then
        actors[s.actor] = true
    end
end
tap.ok(next(actors) and not next(actors, (next(actors))),
    "the mentions of a person are one actor")

-- ---- joined with lists ------------------------------------------------------

-- "ORG National Bank of Serbia SRB" ...
local function joined(text)
    local list = {}
    for _, s in ipairs(assay.text(text):spans("entity", "flat")) do
        if s.mention == "name" then
            list[#list + 1] = s.type .. " " .. s.text
                .. (s.country and " " .. s.country or "")
        end
    end
    return table.concat(list, ", ")
end

tap.is(joined("The National Bank of Serbia raised its rate on Monday."),
    "ORG National Bank of Serbia SRB",
    "a longer name takes the place of a list's hit, and keeps its country")
tap.is(joined("He flew from Serbia to Japan on Monday."),
    "LOC Serbia SRB, LOC Japan JPN", "a hit of the same words stays")
tap.is(joined("Serbian officials told Ivana Petrovic that it was late."),
    "NORP Serbian SRB, PERSON Ivana Petrovic", "nationalities are the lists'")
local score
for _, s in ipairs(assay.text("He met Ivana Petrovic in Japan on Monday.")
    :spans("entity", "flat")) do
    if s.type == "PERSON" then
        score = s.score
    end
end
tap.ok(score and score > 0.5 and score <= 1, "with a probability", score)

-- ---- no names ---------------------------------------------------------------

for _, text in ipairs({
    "The rain had not stopped since the morning.",
    "He asked why, and nobody in the room knew.",
    "On Monday and in March it was cold.",
    "What a day! How did they know?",
    "Three of the five trucks were empty.",
    "I think that we should wait until Friday.",
    "Nothing is known about the cause of the fire.",
}) do
    tap.is(found(text), "", "nothing in: " .. text)
end

tap.done()
