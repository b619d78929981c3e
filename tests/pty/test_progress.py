"""Long work says how far it is, and keeps what is done."""
import os
import re
import shutil
import subprocess
import tempfile

from screen import Screen
from terminal import ASSAY, finish, ok

folder = tempfile.mkdtemp()
with open("examples/talks.txt", encoding="utf-8") as f:
    talks = f.read()
for i in range(200):
    with open(os.path.join(folder, "d%04d.txt" % i), "w", encoding="utf-8") as f:
        f.write(talks)
with open(os.path.join(folder, "a-bad.txt"), "wb") as f:
    f.write(b"\xff\xfe\0\0\0\0")
OPEN = 'open "%s"' % folder
LINE = re.compile(r"open: \d+\.\d of \d+\.\d MB, \d+ of 200 documents, \d+\.\d MB/s, \d+:\d\d left, 1 error")

s = Screen((), size=(14, 90))
s.prompts()
s.clear()
s.send(OPEN + "\r")
ok(s.until(lambda rows: any(LINE.fullmatch(r) for r in rows)), "what, of how much, rate, time left, errors", s.lines())
ok(sum("a-bad.txt" in r for r in s.lines()) == 1, "what fails is told above it", s.lines())
s.send("\x03")
ok(s.shows("interrupted: "), "Ctrl-C interrupts it", s.lines())
s.prompts()
told = [r for r in s.lines() if r.startswith("interrupted")]
found = re.fullmatch(r"interrupted: (\d+) of 200 documents are open", told[0])
ok(found is not None, "and says what is kept", told)
ok(not any("MB" in r for r in s.lines()), "its line is gone", s.lines())
ok(s.enter_line("#docs()")[0].split()[0] == found.group(1), "which is there", s.lines())
ok(s.enter_line("doc.id")[0].startswith(os.path.join(folder, "d0000.txt")), "the first is the current one", s.lines())
s.enter_line('close "all"')
s.clear()
s.send(OPEN + "\r")
s.shows("MB/s")
s.send("\x03\x03\x03")
ok(s.shows("interrupted: ") and s.until(lambda rows: rows[-1] == "assay>"), "more than one Ctrl-C kills nothing", s.lines())
s.enter_line('close "all"')
s.clear()
s.send("#" + OPEN[:4] + '("%s")\r' % folder)
ok(s.until(lambda rows: rows[-1] == "assay>" and any(r.startswith("200") for r in rows)), "run to the end it opens all", s.lines())
ok(not any("MB" in r for r in s.lines()), "and leaves no line", s.lines())
s.raw = b""
s.enter_line('open "examples/talks.txt"')
ok(b"MB" not in s.raw, "short work shows none")
s.clear()
s.send('do local bar <close> = assay.progress("count", 90) local t = os.clock() repeat '
       'bar:step(30) until os.clock() - t > 1 end\r')
ok(s.shows("count: 30 of 90 documents"), "a script's own, without bytes", s.lines())
s.prompts()
ok(not any("of 90" in r and "count:" in r for r in s.lines()), "goes with its variable", s.lines())
s.end()

s = Screen((), size=(14, 34))
s.prompts()
s.send('open "%s"\r' % folder)
s.until(lambda rows: rows[-1].startswith("open: "))
rows = s.lines()
ok(len(rows[-1]) <= 31, "a narrow window gets a short line", rows)
s.send("\x03")
s.prompts()
s.end()

s = Screen(("-q",), size=(14, 90))
s.prompts()
s.send(OPEN + "\r")
s.until(lambda rows: rows[-1] == "assay>" and len(rows) > 3)
ok(b"MB/s" not in s.raw, "-q shows none")
s.end()

out = folder + ".jsonl"
s = Screen(("extract", "-o", out, folder), size=(14, 90))
ok(s.shows("of 0.9 MB, "), "extract has the same line", s.lines())
while s.read():
    pass
ok(s.process.wait(60) == 65 and not any("MB/s" in r for r in s.lines()), "and takes it away", s.lines())
done = subprocess.run([ASSAY, "-e", OPEN], capture_output=True, check=False, text=True)
ok("MB" not in done.stderr, "without a terminal there is none", done.stderr)
shutil.rmtree(folder)
os.unlink(out)
finish()
