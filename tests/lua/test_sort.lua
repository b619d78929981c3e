-- Rows are sorted by fields, the first that differs decides.
local tap = dofile "tests/lua/tap.lua"
local lists = require "assay.lists"

local rows = {
    {name = "b", n = 1, docs = 2}, {name = "c", n = 3, docs = 1},
    {name = "a", n = 1, docs = 2}, {name = "d", n = 2, docs = 2},
}

local function sorted(fields)
    lists.sort(rows, fields)
    return table.concat(lists.field(rows, "name"), " ")
end

tap.is(sorted {"name"}, "a b c d", "smallest first")
tap.is(sorted {"-name"}, "d c b a", "largest first")
tap.is(sorted {"-docs", "-n", "name"}, "d a b c", "what follows decides among equals")
tap.is(sorted {"docs", "-n", "name"}, "c d a b", "up and down in one")
tap.is(#rows, 4, "no row is lost")
tap.done()
