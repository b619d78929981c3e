"""How a session begins: rc file, options, folders, colours; and how the program
runs where there is no terminal."""
import os
import subprocess
import tempfile

from screen import Screen
from terminal import ASSAY, Session, finish, ok

home = tempfile.mkdtemp()
config = os.path.join(home, "config")
os.makedirs(os.path.join(config, "assay"))
rc = os.path.join(config, "assay", "rc.lua")
ENV = {"XDG_CONFIG_HOME": config, "XDG_STATE_HOME": os.path.join(home, "new", "state")}


def write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return path


def session(args=("-q",), **env):
    s = Screen(args, size=(14, 90), **{**ENV, **env})
    s.prompts()
    return s


def first(s, entry):
    rows = s.enter_line(entry)
    return rows[0].split("  ")[0] if rows else None


def run(*args, text=None, **env):
    return subprocess.run([ASSAY, *args], input=text, capture_output=True, text=True, check=False,
                          env={**os.environ, **ENV, **env})


s = session(())
ok(s.lines()[0].startswith("assay 0.") and s.last() == "assay>", "a banner, then the prompt", s.lines())
s.end()
folder = os.path.join(home, "new", "state", "assay")
ok(oct(os.stat(folder).st_mode)[-3:] == "700" and oct(os.stat(os.path.dirname(folder)).st_mode)[-3:] == "700",
   "folders are made as needed, for the user alone")

write(rc, "mine = 6 * 7 local hidden = 1 function twice(x) return 2 * x end set.hints(false)")
s = session()
ok(s.lines() == ["assay>"], "-q: no banner", s.lines())
ok(first(s, "mine") == "42" and first(s, "twice(4)") == "8", "rc.lua runs before the prompt", s.lines())
ok(first(s, "hidden") == "nil" or "hidden" in "".join(s.lines()), "its locals are its own", s.lines())
s.end()
s = session(("-q", "--no-rc"))
ok(first(s, "rawget(_G, 'mine')") == "nil", "--no-rc: it does not", s.lines())
s.end()
other = write(os.path.join(home, "other.lua"), "mine = 'of the other'")
s = session(("-q", "--rc", other))
ok(first(s, "mine") == "of the other", "--rc FILE instead", s.lines())
s.end()
write(rc, "print 'rc was here'\nlocal t = nil\nt.x = 1\n")
s = session()
ok(s.shows("rc was here") and s.prompts(), "what it prints stands above the prompt", s.lines())
ok(any("rc.lua:3: " in r for r in s.lines()), "an error in it is told with its place", s.lines())
ok(first(s, "1 + 1") == "2", "and the session goes on", s.lines())
ok(s.end() == 0, "and is no failure")
write(rc, "mine = = 1")
s = session()
ok(any("rc.lua:1: " in r for r in s.lines()) or s.shows("rc.lua:1: "), "one that does not compile, too", s.lines())
s.end()
write(rc, "io.stdout:write('begun\\n') while true do end")
s = Screen(("-q",), size=(14, 90), **ENV)
s.shows("begun")
s.send("\x03")
ok(s.shows("interrupted") and s.prompts(), "Ctrl-C ends it", s.lines())
s.end()

write(rc, "mine = 1 print 'from rc'")
ok(run("-e", "print(mine)").stdout == "nil\n", "it is not for -e")
ok(run(text="print(mine)").stdout == "nil\n", "nor for scripts")
ok(run("--rc", rc, "-e", "print(mine)").stdout == "from rc\n1\n", "unless it is named")
done = run("--rc", os.path.join(home, "none.lua"), "-e", "print(1)")
ok(done.returncode != 0 and done.stdout == "" and "none.lua" in done.stderr, "one that is named must be there", done.stderr)
done = run("--rc", rc, "--no-rc", "-e", "print(1)")
ok(done.returncode == 2, "--rc and --no-rc: wrong usage", done.stderr)
os.unlink(rc)

s = session(("-q", "-i", "examples/talks.txt"))
ok(s.shows("doc examples/talks.txt") and s.prompts(), "-i FILE opens it and gives the prompt", s.lines())
ok(first(s, "#doc") == "846", "where it is `doc`", s.lines())
s.end()
s = session(("-q", "-i", "-e", "local t = ... given = t", "a"))
ok(first(s, "given") == "a", "-i -e CODE runs it first", s.lines())
ok(s.end() == 0, "and leaves with 0")
s = session(("-q", "-i", "-e", "error 'no luck'"))
ok(any("no luck" in r for r in s.lines()), "what fails is told", s.lines())
ok(first(s, "1 + 1") == "2" and s.end() == 0, "and the session goes on")
ok(run("-i", text="").returncode == 2, "-i without a terminal: wrong usage")

done = run(text="print(1 + 1)\nfor i = 1, 2 do\n\n  print('row', i)\nend\n")
ok(done.stdout == "2\nrow\t1\nrow\t2\n" and done.stderr == "", "a script on standard input runs without prompts", done.stdout)
done = run(text="print(1)\nerror('no luck')\nprint(2)\n")
ok(done.returncode == 1 and done.stdout == "1\n" and "stdin:2: no luck" in done.stderr, "it ends at an error, with 1", done.stderr)
ok(run(text="x = = 1").returncode == 1, "so does one that does not compile")
ok(run("run", os.path.join(home, "none.lua")).returncode == 65, "a script that is not there: 65")
ok(run("--no-such").returncode == 2, "wrong usage: 2")
ok(run("examples/none.txt").returncode == 65, "a document that is not there: 65")
with open("/dev/full", "w", encoding="utf-8") as full:
    done = subprocess.run([ASSAY, "-e", "print(1)"], stdout=full, stderr=subprocess.PIPE, check=False)
ok(done.returncode == 74, "output that cannot be written: 74", str(done.stderr))

s = session((), XDG_STATE_HOME="/proc/none", XDG_CACHE_HOME="/proc/none", XDG_DATA_HOME="/proc/none")
ok(sum("/proc/none" in r for r in s.lines()) == 1, "a home that cannot be written to is told once", s.lines())
ok(first(s, "1 + 1") == "2" and first(s, "2 + 2") == "4", "and the session goes on", s.lines())
ok(not any("/proc/none" in r for r in s.lines()), "without another word", s.lines())
s.end()
s = session(HOME=None, XDG_STATE_HOME=None, XDG_CONFIG_HOME=None, XDG_CACHE_HOME=None, XDG_DATA_HOME=None)
ok(first(s, "1 + 1") == "2", "without HOME, too", s.lines())
s.end()

for name, args, env in (("NO_COLOR", ("-q",), {"NO_COLOR": "1"}), ("--no-color", ("-q", "--no-color"), {})):
    s = session(args, **env)
    s.enter_line('open "examples/talks.txt"')
    s.clear()
    s.send("entities\r")
    s.until(lambda rows: len(rows) > 3 and rows[-1] == "assay>")
    s.send("nothing.here\r")
    s.shows("error:")
    s.prompts()
    paints = any(c.fg != "default" or c.bold for row in s.screen.buffer.values() for c in row.values())
    ok(not paints and b"\x1b[1" not in s.raw and b"\x1b[2m" not in s.raw, name + ": no colours", s.lines())
    s.end()
s = session(NO_COLOR="")
ok(any(c.fg != "default" or c.bold for row in s.screen.buffer.values() for c in row.values()),
   "an empty NO_COLOR is none", s.lines())
s.end()
s = session(TERM="dumb")
s.send('open "examples/talks.txt"\r')
s.shows("doc examples")
s.prompts()
s.send("entities\r")
s.until(lambda rows: len(rows) > 5 and rows[-1] == "assay>")
ok(b"\x1b" not in s.raw, "TERM=dumb: no escapes at all", s.lines())
ok(s.end() == 0, "and it works")
folder = tempfile.mkdtemp()
path = os.path.join(folder, "x.txt")
with open(path, "w", encoding="utf-8") as f:
    f.write("Kyiv \x9b31m fell \x7f silent \u202eon Monday.\n")
for form in ("jsonl", "csv"):
    s = Session(("extract", "-q", "--format", form, "--kinds", "sentence", path))
    while s.read():
        pass
    s.process.wait()
    ok("fell" in s.seen and not set(s.seen) & set("\x9b\x7f\u202e"), form + " at a terminal cannot command it", s.seen)
    out = subprocess.run([ASSAY, "extract", "-q", "--format", form, "--kinds", "sentence", path], capture_output=True, check=False)
    ok("\u202e" in out.stdout.decode("utf-8"), "a file gets what is there")
finish()
