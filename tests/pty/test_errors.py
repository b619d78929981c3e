"""Errors at the prompt and in scripts: in plain words, with the name that was
probably meant; where they come from only when asked for."""
import subprocess
import tempfile

from screen import Screen
from terminal import ASSAY, PROMPT, Session, finish, ok


def plain(got):
    return got.replace("\r", "").replace(PROMPT, "").rstrip("\n")


s = Session(("-q",), size=(40, 100), TERM="dumb", NO_COLOR="1")
s.wait(PROMPT)


def says(entry, part, name):
    got = plain(s.enter(entry))
    ok(part in got and got.startswith("error: "), name, got)
    return got


says('kwick "x"', "there is no `kwick`; did you mean `kwic`?", "a misspelt command")
says("docss", "there is no `docss`; did you mean `docs`?", "a bare one")
got = plain(s.enter("zzzzzzzz"))
ok(got == "nil", "a name that is near to none is nil", got)
says("zzzzzzzz()", "there is no `zzzzzzzz`", "until it is called")
says("zzzzzzzz.x = 1", "there is no `zzzzzzzz`", "or looked into")
says('set.mdoe "json"', "there is no `mdoe` in `set`; did you mean `mode`?", "a misspelt member")
says("assay.tabel({}, {})", "there is no `tabel` in `assay`; did you mean `table`?", "of a table of functions")
s.enter('open "examples/talks.txt"')
says("doc:recrods()", 'there is no "recrods"; did you mean "records"?', "a misspelt method of a document")
says("doc.titel", 'there is no "titel"; did you mean "title"?', "a misspelt field of one")
s.enter('kwic "talks"')
says("_[1].kye.x", "there is no `kye` in", "a field of a row")
s.enter('row = _[1]')
says("row.kye:upper()", "there is no `kye` in `row`; did you mean `key`?", "with the name that it has")
says('("x"):uper()', "there is no `uper`", "a method of a string")
s.enter("word = 'x'")
says("word:uper()", "there is no `uper` in `word`; did you mean `upper`?", "of a variable")
says("local count = 1; print(count + cuont)", "there is no `cuont`; did you mean `count`?", "a local variable")
says("(function() local inner; inner() end)()", "`inner` is nil", "one without a value")
says('sentences(5)', "sentences:", "a wrong argument says what was expected")
got = says("error('no luck')", "no luck", "an error of one's own stays as it is")
ok("traceback" not in got, "without a traceback", got)
got = got = says("kwic talks in Geneva", 'near \'talks\'; text stands in quotes: kwic "talks in Geneva"', "words without quotes")
says("nothing talks", "near 'talks'", "but not behind what is no command")
says("docss", "  docss\n  ^", "a bare name has its caret")
says("x = = 1", "unexpected symbol", "what is no Lua")
says("open 'no/such.txt'", "no/such.txt", "a file that is not there")
says("error({})", "table value", "an error that is no text")
says("error(setmetatable({}, {__tostring = function() return 'own words' end}))", "own words",
     "one with words of its own")
got = plain(s.enter('#kwic "[lemm=say]"'))
ok('kwic: pattern:1:2: unknown attribute "lemm": did you mean lemma?\n[lemm=say]\n ^\n0' in got,
   "an attribute that nothing gives is told, with its caret", got)
ok("did you mean" in plain(s.enter('#kwic "[lemm=say]"')), "each time")
got = plain(s.enter('for i = 1, 3 do print(#find "@PERSN") end'))
ok(got.count("did you mean @PERSON?") == 1, "once in a loop", got)
says('rules.try {name = "a", label = "X", pattern = "[lemm=say]"}', "did you mean lemma?", "in a rule it is an error")
s.enter('doc:add("risk", 3, 5, {type = "Risk", level = "high"})')
got = plain(s.enter('#kwic "@Risk[level=high] | [level=low] | @RISK"'))
ok(got == "1", "what the open documents have is known", got)
got = plain(s.enter('rules.try {name = "a", label = "X", pattern = "@Risk[level=high]"}'))
ok("unknown" not in got, "to rules, too", got)
s.enter('rules.add {name = "b", label = "Blue", pattern = "nonesuch"}')
got = plain(s.enter('#kwic "@Blue"'))
ok(got == "0", "and what a rule of the session gives, found or not", got)
ok("did you mean @Blue?" in plain(s.enter('#kwic "@Bleu"')), "which is offered, too")
s.enter("set.trace(true)")
got = plain(s.enter("kwick 'x'"))
ok("there is no `kwick`" in got, "with set.trace the message is the same", got)
got = plain(s.enter("string.rep()"))
ok("bad argument #1 to 'rep'" in got, "Lua's own words where there are no better", got)
ok(s.end() == 0, "and leaves with 0")

# ---- a narrow terminal ----------------------------------------------------------
n = Screen(size=(16, 60))
n.prompts()


def shows(entry, rows, name):
    n.clear()
    n.send(entry + "\r")
    ok(n.ends_with(*rows, "assay>"), name, n.lines())


n.enter_line('open "examples/talks.txt"')
shows("quotes{spaeker = 1}", ['error: quotes: there is no criterion "spaeker"; did you mean', '  "speaker"?'],
      "a long message is broken between words")
shows('kwick "' + "word " * 20 + '"', ["error: there is no `kwick`; did you mean `kwic`?",
      '  kwick "' + "word " * 10 + "\u2026", "  ^"], "of a long entry there is what fits")
shows("x = {" + "a = 1, " * 9 + "b = 2 c = 3" + ", d = 4" * 9 + "}",
      ["error: '}' expected near 'c'", "  \u2026 a = 1, a = 1, a = 1, b = 2 c = 3, d = 4, d = 4, d = 4, \u2026",
       " " * 31 + "^"], "around the place")
n.enter_line('x = "' + "\u4e2d\u6587" * 20 + '" ]')
caret = n.lines()[-2]
ok(n.screen.buffer[len(n.lines()) - 3][len(caret) - 1].data == "]", "also behind wide letters", n.lines())
rows = n.enter_line('find "' + "word " * 20 + '[here"')
ok(rows[-1].endswith("^") and rows[-2][len(rows[-1]) - 1:].startswith("here"), "a pattern's caret stays below its place", rows)
n.end()

# ---- in scripts ---------------------------------------------------------------
folder = tempfile.mkdtemp()


def script(text, part, name, *more):
    path = folder + "/s.lua"
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    done = subprocess.run([ASSAY, "run", path], capture_output=True, text=True, check=False)
    ok(done.returncode == 1 and part in done.stderr, name, done.stderr)
    for each in more:
        ok(each in done.stderr, name + ": " + each, done.stderr)
    return done.stderr


got = script('-- one\nkwick "x"\n', "s.lua:2: there is no `kwick`; did you mean `kwic`?", "a script, with file and line")
ok("traceback" not in got, "without a traceback", got)
script('set.trace(true)\nkwick "x"\n', "s.lua:2: there is no `kwick`", "a traceback when asked for", "traceback", "in main chunk")
script('local names = {first = 1}\nprint(names.frist.x)\n', "s.lua:2: there is no `frist` in `names`; did you mean `first`?",
       "a field, found by the script's line")
script('local function f()\n  local hits = {}\n  return hist[1]\nend\nf()\n', "s.lua:3: there is no `hist`; did you mean `hits`?",
       "a local of the function it happened in")
script('pcall(kwick)\nlocal good, why = pcall(function() kwick() end)\nprint(why)\nnone()\n',
       "s.lua:4: there is no `none`", "what is caught is left alone")
done = subprocess.run([ASSAY, "-e", "local t = {name = 1} t.nmae()"], capture_output=True, text=True, check=False)
ok("-e:1: there is no `nmae` in `t`; did you mean `name`?" in done.stderr, "-e", done.stderr)
finish()
