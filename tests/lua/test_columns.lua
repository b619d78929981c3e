-- What is seen first: every command at every width.
local tap = dofile("tests/lua/tap.lua")

local core = require "assay.core"
local show = require "assay.show"
local term = assay.term

term.color, term.unicode = false, true
for _, name in ipairs {"talks", "arms", "strike"} do
    open("examples/" .. name .. ".txt")
end
local all = docs()

local function lines_of(value, width)
    term.width = width
    local lines = {}
    for line in (show.text(value) .. "\n"):gmatch("(.-)\n") do
        lines[#lines + 1] = line
    end
    term.width = 0
    return lines
end

--- Columns that are there from so many columns of the terminal on.
local FIRST = {
    {quotes, {speaker = 40, content = 40, negated = 60, at = 80}},
    {positions, {actor = 40, stands = 40, what = 40, doc = 60, hedged = 100}},
    {events, {type = 40, source = 40, target = 40, mode = 60, date = 80, place = 100}},
    {casualties, {harm = 40, min = 40, max = 40, ["in context"] = 40, doc = 60, who = 100}},
    {money, {amount = 40, currency = 40, ["in context"] = 60, doc = 60}},
    {dates, {value = 40, ["in context"] = 40, doc = 40, begin = 60}},
    {places, {name = 40, ["in context"] = 40, country = 60, lat = 100}},
    {quantities, {amount = 40, unit = 40, ["in context"] = 40, doc = 60}},
    {roles, {person = 40, role = 40, of = 40, doc = 60, ["in context"] = 200}},
    {function() return docs() end, {id = 40, title = 40, date = 60}},
    {function(d) return records("quote", d) end, {speaker = 40, content = 40, start = 80}},
    {function(d) return records("stance", d) end, {actor = 40, polarity = 40, target = 40}},
    {function(d) return records(d) end, {kind = 40, start = 40, text = 40, doc = 80}},
}

local function has_word(line, word)
    return (" " .. line .. " "):find(" " .. word .. " ", 1, true) ~= nil
end

for i, each in ipairs(FIRST) do
    local value = each[1](all)
    for _, width in ipairs {40, 60, 80, 100, 200} do
        local lines = lines_of(value, width)
        for name, from in pairs(each[2]) do
            tap.ok(width < from or has_word(lines[1], name),
                ("command %d at %d columns shows %s"):format(i, width, name), lines[1])
        end
    end
end

local OTHERS = {
    kwic = function() return kwic("talks") end,
    ["kwic of one"] = function() return kwic("talks", {limit = 1}) end,
    ["a long match"] = function() return kwic(assay.pattern("[]{20}")) end,
    entities = function() return entities(all[1].doc) end,
    countries = function() return countries(all[1].doc) end,
    sentences = function() return sentences(all[1].doc) end,
    network = network, timeline = timeline, freq = freq,
    ngrams = function() return ngrams(2) end,
    colloc = function() return colloc("guarantee*", {min = 1}) end,
    dispersion = function() return dispersion("talks") end,
    tally = function() return tally(quotes(), "speaker") end,
    compare = function() return compare(all[1].doc, all[2].doc) end,
    plugins = plugins, kinds = assay.kinds, set = function() return set() end,
}
for i, each in ipairs(FIRST) do
    OTHERS[i] = function() return each[1](all) end
end
for name, of in pairs(OTHERS) do
    local value = of()
    for _, width in ipairs {40, 60, 80, 100, 200} do
        local most, widest = 0, nil
        for _, line in ipairs(lines_of(value, width)) do
            if core.width(line) > most then
                most, widest = core.width(line), line
            end
        end
        tap.ok(most <= width, ("%s fits %d columns"):format(name, width), widest)
    end
end

-- ---- files keep all of it ---------------------------------------------------

local written = require("assay.rows").of(records("quote", all))
local _, columns = require("assay.rows").of(written)
local known = {}
for _, column in ipairs(columns) do
    tap.ok(not known[column.key], "a field is one column: " .. column.key)
    known[column.key] = true
end
for _, key in ipairs {"doc", "kind", "start", "end", "text", "rule", "speaker", "speaker_start", "content"} do
    tap.ok(known[key], "a file gets " .. key)
end
tap.is(columns[1].key .. " " .. columns[2].key, "doc speaker", "in the order of the table")

-- ---- ranks and shares ---------------------------------------------------------

local wide = {{a = ("a"):rep(90), b = ("b"):rep(90), c = ("c"):rep(90)}}
tap.is(lines_of(assay.table(wide, {"a", {key = "b", rank = 1}, "c"}), 12)[1], "b", "the lowest rank is kept")
tap.is(lines_of(assay.table(wide, {"a", {key = "b", rank = 1}, "c"}), 24)[1], "a            b",
    "what is shown keeps its place")
tap.is(lines_of(assay.table(wide, {{key = "a", share = 10}, {key = "b", share = 30}}), 82)[2],
    ("-"):rep(20) .. "  " .. ("-"):rep(60), "what is cut is cut by its share")
tap.fails("must be an integer", "a rank is a number", assay.table, {}, {{key = "a", rank = "first"}})

-- ---- plain tables ---------------------------------------------------------------

tap.is(table.concat(lines_of({"alpha", "beta", "gamma", "delta"}, 24), "\n"),
    '{\n  "alpha", "beta",\n  "gamma", "delta"\n}', "a long list is filled in")
tap.is(table.concat(lines_of({name = {first = ("x"):rep(9), last = ("y"):rep(9)}}, 40), "\n"),
    '{\n  name = {\n    first = "xxxxxxxxx",\n    last = "yyyyyyyyy"\n  }\n}', "fields have lines of their own")

tap.done()
