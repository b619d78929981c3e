-- Options of commands: what is refused, and how that is said.
local tap = dofile("tests/lua/tap.lua")

local options = require "assay.options"

local SPEC = {
    width = {"integer", min = 1, max = 100, default = 40},
    sort = {"left", "right", "doc"},
    by = "string|function",
    keys = "string[]",
    ratio = "number",
    docs = "document|document[]",
    exact = {"boolean", default = false},
    even = function(value)
        return math.type(value) == "integer" and value % 2 == 0, "an even number"
    end,
}

local function read(given)
    return options.read(given, SPEC, "kwic", 1)
end

tap.is(read(nil).width, 40, "a default")
tap.is(read({}).exact, false, "one that is false")
tap.is(read({}).sort, nil, "none")
tap.is(read({width = 7}).width, 7, "what is given")
tap.is(math.type(read({width = 14 / 2}).width), "integer", "a whole number is an integer")
tap.is(math.type(read({ratio = 2.0}).ratio), "float", "where one is wanted")
local given = {sort = "left"}
tap.ok(read(given) ~= given and given.width == nil, "the caller's table stays as it is")

tap.fails('kwic: there is no option "wdith"; did you mean "width"?', "a misspelt name", read, {wdith = 1})
tap.fails('kwic: there is no option "zzzzzzzz"; there is by, docs, even, exact, keys, ratio, sort, width',
    "a name that is near to none", read, {zzzzzzzz = 1})
tap.fails('there is no option "1"', "a value without a name", read, {"left"})
tap.fails('there is no option "aaaaaaaa"', "of several the first", read, {zzzzzzzz = 1, aaaaaaaa = 2})
tap.fails("options must be a table (got string)", "no table", read, "left")
tap.fails("options must be a table (got document)", "a document is none", read,
    assay.text("x", {annotate = false}))
tap.fails("width must be an integer from 1 to 100 (got 0)", "too small", read, {width = 0})
tap.fails("width must be an integer from 1 to 100 (got 101)", "too large", read, {width = 101})
tap.fails('width must be an integer from 1 to 100 (got "5")', "a string is no number", read, {width = "5"})
tap.fails("width must be an integer from 1 to 100 (got 1.5)", "a fraction is no integer", read, {width = 1.5})
tap.fails('sort must be "left", "right" or "doc" (got "lfet"); did you mean "left"?', "a misspelt value", read,
    {sort = "lfet"})
tap.fails("by must be a string or a function (got 3)", "one of two types", read, {by = 3})
tap.ok(read({by = "x"}).by and read({by = print}).by, "both are taken")
tap.fails("keys must be a list of strings (got table)", "a list of strings", read, {keys = {"a", 2}})
tap.is(read({keys = {"a", "b"}}).keys[2], "b", "is taken")
tap.is(read({ratio = 2}).ratio, 2, "integers are numbers")
tap.fails('ratio must be a number (got "2")', "strings are no numbers", read, {ratio = "2"})
tap.ok(read({docs = {assay.text("x", {annotate = false})}}).docs, "a list of documents")
tap.fails("docs must be a document or a list of documents (got table)", "not of strings", read, {docs = {"a"}})
tap.is(read({even = 4}).even, 4, "a rule of one's own")
tap.fails("even must be an even number (got 3)", "and what it asks for", read, {even = 3})
tap.fails('sort must be "left", "right" or "doc" (got "a[2J")', "messages are clean", read, {sort = "a\27[2J"})

-- the mistake is of who called the command
local function command(o)
    local read_ones = options.read(o, SPEC, "cmd")
    return read_ones
end
local good, why = pcall(function()
    command({nope = 1}) -- this line
end)
tap.ok(not good and why:find("^tests/lua/test_options.lua:%d+: cmd: "), "with the caller's line", why)

-- suggestions
tap.is(assay.suggest("kwick", {"find", "kwic", "freq"}), "kwic", "a near name")
tap.is(assay.suggest("zzz", {"find", "kwic"}), nil, "none is near")
tap.is(assay.suggest("x", {}), nil, "of none")
tap.fails("names must be a list", "names are a list", assay.suggest, "x")
tap.is(assay.cut("abcdefgh", 5, "left"), "\u{2026}efgh", "cut at the left")
tap.is(assay.cut("abcdefgh", 5, "middle"), "ab\u{2026}gh", "in the middle")
tap.is(assay.cut("a\u{301}b\u{301}c\u{301}", 2, "left"), "\u{2026}c\u{301}", "marks stay with their letters")
tap.is(assay.cut("\xFF\xFE\xFDabc", 4, "left"), "\u{2026}abc", "broken bytes are counted")
tap.fails("invalid option 'centre'", "cut where", assay.cut, "abcdef", 3, "centre")
tap.done()
