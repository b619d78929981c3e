"""Ctrl-C while rules are applied to many documents, or a file is written: what
there is stays whole. Prints TAP."""
import os
import tempfile

from terminal import Session, finish, ok

folder = tempfile.mkdtemp()
s = Session()
s.wait("assay> ")
s.enter('words = "A convoy left. " .. ("Nothing came. "):rep(50) .. "The convoy came."')
s.enter('list = {} for i = 1, 40 do list[i] = assay.text(words, {id = "d" .. i, annotate = false}) end')
s.enter('require("assay.session").add(list)')
s.enter("slow, told = true, false")
s.enter('busy = function() if not told and slow then told = true print "begun" end '
        "for i = 1, slow and 3e6 or 1 do end end")
s.enter('count = function(kind) local t = {} for _, d in ipairs(list) do local n = #d:spans(kind) '
        't[n] = (t[n] or 0) + 1 end return (t[0] or 0) .. "/" .. (t[1] or 0) .. "/" .. (t[2] or 0) end')
ok("40/0/0" in s.enter('count("convoy")'), "no document has a hit yet")
s.line('rules.add{name = "convoy", label = "Convoy", pattern = "convoy", ["do"] = busy}')
s.wait("begun\r\n")
s.send("\x03")
got = s.wait("assay> ") or s.seen
ok("interrupted" in got, "Ctrl-C stops rules.add", got)
got = s.enter('count("convoy")')
ok("/0/" in got, "no document has half of its hits", got)
s.enter("slow = false")
got = s.enter("rules()")
ok("80" in got, "the next command goes on with the rest", got)
ok("0/0/40" in s.enter('count("convoy")'), "all documents have the rule then")

s.enter("slow, told = true, false")
s.line('rules.edit("convoy", {pattern = "came"})')
s.wait("begun\r\n")
s.send("\x03")
s.wait("assay> ")
s.enter("slow = false")
got = s.enter("undo()")
ok("rules.edit convoy" in got, "what was interrupted can be undone", got)
ok("0/0/40" in s.enter('count("convoy")'), "in all documents")
s.enter("undo()")
ok("40/0/0" in s.enter('count("convoy")'), "and what was before it as well")

path = os.path.join(folder, "rows.csv")
s.enter('save({{a = 1}}, "%s")' % path)
s.enter('endless = setmetatable({}, {__rows = function() return setmetatable({}, {__index = function(_, i) '
        'if i == 50000 then print "begun" end return {a = i} end}), {{key = "a"}} end})')
s.line('save(endless, "%s", {overwrite = true})' % path)
s.wait("begun\r\n")
s.send("\x03")
got = s.wait("assay> ") or s.seen
ok("interrupted" in got, "Ctrl-C stops save", got)
with open(path, encoding="utf-8") as f:
    ok(f.read() == "a\n1\n", "the file that was there is whole")
s.enter("collectgarbage()")
ok(os.listdir(folder) == ["rows.csv"], "no other is left", str(os.listdir(folder)))
s.line('export(endless, "%s/net", {format = "brat"})' % folder)
got = s.wait("assay> ") or s.seen
ok("error" in got and os.listdir(folder) == ["rows.csv"], "nor of an export that is refused", got)
ok(s.end() == 0, "the session ends")
os.remove(path)
os.rmdir(folder)
finish()
