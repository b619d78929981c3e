"""Ctrl-C, Ctrl-Z, and signals from elsewhere: what runs ends, the session goes
on, unless it is told to end."""
import os
import signal
import subprocess
import tempfile

import screen
import terminal
from screen import Screen
from terminal import ASSAY, LIMIT, finish, ok

UP = "\x1b[A"
LOOPS = {
    "a loop": "while true do end",
    "a coroutine": "coroutine.wrap(function() while true do end end)()",
    "a loop that catches errors": "while true do pcall(function() while true do end end) end",
    "a finalizer's guard": "local t <close> = setmetatable({}, {__close = function() end}) while true do end",
    "a finalizer": "setmetatable({}, {__gc = function() while true do end end}) collectgarbage()",
    "a C pass": "assay.text(('In Kyiv and Paris. '):rep(3000000))",
    "a sort": "table.sort((function() local t = {} for i = 1, 3000000 do t[i] = -i end return t end)(),"
              " function(a, b) return a < b end)",
}


def begun(s, code):
    s.clear()
    s.send("print('be' .. 'gun') " + code + "\r")
    return s.until(lambda rows: "begun" in rows)


def alive(s):
    return s.enter_line("20 + 22")[0].startswith("42")


s = Screen((), size=(14, 100))
s.prompts()
for name, code in LOOPS.items():
    begun(s, code)
    s.send("\x03")
    ok(s.shows("interrupted") and alive(s), "Ctrl-C ends " + name + ", not the session", s.lines())
begun(s, "while true do end")
for _ in range(5):
    s.send("\x03")
ok(s.shows("interrupted") and alive(s), "five of them end no more than one does", s.lines())
s.clear()
s.send("\x03")
ok(s.ends_with("assay> ^C", "Ctrl-D leaves", "assay>"), "at an empty prompt it says what leaves", s.lines())
s.clear()
s.send("half a line\x03")
ok(s.until(lambda rows: rows == ["assay> half a line^C", "assay>"]), "it drops a line", s.lines())
s.clear()
s.send("for i = 1, 2 do\r")
s.shows("..>")
s.send("print(i)\x03")
ok(s.prompts() and alive(s), "and a block", s.lines())
s.clear()
s.send("\x12twenty")
s.shows("search")
s.send("\x03")
ok(s.prompts() and alive(s), "and a search", s.lines())
for name, key in ("Escape", "\x1b"), ("Ctrl-V", "\x16"), ("Ctrl-X", "\x18"):
    s.clear()
    s.send("half a line" + key + "\x03")
    ok(s.ends_with("assay> half a line^C", "assay>") and alive(s), "and a line behind " + name, s.lines())
s.clear()
os.kill(s.pid, signal.SIGINT)
ok(s.shows("Ctrl-D leaves") and alive(s), "SIGINT from elsewhere is the same", s.lines())
s.clear()
s.send("\x1c\x1c")
os.kill(s.pid, signal.SIGQUIT)
ok(alive(s), "Ctrl-\\ does nothing", s.lines())
begun(s, "while true do end")
s.send("\x1c\x03")
ok(s.shows("interrupted") and alive(s), "while something runs either", s.lines())
s.clear()
os.kill(s.pid, signal.SIGTSTP)
s.send("'and ' .. 'on'\r")
ok(s.shows("and on"), "a stop without job control is passed over", s.lines())
s.prompts()
s.send("kept = 'for l' .. 'ater'")
os.kill(s.pid, signal.SIGTERM)
while s.read():
    pass
ok(s.process.wait(LIMIT) == 130, "SIGTERM at the prompt: 130")

state = tempfile.mkdtemp()
s = Screen(XDG_STATE_HOME=state)
s.prompts()
begun(s, "while true do end")
os.kill(s.pid, signal.SIGTERM)
while s.read():
    pass
ok(s.process.wait(LIMIT) == 130, "SIGTERM while something runs: 130")
s = Screen(XDG_STATE_HOME=state)
s.prompts()
begun(s, "while true do end")
os.kill(s.pid, signal.SIGHUP)
while s.read():
    pass
ok(s.process.wait(LIMIT) == 130, "SIGHUP: 130")
with open(os.path.join(state, "assay", "history"), encoding="utf-8") as f:
    ok(f.read().count("while true") == 1, "and the history is kept")
with tempfile.NamedTemporaryFile("w", suffix=".inputrc") as rc:
    rc.write("set editing-mode vi\n")
    rc.flush()
    for mode, inputrc in ("emacs", "/dev/null"), ("vi", rc.name):
        for keys in "", "abc", "abc\x1b", "\x16", "abc\x12b":
            s = Screen(XDG_STATE_HOME=state, INPUTRC=inputrc)
            s.prompts()
            s.send(keys)
            s.shows(keys[:3].strip("\x16"))
            os.close(s.fd)
            ok(s.process.wait(LIMIT) == 130, "a terminal that goes away ends it: %s, %r" % (mode, keys))

# Job control: a shell that stops it and takes it back.
terminal.ASSAY = "/bin/bash"
s = screen.Screen(("--norc", "--noprofile", "-i"), size=(14, 80), PS1="shell$ ", ASSAY=ASSAY)
s.ends_with("shell$")
s.send('"$ASSAY" -q\r')
s.prompts()
s.send("'one' ..")
s.until(lambda rows: rows[-1].startswith("assay> 'one' .."))
s.send("\x1a")
ok(s.until(lambda rows: rows[-1] == "shell$"), "Ctrl-Z gives the shell", s.lines())
s.send("echo in the shell\r")
ok(s.until(lambda rows: "in the shell" in rows and rows[-1] == "shell$"), "whose terminal is in order", s.lines())
s.send("fg\r")
ok(s.until(lambda rows: rows[-1].startswith("assay> 'one' ..")), "fg draws the line again", s.lines())
s.send(" 'two'\r")
ok(s.shows("onetwo"), "which goes on where it was", s.lines())
s.prompts()
s.send("n = 0 while true do n = n + 1 if n % 3000000 == 0 then print('ti' .. 'ck') end end\r")
s.until(lambda rows: "tick" in rows)
s.send("\x1a")
ok(s.until(lambda rows: rows[-1] == "shell$"), "Ctrl-Z stops what runs", s.lines())
s.send("fg\r")
s.until(lambda rows: rows[-1] == "tick")
s.send("\x03")
ok(s.shows("interrupted"), "it runs on behind fg, and can be interrupted", s.lines())
ok(s.prompts(), "the prompt is drawn once", s.lines())
s.send("\x04")
ok(s.until(lambda rows: rows[-1] == "shell$"), "Ctrl-D gives the shell", s.lines())
s.send("exit\r")
while s.read():
    pass
terminal.ASSAY = ASSAY

printing = terminal.Session(("-q",), TERM="dumb", NO_COLOR="1")
printing.wait(terminal.PROMPT)
for _ in range(5):
    printing.send("while true do print 'a line' end\r")
    printing.wait("a line\r\n")
    printing.send("\x03")
    printing.wait(terminal.PROMPT)
ok(printing.end() == 0 and "cannot write" not in printing.seen, "what prints is interrupted, which is no failure",
   printing.seen)

done = subprocess.Popen([ASSAY, "-e", "print 'begun' io.stdout:flush() while true do end"],
                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
done.stdout.readline()
done.send_signal(signal.SIGINT)
ok(done.wait(LIMIT) == 130, "a script that is interrupted: 130")
finish()
