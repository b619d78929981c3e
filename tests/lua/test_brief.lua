-- The brief from layers made by hand: what its sections say, fold and trace;
-- why of a record, a span and a byte.
local tap = dofile("tests/lua/tap.lua")

local TEXT = [[
Harbour talks go on

Anna Bergstrom told reporters that nobody would sign now. "We wait," she said.
The guild backs the plan and opposes the toll. Boats rammed a ferry on Monday.
Three sailors died and up to 20 fled. Repairs cost 1.5 million kroner.]]

-- Without the plugins: what they find is their tests' matter.
local doc = assay.text(TEXT, {id = "harbour.txt", date = "2026-03-04",
    annotate = false})

--- First and last token of words, the first time that they stand there.
local function tokens(words)
    local first, last = doc:find(assay.pattern('"' .. words .. '"'))()
    return assert(first, "not in the text: " .. words), last
end

local function slot(words)
    return {tokens(words)}
end

local function add(kind, words, fields)
    fields.rule = fields.rule or "test"
    local first, last = tokens(words)
    doc:add(kind, first, last, fields)
    return TEXT:find(words, 1, true) - 1
end

local function has(text, part, name)
    tap.ok(text:find(part, 1, true), name, text)
end

local function line_with(text, part)
    for line in text:gmatch("[^\n]+") do
        if line:find(part, 1, true) then
            return line
        end
    end
    return ""
end

-- ---- nothing ----------------------------------------------------------------

local empty = assay.text("", {id = "none"})
has(tostring(brief(empty)), "Nothing was found",
    "a document without findings says so")
tap.is(tostring(brief(empty)):match("^%S+"), "none",
    "and has its id for a title")

-- ---- each section -----------------------------------------------------------

add("quote", "We wait", {speaker = "Anna Bergstrom", cue = "said",
    direct = true, content = slot("We wait")})
add("quote", "nobody would sign now", {speaker = "Anna Bergstrom",
    cue = "told", content = slot("nobody would sign now")})
local backs = add("stance", "backs the plan", {actor = "guild",
    polarity = "for", target = slot("the plan"), hedged = true})
local opposes = add("stance", "opposes the toll", {actor = "guild",
    polarity = "against", target = slot("the toll")})
add("event", "rammed", {type = "ASSAULT", source = {"boats", "tugs"},
    target = "ferry", mode = "alleged", date = "2026-03-02",
    cue = slot("rammed")})
add("event", "sign", {type = "AGREE", source = "nobody", mode = "negated"})
add("casualty", "Three sailors", {harm = "killed", min = 3, max = 3,
    who = slot("sailors")})
add("casualty", "20 fled", {harm = "displaced", max = 20})
add("money", "1.5 million kroner", {amount = 1500000, currency = "NOK",
    ["for"] = slot("Repairs")})
add("berth", "ferry", {owner = "guild", places = 4})

local text = tostring(brief(doc))
has(text, "Harbour talks go on", "the headline")
has(text, "2026-03-04 (Wednesday)", "the date, with its weekday")
has(line_with(text, "told"), "nobody would sign now", "indirect speech")
has(text, "“We wait”", "direct speech in quotation marks")
local line = line_with(text, "+?")
has(line, "+? the plan", "what one is for, hedged")
has(line, "- the toll", "against, on the same line")
has(line, (":%d :%d"):format(backs, opposes), "with the places of both")
line = line_with(text, "ASSAULT")
has(line, "2026-03-02", "an event has its date")
has(line, "boats, tugs -> ferry", "who did it to whom")
has(line, "alleged", "and its mode, unless asserted")
tap.ok(text:find("ASSAULT") < text:find("AGREE"),
    "dated events stand before those without a date")
has(line_with(text, "killed"), "3 ", "a toll that is sure")
has(line_with(text, "displaced"), "up to 20", "and one that is not")
has(line_with(text, "NOK"), "1.5 million  for Repairs", "money and its use")
has(text, "\nBerth", "a kind that nobody knows is a section")
has(line_with(text, "owner"), "owner: guild; places: 4", "from its fields")
tap.ok(not text:find("_start", 1, true), "without those that tell places",
    text)
for each in text:gmatch("[^\n]+") do
    if each:find("^  %S") then
        tap.ok(each:find(":%d+$"), "a place ends the line", each)
    end
end

-- ---- folding ----------------------------------------------------------------

for i = 1, 60 do
    local n = i % 9 + 1
    doc:add("berth", n, n + 1, {owner = "owner " .. i, rule = "test"})
    doc:add("quote", n, n + 1, {speaker = "speaker " .. i, cue = "said",
        rule = "test", content = {n, n + 1}})
end
text = tostring(brief(doc))
local n_lines = select(2, text:gsub("\n", "")) + 1
tap.ok(n_lines <= 40 and n_lines >= 24, "one screen", n_lines)
has(text, "... and ", "says how many more there are")
local full = tostring(brief(doc, {full = true}))
tap.ok(not full:find("... and ", 1, true), "full folds nothing", full)
tap.is(select(2, full:gsub("owner: owner %d+", "")), 60, "all are there")

_G.doc = doc
tap.is(tostring(brief {full = true}), full,
    "options alone are for the current document")
tap.fails("brief: options must be a table (got number)", "and are a table",
    brief, doc, 5)

-- ---- why --------------------------------------------------------------------

local quote = doc:records("quote")[1]
text = tostring(why(quote))
has(text, "quote :", "why of a record says what it is")
has(text, ">>" .. quote.text .. "<<", "with its words in what is around")
has(text, "speaker     ", "and its fields")
has(text, "found by    script@0/test", "and who found it")
tap.is(tostring(why(doc:spans("berth")[1])):match("^%S+"), "berth",
    "why of a span")
text = tostring(why(doc, opposes))
has(text, "stance :" .. opposes, "why of a byte")
tap.ok(not text:find("casualty", 1, true), "is about what covers it", text)
local covers = 0
for _, rec in ipairs(doc:records()) do
    covers = covers + (rec.start <= opposes and opposes < rec["end"] and 1
        or 0)
end
tap.is(select(2, ("\n" .. text):gsub("\n%l+ :%d+%-%d+\n", "")), covers,
    "all of that")
tap.is(tostring(why(opposes)), text, "a byte alone is of the document in doc")
tap.fails("why: harbour.txt has " .. #TEXT .. " bytes", "beyond the end",
    why, #TEXT)
tap.fails("why: which document?", "a record of another document", why,
    {doc = "other", kind = "quote", start = 1, ["end"] = 2})
local plain = assay.text("Rain fell.\nIt was cold.", {annotate = false})
tap.fails("why: nothing was found at byte 14", "where nothing is", why, plain,
    14)

-- ---- where rules are written ---------------------------------------------

local written = require "assay.rules.written"
local found = 0
for _, p in ipairs(assay.plugins()) do
    local set = assay.rules.of(p.name)
    for _, rule in ipairs(set and set:list() or {}) do
        local place = written.find(p.name .. "@1/" .. rule.name, "")
        local path, n = place.place:match("^(.*):(%d+)$")
        found = found + 1
        local good = false
        if path and place.what == "rule" then
            n = tonumber(n)
            for each in io.lines(path) do
                n = n - 1
                good = good or n == 0 and each:find("^%s*%- ") ~= nil
            end
            good = good and table.concat(place.asks, "\n"):find(
                "name: " .. rule.name, 1, true) ~= nil
        end
        if not good then
            tap.ok(false, "the line of " .. p.name .. "/" .. rule.name,
                place.place)
        end
    end
end
tap.ok(found > 5, "rules of plugins are found by their lines", found)
local ukraine = written.find("places@0.1.0/countries", "Ukraine")
tap.is(ukraine.what, "list", "a list's entry")
has(ukraine.place, "data/countries.yaml:", "by the file and line of its words")
tap.is(written.find("english@0.1.0/names", "x").what, "model", "a model")
tap.is(written.find("/tmp/mine.lua", "x").what, "script", "a script's find")

-- What no rule speaks is told, so that an empty brief is not read as a finding
local foreign = assay.text("Презідент заявив, що країна не погодиться на поступки своїм сусідам.")
tap.ok(tostring(brief(foreign)):find("No model speaks its language", 1, true), "another language is told")
local english = assay.text("The president said that the country would not agree to any concessions.")
tap.ok(not tostring(brief(english)):find("No model", 1, true), "English is not")

tap.done()
