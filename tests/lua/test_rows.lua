-- Rows as CSV, TSV, JSON and JSON Lines: what is written reads back as the
-- same data, whatever is in a cell.
local tap = dofile("tests/lua/tap.lua")
local rows = require "assay.rows"
local json = require "assay.json"

local function text(list, names, format, options)
    local columns = {}
    for i, name in ipairs(names) do
        columns[i] = {key = name}
    end
    return rows.text(list, columns, format, options)
end

local ODD = {{a = 'say "x", y', b = "line\r\nbreak", c = 1, d = true},
             {a = "=1+2", b = "tab\there\\", c = -0.5, d = {"x", "y"}},
             {b = "\27[31mred\0", c = 2^53}}
local NAMES = {"a", "b", "c", "d"}

-- ---- csv --------------------------------------------------------------------

tap.is(text(ODD, NAMES, "csv"), 'a,b,c,d\r\n'
    .. '"say ""x"", y","line\r\nbreak",1,true\r\n'
    .. '=1+2,tab\there\\,-0.5,x; y\r\n,\27[31mred\0,9007199254740992,\r\n',
    "csv quotes what RFC 4180 says; control characters are data")
tap.is(text({{a = "x"}}, {"a"}, "csv", {crlf = false}), "a\nx\n",
    "lines may end in a line feed alone")
tap.is(text({{a = "x"}}, {"a"}, "csv", {heading = false}), "x\r\n",
    "the heading may be left out")
local risky = {{a = "=1", b = "+1", c = "-1", d = -1}, {a = "@x", b = "\ty",
    c = "\rz", d = "a=1"}}
tap.is(text(risky, NAMES, "csv", {guard = true}), "a,b,c,d\r\n"
    .. "'=1,'+1,'-1,-1\r\n'@x,'\ty,\"'\rz\",a=1\r\n",
    "the guard is before texts that a spreadsheet would work out, not numbers")
tap.is(text({}, NAMES, "csv"), "a,b,c,d\r\n", "no row: the heading alone")
tap.is(text({{a = "bad\xFFbyte"}}, {"a"}, "csv"), "a\r\nbad\u{FFFD}byte\r\n",
    "ill-formed bytes are replaced")
tap.is(text({{["key\xFF"] = 1}}, {"key\xFF"}, "csv"), "key\u{FFFD}\r\n1\r\n", "in the heading, too")
tap.is(text({{a = 0/0, b = math.huge, c = 0.1, d = 1e300}}, NAMES, "csv"),
    "a,b,c,d\r\n,,0.1,1e+300\r\n", "numbers are exact, what is none is empty")

-- ---- tsv -----------------------------------------------------------------------

tap.is(text(ODD, NAMES, "tsv"), 'a\tb\tc\td\n'
    .. 'say "x", y\tline\\r\\nbreak\t1\ttrue\n'
    .. '=1+2\ttab\\there\\\\\t-0.5\tx; y\n\t\27[31mred\0\t9007199254740992\t\n',
    "tsv escapes what would break a line")

-- ---- json ------------------------------------------------------------------------

tap.is(text(ODD, NAMES, "json"), '[\n'
    .. '{"a":"say \\"x\\", y","b":"line\\r\\nbreak","c":1,"d":true},\n'
    .. '{"a":"=1+2","b":"tab\\there\\\\","c":-0.5,"d":["x","y"]},\n'
    .. '{"b":"\\u001b[31mred\\u0000","c":9007199254740992}\n]\n',
    "json has a row a line, keys in order, unknown ones left out")
tap.is(text({}, NAMES, "json"), "[]\n", "no row: an empty array")
tap.is(text(ODD, {"a"}, "jsonl"),
    '{"a":"say \\"x\\", y"}\n{"a":"=1+2"}\n{}\n', "json lines")
tap.is(text({}, NAMES, "jsonl"), "", "no row: no line")
tap.is(json.encode("\x7F\u{85}\xFF\u{2028}é"),
    '"\\u007f\\u0085\u{FFFD}\\u2028é"', "a string is safe and valid")
tap.is(json.encode{b = 1, a = {}, c = {{x = 0/0}}},
    '{"a":[],"b":1,"c":[{"x":null}]}', "objects are in order of keys")
local deep = {}
deep[1] = deep
tap.fails("too deep", "a circle ends", json.encode, deep)
tap.is(text({{a = deep}}, {"a"}, "json"):sub(1, 9), '[\n{"a":[[',
    "in a cell it is cut")

-- ---- what a result's rows are ---------------------------------------------------

local doc = assay.text("Kyiv met Moscow.", {id = "t"})
local list, columns = rows.of(assay.table({{n = 1, doc = doc}},
    {"n=number", "doc"}))
tap.is(rows.text(list, columns, "csv"), "n,doc\r\n1,t\r\n",
    "a table has its columns, by key; a document is its id")
list, columns = rows.of({{b = 1}, {a = 2, f = print}})
tap.is(rows.text(list, columns, "jsonl"), '{"b":1}\n{"a":2}\n',
    "a plain list has those that there are")
list, columns = rows.of(setmetatable({}, {__rows = function()
    return {{x = 1}}, {{key = "x"}}
end}))
tap.is(rows.text(list, columns, "csv"), "x\r\n1\r\n", "or as the value says")
tap.is(rows.of(5), nil, "a number has no rows")
tap.is(rows.of{1, 2}, nil, "nor has a list of them")
tap.is(rows.of{a = 1}, nil, "nor a table of one")

tap.done()
