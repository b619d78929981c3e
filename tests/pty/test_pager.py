"""Long results go through a pager."""
import os

from screen import Screen
from terminal import LIMIT, finish, ok

LONG = "show(('row\\n'):rep(100) .. 'last')"
LESS = "less -X"


def pages(s, line):
    s.clear()
    s.send(line + "\r")
    return s.until(lambda rows: rows and rows[-1] == ":")


def leave(s):
    s.send("q")
    return s.until(lambda rows: rows[-1] == "assay>")


s = Screen(PAGER=LESS)
s.prompts()
ok(pages(s, LONG), "what is longer than the screen goes through $PAGER", s.lines())
ok(not any("last" in row for row in s.lines()), "a screen at a time", s.lines())
s.send(" ")
s.until(lambda rows: rows[-1] == ":")
ok(leave(s), "leaving it gives the prompt", s.lines())
ok(not any("error" in row for row in s.lines()), "leaving it early is no error", s.lines())
ok(s.enter_line("'goes ' .. 'on'")[0].startswith("goes on"), "the session goes on", s.lines())
pages(s, LONG)
for _ in range(2):
    s.raw = b""
    s.send("\x03")
    s.send("g")  # an interrupt just before it reads is seen behind the next key
    s.until(lambda rows: b"\a" in s.raw and s.raw.endswith(b":\x1b[K"))
ok(s.process.poll() is None, "Ctrl-C in it kills nothing, twice either")
ok(leave(s), "and the prompt comes", s.lines())
ok(s.enter_line("'still ' .. 'here'")[0].startswith("still here"), "and is used up", s.lines())
ok(s.enter_line("show('short')") == ["short"], "short results do not", s.lines())
s.enter_line("set.pager(false)")
s.clear()
s.send(LONG + "\r")
ok(s.until(lambda rows: rows[-1] == "assay>" and "last" in rows), "set.pager(false): straight", s.lines())
s.enter_line("set.pager('cat -n')")
s.clear()
s.send(LONG + "\r")
ok(s.until(lambda rows: rows[-1] == "assay>" and any("101" in r and "last" in r for r in rows)), "set.pager with a command", s.lines())
s.enter_line("set.pager('no-such-pager -x')")
s.clear()
s.send(LONG + "\r")
ok(s.until(lambda rows: rows[-1] == "assay>" and "last" in rows), "one that cannot start: straight", s.lines())
s.enter_line("set.pager('kill -9 $$')")
s.clear()
s.send(LONG + "\r")
ok(s.until(lambda rows: len(rows) > 1 and rows[-1] == "assay>"), "one that is killed gives the prompt", s.lines())
ok(s.enter_line("6 * 7")[0].startswith("42"), "with its terminal in order", s.lines())
s.enter_line("set.pager(true)")
s.raw = b""
pages(s, "show('\\27]0;title\\7\\27[2J' .. ('row\\n'):rep(100))")
ok(b"\x1b]0" not in s.raw and b"\x1b[2J" not in s.raw.split(b"row")[1], "control characters are taken out", s.lines())
leave(s)
pages(s, LONG)
s.process.terminate()
while s.read():
    pass
ok(s.process.wait(LIMIT) == 130, "SIGTERM ends pager and session")
s = Screen(PAGER="trap '' TERM; less -X")
s.prompts()
pages(s, LONG)
s.process.terminate()
ok(s.process.wait(LIMIT) == 130, "one that does not listen, too")
os.close(s.fd)

s = Screen(PAGER="")
s.prompts()
s.send(LONG + "\r")
ok(s.until(lambda rows: rows[-1] == "assay>" and "last" in rows), "an empty $PAGER: straight", s.lines())
s.end()
s = Screen(PAGER=None, LESS=None)
s.prompts()
ok(pages(s, LONG), "without $PAGER: less", s.lines())
leave(s)
s.end()
s = Screen(("-e", LONG), PAGER=LESS)
ok(s.until(lambda rows: "last" in rows), "a script is not paged", s.lines())
s = Screen(("-q",), PAGER=LESS)
s.prompts()
s.clear()
s.send('open "examples/talks.txt"\r')
s.shows("doc examples")
s.prompts()
ok(pages(s, "text"), "documents, too", s.lines())
leave(s)
ok(s.end() == 0, "and Ctrl-D leaves")
finish()
