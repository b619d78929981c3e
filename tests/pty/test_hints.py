"""Hints: the signature behind the line, there while typing and gone after."""
import unicodedata

from screen import Screen
from terminal import finish, ok

UP, LEFT = "\x1b[A", "\x1b[D"
OPEN = 'assay> kwic("sec'


def typed(s, text):
    s.clear()
    s.send(text)


s = Screen(size=(12, 70))
s.prompts()
typed(s, 'kwic("sec')
ok(s.until(lambda rows: rows[0].startswith(OPEN + "  kwic(pattern")), "a call shows its signature", s.lines())
ok(s.cursor() == (0, len(OPEN)), "the cursor stays where the typing is", s.cursor())
ok(b"\x1b[0;2m" in s.raw, "it is dim")
s.send("urity")
ok(s.until(lambda rows: rows[0].startswith('assay> kwic("security  kwic(')), "it moves with the typing", s.lines())
s.send('")\r')
ok(s.shows("error") and s.lines()[0] == 'assay> kwic("security")', "nothing of it stays behind Enter", s.lines())
s.prompts()
typed(s, 'kwic("sec')
s.shows("kwic(pattern")
s.send("\x03")
ok(s.until(lambda rows: rows[-1] == "assay>" and rows[0] == OPEN + "^C"), "nor behind Ctrl-C", s.lines())
typed(s, 'kwic("sec')
s.shows("kwic(pattern")
s.send(LEFT * 3)
s.until(lambda rows: s.cursor() == (0, len(OPEN) - 3))
s.send("X")
ok(s.until(lambda rows: rows[0].startswith('assay> kwic("Xsec  kwic(')), "with the cursor in the middle, too", s.lines())
ok(s.cursor() == (0, len(OPEN) - 2), "where the cursor stays", s.cursor())
s.send("\x0b")
ok(s.until(lambda rows: rows[0].startswith('assay> kwic("X  kwic(')), "what is cut off leaves nothing", s.lines())
typed(s, "no_such_call(1")
s.until(lambda rows: rows and rows[0] == "assay> no_such_call(1")
ok(s.lines() == ["assay> no_such_call(1"], "what is not known has none", s.lines())
s.send("\x15")
s.enter_line("local function spoken(who, times) return who, times end")
typed(s, "spoken(1, ")
ok(s.until(lambda rows: rows[0] == "assay> spoken(1,   spoken(who, times)"), "a function of the user's shows its parameters", s.lines())
s.send("\x15")
typed(s, 'kwic("sec')
s.shows("kwic(pattern")
s.send("\x12op")
ok(s.until(lambda rows: "search" in rows[0] and "kwic(pattern" not in "".join(rows)), "a search has none", s.lines())
s.send("\x03")
s.prompts()

long = 'kwic("' + "abcdefghij" * 5 + '"'
typed(s, long)
room = 70 - 7 - len(long)
s.until(lambda rows: rows and rows[0].startswith("assay> " + long))
ok(all(len(row) <= 69 for row in s.lines()) and len(s.lines()) == 1, "it is cut before the last column", s.lines())
good = True
for i in range(room + 30):
    s.send("x")
    want = "assay> " + long + "x" * (i + 1)
    good = good and s.until(lambda rows, w=want: "".join(r.ljust(70) for r in rows).startswith(w))
    good = good and s.cursor() == (len(want) // 70, len(want) % 70)
ok(good, "a line that wraps is whole at every column", s.lines())
ok(s.shows("kwic("), "and has its hint in the last row", s.lines())
for i in range(40):
    s.send("\x7f")
want = ("assay> " + long + "x" * (room + 30))[:-40]
ok(s.until(lambda rows: s.cursor() == (len(want) // 70, len(want) % 70)), "so it is when it shrinks", s.cursor())
s.send("\x03")
s.prompts()
ok(s.lines()[0].startswith(want), "to what was typed", s.lines())
typed(s, 'kwic("日本のニュ')
ok(s.until(lambda rows: "kwic(pattern" in rows[0] and "ニ" in rows[0]), "wide letters have one", s.lines())
s.send("x\x03")
s.until(lambda rows: rows[-1] == "assay>")
ok(s.screen.display[0].replace(" ", "").startswith('assay>kwic("日本のニュx^C'), "and are left alone", s.lines())



def grid(text, columns=70):
    """Cells of what is typed: (row, column) of its end, and the rows."""
    rows, used = [""], 0
    for c in text:
        w = 0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        if used + w > columns:
            rows.append("")
            used = 0
        rows[-1] += c
        used += w
        if used == columns:
            rows.append("")
            used = 0
    return (len(rows) - 1, used), rows


for name, letters in (("Cyrillic", "\u043f\u0435\u0440\u0435\u0433\u043e\u0432\u043e\u0440\u044b"), ("wide", "\u65e5\u672ca\u30cb"),
                      ("marked", "e\u0301a")):
    text = 'kwic("' + letters * 8
    typed(s, text)
    good = True
    for i in range(len(letters) * 4):
        text += letters[i % len(letters)]
        s.send(letters[i % len(letters)])
        if unicodedata.combining(text[-1]):
            continue
        where, rows = grid("assay> " + text)
        if 0 < where[1] <= 70 - 14:
            good = good and s.until(lambda now, w=where: s.cursor() == w and "  kwic(" in now[-1])
        else:
            good = good and s.until(lambda now, w=where: s.cursor() == w)
    shown = "".join(row.rstrip() for row in s.lines()).split("  kwic(")[0].replace(" ", "")
    ok(good and unicodedata.normalize("NFC", shown) == unicodedata.normalize("NFC", "assay>" + text),
       name + " letters over several rows have a hint", (where, s.cursor(), s.lines()))
    s.send("\x03")
    s.prompts()

s.clear()
s.send("for i = 1, 2 do\r")
ok(s.shows("'end' expected (to close 'for' at line 1)"), "an open block says what it waits for", s.lines())
s.send("x")
ok(s.until(lambda rows: rows[-1] == "   ..> x"), "until something is typed", s.lines())
s.send("\x03")
s.prompts()
s.clear()
s.send("kwic(\r")
s.shows("..>")
s.send('"sec')
ok(s.until(lambda rows: rows[-1].startswith('   ..> "sec  kwic(pattern')), "a call goes on over lines", s.lines())
s.send("\x03")
s.prompts()
s.clear()
s.send("set.hints(false)\r")
s.until(lambda rows: rows[-1] == "assay>" and len(rows) > 1)
typed(s, 'kwic("sec')
s.until(lambda rows: rows and rows[0].startswith(OPEN))
s.send("\x01\x05")
ok(s.lines() == [OPEN], "set.hints(false) switches them off", s.lines())
s.clear()
s.send("set.hints(true)\r")
s.until(lambda rows: rows[-1] == "assay>" and len(rows) > 1)
typed(s, 'kwic("sec')
ok(s.shows("kwic(pattern"), "and true on again", s.lines())
s.send("\x03")
s.prompts()
s.end()

s = Screen(size=(12, 70), NO_COLOR="1")
s.prompts()
typed(s, 'kwic("sec')
ok(s.until(lambda rows: rows[0].startswith(OPEN + "  -- kwic(pattern")), "NO_COLOR: a comment", s.lines())
ok(b"\x1b[0;2m" not in s.raw and b"\x1b[2m" not in s.raw, "without a colour")
s.send('")\r')
ok(s.shows("error") and s.lines()[0] == OPEN + '")', "which does not stay either", s.lines())
s.prompts()
s.end()

s = Screen(size=(12, 70), TERM="dumb")
s.prompts()
s.send('kwic("sec")\r')
ok(s.shows("error") and b"kwic(pattern" not in s.raw, "a dumb terminal has none", s.lines())
s.prompts()
s.end()

s = Screen(size=(12, 12))
s.prompts()
s.send('kwic("sec')
s.until(lambda rows: rows[-1] == '"sec')
s.send("urity")
s.until(lambda rows: rows[-1] == '"security')
s.send("\x03")
s.prompts()
ok(b"pattern" not in s.raw, "a narrow window has none", s.lines())
ok(s.end() == 0, "and works")
finish()
