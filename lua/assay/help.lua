--- What can be typed: one entry for each command, function and method.
local core = require "assay.core"
local style = require "assay.style"

local help = {}

-- name, how it is called, what it does; in the order of the overview.
local ENTRIES = {
    {"Commands"},
    {"open", 'open "FILE" ...', [[
Read files or folders and run the plugins on them. The first becomes `doc`,
the document that the other commands are about.]]},
    {"docs", "docs", "List the open documents."},
    {"use", "use(N)", "Make document N of the list the one in `doc`."},
    {"close", "close()", [[
Close the document in `doc`, or those given. close "all" closes every one.]]},
    {"text", "text", "The text of the document."},
    {"sentences", "sentences", "Its sentences, numbered."},
    {"entities", 'entities  entities "place"', [[
Who and where, by name, with the forms used and how often. With a word, only
that section: country, organisation, person, place, group or other.]]},
    {"countries", "countries", [[
Countries by name; nationality words (Russian, Russians) are counted with
them.]]},
    {"find", 'find "PATTERN"', [[
Every place where a pattern fits, with what is around it. Words alone find
themselves, whatever their case; a * takes any ending: find "guarantee*".
help "patterns" tells what else there is. A gazetteer does as well.]]},
    {"kwic", 'kwic "PATTERN"', [[
The same as find, over all open documents: keyword in context.]]},
    {"records", 'records "KIND"', [[
The records of that kind as they leave the program, with their place (bytes
counted from 0) and the rule that found them. Without a kind: all.]]},
    {"quotes", 'quotes "NAME"  quotes{speaker = "NAME", direct = true}', [[
Who said what, over all open documents. Criteria name a field and what it is
to be; any spelling of a name does.]]},
    {"positions", 'positions "NAME"', "Who is for or against what."},
    {"events", 'events{type = "ASSAULT", after = "2024"}',
     "Who did what to whom, by date."},
    {"casualties", 'casualties{harm = "killed", min = 10}',
     "Who was harmed, how many, by whom, where and when."},
    {"money", "money{min = 1e9}", "Sums of money, and what for."},
    {"dates", "dates{after = \"2024\"}", "When: dates and the days meant."},
    {"places", 'places "NAME"', "Places that can be put on a map."},
    {"quantities", 'quantities "UNIT"', "What is counted or measured."},
    {"roles", 'roles "NAME"', "Who holds which office."},
    {"brief", 'brief  brief "FILE"  brief(doc, {full = true})', [[
A report on one screen: who, who said what, who is for or against what, what
happened, at what cost, where. Sections show their best lines, unless full is
set. The number at a line's end is the byte that it rests on, for why.]]},
    {"why", 'why(RECORD)  why(doc, BYTE)  why(doc, "RULE", SENTENCE)', [[
What a record or a mention rests on, and the rule that found it; of a byte, as
brief has it at the ends of lines, all that was found there. With a rule and a
sentence: why it did, or did not, find something there, where it stopped and
what it waited for. RULE is plugin/rule, or a rule's name; for rules of your
own give the set, too: why(doc, "toll", 3, set).]]},
    {"plugins", "plugins", "The plugins that are loaded."},
    {"plugin", 'plugin  plugin.install "SOURCE"  plugin.update()', [[
Plugins, installed or not; how each came here, and whether it is on. Functions:
new, test, sign, pack, unpack, keys for who writes them; search, info, install,
update, remove, enable, disable, pin, unpin, rollback, verify, config, why,
index for who uses them, as `assay plugin` on the command line has them.
Options go into a table at the end: plugin.install("tolls", {dry_run = true}).
Documents that are opened afterwards go through what is installed then.]]},
    {"help", 'help "NAME"', "This overview, or more on one name."},
    {"show", "show(VALUE)", "Print any value as the prompt does."},

    {"Functions for scripts"},
    {"assay.open", "assay.open(path [, options])", [[
The document of a file; nil and a message if it cannot be read. Options:
format ("text", "jsonl"), date, id_field, text_field, date_field, title_field,
annotate (false: without the plugins).]]},
    {"assay.text", "assay.text(string [, options])", [[
A document from a string. Options: id, title, date, source, annotate.]]},
    {"assay.each", "assay.each(paths [, options])", [[
Loop over the documents of files and folders: for doc in assay.each("reports")
do ... end. Each is closed when the next one comes, unless doc:keep() was
called; so memory does not grow with the number of reports.]]},
    {"assay.gazetteer", "assay.gazetteer{name=, label=, match=, entries=}", [[
A list of names to find with doc:find. Each entry is a string, or a table with
text, also (other forms) and any fields of yours. match is "norm" (the
default: case does not matter), "exact", or "lemma" (any form of the words,
where a document has lemmas). overlaps=true finds every entry, not only the
longest at a place. inflect={{"y", "ies"}, {"", "s"}} finds entries with an
ending replaced, too; inflect=false in an entry leaves it alone. A path of a
.yaml, .tsv or .jsonl file does as well, with options behind it:
assay.gazetteer("names.tsv", {label="ORG", match="exact"}).]]},
    {"assay.pattern", "assay.pattern(source [, options])", [[
A pattern for doc:find and find; help "patterns" tells how they are written.
Options: macros = {ACTOR = "(@PERSON | @ORG)"}, gazetteers = {arms = gaz},
name (for its messages).]]},
    {"assay.rules", "assay.rules{ {name=, label=, pattern=, ...}, ... }", [[
Rules: patterns that write annotations. Keys are those of rule files (label,
kind, priority, scope, mode, pattern or frame, fields, unless, examples), with
a function under `do`, and macros and gazetteers beside the list. Their
examples are tried first. Methods: rules:apply(doc) adds what they find,
rules:find(doc) gives it back and adds nothing, rules:why(doc, rule,
sentence), rules:profile(docs), rules:test(), rules:list(), rules:lints().]]},
    {"assay.rules.load", "assay.rules.load(file [, functions])", [[
Rules from a YAML file; nil and what is wrong with them, with its place; the
file's examples are tried first. Functions are those that rules name under
`do`: f(doc, hit) may change hit.fields, return other fields, or false to drop
the hit.]]},
    {"assay.rules.of", "assay.rules.of(plugin)",
     "The rules of a plugin; nil and a message if it has none."},
    {"assay.rules.diff", "assay.rules.diff(old, new, docs)", [[
Hits gained and lost between two versions of rules, as a table; its `same`
counts those that both have.]]},
    {"patterns", "killed ~3 who:@PERSON", [[
killed "Exact words" <say|tell> /regex/i   a word, the text, lemmas, a regex
[norm=a & !upper]  [pos=NOUN]  [text={a,b}]   tests: = != < > & | ! ( ),
flags title upper lower alpha num punct ascii
@PERSON  @ORG[country=FRA]  %gazetteer  $MACRO   what was found before
x? x* x+ x{2,3}  x*?   optional, repeated; a second ? makes it lazy
~3  ~3!x   a gap of at most 3 tokens, none of them x
(a | b)  name:x   either; a capture
a << b >> c   b, between a and c;  <s> </s> <p> </p>   edges]]},
    {"assay.table", "assay.table(rows, columns)", [[
Make a list of rows print as a table: columns are names of fields, or
"field=title".]]},
    {"assay.countries", "assay.countries(doc)",
     "Mentions of countries in a document, as a table: name -> count."},
    {"assay.plugins", "assay.plugins()", "The loaded plugins, as a list."},
    {"assay.kinds", "assay.kinds()",
     "The kinds of records, each with its name and the names of its fields."},
    {"assay.width", "assay.width(string)", "Columns on a terminal."},
    {"assay.clean", "assay.clean(string)",
     "A string without anything that could command a terminal."},

    {"Documents"},
    {"#doc", "#doc", "Number of tokens. Tokens are counted from 1."},
    {"doc.id", "doc.id .title .date .source .lang .repaired .size", [[
What is known of a document; nil where it is not. repaired: bad bytes that
were replaced; size: bytes of text.]]},
    {"doc:text", "doc:text([first [, last]])",
     "The whole text, or that of some tokens."},
    {"doc:slice", "doc:slice(begin, finish)", [[
Bytes of the text, as string.sub counts them.]]},
    {"doc:token", "doc:token(i)", "Its text, norm, begin, finish and flags."},
    {"doc:column", "doc:column(name)", [[
A column of the tokens as a list: text, norm, upos, lemma, begin, end, sentence,
flags. A document in a language without a model has no upos and lemma: then nil
and why.]]},
    {"doc:tokens", "doc:tokens()", "for i, text in doc:tokens() do"},
    {"doc:sentences", "doc:sentences()",
     "for first, last in doc:sentences() do"},
    {"doc:sentence_at", "doc:sentence_at(i)",
     "The number of a token's sentence, its first and last token."},
    {"doc:spans", "doc:spans(kind [, \"flat\"])", [[
What was found of a kind, as tables: first, last (tokens), begin, finish
(bytes), text, type, rule, score and the finding's own fields. "flat" leaves
out what overlaps something longer.]]},
    {"doc:kinds", "doc:kinds()", "The kinds of which something was found."},
    {"doc:within", "doc:within(kind, first, last)",
     "Spans inside these tokens; also doc:overlapping, :before, :after."},
    {"doc:find", "doc:find(pattern [, first [, last]])", [[
for first, last, captures in doc:find("killed n:[num]") do: the matches within
sentences, in order. captures.n is what is called n: first, last, begin,
finish, text; captures[1], [2] ... are all captures, each with its name. A
string is a pattern; assay.pattern compiles one for good. Of a gazetteer: the
longest names; the third value holds the fields of its entry.]]},
    {"doc:actors", "doc:actors()", [[
Who acts in the document, in order of first mention: id, name, type, country, n
(mentions), forms (words and how often), roles (role, of, former).
actor:mentions() gives the spans, pronouns and nouns too. docs:actors() and
assay.actors(docs) do so over several documents.]]},
    {"doc:who", 'doc:who("NAME")', [[
The actor that a name means, however it is spelt; nil, and those it could
mean, if it is not clear.]]},
    {"doc:add", "doc:add(kind, first, last, {type=, field=...})", [[
Add a finding over these tokens. Fields are strings, numbers, booleans, lists
of strings, or places in the text: {first, last} or a span. rule names who
found it; without one it is the script's file.]]},
    {"doc:records", "doc:records([kind ...] [, {chars = true}])", [[
The records as in the output: start and end counted from 0, end left out, in
bytes or (chars) code points.]]},
    {"doc:keep", "doc:keep()", "Do not close at the next step of assay.each."},
    {"doc:close", "doc:close()", "Free the document now."},
}

local index = {}
for _, entry in ipairs(ENTRIES) do
    if entry[2] then
        index[entry[1]] = entry
    end
end

--- The first sentence, in one line of at most `room` columns.
local function short(text, room)
    local line = text:gsub("%s+", " ")
    line = line:match("^(.-)[.:;] ") or line:gsub("%.$", "")
    return room and core.cut(line, math.max(20, room)) or line
end

local function overview()
    local out = {}
    for _, entry in ipairs(ENTRIES) do
        if not entry[2] then
            out[#out + 1] = (#out > 0 and "\n" or "")
                .. style.paint("bold", entry[1])
        else
            out[#out + 1] = "  " .. style.pad(entry[1], 18)
                .. short(entry[3], style.columns(80) - 20)
        end
    end
    out[#out + 1] = '\nhelp "NAME" tells more. Everything is Lua 5.4.'
    return table.concat(out, "\n")
end

local function commands()
    local out = {style.paint("bold", ENTRIES[1][1])}
    for i = 2, #ENTRIES do
        if not ENTRIES[i][2] then
            break
        end
        out[#out + 1] = "  " .. style.pad(ENTRIES[i][2], 28)
            .. short(ENTRIES[i][3], style.columns(80) - 30)
    end
    out[#out + 1] = '\nhelp "all" lists functions and methods too; '
        .. 'help "NAME" tells more.'
    return table.concat(out, "\n")
end

local function details(entry)
    local text = entry[3]:gsub("%s+", " ")
    local lines = style.wrap(text, math.min(style.columns(80), 80) - 2)
    return style.paint("bold", entry[2]) .. "\n  "
        .. table.concat(lines, "\n  ")
end

--- All entries that a name could mean: "find" has `doc:find` too.
local function matching(name)
    local found = {}
    for _, entry in ipairs(ENTRIES) do
        local last = entry[1]:match("[%w_]+$")
        if entry[2] and (entry[1] == name or last == name
            or entry[1]:match("^[#%w_]+") == name) then
            found[#found + 1] = entry
        end
    end
    return found
end

local meta = {__name = "help", __tostring = function(h) return h.text end}

--- Help as a value that prints itself.
-- @tparam[opt] string topic a name of the overview, or "all"
function help.about(topic)
    local text
    if topic == nil then
        text = commands()
    elseif topic == "all" then
        text = overview()
    else
        local parts = {}
        for i, entry in ipairs(matching(topic)) do
            parts[i] = details(entry)
        end
        text = table.concat(parts, "\n")
    end
    if text == "" then
        text = ('nothing is known of "%s"; help "all" lists everything')
            :format(style.clean(topic))
    end
    return setmetatable({text = text}, meta)
end

--- One line on a name, or nil.
function help.line(name)
    return index[name] and index[name][2] .. "  " .. short(index[name][3])
end

return help
