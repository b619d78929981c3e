-- Events: who did what to whom, by type (events.txt), mode, voice; what is one
-- event, place and date.
local tap = dofile("tests/lua/tap.lua")

local function names(value)
    return type(value) == "table" and table.concat(value, "+") or value or "-"
end

local function event_of(sentence, kind, options)
    local doc = assay.text(sentence, options)
    local said = {}
    for _, record in ipairs(doc:records("event")) do
        said[#said + 1] = ("%s %s %s %s"):format(record.type,
            names(record.source), names(record.target), record.mode)
        if record.type == kind then
            return record, said
        end
    end
    return nil, said
end

local function check(case)
    local kind, source, target, sentence = case:match "^(.-)|(.-)|(.-)|(.*)$"
    local record, said = event_of(sentence, kind)
    tap.ok(record and names(record.source) == source
        and names(record.target) == target, kind .. ": " .. sentence,
        "want: " .. source .. " -> " .. target .. "\ngot:  "
        .. table.concat(said, "; "))
end

for line in io.lines "tests/lua/events.txt" do
    if line:sub(1, 1) ~= "#" then
        check(line)
    end
end

-- How it is meant
for line in ([[
ASSAULT|asserted|Rebels attacked the army on Monday.
ASSAULT|negated|Rebels did not attack the army on Monday.
CONSULT|future|The Finnish premier will meet the Swedish king on Monday.
AGREE|future|Finland will lend Sweden two ships.
ASSAULT|alleged|Rebels reportedly attacked the army on Monday.
ASSAULT|alleged|Uganda accused Sudan of shelling Gulu.
ASSAULT|hypothetical|If rebels attack the army, Finland will help.
THREATEN|hypothetical|The army could attack the rebels on Monday.
REJECT|negated|Finland will not recognise the new state of Utopia.
REJECT|asserted|Finland has refused to recognise the new state.
]]):gmatch "[^\n]+" do
    local kind, mode, sentence = line:match "^(.-)|(.-)|(.*)$"
    local record = event_of(sentence, kind)
    tap.is(record and record.mode, mode, mode .. ": " .. sentence)
end

-- The voice: who did it stands behind "by"
local function source_of(sentence, kind)
    local record = event_of(sentence, kind)
    return record and names(record.source)
end
tap.is(source_of("A village was shelled by Serb forces.", "ASSAULT"),
    "Serbia", "the agent of a passive is the source")
tap.is(source_of("Two Swedes kidnapped by rebels were freed.", "ASSAULT"),
    "rebels", "and of a participle")

-- What a flood or an accident does is no event; what somebody does in one is
for line in ([[
-|Three miners were killed when a roof collapsed near Lima.
-|Mudslides have injured 12 nuns.
-|Two nurses were wounded as their bus overturned in Gulu.
-|The ferry capsized, killing 40 passengers.
rebels|Rebels killed 12 farmers after the earthquake.
gunmen|Two drivers were killed by gunmen in a crash near Gulu.
nobody|Two nurses were killed in a blast that started a forest fire.
]]):gmatch "[^\n]+" do
    local want, sentence = line:match "^(.-)|(.*)$"
    local record = event_of(sentence, "ASSAULT")
    local source = record and (record.source and names(record.source) or "nobody")
    tap.is(source or "-", want, sentence)
end

-- Who is no killer: whom the place shelters, whom the same verb has just killed,
-- a month, what the fighting is between, half a name
for line in ([[
Norway|A Norwegian airstrike on a barn sheltering hungry nurses in Gulu killed nine Swedes.
-|Shelling of the market killed 12 nurses and injured 30.
rebels|On 11 May, rebels attacked the camp, reportedly killing four nurses.
-|Fighting between the army and gunmen of the valley in Gulu has killed 80 nurses.
Norway|Norwegian troops stormed the camp late on Sunday, killing one nurse and wounding 12.
]]):gmatch "[^\n]+" do
    local source, sentence = line:match "^(.-)|(.*)$"
    local doc = assay.text(sentence)
    for _, record in ipairs(doc:records "event") do
        if record.type == "ASSAULT" and record.source and not record.cue:find "[aA]irstrike" then
            tap.is(names(record.source), source, sentence)
        end
    end
    tap.ok(#doc:records "event" > 0, "something is told: " .. sentence)
end
local air = event_of("Harbour Watch crews shot down 19 drones.", "ASSAULT")
tap.ok(not air or air.source ~= "Harbour Watch", "half a name is nobody")

-- One cue, one event; what is agreed, refused or threatened is not told twice
for line in ([[
1|Norway agreed to send Sweden food.
1|Norway refused to meet the Swedish king.
1|Norway threatened to bomb Sweden.
2|Norway attacked Sweden and arrested its king.
0|Norway is a cold country.
0|The price of oil rose.
]]):gmatch "[^\n]+" do
    local n, sentence = line:match "^(.-)|(.*)$"
    local _, said = event_of(sentence, "none")
    tap.is(#said, tonumber(n), sentence .. " " .. table.concat(said, "; "))
end

-- A text may end at the cue
tap.is(source_of("The French foreign minister said that Sweden agreed to",
    "AGREE"), "Sweden", "a cue at the end of the text")

-- Place, date, countries, where it rests
local raid = event_of("Turkey bombed Kurdish rebels in Iraq on 3 May 2007.",
    "ASSAULT") or {}
tap.is(raid.place, "Iraq", "place")
tap.is(raid.date, "2007-05-03", "date")
tap.is(raid.source_country, "TUR", "the country of the source")
tap.is(raid.cue, "bombed", "cue")
tap.is(raid.target_text, "Kurdish rebels", "target in the text")
local near = event_of("Rebels attacked a bus on Monday, after the army left "
    .. "on 2 May.", "ASSAULT", {date = "2007-06-01"}) or {}
tap.is(near.date, "2007-05-28", "the nearest date of the sentence")

local said = event_of("Norway said on Monday it had bombed the camp.", "ASSAULT", {date = "2007-06-01"}) or {}
tap.is(said.date, nil, "the day on which it was said is not the deed's")
said = event_of("Norway rejected the plan, a minister said on Monday.", "REJECT", {date = "2007-06-01"}) or {}
tap.is(said.date, "2007-05-28", "but that of what is done with words")

-- Every verb that makes an event of a noun is known to the rule
local function read(path)
    local file = assert(io.open(path, "rb"))
    local text = file:read "a"
    file:close()
    return text
end

local function macro(name)
    local part = read("plugins/events/rules/events.yaml"):match(
        "name: " .. name .. "\n(.-)%- name:")
    local verbs = {}
    for set in part:gmatch "lemma={(.-)}" do
        for verb in set:gmatch "[^,%s]+" do
            verbs[verb] = true
        end
    end
    return verbs
end

local function missing(path, known)
    local out = {}
    for with in read(path):gmatch '%a+, value: "(.-)"' do
        for verb in with:gmatch "%f[%a]%l+" do
            out[#out + 1] = not known[verb] and verb or nil
        end
    end
    return table.concat(out, " ")
end

tap.is(missing("plugins/events/data/objects.yaml", macro "USE"), "",
    "verbs of objects.yaml are in the macro USE")
tap.is(missing("plugins/events/data/deeds.yaml", macro "COURSE"), "",
    "verbs of deeds.yaml are in the macro COURSE")

tap.done()
