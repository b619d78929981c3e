--- help: what can be typed, all of a name, near names, full-text search.
local tap = dofile("tests/lua/tap.lua")
local api = require "assay.api"
local core = require "assay.core"
local help = _G.help

local function text(topic)
    return tostring(help(topic))
end

local function has(topic, part, name)
    local got = text(topic)
    tap.ok(got:find(part, 1, true), name, got)
end

-- ---- overviews ----------------------------------------------------------------

local all = text()
local lacking = {}
for name in pairs(assay.commands) do
    lacking[#lacking + 1] = not all:find("\n  " .. name .. "%f[^%w_]") and name or nil
end
tap.is(table.concat(lacking, " "), "", "the overview has every command")
tap.ok(not all:find("doc:find", 1, true), "and no method")
all, lacking = text "all", {}
for _, entry in ipairs(api.list()) do
    lacking[#lacking + 1] = not all:find(entry.name, 1, true) and entry.name or nil
end
tap.is(table.concat(lacking, " "), "", "help \"all\" has every entry")
has(nil, '"patterns"', "the overview names the topics")

for _, width in ipairs {60, 80, 200} do
    core.term.width = width
    local widest = 0
    for _, topic in ipairs {false, "all", "kwic", "entities", "quote"} do
        for line in text(topic or nil):gmatch("[^\n]+") do
            widest = math.max(widest, assay.width(line))
        end
    end
    core.term.width = 0
    tap.ok(widest <= width, ("at %d columns no line is wider"):format(width), widest)
end

-- ---- one name ------------------------------------------------------------------

has("use", "use(N)", "a name tells how it is called")
has("use", "which  integer|string|document", "its parameters with their types")
has("use", "gives document", "what it gives")
has("use", "use(1).id", "an example")
has("use", "since 0.1.0", "since when it is there")
has("brief", "full?  boolean", "the fields of its options")
has("entities", "with section, name, type", "the fields of its rows")
has("find", "see also", "others that end so are named")
has("find", "doc:find", "... by their names")
has("doc:find", "pattern  string|pattern|gazetteer", "a method")
has("sentence_at", "doc:sentence_at(i)", "a method without what it is of")
has("quote", "speaker_text?", "a kind of records has its fields")
has("quote", 'help "record"', "and those of every record")
has("document", ":actors", "a type tells its methods")
has("patterns", '@ORG[country=FRA]', "a topic stays as it is laid out")
has("types", "table<string, integer>", "types are explained")
has("quotes", "plugin quotes", "a plugin of that name is named, too")
has(kwic, "Every hit", "a command itself does for its name")
has(assay.open, "assay.open(path", "and a function")
has("entitees", 'did you mean help "entities"?', "a name that is nearly one is told")
has("doc:sentence", 'did you mean', "also of methods")
has("zzzzzz", 'help.search "zzzzzz"', "what is near nothing is to be searched for")
has("a\27[2Jb", 'nothing is known of "a[2Jb"', "nothing reaches the terminal raw")
tap.fails("help: topic must be a name", "a number is no topic", help, 7)
tap.ok(tostring(open):find("open", 1, true) == 1, "a command that is printed tells itself")

-- ---- search -----------------------------------------------------------------------

local function best(words, n)
    local names = {}
    for i, row in ipairs(help.search(words)) do
        names[i] = i <= (n or 1) and row.name or nil
    end
    return table.concat(names, " ")
end

tap.is(best "close", "close", "a name comes first")
tap.is(best "actors in several documents", "assay.actors", "words of a summary")
tap.is(best "folders loop", "assay.each", "in any order and number")
tap.ok(best("countries", 2):find("countries", 1, true), "plurals are one with singulars")
tap.ok(best("country", 3):find("countries", 1, true), "and the other way round")
tap.is(best "CLOSE", "close", "case does not matter")
for _, topic in ipairs {"criteria", "patterns", "keys", "startup", "types", "rule files", "kwic", "save"} do
    local widest = 0
    for line in tostring(help(topic)):gmatch("[^\n]+") do
        widest = math.max(widest, line:find('save(countries', 1, true) and 0 or assay.width(line))
    end
    tap.ok(widest <= 80, "fits 80 columns: help " .. topic, widest)
end
tap.is(#help.search "zzzzzz", 0, "what is not there is not found")
tap.is(#help.search "the of a", 0, "small words find nothing")
tap.is(#help.search "", 0, "nor does nothing")
tap.ok(tostring(help.search "zzzzzz"):find('nothing has the words "zzzzzz"', 1, true), "and says so")
local rows, sorted = help.search "documents", true
for i = 2, #rows do
    sorted = sorted and rows[i - 1].score >= rows[i].score
end
tap.ok(sorted and #rows > 3, "the best come first")
tap.fails("help.search: words must be a string", "words are a string", help.search, {})

tap.done()
