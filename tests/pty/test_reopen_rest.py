"""What a result rests on comes back with it: variables, functions, rules,
annotations, settings, whatever folder one is in and whatever the names of files
are; and a saved session with such results prints the same."""
import json
import os
import subprocess
import tempfile

from terminal import ASSAY, PROMPT, Session, finish, ok

home = tempfile.mkdtemp()
work = os.path.realpath(tempfile.mkdtemp())
env = dict(HOME=home, XDG_STATE_HOME=home + "/state", XDG_CONFIG_HOME=home + "/config",
           XDG_CACHE_HOME=os.environ.get("XDG_CACHE_HOME", home + "/cache"), XDG_DATA_HOME=home + "/data",
           NO_COLOR="1", TERM="dumb")
kept = home + "/state/assay/results.jsonl"
here = os.getcwd()
ODD = [b"latin-caf\xe9.txt", b"new\nline.txt", b'quo"te\'s.txt', b"-dash.txt", b"~tilde.txt", b"back\\slash.txt",
       b" space .txt", b"$HOME.txt", b"\xd0\x9a\xd0\xb8\xd1\x97\xd0\xb2.txt", b"esc\x1b[31m.txt"]


def write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


write(work + "/talks.txt", "Ministers met in Kyiv on Monday. They talked in Kyiv about guarantees.\n")
write(work + "/other.txt", "Kyiv is quiet. Nobody talked.\n")


def plain(got):
    return got.replace("\r", "").replace(PROMPT, "").rstrip("\n")


def start(*args, folder=work):
    os.chdir(folder)
    session = Session(("-q", *args), size=(60, 200), **env)
    os.chdir(here)
    session.wait(PROMPT)
    return session


def evening(*entries, args=()):
    """Type them; what the last of each printed, by entry."""
    s = start(*args)
    out = {}
    for entry in entries:
        lines = entry.split("\n")
        for line in lines[:-1]:
            s.send(line + "\r")
            s.wait("..> ")
        out[entry] = plain(s.enter(lines[-1]))
    ok(s.end() == 0, "an evening's session ends: " + entries[0][:40])
    return out


def lines_kept():
    with open(kept, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


# ---- all that a result may rest on --------------------------------------------------
saw = evening(
    'a = open "talks.txt"', "seen = {}", 'kwic "quiet"', "for _, hit in ipairs(kwic('Kyiv', a)) do\n"
    "  seen[#seen + 1] = hit.key\nend", "function count() return #seen end", "count()", "local half <const> = count() / 2",
    "half", 'rules.add("meeting", "<meet> ~2 in")', '#doc:spans("meeting")', 'doc:add("note", 1, 2)',
    'doc:add("note", 3, 4) error "too late"', '#doc:spans("note")', "undo()", "table.insert(seen, 'x')", "#seen .. ' seen'",
    'open "other.txt"', 'find "Kyiv"', "close()", "#docs() .. ' open'", 'set.mode "csv"', "freq{limit = 2}",
    'save(_, "freq.csv")', '(function() seen = nil end)()', "seen == nil")
ok(saw["#seen .. ' seen'"] == "3 seen", "a table that entries change", str(saw))
rows = {row["code"]: row for row in lines_kept()}
ok([step["code"] for step in rows["half"]["before"]][:2] == ['a = open "talks.txt"', "seen = {}"]
   and not any("quiet" in step["code"] for step in rows["half"]["before"]), "what is kept is what it rests on",
   str(rows["half"]["before"]))
for code in ["count()", "half", '#doc:spans("meeting")', '#doc:spans("note")', "undo()", "#seen .. ' seen'",
             'find "Kyiv"', "#docs() .. ' open'", "freq{limit = 2}", "seen == nil"]:
    s = start(folder="/")
    got = plain(s.enter("reopen(%d)" % rows[code]["n"]))
    ok(got.endswith(saw[code]), "in a new session, in another folder: " + code, got)
    ok("warning" not in got, "without a warning", got)
    ok(s.end() == 0, "and ends")
    os.unlink(kept)
    with open(kept, "w", encoding="utf-8") as f:
        f.writelines(json.dumps(row) + "\n" for row in rows.values())

s = start(folder="/")
got = plain(s.enter("reopen(%d)" % rows["half"]["n"]))
ok("what it rests on is here again: a, count, half, seen" in got, "variables that come are told", got)
ok(plain(s.enter("half")) == "1.0" and plain(s.enter("count()")) == "2", "and are there", got)
ok(plain(s.enter("_G.half == nil")) == "true", "as variables of the prompt")
got = plain(s.enter("reopen(%d)" % rows["freq{limit = 2}"]["n"]))
ok("found with rules of that session, which are here again: meeting" in got, "rules that come are told", got)
ok("meeting" in plain(s.enter("rules")) and plain(s.enter("set.mode()")) == "csv", "rules and settings are there")
ok(plain(s.enter("docs[1].id")) == "talks.txt" and plain(s.enter("#docs")) == "1", "documents, too, once")
got = plain(s.enter("reopen(%d)" % rows['save(_, "freq.csv")']["n"]))
ok("writes to the disk, which reopen does not" in got, "nothing is written again", got)
ok(plain(s.enter("#docs")) == "1" and plain(s.enter("half")) == "1.0", "and what failed changed nothing")
ok(s.end() == 0, "ends")

# ---- what this session has stays --------------------------------------------------------
write(kept, "".join(json.dumps(row) + "\n" for row in rows.values()))
s = start()
s.enter("seen, set.limit = 'mine', 9")
s.enter('rules.add("own", "quiet")')
s.enter('open "other.txt"')
got = plain(s.enter("reopen(%d)" % rows["#seen .. ' seen'"]["n"]))
ok(got.endswith("3 seen"), "the result is as then", got)
ok("what is called so here stays, not what it rests on: seen" in got, "what stays is told", got)
ok("found with rules of that session (meeting): this one's own stay" in got, "rules that stay, too", got)
ok(plain(s.enter("seen .. set.limit()")) == "mine9" and "own" in plain(s.enter("rules")), "and stays")
got = plain(s.enter("reopen(%d)" % rows["freq{limit = 2}"]["n"]))
ok(got.endswith(saw["freq{limit = 2}"].split("\n")[-1]) or "Kyiv" in got, "a query over all documents", got)
got = plain(s.enter("reopen(%d)" % rows["#docs() .. ' open'"]["n"]))
ok(got.endswith("1 open"), "does not see those of this session", got)
ok(plain(s.enter("#docs")) == "2", "which are open still")
s.enter("results")
s.enter("results{earlier = true}")
s.enter("session")
s.enter("string.rep(#results(), 2)")
saved = work + "/morning.lua"
s.enter('session.save "%s"' % saved)
ok(s.end() == 0, "ends")

# ---- a saved session with such results -----------------------------------------------------
os.unlink(kept)
entries = ['open "talks.txt"', "results", "1 + 1", "session", "for _, r in ipairs(results()) do print(r.code) end",
           "y = 5 error('late')", "y", "keep, result = 'k', 'r'", "keep .. result", 'time "keep .. y"', "#results() + #_2"]
s = start()
for entry in ['rules.add("own", "quiet")', 'b = open "other.txt"', "b.id", 'find "quiet"']:
    s.enter(entry)
ok(s.end() == 0, "an evening ends")
s = start()
printed = ""
for entry in ["results{earlier = true}", "reopen(2)", "x = reopen(3)", "x", "rules", "b.id"] + entries:
    got = plain(s.enter(entry))
    wanted = [line for line in got.split("\n") if not line.startswith(("what it rests", "found with", "error:", "open: "))
              and " ms" not in line]
    printed += "".join(line + "\n" for line in wanted if line)
s.enter('session.save "%s"' % saved)
ok(s.end() == 0, "a morning's ends")
clean = dict(os.environ, **dict(env, HOME="/nonexistent", XDG_STATE_HOME="/nonexistent/state"))
done = subprocess.run([ASSAY, "run", saved], capture_output=True, text=True, check=False, cwd=work, env=clean)
ok(done.returncode == 0, "runs where nothing is kept", done.stderr)
ok("".join(line + "\n" for line in done.stdout.split("\n") if line) == printed, "and prints the same",
   done.stdout[-700:] + "\n====\n" + printed[-700:])
with open(saved, encoding="utf-8") as f:
    ok(sum(line.startswith("-- ") for line in f) <= 3, "nothing is left out")

# ---- how documents were read -----------------------------------------------------------------
os.unlink(kept)
evening('open("talks.txt", {date = "2024-03-06"})', "doc.date", 'close "all"', 'open "talks.txt"', "'none: ' .. tostring(doc.date)")
s = start()
s.enter('open "talks.txt"')
ok("2024-03-06" in s.enter("reopen(2)"), "a date that was given comes back")
ok("nil" in s.enter("doc.date"), "and is not this session's document's")
s.enter('close "all"')
s.enter('open("talks.txt", {date = "2020-01-01"})')
ok("none: nil" in s.enter("reopen(4)"), "nor is a date of this session that one's")
ok(s.end() == 0, "the session ends")

# ---- names of files --------------------------------------------------------------------------
os.unlink(kept)
s = start()
for i, name in enumerate(ODD):
    with open(os.path.join(work.encode(), name), "w", encoding="utf-8") as f:
        f.write("Report number %d of Kyiv.\n" % i)
    literal = "".join("\\x%02x" % byte for byte in name)
    s.enter('close "all"')
    s.enter('open "%s"' % literal)
    s.enter("'it is ' .. doc:text()")
ok(s.end() == 0, "a session with odd names ends")
s = start(folder="/")
for i, name in enumerate(ODD):
    got = plain(s.enter("reopen(%d)" % (2 * i + 2)))
    ok(got.strip().endswith("it is Report number %d of Kyiv." % i) and "warning" not in got, "reopened: %r" % name, got)
ok(s.end() == 0, "and ends")
finish()
