-- The commands: what is typed at the prompt is what a script calls.
local tap = dofile("tests/lua/tap.lua")

local TALKS = "examples/talks.txt"

-- ---- without a document -------------------------------------------------

tap.fails('no document is open; try open "report.txt"',
    "commands say that nothing is open", entities)
tap.is(tostring(docs()), 'no document is open; try open "report.txt"',
    "docs says so")
tap.fails("open: which file?", "open wants a file", open)
tap.fails("open: path must be a string (got number)", "and a name of one",
    open, 5)
tap.fails("no/such.txt", "and one that is there", open, "no/such.txt")

-- ---- with one -----------------------------------------------------------

local talks = open(TALKS)
tap.is(assay.type(talks), "document", "open gives the document")
tap.is(doc, talks, "which is the current one")
tap.ok(tostring(text()):find("^Ukraine presses allies"), "text is its text")
tap.is(sentences()[1].text, talks:text(1, sentences()[1].last),
    "sentences are rows")
tap.is(#docs(), 1, "docs lists it")

talks:add("entity", 2, 2, {type = "NORP", name = "Testland",
    country = "TST", rule = "test"})
local found
tap.fails('section must be "country"', "a section that is none is told", entities, "cuontry")
tap.fails("(got table)", "nor are several documents one", entities, docs)
for _, row in ipairs(entities("country")) do
    if row.name == "Testland" then
        found = row
    end
end
tap.ok(found and found.n == 1 and found.country == "TST",
    "entities are counted by name")
tap.ok(#countries() >= 1, "countries are a section of them")
talks:add("entity", 3, 3, {type = "NORP", name = "Test Party", group = "party",
    country = "TST", rule = "test"})
local sections = {}
for _, row in ipairs(entities()) do
    sections[row.name] = row.section
end
tap.is(sections["Test Party"], "group", "a party is not its country")

local hits = find("security guarantees")
tap.is(hits[1].key, "security guarantees", "find gives hits")
tap.ok(tostring(hits):find("security guarantees", 1, true),
    "which print as lines")
tap.ok(#kwic("guarantee*") > #kwic("guarantee"), "a star takes any ending")
tap.is(tostring(find("nonesuch")), "nothing found", "no hit is told")
tap.fails("find: pattern must be words, a pattern or a gazetteer",
    "find wants words", find)
tap.is(records("document")[1].kind, "document", "records are tables")
tap.ok(tostring(records()):find("^kind"), "and print as a table")
tap.ok(tostring(brief()):find("^Ukraine presses allies"), "brief")
tap.ok(tostring(brief(TALKS)):find("^Ukraine presses allies for binding "
    .. "guarantees as Geneva talks end without deal +:0\n"),
    "brief of a file")

-- ---- with several -------------------------------------------------------

open("examples/arms.txt", "examples/border.txt")
tap.is(doc.id, "examples/arms.txt", "the first of several is current")
tap.is(#docs(), 3, "all are open")
tap.is(use(1), talks, "use makes another one current")
tap.fails("there is no document 9", "use wants one of the list", use, 9)
close()
tap.is(#docs(), 2, "close closes the current one")
tap.is(doc.id, "examples/border.txt", "and another one is current")
close("all")
tap.is(doc, nil, "close all leaves none")

-- ---- help ---------------------------------------------------------------

tap.ok(tostring(help()):find("entities", 1, true), "help lists commands")
tap.ok(tostring(help("find")):find("doc:find", 1, true),
    "help on a name finds the method too")
tap.ok(tostring(help("nonesuch")):find("nothing is known", 1, true),
    "help on nothing says so")
for name in pairs(assay.commands) do
    tap.ok(not tostring(help(name)):find("nothing is known", 1, true),
        "there is help on " .. name)
    tap.ok(_G[name] == assay.commands[name], name .. " is a global")
end

tap.done()
