"""How files are named at the prompt: the home, patterns, lists, what is not
there, what is not UTF-8."""
import os
import tempfile

from screen import Screen
from terminal import finish, ok

home = tempfile.mkdtemp()
here = os.getcwd()


def write(name, text, encoding="utf-8"):
    path = os.path.join(home, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding=encoding) as f:
        f.write(text)


write("dam-1.txt", "KHALDUN, March 4 - The dam burst, Minister Anna Koval said.\n")
write("dam-2.txt", "KHALDUN, March 5 - The dam was old, Minister Anna Koval said.\n")
write("dam [3].txt", "KHALDUN, March 6 - Nothing new.\n")
write("work/~/odd.txt", "KYIV, March 4 - “We are ready,” Minister Anna Koval said.\n")
write("latin.txt", "BOGOTÁ, Aug 3 - García said no. Patiño said yes.\n", "latin-1")
os.chdir(home + "/work")
s = Screen(size=(30, 110), HOME=home)
s.prompts()
told = s.told

# ---- the home

told('open "~/dam-1.txt"', "doc " + home + "/dam-1.txt (")
told("doc.id", home + "/dam-1.txt", "which is its path")
told('save(quotes, "~/q.csv")', home + "/q.csv: ", "save")
ok(os.path.exists(home + "/q.csv"), "writes there")
told('export(doc, "~/d.jsonl")', home + "/d.jsonl: ", "export")
told('rules.add("burst", "<burst>")', "burst")
told('rules.save "~/own.yaml"', home + "/own.yaml: 1 rule")
told('rules.remove "burst"', "lost")
told('rules.load "~/own.yaml"', "burst")
told('assay.rules.load("~/own.yaml") ~= nil', "true")
told('output "~/out.txt"', home + "/out.txt")
s.enter_line("doc.id")
told("output()", home + "/out.txt is closed")
with open(home + "/out.txt", encoding="utf-8") as f:
    ok(f.read() == home + "/dam-1.txt\n", "output writes there")
told('session.save "~/s.lua"', "assay run " + home + "/s.lua")
ok(os.path.exists(home + "/s.lua"), "session.save writes there")
told('plugin.new "~/ships"', "made " + home + "/ships")
told('plugin.install("~/ships", {yes = true})', "installed ships")
told('plugin.install "~/boats"', home + "/boats: there is no such file or folder")
told('plugin.pack("~/ships", {output = "~/ships.assay"})', home + "/ships.assay: ")
told('assay.open("~/dam-2.txt").id', home + "/dam-2.txt")
told('for d in assay.each{"~/dam-2.txt"} do print(d.id) end', home + "/dam-2.txt")
told('brief "~/dam-2.txt"', home + "/dam-2.txt | ")
told('open "./~/odd.txt"', "doc ./~/odd.txt (", "a folder that is called ~")
told('open "~odd/x"', "~odd/x: cannot open", "another's home is none")
s.enter_line('close "all"')

# ---- several

told('open "~/dam-?.txt"', home + "/dam-2.txt")
told("#docs", "2", "those that fit, and no others")
told('open "../dam*.txt"', "../dam [3].txt")
told("#docs", "5", "a path with ..")
told('open "~/dam [3].txt"', "doc " + home + "/dam [3].txt", "brackets are a name's")
told('open "none*.txt"', "none*.txt: no file fits")
s.enter_line('close "all"')
told('open{"../dam-1.txt", "../dam-2.txt"}', "../dam-2.txt")
told("#docs", "2", "a list of them")
told('open "../dam-1.txt" "../dam-2.txt"', 'open("../dam-1.txt", "../dam-2.txt")', "two without brackets")
s.enter_line('close "all"')

# ---- what cannot be read

told('open "../dam-3.txt"', "did you mean ../dam-1.txt?", "a name that is near")
told('open "../quite/elsewhere"', "No such file or directory", "none is", absent="did you mean")
told('open ""', 'which file? open "report.txt"')
told("open{}", 'which file? open "report.txt"')
told('open "../latin.txt"', "open: ../latin.txt: 3 bad bytes replaced; convert to UTF-8 with iconv first")
told('open("../latin.txt", "../dam-1.txt")', "../latin.txt: 3 bad bytes", absent="more:")
s.enter_line('close "all"')
told('open "../dam-1.txt"', "doc ../dam-1.txt", "what is UTF-8 needs none", absent="bad byte")

# ---- how they are read

s.enter_line('close "all"')
told('open("../dam-1.txt", {date = "2024-03-05"})', "doc ../dam-1.txt")
told('dates()[1].value .. " " .. doc.date', "2024-03-04 2024-03-05", "days are counted from the date given")
told('open{"../dam-1.txt", "../dam-2.txt", date = "2023-03-05"}', "../dam-2.txt")
told('docs[2].date .. " " .. docs[3].date', "2023-03-05 2023-03-05", "of a list")
told('open("../dam-?.txt", {date = "2022-03-05"})', "2022-03-05", "and of those that fit")
told('open("../dam-1.txt", {date = "March 5"})', 'date must be one like 2026-03-04 (got "March 5")',
     "what is no date is told")
told('open("../dam-1.txt", {dat = "2022-03-05"})', 'there is no option "dat"; did you mean "date"?')
told('open("../dam-1.txt", {"../dam-2.txt"})', 'open{"a.txt", "b.txt"}', "a list stands alone")
s.enter_line('close "all"')
told('open "../dam-1.txt"', "doc ../dam-1.txt", "what was said of one is not of the next")
told("doc.date", "nil")
s.enter_line('close "all"')
s.enter_line('open "../dam-1.txt"')

# ---- by their ids

told('use "../dam-1.txt"', "doc ../dam-1.txt")
told('use "../dam-1.tx"', 'did you mean "../dam-1.txt"?')
told("use", "use: which document? use(2), or its id")
told('close "../dam.txt"', 'did you mean "../dam-1.txt"?')
s.enter_line('close "../dam-1.txt"')
told("docs", "no document is open", "close takes an id")
s.enter_line('open "../dam*.txt"')
s.enter_line('close(where{id = "*1.txt"})')
told("#docs", "2", "a set")
s.enter_line("close(docs)")
told("docs", "no document is open", "and all of docs")
s.end()

n = Screen(size=(20, 110), HOME=None)
n.prompts()
rows = n.enter_line('open "~/odd.txt"')
ok("doc ~/odd.txt (" in " ".join(rows), "without a home ~ is a name", rows)
ok(n.end() == 0, "the session ends")
os.chdir(here)
finish()
