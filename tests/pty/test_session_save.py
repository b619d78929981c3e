"""A session is typed, saved and run again in a fresh home: what the prompt
printed comes again, byte for byte."""
import os
import subprocess
import tempfile

from terminal import ASSAY, PROMPT, Session, finish, ok

ENTRIES = [
    'open "examples/talks.txt"',
    'kwic "guarantee*"',
    "local n, seen = 0, {}",
    "for _, hit in ipairs(_2) do\n  n = n + 1\n  seen[hit.key] = true\nend",
    "n, seen.guarantees",
    "events",
    'quotes "Salnikov"',
    "entities",
    "_2[1].key .. #_6",
    'freq({by = "lemma", limit = 10})',
    'rules.add("talks", "<talk> ~2 (in | on)")',
    'colloc "talks"',
    'casualties{harm = "killed"}',
    "undo()",
    "timeline",
    "dispersion{\"talks\", \"troops\"}",
    'own = assay.rules.new {{name = "talks", label = "Talks", pattern = "<talk>"}}',
    "own ~= nil",
    'kwick "x"',
    'kwick "y" \x16\rprint("a return begins a line")',
    "-- only a comment",
    "local function twice(x) return 2 * x end -- kept",
    "twice(n) -- with a comment",
    "(function() n = n + 1 end)()",
    "n",
    "return n, 'two'",
    "nil",
    "doc.dateline == nil and docss",
    'set.mode "json"',
    "_2",
    'set.mode "table"',
    "set.limit(3)",
    "_6",
    "_",
    "for i = 1, 2 do print(i, _5) end",
    "if n then return 'early' end",
    "docs",
    'rules.add("g", "guarantee")',
    'for i = 1, 3 do doc:add("note", i, i) end',
    "undo",
    '#doc:spans("note")',
    "undo.list()",
    "rules",
]


def clean_home():
    home = tempfile.mkdtemp()
    return dict(HOME=home, XDG_STATE_HOME=home + "/state", XDG_CONFIG_HOME=home + "/config",
                XDG_CACHE_HOME=home + "/cache", XDG_DATA_HOME=home + "/data", NO_COLOR="1", TERM="dumb")


folder = tempfile.mkdtemp()
saved = folder + "/session.lua"
s = Session(("-q",), size=(400, 80), **clean_home())
s.wait(PROMPT)
s.send("print('endless') while true do end\r")
s.wait("endless\r\n")
s.send("\x03")
s.wait(PROMPT)
printed, errors = "", 0
for entry in ENTRIES:
    lines = entry.split("\n")
    for line in lines[:-1]:
        s.send(line + "\r")
        s.wait("..> ")
    got = s.enter(lines[-1]).replace("\r", "")
    ok(got.endswith(PROMPT), "entered: " + lines[0], got)
    got = got[:-len(PROMPT)]
    if got.startswith("error: "):
        errors += 1
    else:
        printed += got
got = s.enter('session.save "%s"' % saved)
ok("entries are in" in got, "session.save says what it did", got)
got = s.enter('session.save "README.md"')
ok("there is and no saved session" in got or "is there and no saved session" in got,
   "a file that is none is not replaced", got)
got = s.enter('session.save "%s"' % saved)
ok("entries are in" in got, "one that is, is", got)
os.mkfifo(folder + "/pipe")
got = s.enter('session.save "%s/pipe"' % folder)
ok("no regular file" in got, "a pipe is refused, not waited for", got)
ok(s.end() == 0, "and leaves")
with open(saved, encoding="utf-8") as f:
    text = f.read()
ok('\n-- kwick "x"\n' in text, "what failed is a comment", text)
ok("\n-- interrupted\n-- print('endless')" in text, "what was interrupted, too", text)
ok("\nsession.save" not in text, "and so is the saving", text)
ok(errors >= 1, "some entries failed", str(errors))
done = subprocess.run([ASSAY, "run", saved], capture_output=True, text=True, check=False,
                      env=dict(os.environ, **clean_home()))
ok(done.returncode == 0, "the script runs in a fresh home", done.stderr)
ok(done.stdout == printed, "and prints the same, byte for byte", "%r\n%r" % (printed[-400:], done.stdout[-400:]))
ok(done.stderr == "", "without a warning", done.stderr)
ok(len(printed) > 3000, "which is not little", str(len(printed)))

# What the rc file does is a part of the session.
own = clean_home()
os.makedirs(own["XDG_CONFIG_HOME"] + "/assay")
with open(own["XDG_CONFIG_HOME"] + "/assay/rc.lua", "w", encoding="utf-8") as f:
    f.write('open "examples/talks.txt"\nset.limit(2)\nfunction half(x) return x // 2 end -- mine')
s = Session(("-q",), size=(400, 80), **own)
s.wait(PROMPT)
printed = "".join(s.enter(entry).replace("\r", "")[:-len(PROMPT)] for entry in ["quotes", "half(#_)"])
s.enter('session.save "%s"' % saved)
ok(s.end() == 0, "a session with an rc file")
done = subprocess.run([ASSAY, "run", saved], capture_output=True, text=True, check=False,
                      env=dict(os.environ, **clean_home()))
ok(done.stdout == printed and "more; print" in printed, "prints the same where there is none", done.stdout + done.stderr)

# A document that is another one now.
path = folder + "/report.txt"
with open(path, "w", encoding="utf-8") as f:
    f.write("Ministers met in Kyiv on Monday.\n")
s = Session(("-q",), size=(40, 80), **clean_home())
s.wait(PROMPT)
s.enter('open "%s"' % path)
s.enter("text")
s.enter('session.save "%s"' % saved)
ok(s.end() == 0, "a second session")
with open(path, "a", encoding="utf-8") as f:
    f.write("They left.\n")
done = subprocess.run([ASSAY, "run", saved], capture_output=True, text=True, check=False,
                      env=dict(os.environ, **clean_home()))
ok("report.txt: the text is another than then" in done.stderr, "a changed document is told", done.stderr)
finish()
