-- Sets of documents (where), samples and counts.
local tap = dofile("tests/lua/tap.lua")
local made = dofile("tests/lua/made.lua")

local column = made.column
local set = made.four()
require("assay.session").add(set)

-- ---- sets of documents ------------------------------------------------------

tap.is(#where{}, 4, "no criterion: all")
tap.is(column(where{id = "south*"}, "id"), "south south-2", "by id")
tap.is(#where{title = "on north"}, 1, "by title, in any case")
tap.is(#where{source = {"wire", "other"}}, 4, "by source")
tap.is(#where{after = "2024-01-11"}, 2, "by date")
tap.is(#where{before = "2024-01-11"}, 1, "before it")
tap.is(#where{date = "2024-01"}, 2, "in a month; undated is in none")
tap.is(#where{tokens = {max = 4}}, 1, "by length")
tap.is(#where{test = function(d) return d.id == "north" end}, 1,
    "by a function")
tap.is(#where(function(d) return d.id == "north" end), 1, "alone")
tap.is(column(where{has = "quote"}, "id"), "north", "by what is in it")
tap.is(#where{has = {kind = "quotes", speaker = "ann ray"}}, 1,
    "with criteria")
tap.is(#where{has = {kind = "casualty", min = 4}}, 0, "that may not hold")
tap.is(#where{has = {"quote", {kind = "casualty"}}}, 0, "all must be in it")
tap.is(#where "said", 4, "by words")
tap.is(#where{pattern = "lef*"}, 1, "with a star")
tap.is(#where(assay.pattern('"Bob"')), 2, "by a pattern")
tap.is(#where({id = "south*"}, set[2]), 1, "of these documents")
local south = where{id = "south*"}
tap.ok(tostring(south):find("^n  id +date +tokens +title\n"),
    "a set prints as a table", south)
tap.is(tostring(where{id = "x"}), "no document", "an empty one says so")
tap.is(#casualties(south), 1, "a set is documents for commands")
tap.is(#kwic("said", south), 2, "for all of them")
tap.is(#quotes(where{id = "x"}), 0, "none are none, not all")
tap.is(#quotes(docs()), 1, "rows of docs are documents")
tap.is(#quotes(docs), 1, "docs is all of them")
tap.is(#quotes{docs = docs()[1]}, 1, "a row of docs is one")
tap.fails("quotes: expected a document or a list of them (got a table without",
    "another table is none", quotes, {docs = {n = 1}})
tap.is(#records("entity", {type = "LOC"}), 0,
    "a kind without a command has criteria, too")
tap.fails('records: there is no criterion "mentoin"; did you mean "mention"?',
    "which are its fields", records, "entity", {mentoin = "name"})
tap.is(#quotes "!", 0, "no letters are nobody")
local wire = where{date = "2024-01"}
tap.is(column(south:union(wire), "id"), "south south-2 north", "union")
tap.is(column(south:intersect(wire), "id"), "south", "intersection")
tap.is(column(south:minus(wire), "id"), "south-2", "difference")
tap.is(column(south:minus(set[3]), "id"), "south", "of one document")
tap.fails("set:union: expected a document", "with documents",
    function() south:union(5) end)
tap.fails('where: there is no criterion "titel"; did you mean "title"?',
    "a misspelt criterion", where, {titel = "x"})
tap.fails('where: there is no kind "qoute"; did you mean "quote"?',
    "a misspelt kind", where, {has = "qoute"})
tap.fails("where: has must be a kind", "a kind is one", where, {has = {}})
tap.fails("where: there is no criterion", "criteria of has are known", where,
    {has = {kind = "quote", harm = "x"}})
tap.fails("where: test must be a function", "a test is one", where,
    {test = 5})
tap.fails("where: pattern must be words", "a pattern is one", where,
    {pattern = 5})
tap.fails("where: which documents?", "something is asked", where)

-- ---- samples ------------------------------------------------------------------

tap.is(column(sample(2), "id"), column(sample(2), "id"), "a sample is the same")
tap.is(#sample(2), 2, "as large as asked")
tap.is(#sample(9), 4, "but for what there is")
tap.is(column(sample(9), "id"), "north south south-2 undated", "in order")
tap.is(#sample(0), 0, "or empty")
local rows = {}
for i = 1, 1000 do
    rows[i] = {n = i}
end
local numbers = assay.table(rows, {"n"})
local ten = sample(10, numbers, {seed = 7})
tap.is(column(ten, "n"), column(sample(10, numbers, {seed = 7}), "n"),
    "of rows, too")
tap.ok(column(ten, "n") ~= column(sample(10, numbers, {seed = 8}), "n"),
    "another seed, another sample")
tap.is(column(sample(5, numbers), "n"), column(sample(5, numbers,
    {seed = 1}), "n"), "the seed is 1")
tap.ok(tostring(ten):find("^ *n\n"), "which print as they did", ten)
local total = 0
for seed = 1, 400 do
    for _, row in ipairs(sample(5, numbers, {seed = seed})) do
        total = total + row.n
    end
end
-- 2,000 draws from 1 to 1000: mean 500.5, standard error 6.5
tap.ok(math.abs(total / 2000 - 500.5) < 26, "each row is as likely",
    total / 2000)
local given = 0
tap.is(#sample(3, function()
    given = given + 1
    return given <= 50 and given or nil
end), 3,
    "of an iterator")
tap.fails("sample: how many?", "a number is asked for", sample)
tap.fails("sample: seed must be an integer", "a seed is one", sample, 2, numbers,
    {seed = "x"})
tap.fails('sample: there is no option "sede"', "options are known", sample, 2,
    numbers, {sede = 1})
tap.fails("sample: expected rows of a result", "rows are", sample, 2, 5)

-- ---- counts -------------------------------------------------------------------

local counted = tally(assay.table({{k = "b"}, {k = "a"}, {k = "b"}, {},
    {k = {"a", "c"}}}, {"k"}), "k")
tap.is(column(counted, "k"), "a b c (none)", "values, the most first")
tap.is(column(counted, "n"), "2 2 1 1", "with counts")
tap.is(counted[1].share, 0.5, "and shares of what is known")
tap.is(#counted[1].rows, 2, "and the rows")
local cross = tally(assay.table({{k = "b", m = "x"}, {k = "a", m = "n"},
    {k = "b", m = "x"}}, {"k", "m"}), "k", "m")
tap.is(cross[1].x, 2, "two fields give a table")
tap.is(cross[1].n, 2, "with sums")
tap.is(cross[2]["n'"], 1, "and no column in another's place")
tap.is(#tally(assay.table({}, {"k"}), "k"), 0, "of nothing, nothing")
tap.fails("tally: which field?", "a field is named", tally, numbers)
tap.fails('tally: no row has a field "m"', "that some row has", tally,
    numbers, "m")
tap.fails("tally: expected rows of a result", "of rows", tally, 5, "n")
tap.is(column(tally(quotes(), "cue"), "cue"), "(none)",
    "a field that a kind has may be unknown")
local published = tally(records(), "published")
tap.ok(#published > 0 and published[1].n > 0,
    "what rows know besides is counted")
tap.is(tally(casualties(), "published")[1].published, "2024-01-11",
    "the date of a record's document")
tap.is(column(tally(casualties(), "when"), "when"), "(none)", "or its own")

tap.done()
