"""TAB with types, on a real terminal: through what calls give, keys of options,
strings that a parameter takes, and over the lines of an open block. Prints TAP."""
from terminal import Session, finish, ok

s = Session(args=("-q", ))
s.wait("assay> ")
s.enter('open "examples/talks.txt"')


def tab(typed, wanted, name):
    s.send(typed + "\t")
    got = s.wait(wanted)
    ok(got is not None, name, s.seen)
    s.send("\x15\r")
    s.wait("assay> ")


tab('doc:records("quote")[1].speaker_te', "speaker_text", "a field of what a method gives")
tab("doc:actors()[1]:ment", "mentions", "a method of it")
tab('records "casu', 'casualty"', "a kind of records, and its quotation mark")
tab('help "rule fi', 'rule files"', "a topic of two words")
tab('help "doc:sentence_', "doc:sentence_at", "a name with a colon")
tab("kwic(\"x\", {so", "{sort", "a key of a table of options")
tab('open "examples/kord', "kordon.uk.txt", "a path, where a path is wanted")
s.enter("local said, runs = quotes(), 0")
s.enter("trap = setmetatable({inner = 1}, {__index = function() runs = runs + 1 end})")
tab("said[1].content_st", "content_start", "a field of a row of the user's")
tab("trap.inn", "trap.inner", "a field of a table of the user's")
s.send("trap.x.\t")
s.wait("trap.x.")
s.send("\x15")
got = s.enter("runs")
ok(got.strip().startswith("0"), "and no code of the user's runs for it", got)
s.send("local function between(first)\r")
s.wait("..> ")
s.send("return fir\t")
ok(s.wait("first") is not None, "a parameter of the function that is being typed", s.seen)
s.send(" end\r")
s.wait("assay> ")
s.send('kwic("guarantee*",\r')
s.wait("..> ")
s.send("{so\t")
ok(s.wait("{sort") is not None, "a key of options that were begun a line above", s.seen)
s.send(' = "ri\t')
ok(s.wait('"right"') is not None, "and what it may be", s.seen)
s.send("})\r")
got = s.wait("assay> ") or ""
ok("guarantee" in got, "the entry is whole", got)
ok(s.end() == 0, "the session ends well")
finish()
