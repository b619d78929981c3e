"""Results of earlier sessions: kept, listed, reopened; what changed is told;
what is broken in the file is passed over."""
import json
import os
import shutil
import tempfile

from terminal import PROMPT, Session, finish, ok

home = tempfile.mkdtemp()
work = tempfile.mkdtemp()
env = dict(HOME=home, XDG_STATE_HOME=home + "/state", XDG_CONFIG_HOME=home + "/config",
           XDG_CACHE_HOME=os.environ.get("XDG_CACHE_HOME", home + "/cache"), XDG_DATA_HOME=home + "/data",
           NO_COLOR="1", TERM="dumb")
kept = home + "/state/assay/results.jsonl"
report, other = work + "/report.txt", work + "/other.txt"
shutil.copy("examples/talks.txt", report)
with open(other, "w", encoding="utf-8") as f:
    f.write("Ministers met in Kyiv on Monday. They said nothing.\n")


def plain(got):
    return got.replace("\r", "").replace(PROMPT, "").rstrip("\n")


def start(*args):
    session = Session(("-q", *args), size=(60, 200), **env)
    session.wait(PROMPT)
    return session


s = start()
ok("nothing is kept" in plain(s.enter("results{earlier = true}")), "nothing at first")
ok("there is no result 1" in plain(s.enter("reopen(1)")), "so nothing to reopen")
s.enter('open "%s"' % report)
s.enter('open "%s"' % other)
s.enter("use(1)")
hits = plain(s.enter('kwic "guarantee*"'))
s.enter("_[1].key")
s.enter("#_5 .. 'x'")
brief = plain(s.enter("quotes"))
s.enter("use(2)")
found = plain(s.enter('find "ministers"'))
ok("Ministers" in found, "a query on the second document", found)
s.enter("local mine = 3")
s.enter("mine + 1")
ok(s.end() == 0, "the first session ends")

ok(os.stat(kept).st_mode & 0o777 == 0o600, "what is kept is the user's alone")
with open(kept, encoding="utf-8") as f:
    rows = [json.loads(line) for line in f]
numbers = [row["n"] for row in rows]
ok(numbers == sorted(numbers) and len(rows) == 11, "a line a result", str(numbers))
row = [each for each in rows if each["code"].startswith("kwic")][0]
ok(row["opened"][0]["path"] == report and len(row["opened"][0]["sha256"]) == 64, "with documents and their hashes", str(row))
ok(any(plugin.startswith("quotes@") for plugin in row["plugins"]), "plugins and their versions")
ok(row["assay"] and row["rows"] == 4 and row["kind"] == "kwic", "program, rows and kind", str(row))

s = start()
got = plain(s.enter("results{earlier = true}"))
ok('kwic "guarantee*"' in got and "reopen(5)" in got, "a later session lists them", got)
got = plain(s.enter("reopen(5)"))
ok(got == hits, "reopen opens the documents and runs the query", got)
got = plain(s.enter("#docs()"))
ok(got == "2", "each document once", got)
ok(plain(s.enter("#_2")) == "4", "what it gives is a result of this session")
got = plain(s.enter("reopen(6)"))
ok(got == "guarantees", "a result that names the one before", got)
got = plain(s.enter("reopen(8)"))
ok(got == brief, "a bare command", got)
got = plain(s.enter("reopen(10)"))
ok(got == found, "on the document that was the current one", got)
got = plain(s.enter("reopen(11)"))
ok(got.endswith("\n4") and "what it rests on is here again: mine" in got, "variables of that session come with it", got)
got = plain(s.enter("reopen(7)"))
ok(got == "4x", "one that names another", got)
got = plain(s.enter("reopen(2)"))
ok("doc " in got, "the opening itself", got)
ok("must be a number from 1" in plain(s.enter("reopen('x')")), "a number is a number")
ok("there is no result 99" in plain(s.enter("reopen(99)")), "and one that there is")
ok(s.end() == 0, "the second session ends")

# ---- two sessions ago -----------------------------------------------------------
s = start()
got = plain(s.enter("reopen(5, 2)"))
ok(got == hits, "two sessions ago", got)
got = plain(s.enter("reopen(2)"))
ok(got == hits, "what was reopened can be again", got)
ok(s.end() == 0, "the third ends")

# ---- what changed ------------------------------------------------------------------
with open(report, "a", encoding="utf-8") as f:
    f.write("\nNo guarantee was given.\n")
os.unlink(other)
with open(kept, encoding="utf-8") as f:
    text = f.read()
with open(kept, "w", encoding="utf-8") as f:
    f.write(text.replace("quotes@0", "quotes@9").replace('"assay":"', '"assay":"0'))
s = start()
got = plain(s.enter("reopen(5, 3)"))
ok("warning: " + report + ": the text is another than then" in got, "a changed document is told", got)
ok("other.txt" in got and "warning" in got.split("other.txt")[0], "one that is gone, too", got)
ok("plugin quotes is 0" in got and ", 9" in got, "and a plugin of another version", got)
ok("warning: assay is " in got, "and another program", got)
ok("No guarantee was given" in got, "the query runs on what there is", got)
ok(s.end() == 0, "the fourth ends")

# ---- what is broken -----------------------------------------------------------------
with open(kept, encoding="utf-8") as f:
    lines = f.readlines()
with open(kept, "w", encoding="utf-8") as f:
    f.write('not json\n{"n": 1}\n[]\n"x"\n' + '{"session":"s","n":1,"code":"x","opened":[1],"opens":[],"plugins":[]}\n')
    f.writelines(lines)
    f.write(lines[-1][: len(lines[-1]) // 2])  # killed while writing
s = start()
got = plain(s.enter("results{earlier = true}"))
ok('kwic "guarantee*"' in got, "broken lines are passed over", got)
s.enter("'after'")
ok(s.end() == 0, "the fifth ends")
with open(kept, encoding="utf-8") as f:
    last = f.read().rstrip("\n").split("\n")[-1]
ok(json.loads(last)["code"] == "'after'", "and a torn one does not spoil the next", last)

# ---- what is large ------------------------------------------------------------------
with open(kept, "a", encoding="utf-8") as f:
    for i in range(5000):
        f.write(json.dumps(dict(row, n=i + 1, session="old")) + "\n")
size = os.stat(kept).st_size
s = start()
s.enter("'small again'")
ok(s.end() == 0, "the sixth ends")
ok(size > 4 << 20 and os.stat(kept).st_size < 4 << 20, "the file is bounded", str(size))
s = start()
got = plain(s.enter("reopen(1)"))
ok(got == "small again", "and the latest are still there", got)
ok(s.end() == 0, "the seventh ends")

# ---- two at once, and where nothing can be kept -----------------------------------------
a, b = start(), start()
for i in range(5):
    a.enter("'a%d'" % i)
    b.enter("'b%d'" % i)
ok(a.end() == 0 and b.end() == 0, "two sessions end")
with open(kept, encoding="utf-8") as f:
    codes = [json.loads(line)["code"] for line in f.read().rstrip("\n").split("\n")[-10:]]
ok(sorted(codes) == ["'%s%d'" % (c, i) for c in "ab" for i in range(5)], "neither loses a line", str(codes))
os.unlink(kept)
os.mkdir(kept)
s = start()
got = plain(s.enter("1 + 1"))
ok(got.startswith("2\n") and "results are not kept" in got, "a file that cannot be written is told", got)
ok(plain(s.enter("1 + 2")) == "3", "once")
ok(s.end() == 0, "the last ends")
finish()
