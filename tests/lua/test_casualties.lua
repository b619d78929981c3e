-- Casualties where it is easy to be wrong: no number, huge ones, nobody, parts
-- of a total; and the texts of tests/golden/casualties.txt.
local tap = dofile("tests/lua/tap.lua")

--- "harm min-max" of each record, in order; ? for what is not told.
local function tally(text)
    local doc = assay.text(text, {date = "2025-03-12"})
    local out = {}
    for _, rec in ipairs(doc:records("casualty")) do
        out[#out + 1] = ("%s %s-%s%s"):format(rec.harm or "?", rec.min or "?",
            rec.max or "?", rec.part and " part" or "")
    end
    doc:close()
    return table.concat(out, ", ")
end

local CASES = {
    {"Civilians were killed.", "", "no number, no record"},
    {"Thousands died.", "killed 2000-?", "a vague number has a lower bound"},
    {"Up to 20 sailors drowned.", "killed ?-20", "up to has no lower one"},
    {"Between 12 and 15 guards were wounded.", "wounded 12-15", "a range has both"},
    {"Some 99,999,999,999 people were killed.", "killed 99999999999-99999999999",
        "a huge number is whole"},
    {"A third of the crew died.", "", "a share is no count"},
    {"Nobody was killed.", "killed 0-0", "nobody"},
    {"No one was killed or injured.", "killed 0-0, wounded 0-0", "nobody, twice"},
    {"None of the 180 passengers was hurt.", "wounded 0-0", "none of so many is none"},
    {"There were no casualties.", "killed 0-0", "no casualties"},
    {"The raid left 40 people dead or wounded.", "? 40-40", "it is open which"},
    {"The army lost 20 casualties.", "? 20-20", "a casualty may live"},
    {"The blast killed 12 people, including 5 children.", "killed 12-12",
        "a part is not counted again"},
    {"The blast killed 12 people, 5 of them children, and wounded 3 more.",
        "killed 12-12, wounded 3-3",
        "nor is one in an aside"},
    {"Five children were among the dead.", "killed 5-5 part",
        "a part in a sentence of its own says so"},
    {"The bomb killed a woman and her two children.", "killed 1-1, killed 2-2", "a record a group"},
    {"They did not kill 12 farmers.", "", "a denial"},
    {"They threatened to kill 12 farmers.", "", "a threat"},
    {"A strike could displace 3,000 families.", "", "a possibility"},
    {"The fire killed 30 sheep.", "", "animals"},
    {"The frost killed 30 percent of the crop.", "", "percent"},
    {"Senators killed the bill.", "", "a metaphor"},
    {"In the novel a sniper kills 30 soldiers.", "", "fiction"},
    {"Police arrested 12 farmers.", "", "an arrest"},
    {"Not a single farmer was hurt.", "wounded 0-0", "not one is none"},
    {"Not one of them knows who was killed.", "", "not one who knows"},
    {"The 2019 massacre is not forgotten.", "", "a year"},
    {"They spoke of the June 2019 killings.", "", "nor behind a month"},
    {"Flooding killed c. 40 farmers.", "killed 40-40", "circa"},
    {"", "", "nothing at all"},
}
for _, case in ipairs(CASES) do
    tap.is(tally(case[1]), case[2], case[3])
end

local doc = assay.text("Israeli forces killed two gunmen in the town of Jenin on Monday.",
    {date = "2025-03-12"})
local rec = doc:records("casualty")[1]
tap.is(rec.actor, "Israel", "by whom")
tap.is(rec.actor_text, "Israeli forces", "in whose words")
tap.is(rec.who, "gunmen", "who")
tap.is(rec.place, "Jenin", "where")
tap.is(rec.date, "2025-03-10", "when")
tap.ok(rec.rule:match("^casualties@[%d.]+/kill%-whom$"), "by which rule", rec.rule)
doc:close()

-- A strike on a town is not the town's.
for _, case in ipairs {{"A Russian missile strike on Kharkiv killed two people.", "Russia"},
                       {"Israel's strikes on Gaza killed 30 people.", "Israel"},
                       {"Shelling of Kherson killed three civilians.", "nil"}} do
    doc = assay.text(case[1])
    tap.is(tostring(doc:records("casualty")[1].actor), case[2], case[1])
    doc:close()
end

-- Whom something shelters or carries did not do it
for _, case in ipairs {{"A Danish airstrike on a barn sheltering hungry nurses in Gulu killed 9 farmers.", "Denmark"},
                       {"A truck carrying soldiers killed 2 farmers.", "nil"},
                       {"Police say gunmen killed 2 farmers.", "gunmen"}} do
    doc = assay.text(case[1])
    tap.is(tostring(doc:records("casualty")[1].actor), case[2], case[1])
    doc:close()
end

-- When it was said is not when it happened; another part of the sentence is another place
for _, case in ipairs {{"The army said on Monday it had killed 12 gunmen.", "nil", "nil"},
                       {"Rebels killed 4 nurses in Gulu on Sunday, officials said on Monday.", "2025-03-09", "Gulu"},
                       {"A raid on a barn in Gulu killed 4 farmers; another killed 11.", "nil", "Gulu"}} do
    doc = assay.text(case[1], {date = "2025-03-12"})
    local found = doc:records("casualty")
    tap.is(tostring(found[1].date), case[2], case[1])
    tap.is(tostring(found[1].place), case[3], "and its place")
    tap.is(found[2] and found[2].place, nil, "and none for what follows a semicolon")
    doc:close()
end

-- Of places that lie in each other, the innermost; what is told beside another, or of it, is none
for _, case in ipairs {{"A mudslide in Gulu district in northern Uganda killed 40 farmers.", "Gulu"},
                       {"A raid on a barn in Jenin, in the occupied West Bank, killed 4 nurses.", "Jenin"},
                       {"Rebels killed 4 nurses in a clinic in Goma in Congo's North Kivu province.", "Goma"},
                       {"A blast in Odesa and a fire in Lviv in western Ukraine killed 3 guards.", "Lviv"},
                       {"Guards from Chad in Niger killed 7 farmers.", "Niger"},
                       {"A bomb in Peru in March killed 9 guards.", "Peru"}} do
    doc = assay.text(case[1])
    tap.is(tostring(doc:records("casualty")[1].place), case[2], case[1])
    doc:close()
end

local two = assay.text("A bomb killed a guard and two nurses."):spans("casualty")
tap.is(two[1].rule, two[2].rule, "a further record of a hit has the hit's rule")

dofile("tests/lua/golden_records.lua")(tap, "casualties", 0.95, 0.95)
tap.done()
