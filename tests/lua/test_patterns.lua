-- string.find, match, gmatch and gsub are ours (they can be stopped); they
-- must do what the manual of Lua 5.4 says in 6.4.1.
local tap = dofile("tests/lua/tap.lua")

local function joined(...)
    local parts = table.pack(...)
    for i = 1, parts.n do
        parts[i] = tostring(parts[i])
    end
    return table.concat(parts, " ")
end

local function all(text, pattern, init)
    local out = {}
    for a, b in text:gmatch(pattern, init) do
        out[#out + 1] = b and a .. "=" .. b or tostring(a)
    end
    return table.concat(out, ",")
end

-- {what, result, name}
local finds = {
    {joined(("hello"):find("l")), "3 3", "a literal"},
    {joined(("hello"):find("")), "1 0", "the empty pattern"},
    {joined(("hello"):find("", 6)), "6 5", "at the end"},
    {joined(("hello"):find("", 7)), "nil", "not behind it"},
    {joined(("hello"):find("l", -2)), "4 4", "from the end"},
    {joined(("hello"):find("h", -99)), "1 1", "from far before"},
    {joined(("a.b"):find(".", 1, true)), "2 2", "plain"},
    {joined(("a\0b"):find("\0b")), "2 3", "a NUL"},
    {joined(("a\0b"):find("%z?[\0]")), "2 2", "a NUL in a set"},
    {joined(("key = value"):find("(%w+)%s*=%s*(%w+)")), "1 11 key value",
        "captures"},
    {joined(("abc"):find("()b()")), "2 2 2 3", "places"},
    {joined(("abc"):find("^b")), "nil", "an anchor"},
    {joined(("abc"):find("c$")), "3 3", "the end"},
    {joined(("a$c"):find("$c")), "2 3", "a dollar within"},
}
local matches = {
    {("  x  "):match("^%s*(.-)%s*$"), "x", "lazy"},
    {("aaa"):match("a-"), "", "as few as can be"},
    {("aaab"):match("a*b"), "aaab", "greedy"},
    {("b"):match("a+b"), nil, "at least one"},
    {("ab"):match("a?b?c?$"), "ab", "optional"},
    {("f(a(b)c)d"):match("%b()"), "(a(b)c)", "balanced"},
    {("THE (quick) fox"):match("%f[%a]%a+%f[%A]", 5), "quick", "frontier"},
    {('say "it" and \'so\''):match("([\"'])(.-)%1"), '"', "back reference"},
    {("x-y"):match("[a%-]"), "-", "an escape in a set"},
    {("x]y"):match("[]]"), "]", "a bracket that comes first"},
    {("x^y"):match("[x^]+"), "x^", "a caret that does not"},
    {("x"):match("[^%d]"), "x", "a complement"},
    {("-"):match("[a-]"), "-", "a minus at the end"},
    {("5f"):match("^%x+$"), "5f", "hexadecimal"},
    {("\u{E9}"):match("%a"), nil, "bytes above 127 are no letters"},
}
local gmatches = {
    {all("one two", "%a+"), "one,two", "words"},
    {all("a=1, b=2", "(%w)=(%w)"), "a=1,b=2", "pairs"},
    {all("abc", "()"), "1,2,3,4", "empty matches"},
    {all("abc", "%a*"), "abc", "none behind a match"},
    {all("one two", "%a+", 3), "e,two", "from a place"},
    {all("^a^a", "^a"), "^a,^a", "a caret is a caret"},
}
local gsubs = {
    {joined(("hello"):gsub("l", "L")), "heLLo 2", "a string"},
    {joined(("hello"):gsub("l", "L", 1)), "heLlo 1", "at most"},
    {joined(("hello"):gsub("(h)(e)", "%2%1%0%%")), "ehhe%llo 1",
        "captures"},
    {joined(("abc"):gsub("", "-")), "-a-b-c- 4", "the empty pattern"},
    {joined(("abc"):gsub("%w", "%0%0")), "aabbcc 3", "the whole"},
    {joined(("abc"):gsub("%w", {a = "x", b = false})), "xbc 3", "a table"},
    {joined(("abc"):gsub("%w", function(c)
        return c == "b" and 2 or nil
    end)), "a2c 3", "a function"},
    {joined(("abc"):gsub("()", "%1")), "1a2b3c4 4", "places"},
    {joined(("aaa"):gsub("^a", "b")), "baa 1", "an anchor"},
    {joined(("abc"):gsub("b*", "-")), "-a-c- 3", "empty and not"},
}
for kind, list in pairs {find = finds, match = matches, gmatch = gmatches,
    gsub = gsubs} do
    for _, case in ipairs(list) do
        tap.is(case[1], case[2], kind .. ": " .. case[3])
    end
end

local long = ("ab"):rep(100000)
tap.is(#long:match("(.-)$"), #long, "a long subject")
tap.is(select(2, long:gsub("a", "")), 100000, "many matches")

for pattern, part in pairs {
    ["%"] = "ends with '%'", ["["] = "missing ']'", ["[a%"] = "missing ']'",
    ["(a"] = "unfinished capture", ["a)"] = "invalid pattern capture",
    ["%1"] = "invalid capture index", ["%f"] = "missing '['",
    ["%b("] = "missing arguments", [("()"):rep(33)] = "too many captures",
    [("(a?"):rep(30) .. (")"):rep(31)] = "capture",
} do
    tap.fails(part, "malformed: " .. pattern, string.match, "aaa", pattern)
end
tap.fails("too complex", "too deep", string.match, ("a"):rep(300),
    ("a?"):rep(300))
tap.fails("invalid use of '%'", "a replacement that ends in %",
    string.gsub, "a", "a", "%")
tap.fails("invalid capture index %2", "a capture that is not there",
    string.gsub, "a", "a", "%2")
tap.fails("invalid replacement value (a table)", "a value that is no text",
    string.gsub, "a", "a", function() return {} end)
tap.fails("string/function/table", "no replacement", string.gsub, "a", "a")

tap.done()
