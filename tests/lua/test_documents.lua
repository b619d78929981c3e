-- Documents as scripts see them: reading, tokens, spans, records.
local tap = dofile("tests/lua/tap.lua")

local function file_with(text, ending)
    local name = os.tmpname()
    os.remove(name)
    name = name .. (ending or ".txt")
    local f = assert(io.open(name, "wb"))
    f:write(text)
    f:close()
    return name
end

-- ---- reading ------------------------------------------------------------

local path = file_with("Kyiv and Moscow met.\n\nIt rained in Geneva.\n")
local doc = assert(assay.open(path, {annotate = false}))
tap.is(doc.id, path, "a document's id is its path")
tap.is(doc:text(1, 3), "Kyiv and Moscow", "text of tokens")
tap.is(#doc, 10, "tokens are counted")
tap.is(tostring(doc), ("doc %s (10 tokens)"):format(path),
    "a document tells what it is")
tap.is(assay.type(doc), "document", "its type")

local none, why = assay.open("no/such/file.txt")
tap.ok(none == nil and why:find("no/such/file.txt", 1, true),
    "a file that is not there is nil and a message", why)
tap.fails("assay.open: path must be a string (got table)",
    "a path that is none is the caller's error", assay.open, {})
tap.fails("format must be", "an unknown format too", assay.open, path,
    {format = "pdf"})

local papers = file_with('{"id":"a","text":"One.","source":"The Tribune","desk":"Reuters"}\n'
    .. '{"id":"b","text":"Two.","source":{"url":"x"}}\n', ".jsonl")
local from = {}
for d in assay.each(papers, {annotate = false}) do
    from[#from + 1] = d.source
end
tap.is(table.concat(from, "|"), "The Tribune|" .. papers,
    "a data set may say where texts are from; else it is the file")
for d in assay.each(papers, {annotate = false, source_field = "desk"}) do
    from[#from + 1] = d.source
end
tap.is(from[3], "Reuters", "in a field that can be named")

local set = file_with('{"id":"a","text":"One.","date":"2025-03-04"}\n'
    .. '{"id":"b","text":"Two."}\n', ".jsonl")
local ids, kept = {}, nil
for d in assay.each({path, set}, {date = "2025-01-01"}) do
    ids[#ids + 1] = d.id .. " " .. tostring(d.date)
    if d.id == "a" then
        kept = d:keep()
    end
end
tap.is(table.concat(ids, ", "),
    path .. " 2025-01-01, a 2025-03-04, b 2025-01-01",
    "each gives all documents of files and data sets")
tap.is(kept:text(), "One.", "a kept document stays open")

local last
for d in assay.each {path, set} do
    last = d
    if d.id == "a" then
        break
    end
end
tap.is(assay.type(last), "closed document",
    "leaving the loop closes the document")

local many
none, why, many = assay.open(set)
tap.ok(none == nil and many and why:find("assay.each", 1, true),
    "a data set is not one document", why)
tap.fails("paths must be a string or a list", "each wants paths",
    assay.each, 5)

local nothing = assay.text("")
tap.is(#nothing, 0, "an empty document has no token")
tap.is(nothing:sentences()(nothing, 0), nil, "and no sentence")
tap.is(nothing:text(), "", "and no text")

-- ---- tokens -------------------------------------------------------------

local words = {}
for i, text in doc:tokens() do
    words[i] = text
end
tap.is(table.concat(words, "|"),
    "Kyiv|and|Moscow|met|.|It|rained|in|Geneva|.", "tokens in order")
tap.is(table.concat(doc:column("text"), "|"), table.concat(words, "|"),
    "the text column is the same")
local begins, ends = doc:column("begin"), doc:column("end")
tap.is(doc:slice(begins[9], ends[9]), "Geneva", "columns give bytes")
tap.is(table.concat(doc:column("sentence"), ""), "1111122222",
    "each token knows its sentence")
local bounds = {}
for first, final in doc:sentences() do
    bounds[#bounds + 1] = first .. "-" .. final
end
tap.is(table.concat(bounds, " "), "1-5 6-10", "sentences by their tokens")
tap.is(table.concat({doc:sentence_at(7)}, " "), "2 6 10",
    "the sentence of a token")
local tagged = assay.text("Kyiv and Moscow met. It rained in Geneva.")
tap.is(table.concat(tagged:column("upos"), " "),
    "PROPN CCONJ PROPN VERB PUNCT PRON VERB ADP PROPN PUNCT",
    "parts of speech of English")
tap.is(table.concat(tagged:column("lemma"), " "),
    "Kyiv and Moscow meet . it rain in Geneva .", "and lemmas")
tap.is(tagged.lang, "en", "its language")
tap.is(doc:column("upos"), nil, "none where plugins are left out")
local other = assay.text("Київ і Москва зустрілися. Дощило в Женеві.")
local upos, why_not = other:column("upos")
tap.ok(upos == nil and why_not:find("no model", 1, true),
    "another language is not tagged", why_not)
tap.is(#other:column("norm"), #other, "but has its tokens")
tap.is(other.lang, nil, "and no language")
tap.fails("no column", "an unknown column", doc.column, doc, "colour")

-- ---- finding ------------------------------------------------------------

local gaz = assay.gazetteer {
    name = "places", label = "LOC",
    entries = {
        {text = "Kyiv", also = {"Kiev"}, country = "UKR"},
        {text = "Moscow", country = "RUS"}, "Geneva",
    },
}
local hits = {}
for first, final, entry in doc:find(gaz) do
    hits[#hits + 1] = doc:text(first, final) .. ":"
        .. (entry.country or entry.label)
end
tap.is(table.concat(hits, " "), "Kyiv:UKR Moscow:RUS Geneva:LOC",
    "a gazetteer's hits carry its fields")
tap.is(doc:find("GENEVA")(), 9, "words are found whatever their case")
tap.is(doc:find("kyiv", 2)(), nil, "from a token on")
tap.is(doc:find("moscow met", 1, 3)(), nil, "up to a token")
local unread, reason = assay.gazetteer("no/such.yaml")
tap.ok(unread == nil and reason:find("no/such.yaml", 1, true),
    "a gazetteer file that is not there is nil and a message", reason)

-- ---- spans and records --------------------------------------------------

for first, final, entry in doc:find(gaz) do
    doc:add("entity", first, final, {type = entry.label, name = "X",
        country = entry.country})
end
doc:add("event", 1, 4, {type = "CONSULT", place = {9, 9}})
tap.is(#doc:spans("entity"), 3, "spans come back")
tap.is(doc:spans("event")[1].place.text, "Geneva", "with places in them")
tap.is(doc:spans("entity")[1].rule, "script@0/test_documents.lua",
    "a script's file is the rule")
local inside = {}
for i, span in ipairs(doc:within("entity", 1, 5)) do
    inside[i] = span.text
end
tap.is(table.concat(inside, " "), "Kyiv Moscow", "spans within tokens")
tap.is(doc:after("entity", 4, 4)[1].text, "Geneva", "the next span")
tap.is(doc:before("entity", 4, 4)[1].text, "Moscow", "the one before")
tap.is(#doc:spans("nothing"), 0, "a kind that is not there is empty")

local record = doc:records("entity")[2]
tap.is(record.start .. "-" .. record["end"], "9-15",
    "records count from 0, the end left out")
tap.is(record.doc, path, "and name their document")
local all = doc:records()
tap.is(all[1].kind, "document", "the document comes first")
tap.fails("doc:records: kind must be a name", "kinds are names",
    doc.records, doc, 5)
local copy = doc:spans("entity")[1]
copy.text = "changed"
tap.is(doc:spans("entity")[1].text, "Kyiv", "spans are copies")

-- ---- closing ------------------------------------------------------------

doc:close()
tap.fails("closed", "a closed document is an error", doc.text, doc)
tap.fails("closed", "in a loop too", function() return #doc end)
tap.ok(pcall(doc.close, doc), "closing twice is none")

do
    local long = assay.text(("word "):rep(200))
    for i = 1, 200 do
        long:add("mark", i, i, {n = i})
    end
    local found = long:within("mark", 1, 200)
    tap.is(#found .. " " .. found[200].n, "200 200", "a query may find long spans")
    tap.is(#long:after("mark", 50, 60) .. " " .. #long:before("mark", 50, 60), "140 49", "before and behind, too")
    long:close()
end

do
    local told = assay.text("A plan. Another.")
    tap.is(told.date, nil, "no reference date is known")
    told:add("document", 1, 2, {dateline = "Kyiv"})
    told:add("document", 1, 2, {date = "2026-01-02"})
    tap.is(told.date, "2026-01-02", "what a stage found is one")
    told = assay.text("A plan.", {date = "2025-05-05"})
    told:add("document", 1, 2, {date = "2026-01-02"})
    tap.is(told.date, "2025-05-05", "metadata come first")
end
tap.fails("there is no \"colour\"", "an unknown field is an error",
    function() return kept.colour end)

-- ---- docs as a list --------------------------------------------------------

close "all"
local session = require "assay.session"
local three = {}
for i = 1, 3 do
    three[i] = assay.text("Text " .. i .. ".", {id = "t" .. i, annotate = false})
end
session.add(three)
tap.is(#docs .. " " .. docs[2].id .. " " .. tostring(docs[4]), "3 t2 nil", "docs has the open ones by number")
local found_ids = {}
for i, each in ipairs(docs) do
    found_ids[i] = each.id
end
tap.is(table.concat(found_ids, " "), "t1 t2 t3", "and a loop goes through them")
tap.is(tostring(text(docs()[3])), "Text 3.", "a row of the table stands for its document")
tap.is(#kwic("text", docs[2]) .. #quotes(docs()[2]), "10", "for commands about several, too")
tap.fails("close: argument 1 is no open document (got nil)", "close of nothing closes nothing", close, docs[9])
tap.is(#docs, 3, "all are there still")
tap.fails("argument 2 is no open document (got 9)", "nor of a number that is none", close, 1, 9)
close(2)
tap.is(#docs .. " " .. docs[2].id, "2 t3", "a number is one of the list")
docs[1]:close()
tap.is(#docs .. " " .. docs[1].id, "1 t3", "what a script closed is not in it")
close "all"

os.remove(path)
os.remove(set)
tap.done()
