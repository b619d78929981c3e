"""The brief on a terminal: as wide as that is, with colours unless they are
not wanted."""
import re
import unicodedata

from terminal import Session, finish, ok


def columns(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line
               if not unicodedata.combining(c))


def brief(size, *args, **env):
    s = Session((*args, "examples/talks.txt"), size=size, **env)
    while s.read():
        pass
    s.process.wait()
    return s, s.seen.replace("\r", "").split("\n")


for width in (40, 60, 80, 100, 200):
    s, lines = brief((24, width))
    wide = max(columns(line) for line in lines)
    ok(wide <= min(width, 100), "%d columns are enough" % width, repr((wide, lines)))
    ok(s.escapes, "with colours")
    ok(any(re.search(r"^Actors", line) for line in lines), "and sections", repr(lines))
s, lines = brief((24, 80), NO_COLOR="1")
ok(not s.escapes, "NO_COLOR has none")
s, lines = brief((24, 10))
ok(len(lines) > 5, "a terminal too narrow for it gets one all the same")
finish()
