"""The prompt on a real terminal. Prints TAP."""
import os
import signal
import subprocess

from terminal import ASSAY, Session, finish, ok

s = Session()
ok(s.wait("assay> ") is not None, "the prompt appears", s.seen)
got = s.enter("1 + 41")
ok("42" in got, "an expression prints its value", got)
got = s.enter('open "examples/talks.txt"')
ok("talks" in got, "open shows what it opened", got)
got = s.enter("entities")
ok("Ukraine" in got and "NATO" in got, "a bare command runs", got)
got = s.enter("help")
ok("entities" in got, "help lists the commands", got)
s.send("assay.versi\t")
got = s.wait("version")
ok(got is not None, "TAB completes a field", s.seen)
s.send("\r")
ok(s.wait("0.1.0") is not None, "and the completed name has its value")
s.wait("assay> ")
s.send('open "examples/kord\t')
got = s.wait("kordon.uk.txt")
ok(got is not None, "TAB completes a path", s.seen)
s.send("\x15\r")
s.wait("assay> ")
s.line("for i = 1, 2 do")
ok(s.wait("..> ") is not None, "an open block asks for more", s.seen)
s.line("print('row ' .. i)")
got = s.enter("end")
ok("row 1" in got and "row 2" in got, "and runs when it is closed", got)
s.enter("local kept = 7")
ok("49" in s.enter("kept * kept"), "a local stays for the next entry")
s.line("print 'begun' while true do end")
s.wait("begun\r\n")
s.send("\x03")
got = s.wait("assay> ") or ""
ok("interrupted" in got, "Ctrl-C stops a loop", got)
got = s.enter("kept * kept")
ok("49" in got and "Ctrl-D" not in got, "and the session goes on, the Ctrl-C used up", got)
s.line("print 'begun' coroutine.wrap(function() while true do end end)()")
s.wait("begun\r\n")
s.send("\x03")
got = s.wait("assay> ") or ""
ok("interrupted" in got, "Ctrl-C stops a loop in a coroutine", got)
s.line("print 'begun' assay.text(('In Kyiv and Paris. '):rep(4000000))")
s.wait("begun\r\n")
s.send("\x03")
got = s.wait("assay> ") or ""
got += s.enter("kept * kept")
ok("49" in got, "Ctrl-C in a C pass keeps the session", got)
s.send("half a line\x03")
ok(s.wait("assay> ") is not None, "Ctrl-C drops the line", s.seen)
got = s.enter('open "examples/talks.txt"')
ok("open already and counts twice" in got, "a document that is open already is told", got)
got = s.enter("nothing.here")
ok("error: " in got, "an error is told", got)
ok(s.end() == 0, "Ctrl-D leaves with 0")

s = Session()
s.wait("assay> ")
s.send("\x1b[A")
ok(s.wait("nothing.here") is not None, "history lasts over a restart", s.seen)
s.send("\x15\r")
s.wait("assay> ")
other = Session()
other.wait("assay> ")
other.enter("'of the other'")
s.enter("'of this one'")
other.end()
s.end()
history = open(os.path.join(os.environ["XDG_STATE_HOME"], "assay/history")).read()
ok("of the other" in history and "of this one" in history, "two sessions keep both histories")

s = Session(("-q",))
s.wait("assay> ")
s.enter("'before the end'")
os.kill(s.pid, signal.SIGKILL)
s.process.wait()
history = open(os.path.join(os.environ["XDG_STATE_HOME"], "assay/history")).read()
ok(history.endswith("'before the end'\n"), "kill -9 leaves the history whole", history)

s = Session(("-q",), NO_COLOR="1", TERM="dumb")
got = s.wait("assay> ") + s.enter('open "examples/talks.txt"') + s.enter("brief")
ok(not s.escapes, "NO_COLOR and TERM=dumb print no escapes", got)
s.end()

script = open("examples/01-countries.lua", encoding="utf-8").read()
printed = subprocess.run([ASSAY, "run", "examples/01-countries.lua"], capture_output=True, text=True).stdout
rows = [r.split() for r in printed.splitlines() if r.strip()]
s = Session(("-q",), TERM="dumb")
s.wait("assay> ")
out = ""
for line in script.splitlines():
    s.send(line + "\r")
s.send("print('all ' .. 'done')\r")
out = s.wait("all done\r\n") or s.seen
shown = [r.split() for r in out.replace("\r", "").splitlines() if r.strip()]
ok(all(r in shown for r in rows) and rows, "a script typed line by line prints the same table", out)
ok(s.end() == 0, "and leaves with 0")
finish()
