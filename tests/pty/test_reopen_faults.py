"""Results of earlier sessions where something goes wrong: a kill, a full disk, a
state folder that cannot be, an interrupt in the middle of reopen; what was read
cannot be read again; how data sets were read; many documents."""
import json
import os
import resource
import signal
import subprocess
import tempfile

from terminal import ASSAY, PROMPT, Session, finish, ok

home = tempfile.mkdtemp()
work = os.path.realpath(tempfile.mkdtemp())
kept = home + "/state/assay/results.jsonl"
env = dict(HOME=home, XDG_STATE_HOME=home + "/state", XDG_CONFIG_HOME=home + "/config",
           XDG_CACHE_HOME=os.environ.get("XDG_CACHE_HOME", home + "/cache"), XDG_DATA_HOME=home + "/data",
           NO_COLOR="1", TERM="dumb")


def write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def plain(got):
    return got.replace("\r", "").replace(PROMPT, "").rstrip("\n")


def start(*args, **other):
    session = Session(("-q", *args), size=(60, 200), **dict(env, **other))
    session.wait(PROMPT)
    return session


write(work + "/a.txt", "Ministers met in Kyiv on Monday.\n")
write(work + "/b.txt", "Nobody met in Minsk.\n")

# ---- kept at once, whole or not at all -----------------------------------------------
s = start()
s.enter('a = open "%s/a.txt"' % work)
s.enter("a:text()")
ok('"code":"a:text()"' in read(kept), "a result is kept when the prompt is there again", read(kept))
s.send("print 'runs' while true do end\r")
s.wait("runs\r\n")
os.kill(s.pid, signal.SIGKILL)
s.process.wait()
whole = read(kept)
ok(whole.endswith("}\n"), "a killed session leaves whole lines", whole)
s = start()
ok(plain(s.enter("reopen(1)")).endswith("met in Kyiv on Monday."), "and they can be reopened")
resource.prlimit(s.pid, resource.RLIMIT_FSIZE, (len(read(kept)) + 30, resource.RLIM_INFINITY))
got = plain(s.enter("'on a ' .. 'full disk'"))
ok("on a full disk" in got and got.count("results are not kept: ") == 1, "a full disk is told", got)
got = plain(s.enter("'and goes ' .. 'on'"))
ok(got == "and goes on", "once, and the session goes on", got)
ok(s.end() == 0, "to its end")
ok(read(kept).startswith(whole) and all(json.loads(line) for line in read(kept).splitlines()),
   "what was kept is whole", read(kept)[-300:])

write(home + "/no-folder", "")
s = start(XDG_STATE_HOME=home + "/no-folder")
got = plain(s.enter("1 + 1"))
ok("2" in got and got.count("not kept") == 1, "a folder that cannot be is told", got)
ok(plain(s.enter("1 + 2")) == "3", "once")
ok(plain(s.enter("reopen(1)")).startswith("error: reopen: "), "there is nothing to reopen")
ok(s.end() == 0, "and is no failure")

before = read(kept)
for feed in [dict(args=[ASSAY, "-q"], input="1 + 1\n"), dict(args=[ASSAY, "-e", "1 + 1"])]:
    done = subprocess.run(**feed, capture_output=True, text=True, check=False, env=dict(os.environ, **env))
    ok(done.stdout == "2\n" and done.stderr == "", "a script runs", done.stdout + done.stderr)
ok(read(kept) == before, "and is its own record: nothing is kept")

# ---- interrupted ----------------------------------------------------------------------
os.unlink(kept)
write(work + "/go", "")
s = start()
s.enter('rules.add("meeting", "<meet>")')
s.enter('b, q = open "%s/b.txt", 5' % work)
s.enter('function goes() while not io.open("%s/go") do print "waits" end return "went" end' % work)
ok(plain(s.enter("goes()")) == "went", "an entry that waits for something")
ok(s.end() == 0, "ends")
os.unlink(work + "/go")
s = start()
s.enter('open "%s/a.txt"' % work)
s.enter('set.mode "csv"')
s.send("reopen(2)\r")
s.wait("waits")
s.send("\x03")
s.wait(PROMPT)
got = plain(s.enter("docs[1]:text()"))
ok(got == "Ministers met in Kyiv on Monday." and plain(s.enter("#docs")) == "1", "after an interrupt documents are as before",
   got)
ok(plain(s.enter("q == nil and goes == nil")) == "true" and plain(s.enter("#rules()")) == "0", "variables and rules, too")
write(work + "/go", "")
ok(plain(s.enter("reopen(2)")).endswith("went") and plain(s.enter("q, #docs")) == "5\n2", "and it can be tried again")
ok(s.end() == 0, "ends")

# An entry that was interrupted does not run again: what it left is told.
os.unlink(kept)
s = start()
s.enter('open "%s/a.txt"' % work)
s.enter("seen, other = {}, 1")
s.send('for i = 1, 4 do doc:add("mark", i, i) seen[i] = i end print("through", other) while true do end\r')
s.wait("through\t1\r\n")
s.send("\x03")
s.wait(PROMPT)
ok(plain(s.enter('#doc:spans("mark")')) == "4" and plain(s.enter("#seen + other")) == "5", "what an interrupted entry did stays")
s.send('where({test = function() n = (n or 0) + 1 while n == 3 do print "third" end return true end}, {doc, doc, doc, doc})\r')
s.wait("third\r\n")
s.send("\x03")
s.wait("interrupted: 2 of 4 documents are in _4")
s.wait(PROMPT)
ok(plain(s.enter("#_4")) == "1", "a part of a result is one")
ok(s.end() == 0, "and the session ends")
s = start()
got = plain(s.enter("reopen(1)"))
ok("interrupted" not in got, "what came before does not rest on it", got)
got = plain(s.enter("reopen(2)"))
ok("was interrupted and does not run again; without what it left: 4 annotations\n" in got and got.endswith("\n0"),
   "annotations that it had made are told as missing", got)
got = plain(s.enter("reopen(3)"))
ok("without what it left: 4 annotations, seen\n" in got and got.endswith("\n1"), "variables that the result names, too", got)
got = plain(s.enter("reopen(5)"))
ok("without what it left: _4\n" in got.replace("4 annotations, ", ""), "and a part of a result", got)
ok(s.end() == 0, "ends")

# ---- what is gone, and what is another ------------------------------------------------------
os.unlink(kept)
os.mkfifo(work + "/pipe")
write(work + "/set.jsonl", "".join(json.dumps({"id": "r%d" % i, "text": "Report %d of Kyiv." % i, "when": "2024-01-0%d" % i,
                                               "from": "Agency %d" % i}) + "\n" for i in range(1, 5)))
s = start("--date-field", "when", "--source-field", "from")
s.enter('open "%s/set.jsonl"' % work)
shown = plain(s.enter('kwic("Kyiv", {group = "date"})'))
ok("2024-01-04" in shown, "a data set with its dates", shown)
s.enter('session.save "%s/set.lua"' % work)
feeder = subprocess.Popen(["sh", "-c", "echo Talks by a pipe. > '%s/pipe'" % work])
s.enter('p = open "%s/pipe"' % work)
feeder.wait()
ok("by a pipe" in plain(s.enter("p:text()")), "a pipe can be read")
ok(s.end() == 0, "ends")
s = start()
got = plain(s.enter("reopen(2)"))
ok(got == shown, "is read as it was read then", got)
ok(plain(s.enter("session.reading().date_field")) == "nil", "while the session reads as ever")
got = plain(s.enter("reopen(3)"))
ok("no regular file: what was read from it is gone" in got, "a pipe is not waited for", got)
ok(s.end() == 0, "ends")
done = subprocess.run([ASSAY, "run", work + "/set.lua"], capture_output=True, text=True, check=False,
                      env=dict(os.environ, **env))
ok(shown in done.stdout and done.stderr == "", "and a saved session reads it so", done.stdout + done.stderr)
write(work + "/set.jsonl", read(work + "/set.jsonl") + '{"id": "r5", "text": "Kyiv."}\n')
s = start()
got = plain(s.enter("reopen(2, 2)"))
ok("set.jsonl: 5 documents, 4 then" in got, "a data set that grew is told", got)
ok(s.end() == 0, "ends")

# ---- many --------------------------------------------------------------------------------------
os.unlink(kept)
os.mkdir(work + "/many")
for i in range(400):
    write(work + "/many/%03d.txt" % i, "Report %d of Kyiv.\n" % i)
s = start()
s.enter('for i = 0, 399 do open(("%s/many/%%03d.txt"):format(i)) end' % work)
s.enter("#kwic 'Kyiv' .. ' lines'")
ok(s.end() == 0, "ends")
ok(len(read(kept)) < 5000, "many documents are not listed one by one", str(len(read(kept))))
s = start()
ok(plain(s.enter("reopen(1)")) == "400 lines", "and are opened again")
ok(plain(s.enter("#docs")) == "400", "all of them")
ok(s.end() == 0, "ends")
write(work + "/many/007.txt", "Another report of Kyiv.\n")
s = start()
got = plain(s.enter("reopen(1, 2)"))
ok("warning: the documents: the text is another than then" in got and got.endswith("400 lines"), "a changed one is told", got)
ok(s.end() == 0, "ends")
finish()
