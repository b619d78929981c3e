"""What keys do: blocks as one entry, Up and Down, search, inputrc, completion
of what could command a terminal. Prints TAP."""
import os
import tempfile

from screen import Screen
from terminal import finish, ok

UP, DOWN, LEFT, PAGE_UP, PAGE_DOWN = "\x1b[A", "\x1b[B", "\x1b[D", "\x1b[5~", "\x1b[6~"
BLOCK = ["for i = 1, 2 do", "print('row ' .. i)", "end"]


def lines(s, *typed):
    for line in typed:
        s.send(line + "\r")


def fresh():
    """A session with a history of its own, its screen empty but for the prompt."""
    s = Screen(size=(16, 60), XDG_STATE_HOME=tempfile.mkdtemp())
    s.prompts()
    return s


def clear(s):
    s.send("\x05\x15\x0c")  # a search leaves the cursor within the line
    s.until(lambda rows: rows == ["assay>"])


s = fresh()
lines(s, *BLOCK)
ok(s.ends_with("row 1", "row 2", "assay>"), "a block runs when it is closed", s.lines())
lines(s, "'after'")
s.shows("after  _")
s.prompts()
clear(s)
s.send(UP)
ok(s.ends_with("assay> 'after'"), "Up recalls the last entry", s.lines())
s.send(UP)
ok(s.ends_with("assay> for i = 1, 2 do", "print('row ' .. i)", "end"),
   "a block comes back as one entry", s.lines())
s.send(UP)
ok(s.ends_with("assay> for i = 1, 2 do", "print('row ' .. i)", "end"),
   "and Up, pressed on, goes on in the history", s.lines())
s.send(DOWN)
ok(s.ends_with("assay> 'after'"), "as does Down", s.lines())
s.send(UP)
s.shows("for i")
s.send(LEFT + UP + "big")
ok(s.shows("prbigint"), "after another key Up moves within the block", s.lines())
s.send(DOWN + "\x05")
s.until(lambda rows: s.cursor()[1] == 3)
ok(s.cursor()[1] == 3, "Down goes back to the last line", s.cursor())
clear(s)
lines(s, "for i = 1, 3 do")
s.shows("..>")
s.send("print(i)\r")
s.until(lambda rows: len(rows) > 2 and rows[-1].startswith("   ..>") and "print" in rows[-2])
s.send(UP)
ok(s.until(lambda rows: rows[-1] == "print(i)" and "assay> for i = 1, 3 do" in rows[-2]),
   "Up at the continuation takes the block back", s.lines())
s.send(UP + "\x05\x7f\x7f\x7f\x7f2 do" + DOWN + DOWN + "end\r")
ok(s.ends_with("1", "2", "assay>"), "where it is edited as a whole", s.lines())
clear(s)
lines(s, "alpha = 1", "beta = 2", "alpha = 3")
s.until(lambda rows: rows[-1] == "assay>" and any("alpha = 3" in r for r in rows))
clear(s)
s.send("be" + UP)
ok(s.ends_with("assay> beta = 2"), "Up searches by what stands before the cursor", s.lines())
clear(s)
s.send("al" + PAGE_UP)
ok(s.ends_with("assay> alpha = 3"), "so does PageUp", s.lines())
s.send(PAGE_UP)
ok(s.ends_with("assay> alpha = 1"), "and again further back", s.lines())
s.send(PAGE_DOWN)
ok(s.ends_with("assay> alpha = 3"), "PageDown comes back", s.lines())
clear(s)
s.send("\x12bet")
ok(s.until(lambda rows: "beta = 2" in rows[-1] and "search" in rows[-1]), "Ctrl-R searches backward", s.lines())
s.send("\r")
ok(s.until(lambda rows: rows[-1] == "assay>"), "and Enter runs what it found", s.lines())
clear(s)
s.send("\x12alpha = ")
s.until(lambda rows: "alpha = 3" in rows[-1])
s.send("\x12")
s.until(lambda rows: "alpha = 1" in rows[-1])
s.send("\x13")
s.until(lambda rows: "(i-search)" in rows[-1])
s.send("\x13")
ok(s.until(lambda rows: "alpha = 3" in rows[-1]), "Ctrl-S forward", s.lines())
s.send("\x07")
s.prompts()
clear(s)
s.send("\x12row")
s.shows("search")
s.send("\x1b[C")
ok(s.until(lambda rows: rows[-1] == "end" and "search" not in "".join(rows)), "it finds blocks, too", s.lines())
s.send("\x03")
s.prompts()
clear(s)
s.send("\x1b[Z\x1b[15~\x1b[200")
s.send("x\x15")
s.send("'still ' .. 'here'\r")
ok(s.shows("still here"), "unknown keys do nothing", s.lines())
ok(s.end() == 0, "Ctrl-D leaves")

with tempfile.NamedTemporaryFile("w", suffix=".inputrc") as rc:
    rc.write('$if assay\n"\\C-t": "print(\'of assay\')"\n"\\e[A": beginning-of-line\n$endif\n'
             '$if other\n"\\C-t": "print(\'of other\')"\n$endif\n')
    rc.flush()
    s = Screen(INPUTRC=rc.name)
    s.prompts()
    s.send("\x14\r")
    ok(s.shows("of assay"), "inputrc: $if assay", s.lines())
    s.prompts()
    s.send("1\x1b[A4\r")
    ok(s.shows("41"), "keys that inputrc binds stay its own", s.lines())
    s.end()

with tempfile.NamedTemporaryFile("w", suffix=".inputrc") as rc:
    rc.write("set editing-mode vi\n")
    rc.flush()
    s = Screen(size=(16, 60), INPUTRC=rc.name)
    s.prompts()
    lines(s, *BLOCK)
    s.ends_with("row 1", "row 2", "assay>")
    s.send(UP)
    ok(s.ends_with("assay> for i = 1, 2 do", "print('row ' .. i)", "end"), "vi mode: blocks come back", s.lines())
    s.send("\x03")
    ok(s.ends_with("end^C", "assay>"), "Ctrl-C leaves nothing of its own", s.lines())
    s.send("\x03")
    ok(s.shows("Ctrl-D leaves"), "nor in an empty line", s.lines())
    s.prompts()
    s.send("'x'\x1b0iab\x1b")
    ok(s.until(lambda rows: rows[-1].startswith("assay> ab'x'")), "its commands work", s.lines())
    s.send("\x03")
    s.prompts()
    s.end()

with tempfile.TemporaryDirectory() as folder:
    for name in ("odd\x1b[31mname.txt", "odd\x07other.txt", "odd-one.txt", "odd-two.txt"):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
            f.write("x")
    s = Screen(size=(16, 100))
    s.prompts()
    s.escapes_seen = b""
    s.send('open "%s/odd-\t\t' % folder)
    ok(s.shows("odd-two.txt"), "TAB lists file names", s.lines())
    red = any(c.fg == "red" for row in s.screen.buffer.values() for c in row.values())
    ok(not red, "and none of them reaches the terminal raw")
    s.send("\x03")
    s.prompts()
    s.end()
finish()
