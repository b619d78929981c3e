"""Results: `_`, `_3`, their numbers on the screen, where they go, how they
print, and what an interrupt leaves of them."""
import os
import tempfile

from terminal import PROMPT, Session, finish, ok


def plain(got):
    return got.replace("\r", "").replace(PROMPT, "").rstrip("\n")


s = Session(("-q",), size=(40, 80), TERM="dumb", NO_COLOR="1")
s.wait(PROMPT)
ok(plain(s.enter("results")) == "no result yet", "no result at first")
ok(plain(s.enter("1 + 1")) == "2", "a value has no number where there are no colours")
s.enter("'two'")
ok(plain(s.enter("_")) == "two", "_ is the last")
ok(plain(s.enter("_2")) == "2", "numbers count from the first")
s.enter("x = 5")
ok(plain(s.enter("_")) == "2", "a statement leaves _ alone")
ok(plain(s.enter("nil")) == "nil", "nil prints")
ok(plain(s.enter("_")) == "2", "and leaves _ alone")
ok(plain(s.enter("3, 4")) == "3\n4", "several values print")
ok(plain(s.enter("_")) == "3", "the first is kept")
s.enter("error('x')")
ok(plain(s.enter("_")) == "3", "an error leaves _ alone")
got = plain(s.enter("results"))
ok("_3" in got and "'two'" in got and "string" in got, "results lists what was typed and its kind", got)
ok("error(" not in got and "x = 5" not in got, "and only what gave a value", got)
s.enter('open "examples/talks.txt"')
got = plain(s.enter("quotes"))
ok("Salnikov" in got, "a command is a result", got)
got = plain(s.enter("#_"))
count = int(got)
ok(count > 10, "which is data", got)
got = plain(s.enter("results"))
ok(str(count) in got.split("quotes")[1].split("\n")[0], "with its rows", got)
got = plain(s.enter("for i = 1, 120 do end"))
ok(got == "", "a loop gives nothing", got)

# ---- how they print ---------------------------------------------------------
s.enter("set.limit(2)")
got = plain(s.enter("quotes"))
ok("... and %d more; print(_) shows all" % (count - 2) in got, "set.limit cuts tables", got)
got = plain(s.enter("print(_)"))
ok(len(got.split("\n")) == count + 2, "print(_) shows all", got)
s.enter('set.mode "jsonl"')
got = plain(s.enter("_"))
ok(len(got.split("\n")) == count and got.startswith('{"'), "jsonl prints all rows", got)
s.enter('set.mode "csv"')
ok(plain(s.enter("set()")).startswith("name,value,default,doc\nmode,csv,table,"), "csv", got)
s.enter('set.mode "table"')
got = plain(s.enter("set.width(40)"))
got = plain(s.enter("quotes"))
ok(all(len(line) <= 40 for line in got.split("\n")), "set.width is kept to", got)
s.enter('set.width "auto"')

# ---- to a file ----------------------------------------------------------------
path = tempfile.mkdtemp() + "/out.txt"
got = plain(s.enter('output "%s"' % path))
ok("output() ends that" in got, "output says how it ends", got)
ok(plain(s.enter("quotes")) == "", "what is printed goes to the file")
ok(plain(s.enter("print('more')")) == "", "print, too")
got = plain(s.enter("output()"))
ok("is closed" in got, "output() says that it is over", got)
with open(path, encoding="utf-8") as f:
    text = f.read()
ok(len(text.split("\n")) == count + 4 and text.endswith("more\n"), "all rows, whole", text[-300:])
ok(plain(s.enter("1")) == "1", "and the terminal is back")
ok("no/such" in plain(s.enter('output "no/such/f"')), "what cannot be written is an error")
s.enter("set.time(true)")
got = plain(s.enter("1"))
ok(got.startswith("1\n") and got.endswith("ms"), "set.time tells how long", got)
s.enter("set.time(false)")
got = plain(s.enter("time(function() return #quotes() end)"))
ok(str(count) in got and (" ms" in got or " s" in got), "time gives result and time", got)

# ---- interrupted ------------------------------------------------------------
s.send("print('running') while true do end\r")
s.wait("running\r\n")
s.send("\x03")
got = s.wait(PROMPT) or s.seen
ok("interrupted" in got, "an endless loop is stopped", got)
s.enter("many = {} for i = 1, 300000 do many[i] = {i = i, text = ('x'):rep(50)} end")
s.enter("set.limit(0)")
s.send("(function() print('printing') return assay.table(many, {'i', 'text'}) end)()\r")
s.wait("printing\r\n")
s.send("\x03")
got = s.wait(PROMPT) or s.seen
ok("interrupted" in got, "and so is long printing", got[-200:])
ok(plain(s.enter("#_")) == "300000", "what was printed is a result")
ok(s.end() == 0, "and leaves with 0")

# ---- numbers on the screen ---------------------------------------------------
s = Session(("-q",), size=(40, 80))
s.wait(PROMPT)
got = plain(s.enter("1 + 1"))
ok(got == "2  _1", "with colours a value has its number behind it", got)
got = plain(s.enter("('x'):rep(80)"))
ok(got == "x" * 80 + "\n_2", "or below, where there is no room", got)
got = plain(s.enter("nil"))
ok(got == "nil", "nil has none", got)
s.enter("for i = 1, 10 do end")
for i in range(3, 106):
    s.enter(str(i))
got = plain(s.enter("_6"))
ok(got == "6  _106", "the last 100 values are kept", got)
got = plain(s.enter("_4"))
ok("`_4` is gone: the last 100 results are kept" in got, "older ones are not", got)
got = plain(s.enter("_999"))
ok("there is no `_999` yet" in got, "and others are not yet", got)
ok(s.end() == 0, "and leaves")
ok(not os.path.exists("no"), "nothing is left behind")
finish()
