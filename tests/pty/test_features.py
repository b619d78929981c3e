"""The table of lua/README.md that compares assay with other shells: each row
is tried here for assay, and each check stands for a row."""
import json
import os
import re
import signal
import subprocess
import tempfile

from terminal import ASSAY, Session, finish, ok

class Raw(Session):
    """One that keeps every byte that came."""

    def __init__(self, args=(), **env):
        self.raw = ""
        super().__init__(args, **env)

    def take(self, data):
        self.raw += data.decode("utf-8", "replace")
        super().take(data)

    def wait_raw(self, text):
        while text not in self.raw:
            if not self.read():
                return None
        return self.raw


TALKS = 'open "examples/talks.txt"'
CHECKS = {}


def row(text):
    def keep(check):
        CHECKS[text] = check
        return check
    return keep


def session(*args, **env):
    s = Raw(("-q", *args), **env)
    s.wait("assay> ")
    return s


def shown(*entries, **env):
    """What the last of the entries prints."""
    s = session(**env)
    got = ""
    for entry in entries:
        got = s.enter(entry)
    s.end()
    return got


def appears(keys, expected, *entries):
    """Whether `expected` appears once the keys are typed, behind the entries."""
    s = session()
    for entry in entries:
        s.enter(entry)
    s.send(keys)
    got = s.wait(expected)
    s.send("\x03")
    s.wait("assay> ")
    s.end()
    return got is not None


def run(code, *args):
    return subprocess.run([ASSAY, *args], input=code, text=True, capture_output=True, check=False)


@row("a line that is not complete goes on")
def goes_on():
    s = session()
    s.line("for i = 1, 2 do")
    return s.wait("..> ") is not None


@row("an entry of several lines is one of the history")
def one_entry():
    s = session()
    s.line("for i = 1, 1 do")
    s.wait("..> ")
    s.line("print('body of it')")
    s.enter("end")
    s.send("\x1b[A")
    got = s.wait("body of it")
    return got is not None and "for i = 1" in got


@row("the history is kept when the program is killed")
def killed():
    s = session()
    s.enter("'typed before the kill'")
    os.kill(s.pid, signal.SIGKILL)
    s.process.wait()
    return appears("\x1b[A", "typed before the kill")


@row("two sessions keep each other's history")
def two():
    a, b = session(), session()
    b.enter("'said in the one'")
    a.enter("'said in the other'")
    b.end()
    a.end()
    return appears("\x12said in the one", "'said in the one'") and appears("\x1b[A", "said in the other")


@row("Ctrl-R searches the history")
def search():
    s = session()
    s.enter("'a needle in it'")
    s.enter("'hay'")
    s.send("\x12needle")
    return s.wait("'a needle in it'") is not None


@row("TAB completes names")
def names():
    return appears("assay.versi\t", "version", TALKS)


@row("TAB completes fields of a result by its type")
def fields():
    return appears("entities()[1].coun\t", "entities()[1].country", TALKS)


@row("TAB completes keys and values of options")
def options():
    return appears('kwic("talks", {so\t', "{sort", TALKS) and appears('kwic("talks", {sort = "ri\t', '"right', TALKS)


@row("the signature is shown while a call is typed")
def signature():
    s = session()
    s.send('kwic("talks", ')
    return s.wait_raw("options") is not None


@row("a paste is not run half")
def paste():
    s = session()
    s.send("\x1b[200~print('one')\nprint('two')\n\x1b[201~")
    waits = "one\r\none" not in s.seen
    s.send("\r")
    got = s.wait("two\r\n")
    return waits and got is not None


@row("help on a name")
def help_name():
    return "kwic" in shown('help "kwic"')


@row("help is searched by words")
def help_search():
    return "dispersion" in shown('help.search "evenly spread"') or "kwic" in shown('help.search "context hit"')


@row("tables fit the terminal")
def fit():
    got = shown(TALKS, "sentences", size=(40, 60))
    return all(len(line) <= 60 for line in got.splitlines()) and "\u2026" in got


@row("wide characters stand in their columns")
def wide():
    got = shown('assay.table({{a = "日本語", b = 1}, {a = "abc", b = 2}}, {"a", "b"})')
    rows = [line for line in got.splitlines() if re.search(r"日本語|abc +2", line)]
    return any("日本語  1" in r for r in rows) and any("abc     2" in r for r in rows)


@row("results as JSON and CSV")
def modes():
    s = session()
    s.enter(TALKS)
    s.enter('set.mode "json"')
    got = s.enter("countries")
    s.enter('set.mode "csv"')
    table = s.enter("countries")
    body = got[:got.rindex("]") + 1]
    return json.loads(body)[0]["name"] == "Ukraine" and table.strip().startswith("name,country")


@row("output goes to a file")
def output():
    path = os.path.join(tempfile.mkdtemp(), "out.txt")
    shown(f'output "{path}"', "print('to the file')", "output()")
    with open(path, encoding="utf-8") as f:
        return "to the file" in f.read()


@row("long results go through a pager")
def pager():
    s = session(PAGER="sh -c 'echo THE PAGER; cat >/dev/null'")
    s.line("local rows = {} for i = 1, 200 do rows[i] = {n = i} end return assay.table(rows, {'n'})")
    return s.wait("THE PAGER") is not None


@row("earlier results have names")
def earlier():
    return "42" in shown("21 * 2", "'between'", "_1")


@row("a result comes back in the next session")
def back():
    s = session()
    s.enter(TALKS)
    first = s.enter("countries")
    number = re.search(r"_(\d+)", first).group(1)
    s.end()
    again = shown("results.earlier()", f"reopen({number})")
    return "Ukraine" in again


@row("the session is saved as a script")
def saved():
    path = os.path.join(tempfile.mkdtemp(), "s.lua")
    s = session()
    s.enter(TALKS)
    s.enter("countries")
    s.enter(f'session.save "{path}"')
    s.end()
    return "Ukraine" in run("", "run", path).stdout


@row("undo")
def undo():
    s = session()
    s.enter(TALKS)
    s.enter('doc:add("mark", 1, 2)')
    before = s.enter('#doc:spans("mark")')
    s.enter("undo")
    after = s.enter('#doc:spans("mark")')
    return before.strip().startswith("1") and after.strip().startswith("0")


@row("long work shows rate and time left")
def progress():
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "many.jsonl")
    with open(path, "w", encoding="utf-8") as f:
        for i in range(3000):
            f.write(json.dumps({"id": str(i), "text": "Talks went on in Geneva on Monday, officials said. " * 20}) + "\n")
    s = Raw()
    s.wait("assay> ")
    s.line(f'open "{path}"')
    got = s.wait_raw("left")
    s.send("\x03")
    s.wait("assay> ")
    return got is not None and "/s" in got


@row("Ctrl-C ends what runs, not the session")
def interrupt():
    s = session()
    s.line("print 'begun' while true do end")
    s.wait("begun\r\n")
    s.send("\x03")
    s.wait("assay> ")
    s.send("\x03")
    s.wait("assay> ")
    return "4" in s.enter("2 + 2")


@row("a file is run at the start, and can be left out")
def startup():
    config = tempfile.mkdtemp()
    os.makedirs(os.path.join(config, "assay"))
    with open(os.path.join(config, "assay/rc.lua"), "w", encoding="utf-8") as f:
        f.write("started = 'by the file'\n")
    with_it = shown("started", XDG_CONFIG_HOME=config)
    s = session("--no-rc", XDG_CONFIG_HOME=config)
    without = s.enter("started == nil")
    return "by the file" in with_it and "true" in without


def escapes(**env):
    s = session(**env)
    s.enter(TALKS)
    s.enter("countries")
    s.end()
    return s.raw


@row("NO_COLOR is honoured")
def no_color():
    return not re.search("\x1b\\[[0-9;]*[1-9][0-9;]*m", escapes(NO_COLOR="1"))


@row("TERM=dumb gets no escapes")
def dumb():
    return "\x1b" not in escapes(TERM="dumb")


@row("a script on standard input runs without prompts")
def standard_input():
    return run("print(6 * 7)\n").stdout == "42\n" and run("local n = 6\nn * 7\n").stdout == "42\n"


@row("the exit status tells a failure")
def status():
    return run("print(1)").returncode == 0 and run("error 'no'").returncode == 1


@row("an error shows the place, and a near name")
def error():
    return "kwic" in shown('kwick "x"') and "^" in shown("1 +* 2")


@row("the time of an entry is told")
def timing():
    return re.search(r"\d m?s", shown("time(function() return 7 end)")) is not None


@row("data cannot command the terminal")
def data():
    s = session()
    s.enter("'a' .. string.char(27) .. ']0;title' .. string.char(7)")
    return "\x1b]0;" not in s.raw


@row("loops, functions and variables")
def language():
    return "6" in shown("local function add(...) local n = 0 for _, v in ipairs{...} do n = n + v end return n end", "add(1, 2, 3)")


@row("keyword in context, sorted by what stands around")
def kwic():
    got = shown(TALKS, 'for _, line in ipairs(kwic("the", {sort = "right"})) do print("R:" .. line.right) end')
    rights = [line[2:].strip().lower() for line in got.splitlines() if line.startswith("R:")]
    first = [re.findall(r"\w+", r)[0] for r in rights if re.findall(r"\w+", r)]
    return len(first) > 3 and first == sorted(first)


@row("collocations and keyness with measures")
def measures():
    got = shown('open("examples/talks.txt", "examples/kordon.uk.txt")', 'colloc "security"')
    keys = shown('open("examples/talks.txt", "examples/kordon.uk.txt")', "keyness(doc)")
    return "logDice" in got and re.search(r"log.?ratio", keys, re.I) is not None


@row("patterns over annotated tokens")
def patterns():
    return "nothing found" not in shown(TALKS, 'find "[pos=ADJ] [pos=NOUN]"')


@row("who said what, found by rules that can be looked at")
def said():
    return "quotes" in shown(TALKS, "quotes", "why(_1[1])") or "rule" in shown(TALKS, "quotes", "why(_2[1])")


@row("extensions of strangers run in a sandbox")
def sandbox():
    folder = tempfile.mkdtemp()
    os.makedirs(os.path.join(folder, "bad"))
    with open(os.path.join(folder, "bad/plugin.yaml"), "w", encoding="utf-8") as f:
        f.write('name: bad\nversion: 1.0.0\napi: ">=0.1 <1"\nsummary: Tries what it may not.\nlicense: MIT\nauthors: [A]\n')
    with open(os.path.join(folder, "bad/main.lua"), "w", encoding="utf-8") as f:
        f.write("return {annotate = function(doc) os.execute('true') end}\n")
    done = run("", "--plugins", folder, "-e", 'open "examples/talks.txt"')
    return "os" in done.stderr and done.returncode == 1


with open("lua/README.md", encoding="utf-8") as page:
    table = page.read().split("## Compared with other shells", 1)[1]
rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line.startswith("|")]
heads, rows = rows[0], rows[2:]
ok(heads[1] == "assay" and len(rows) >= 30, "lua/README.md has the table")
ok([r[0] for r in rows] == list(CHECKS), "each row has its check, in order",
   str(set(CHECKS) ^ {r[0] for r in rows}))
for r in rows:
    ok(r[1] not in ("no", "?", "") and len(r) == len(heads) and CHECKS[r[0]](), r[0])
finish()
