"""What people type who come from other prompts, in their first hour: nothing of
it is a riddle."""
import os
import tempfile

from screen import Screen
from terminal import finish, ok

home = tempfile.mkdtemp()
os.makedirs(home + "/reports of March")
with open(home + "/reports of March/Звіт.txt", "w", encoding="utf-8") as f:
    f.write("KYIV, March 4 - “We are ready,” Minister Anna Koval said.\n")
s = Screen(size=(24, 100), HOME=home)
s.prompts()
s.enter_line('open "examples/talks.txt"')
told = s.told

told("ls", "docs lists what is open")
told("cd /tmp", "os.execute")
told(".tables", "docs lists what is open")
told(".help", "a command has no sign before it: help")
told("\\q", "exit, or Ctrl-D, leaves")
told(":q", "exit, or Ctrl-D, leaves")
told("?quotes", 'help "quotes" tells about it')
told("quotes?", 'help "quotes" tells about it')
told("help quotes", 'text stands in quotes: help "quotes"')
told("man quotes", 'help "NAME" tells about a name')
told("!date", 'os.execute "date" asks the shell')
told("SELECT * FROM quotes;", 'quotes{speaker = "..."}; help "criteria" tells more')
told("set mode json", 'write set.mode "json"')
told("history", "results lists what came of entries")
told("clear", "Ctrl-L clears the screen")
told("open examples/talks.txt", 'text stands in quotes: open "examples/talks.txt"')
told("kwik;", "did you mean `kwic`?")
told("docs;", "examples/talks.txt", "a semicolon behind a command")
s.enter_line("history = 5")
told("history", "5", "a name of one's own is left alone")
told("zzz", "nil", "and a variable without a value is nil")


def tab(typed, wanted, name):
    s.clear()
    s.send(typed + "\t")
    ok(s.until(lambda rows: rows and rows[0].startswith("assay> " + wanted)), name, s.lines())
    s.send("\x15\x03")
    s.prompts()


tab('open "' + home + '/rep', 'open "' + home + "/reports of March/", "a folder with blanks in its name")
tab('open "' + home + "/reports of March/З", 'open "' + home + '/reports of March/Звіт.txt"', "a file in other letters")
tab('open "~/rep', 'open "' + home + "/reports of March/", "~ becomes the path that it stands for")
tab('events{type = "REJ', 'events{type = "REJECT"', "a type of events")
tab('events{actor = {"Oksana L', 'events{actor = {"Oksana Leshchenko"', "an actor in a list")
tab('where{id = "exa', 'where{id = "examples/talks.txt"', "an open document")
tab('tally(quotes(), "anon', 'tally(quotes(), "anonymous"', "a field of rows")
tab('find "[pos=PROP', 'find "[pos=PROPN"', "a part of speech in a pattern")
s.enter_line("local q = quotes()")
tab("q[1].anon", "q[1].anonymous", "a field of a row in a local variable")
tab('q[1]["anon', 'q[1]["anonymous"', "as a string, too")
s.clear()
s.send('kwic "exam\t')
s.until(lambda rows: rows and rows[0].startswith('assay> kwic "exam'))
s.send("x")
ok(s.until(lambda rows: rows[0].startswith('assay> kwic "examx')), "no file where none is meant", s.lines())
s.send("\x15\x03")
s.prompts()

s.clear()
s.send("f(1, (2)")
s.until(lambda rows: s.cursor() == (0, 15))
s.send(")")
ok(s.until(lambda rows: s.cursor() == (0, 8)), "a bracket shows the one that it closes", s.cursor())
ok(s.until(lambda rows: s.cursor() == (0, 16)), "and the cursor comes back", s.cursor())
s.send("\x15\x03")
s.prompts()

for word in ("exit", "quit", "exit()"):
    e = Screen(size=(24, 100))
    e.prompts()
    e.send(word + "\r")
    while e.read():
        pass
    ok(e.process.wait(10) == 0, word + " leaves", e.lines())
ok(s.end() == 0, "as Ctrl-D does")
finish()
