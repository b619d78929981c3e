"""rules.edit in a stand-in for an editor, and what an entry at the prompt is
to undo. Prints TAP."""
import os
import tempfile

from terminal import Session, finish, ok

folder = tempfile.mkdtemp()
script = os.path.join(folder, "script.sed")
editor = "sed -i -E -f '%s'" % script


def edits(text):
    with open(script, "w", encoding="utf-8") as f:
        f.write(text)


s = Session(VISUAL=editor, EDITOR="false", TMPDIR=folder)
s.wait("assay> ")
s.enter('open "examples/talks.txt"')
got = s.enter('rules.add("g", "guarantee")')
ok("aggressor believes" in got, "a rule shows its hits", got)

edits('s/"guarantee"/"<guarantee>"/\n')
got = s.enter('rules.edit("g")')
ok("gained" not in got and "presses allies" in got, "the editor changes a rule: hits gained", got)
ok("<guarantee>" in s.enter("rules()"), "and it is kept")
edits("")
got = s.enter('rules.edit("g")')
ok("nothing was changed" in got, "a file that is left as it is changes nothing", got)

# Faulty, then mended: the second time the script finds its own slip.
edits('s/"<guarantee> [(]"/"guarantees"/\nt\ns/"<guarantee>"/"<guarantee> ("/\n')
s.line('rules.edit("g")')
got = s.wait("edit it again? [Y/n] ") or s.seen
ok('rule "g", pattern:1:' in got and "^" in got, "what is wrong is told with a caret", got)
s.send("\r")
got = s.wait("assay> ") or s.seen
ok("lost" in got, "the file is offered again, and taken", got)
ok("guarantees" in s.enter("rules()"), "the mended rule is kept")

edits('s/"guarantees"/"(("/\n')
s.line('rules.edit("g")')
s.wait("edit it again? [Y/n] ")
s.send("n\r")
got = s.wait("assay> ") or s.seen
path = got.split("what you wrote is in ")[-1].split()[0]
ok(os.path.exists(path) and "((" in open(path, encoding="utf-8").read(), "who gives up finds the text in a file", got)
os.remove(path)
got = s.enter("rules()")
ok("guarantees" in got, "and the rule as it was", got)

edits('s/name: g/name: other/\n')
s.enter('rules.edit("g")')
ok("other" in s.enter("rules()"), "a rule may be renamed")
edits('a\\\nnonsense: 1\n')
s.line('rules.edit("other")')
got = s.wait("edit it again? [Y/n] ") or s.seen
ok(".yaml:" in got, "what is no rule file is told by its line", got)
s.send("n\r")
got = s.wait("assay> ") or s.seen
os.remove(got.split("what you wrote is in ")[-1].split()[0])
s.enter("undo()")
got = s.enter("rules()")
ok("other" not in got, "undo brings the former name back", got)
ok(s.end() == 0, "the session ends")

s = Session(VISUAL="false", TMPDIR=folder)
s.wait("assay> ")
s.enter('rules.add("g", "guarantee")')
got = s.enter('rules.edit("g")')
ok("ended with code 1" in got and "nothing is changed" in got, "an editor that fails changes nothing", got)

s.enter('open "examples/talks.txt"')
s.enter('for i = 1, 5 do doc:add("note", i, i) end')
s.enter('doc:add("note", 9, 9)')
got = s.enter("undo.list()")
ok("3  rules.add g" in got and "2  doc:add" in got, "an entry is a step", got)
s.enter("undo(2)")
ok("0" in s.enter('print(#doc:spans("note"))'), "all of which is undone")
s.enter("redo()")
ok("5" in s.enter('print(#doc:spans("note"))'), "and done again")
ok(s.end() == 0, "the session ends")

os.remove(script)
ok(os.listdir(folder) == [], "no file is left behind", str(os.listdir(folder)))
os.rmdir(folder)
finish()
