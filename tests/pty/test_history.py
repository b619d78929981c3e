"""The history: kept at each entry, safe from kills and from other sessions."""
import os
import resource
import signal
import tempfile

from screen import Screen
from terminal import finish, ok

UP = "\x1b[A"
state = tempfile.mkdtemp()
path = os.path.join(state, "assay", "history")


def session():
    s = Screen(XDG_STATE_HOME=state)
    s.prompts()
    return s


def kept():
    with open(path, encoding="utf-8") as f:
        return f.read()


def run(s, entry):
    s.send("\x15\x0c")
    s.until(lambda rows: rows == ["assay>"])
    s.send(entry + "\r")
    s.until(lambda rows: len(rows) > 1 and rows[-1] == "assay>")


def kill(s):
    os.kill(s.pid, signal.SIGKILL)
    s.process.wait()


s = session()
ok(oct(os.stat(os.path.dirname(path)).st_mode)[-3:] == "700", "its folder is made, for the user alone")
run(s, "one = 1")
ok(kept() == "one = 1\n", "an entry is there as soon as it ran", kept())
s.send("print 'begun' while true do end\r")
s.until(lambda rows: "begun" in rows)
ok("while true" in kept(), "even before", kept())
kill(s)
ok(kept().endswith("while true do end\n"), "kill -9 in the middle of an entry leaves it whole", kept())
s = session()
s.send("for i = 1, 2 do\rprint(i)\rend\r")
s.until(lambda rows: rows[-2:] == ["2", "assay>"])
s.send("half an ent")
s.shows("half an ent")
kill(s)
ok(kept().endswith("for i = 1, 2 do\\nprint(i)\\nend\n"), "kill -9 while typing, too", kept())
s = session()
s.send(UP)
ok(s.ends_with("assay> for i = 1, 2 do", "print(i)", "end"), "a block is one entry after a restart", s.lines())
s.send("\x05\x7f\x7f\x7f\x1b[Dx\x03")
s.prompts()
with open(path, "a", encoding="utf-8") as f:
    f.write("torn = ")
run(s, "two = 2")
ok(kept().endswith("torn = \ntwo = 2\n"), "a line cut short does not swallow the next", kept())
other = session()
run(other, "'of the other'")
run(s, "'of this one'")
run(other, "'the other again'")
ok(kept().endswith("'of the other'\n'of this one'\n'the other again'\n"), "two sessions take turns", kept())
s.send(UP)
ok(s.ends_with("assay> 'of this one'"), "each recalls its own last entry", s.lines())
s.send("\x15\x0c")
run(s, "'of this one'")
ok(kept().count("'of this one'") == 1, "the same twice is kept once", kept())
s.end()
other.end()
s = session()
s.send(UP)
ok(s.ends_with("assay> 'the other again'"), "the next session has those of both", s.lines())
s.send("\x15for i = 1, 2 do\r")
s.shows("..>")
os.kill(s.pid, signal.SIGHUP)
while s.read():
    pass
s.process.wait()
ok(kept().endswith("for i = 1, 2 do\n"), "SIGHUP keeps what was gathered", kept())

with tempfile.TemporaryDirectory() as home:
    os.makedirs(os.path.join(home, "assay", "history"))
    s = Screen((), XDG_STATE_HOME=home)
    ok(s.shows("not a regular file") or s.shows("history"), "a history that cannot be read is told", s.lines())
    s.prompts()
    s.send("'go' .. 'es on'\r")
    ok(s.shows("goes on"), "and the session goes on", s.lines())
    s.prompts()
    s.send("'once ' .. 'only'\r")
    s.shows("once only")
    s.prompts()
    ok(sum("history" in r for r in s.lines()) == 1, "it is told once", s.lines())
    ok(s.end() == 0, "and is no failure")

with tempfile.TemporaryDirectory() as home:
    s = Screen((), XDG_STATE_HOME=home)
    s.prompts()
    resource.prlimit(s.pid, resource.RLIMIT_FSIZE, (0, 0))
    s.send("'kept' .. ' alive'\r")
    ok(s.shows("too large") and s.shows("kept alive"), "a history that may not grow ends no session", s.lines())
    ok(s.end() == 0, "nor is it a failure")

with tempfile.TemporaryDirectory() as home:
    big = os.path.join(home, "assay", "history")
    os.makedirs(os.path.dirname(big))
    with open(big, "w", encoding="utf-8") as f:
        for i in range(300000):
            f.write("entry = %06d -- words\n" % i)
    s = Screen(XDG_STATE_HOME=home)
    s.prompts()
    s.send(UP)
    ok(s.ends_with("assay> entry = 299999 -- words"), "a large one gives its last entries", s.lines())
    s.send("\x15")
    ok(s.end() == 0, "it is no burden")
    ok(os.stat(big).st_size <= 1 << 20, "and is cut to them")
finish()
