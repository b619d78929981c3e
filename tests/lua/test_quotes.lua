-- Quotes: how sure the plugin is of its marks on odd text, what a record says,
-- that time grows with the text alone; and the floors of tests/golden/quotes.txt.
local tap = dofile("tests/lua/tap.lua")

local function quotes(text)
    local doc = assay.text(text)
    local list = doc:records("quote")
    doc:close()
    return list
end

local function contents(text)
    local out = {}
    for i, rec in ipairs(quotes(text)) do
        out[i] = rec.content or "-"
    end
    return table.concat(out, "|")
end

-- ---- what a record says -----------------------------------------------------------

local one = quotes('Olena Bondar told reporters on Monday: "We will not sign."')[1] or {}
tap.is(one.content, '"We will not sign."', "a content has its marks")
tap.is(one.speaker, "Olena Bondar", "the speaker's name")
tap.is(one.speaker_text, "Olena Bondar", "and words")
tap.is(one.cue, "told", "the cue is the verb alone")
tap.is(one.direct, true, "all of it in marks is direct")
tap.is(one.mixed, false, "and not mixed")
tap.is(one.class, "neutral", "its class is that of the verb")
tap.is(one.text, one.content, "the record stands where the content stands")

local said = quotes('The mayor said the plan was "a joke" and left.')[1] or {}
tap.is(said.direct, false, "with words in marks it is not direct")
tap.is(said.mixed, true, "but mixed")
tap.is((quotes("Iran denied that it had sent drones.")[1] or {}).negated, false, "a denial is said")
tap.is((quotes("Iran denied that it had sent drones.")[1] or {}).class, "denial", "and has the class denial")
local nothing = quotes("The Kremlin declined to comment.")[1] or {}
tap.is(nothing.negated, true, "who declines has not said")
tap.is(nothing.content, nil, "so that there is no content")
tap.is((quotes("She did not say when it began.")[1] or {}).speaker, nil, "an open pronoun has no name")

-- ---- odd marks ---------------------------------------------------------------------

tap.is(contents(""), "", "nothing in nothing")
tap.is(contents('"'), "", "one mark")
tap.is(contents('""""'), "", "marks alone")
tap.is(contents("' ' ' '"), "", "single marks alone")
tap.is(contents('He said: "We will go and never came back.'), "\"We will go and never came back.",
    "an opening mark that never closes reaches to the end of its paragraph")
tap.is(contents('We will go," he said. Then it rained.'), "", "a closing mark that was never opened is no mark")
tap.is(contents('The pipe is 3" wide, the wall 5\' 10" high, and the door 6" thick.'), "", "inches and feet")
tap.is(contents("'Tis late; the rock 'n' roll band of the '80s left the Ukrainians' camp."), "", "apostrophes")
tap.is(contents("The so-called 'republic' and the \"council\" met."), "", "scare quotes")
tap.is(contents("'We were not told,' said Tom Hargreaves. 'It is the farmers' money.'"),
    "'We were not told,'|'It is the farmers' money.'", "a plural's apostrophe closes nothing where a mark follows")
tap.is(contents('"He told me \'never\' and left," said Tom Hargreaves.'), '"He told me \'never\' and left,"',
    "marks within marks")
tap.is(contents('\'He told me "never" and left,\' said Tom Hargreaves.'), '\'He told me "never" and left,\'',
    "and the other way round")
tap.is(contents("``We go,'' Judge Ruth Okello said."), "``We go,''", "marks of LaTeX")
tap.is(contents('"We came at night," said Captain Iryna Sokol. "Nobody slept.\n\n"Nobody ate.\n\n"Then it was over."'),
    '"We came at night,"|"Nobody slept.\n\n"Nobody ate.\n\n"Then it was over."', "three paragraphs, opened anew")
tap.is(contents('"We go.\n\nThe road was empty.\n\n"We stay," said Tom Hargreaves.'), '"We stay,"',
    "a paragraph without a mark ends what was open")

-- ---- long text ---------------------------------------------------------------------

local function seconds(unit, n)
    local doc = assay.text(unit:rep(n))
    local took = 0
    for _ in ipairs(doc:records("quote")) do
        took = took + 1
    end
    doc:close()
    return took
end

local function time(unit, n)
    local from = os.clock()
    seconds(unit, n)
    return os.clock() - from
end

local UNITS = {
    {"10,000 marks", '" '}, {"10,000 single marks", "' "}, {"10,000 marks that open", ' "a'},
    {"quotes", '"We go," Tom Hargreaves said. "We stay," he added.\n\n'},
    {"a sentence without an end", "Tom said Anna said that "},
}
for _, unit in ipairs(UNITS) do
    time(unit[2], 2500)
    local short, long = time(unit[2], 2500), time(unit[2], 10000)
    tap.ok(long < 0.05 or long < 10 * short, unit[1] .. ": four times the text, no more than ten times the time",
        ("%.3f s and %.3f s"):format(short, long))
end

-- ---- the texts with their quotes by hand -------------------------------------------------

local lines = {}
local env = setmetatable({print = function(line) lines[#lines + 1] = line end}, {__index = _G})
assert(loadfile("tests/golden/quotes.lua", "t", env))("tests/golden/quotes.txt")
local all = table.concat(lines, "\n")
local function figure(pattern, least, name)
    local got = tonumber(all:match(pattern))
    tap.ok(got and got >= least, ("%s is at least %.2f"):format(name, least), all)
end
figure("found .-F1 ([%d.]+)", 0.95, "F1 of quotes found")
figure("content bytes .-F1 ([%d.]+)", 0.95, "F1 of the bytes of contents")
figure("speaker bytes .-F1 ([%d.]+)", 0.93, "F1 of the bytes of speakers")

-- Who does not speak: the hearer, who is accused, whom a verb of command has for its object; and where a relative
-- clause ends. speaker|content of each, "-": nobody
local function spoken_in(text)
    local doc, out = assay.text(text), {}
    for _, record in ipairs(doc:records "quote") do
        out[#out + 1] = ("%s|%s"):format(record.speaker, record.content)
    end
    doc:close()
    return table.concat(out, " / ")
end
for _, case in ipairs {
    {"A clerk, who asked not to be named, told Lusa that it rained.", "clerk|it rained"},
    {"A local elected official told Lusa that it rained.", "local elected official|it rained"},
    {"Berg, 58, was the mayor at the time; Dahl, 61, commanded the Northern Fleet.", ""},
    {"Peru accused of a raid that killed two nurses.", ""},
    {"The bank's lawyer, Ann Berg, who had requested the papers, did not get them.", "Ann Berg|the papers"},
    {"Ann Berg, who said the dam would hold, left the town.", "Ann Berg|the dam would hold"},
    {"Ann Berg, head of the board for roads, rails and bridges, told Lusa the dam would hold.",
        "Ann Berg|the dam would hold"},
} do
    tap.is(spoken_in(case[1]), case[2], case[1])
end

tap.done()
