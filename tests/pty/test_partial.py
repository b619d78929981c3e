"""Work over many documents that is interrupted keeps the result of those that
were read, and says so."""
import re

from screen import Screen
from terminal import finish, ok

WORK = {  # what stands before the progress: what is typed
    "network": "network(many)",
    "compare": "compare(many, others)",
    "timeline": 'timeline("quotes", {docs = many})',
    "quotes": "quotes(many)",
    "records": 'records("event", "quote", many)',
    "where": 'where({has = "quote", test = function(d) return #d > 0 end}, many)',
    "actors": "assay.actors(many)",
}

s = Screen((), size=(20, 100))
s.prompts()
s.enter_line('open("examples/talks.txt", "examples/border.txt")')
s.enter_line("many, others = {}, {} for i = 1, 50000 do many[i], others[i] = docs[1], docs[2] end")
n = 1  # results so far: the table of open
for what, code in WORK.items():
    s.clear()
    s.send(code + "\r")
    line = re.compile(r"%s: \d+ of \d+ documents, .*left" % what)
    ok(s.until(lambda rows, line=line: any(line.match(r) for r in rows)), what + " shows how far it is", s.lines())
    s.send("\x03")
    s.shows("interrupted")
    s.prompts()
    n += 1
    told = [r for r in s.lines() if r.startswith("interrupted")]
    found = re.fullmatch(r"interrupted: (\d+) of (\d+) documents are in _%d" % n, told[0])
    ok(found is not None, what + " says what is kept", s.lines())
    some, all_ = found.groups() if found else ("?", "?")
    ok(0 < int(some) < int(all_), "which is some of it", told)
    s.clear()
    s.enter_line("_%d" % n)
    n += 1
    ok(s.lines()[-2].startswith("of %s of %s documents" % (some, all_)), "and is shown as that", s.lines())

s.clear()
s.send("for i = 1, 3 do quotes(many) end print 'through'\r")
s.shows("quotes: ")
s.send("\x03")
s.shows("interrupted: ")
s.prompts()
n += 1
ok("through" not in s.lines(), "what the work stands in ends, too", s.lines())
s.clear()
s.send("pcall(where, {test = function() error 'no' end}, many) print('be' .. 'gun') while true do end\r")
s.until(lambda rows: "begun" in rows)
s.send("\x03")
ok(s.until(lambda rows: any(r.endswith("interrupted") for r in rows)), "work that ended, or failed, leaves nothing", s.lines())
s.prompts()
s.clear()
s.send("where({test = function(d) return #quotes(d) > 0 end}, many)\r")
s.shows("where: ")
s.send("\x03")
ok(s.shows("of %d documents are in _%d" % (50000, n + 1)), "work within work is a part of that", s.lines())
s.prompts()
n += 1

# What is made of what was read is work as well. Slowly, so that no machine is too fast.
s.enter_line("some, rest = table.move(many, 1, 300, 1, {}), table.move(others, 1, 300, 1, {})")
s.enter_line('function slow(module, name, seconds) local all = require(module) local was = all[name] all[name] = function(...) '
             'io.write(name, "\\n") local t = os.clock() repeat until os.clock() - t > seconds return was(...) end end')
s.enter_line('slow("assay.records.likeness", "quoted", 0.8)')
s.clear()
s.send("compare(some, rest)\r")
ok(s.until(lambda rows: any(re.match(r"compare: \d+ of \d+ speakers, ", r) for r in rows)), "what is made shows how far it is", s.lines())
s.send("\x03")
ok(s.shows("interrupted: 4 of 6 topics are in _%d" % (n + 1)), "the topics that are through are kept", s.lines())
s.prompts()
n += 1
s.clear()
s.enter_line("_%d" % n)
ok(s.lines()[-2].startswith("of 4 of 6 topics"), "and it says that these are not all", s.lines())
n += 1
s.enter_line('slow("assay.who.fits", "body", 0.05)')
for code in ("network(some)", "assay.actors(some)"):
    s.clear()
    s.send(code + "\r")
    ok(s.until(lambda rows: "body" in rows and any(re.match(r"\w+: [1-9]\d* of 300 documents, ", r) for r in rows)),
       code + " shows how far actors are joined", s.lines())
    s.send("\x03")
    ok(s.until(lambda rows: any(re.fullmatch(r"interrupted: \d+ of 300 documents are in _%d" % (n + 1), r) for r in rows)),
       "and keeps those of the documents that it passed", s.lines())
    s.prompts()
    n += 1
s.clear()
s.send("network(some)\r")
s.shows("body")
s.send("\x03\x03")
s.shows("interrupted")
s.prompts()
ok(s.enter_line("1 + 1")[0].startswith("2"), "two interrupts leave a session", s.lines())
ok(s.enter_line("#quotes(docs[1]) == #quotes{docs = docs[1]}")[0].startswith("true"), "all of it is no part", s.lines())
s.end()
finish()
