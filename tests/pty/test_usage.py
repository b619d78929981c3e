"""What a command is taken for, and wrong use: a command stands for what it
gives, and a message tells how one is called."""
import os
import tempfile

from screen import Screen
from terminal import finish, ok

home = tempfile.mkdtemp()
s = Screen(size=(40, 90), HOME=home)
s.prompts()
told = s.told

# ---- nothing is open

told('save(quotes, "q.csv")', "error: quotes: no document is open", "a command that fails has its words",
     absent=".lua")
told("timeline(events)", "error: events: no document is open", absent=".lua")

# ---- a command where its rows are meant

s.enter_line('open "examples/talks.txt"')
s.enter_line("n = #quotes()")
told("tally(quotes, 'speaker').n == nil and #tally(quotes, 'speaker') > 5", "true", "tally of a command")
told(f'save(quotes, "{home}/q.csv")', "q.csv: ", "save of a command", absent=": 0 rows")
with open(home + "/q.csv", encoding="utf-8") as f:
    ok(len(f.read().splitlines()) > 20, "writes its rows")
told(f'save(docs, "{home}/docs.csv")', "docs.csv: 1 row", "docs has rows, too")
told("#sample(3, quotes)", "3", "sample")
told("#sample(3, docs)", "1", "of docs it draws documents")
told("timeline(quotes)", "Kyiv: any ceasefire", "timeline")
told("network(events)", "actors,", "network")
told("#quotes", "quotes is a command; #quotes() counts what it gives")
told("quotes[1]", "quotes is a command; quotes()[1] is a row of what it gives")
told("for _, q in ipairs(quotes) do print(q) end", "quotes()[1] is a row", "a loop over a command")
told("#docs .. docs[1].id", "1examples/talks.txt", "docs is all open documents")
told("quotes.speaker", "nil", "a name in it is as before")

# ---- how a command is called

told("kwic", 'got nil); write kwic "PATTERN"')
told("colloc(5)", 'write colloc "PATTERN"', "a parameter by another name than the message's")
told('ngrams "x"', 'got "x"); write ngrams(3)')
told('rules.try("warn", "x")', 'write rules.try("PATTERN" [, docs])', "of a function")
told("brief(5)", 'write brief "FILE"', "the first form that has arguments")
told('kwic("a", {width = 0})', "from 1 to 1000 (got 0)", "not where an option is wrong", absent="write")
told("quotes(2)", "docs[2] is document 2", absent="write")
told('set.mode "jsn"', 'did you mean "json"?', "nor where more is told", absent="write")
told('kwic "talks" "troops"', 'several texts stand in brackets: kwic("talks", "troops")')
told("doc()", "attempt to call", "other calls of what is none keep Lua's words", absent="brackets")
told("export(quotes(), 'q.html')", 'rows are no documents; save(rows, "f.csv") writes them')
told("compare", "which two? compare(docs[1], docs[2])")
s.enter_line('open "examples/border.txt"')
told("compare{}", "compare(docs[1], docs[2])", "one alone")
told("#compare() > 0", "true", "without arguments the two that are open")

# ---- a name that is misspelt

s.enter_line('close "all"')
s.enter_line('open "examples/talks.txt"')
told('quotes "Salnikv"', 'no quote fits; no speaker is called "Salnikv"; did you mean "Salnikov"?')
told('positions{actor = "Leshchenk", polarity = "for"}', 'no actor is called "Leshchenk"; did you mean "Leshchenko"?')
told('events "Russla"', 'did you mean "Russia"?', "of a criterion about two fields")
told('quotes "Merkel"', "no quote fits", "a name that is far from all is not", absent="called")
told('quotes{speaker = "Salnikov", cue = "sang"}', "no quote fits", "nor is one that is there", absent="called")
told('quotes "Salnikv*"', "no quote fits", "nor a pattern", absent="called")

# ---- plugins: what messages tell to do is written as at the prompt

told('plugin.remove "money"', '`plugin.disable "money"\' switches it off', absent="assay plugin")
told('plugin.disable "money"', '`plugin.disable("money", "quantities")\'', "of several", absent="assay plugin")
told('plugin.info "nope"', "`plugin.list()' has them", "of none", absent="assay plugin")
told('plugin.search "toll"', '`plugin.index("add", "URL")\' adds one', "of a table without rows", absent="assay plugin")
told("plugin.remove()", 'of what? help "plugin.remove" tells')

# ---- functions and lines that are wide

told("rules.edit", "Change keys of a rule", "a bare function tells how it is called", absent="function: 0x")
told("string.rep", "function: ", "one of Lua's is as it was")
told("help(rules.edit)", "With the name alone the rule is opened", "and help knows it")
n = Screen(size=(30, 50), HOME=home)
n.prompts()
n.enter_line('open "examples/talks.txt"')
rows = n.enter_line("rules.edit")
text = " ".join(row.strip() for row in rows)
ok(len(rows) > 1 and "Change keys of a rule and show the hits gained and lost" in text
   and all(row.startswith("  ") for row in rows[1:]), "what is wide is broken between words, and set in", rows)
ok(n.end() == 0, "it ends")
n = Screen(size=(150, 40), HOME=home)
n.prompts()
rows = n.enter_line('help "save"')
ok(max(len(row) for row in rows) <= 40 and '    columns?    "all"|string|string[]' in rows
   and rows[rows.index('    columns?    "all"|string|string[]') + 1] == "        fields to write, in this order;",
   "help in a narrow terminal: what a value is stands below it", rows)
rows = n.enter_line("help")
ok(rows[rows.index("  docs") + 1] == "      List the open documents", "and a command's summary", rows)
n.enter_line('open "examples/talks.txt"')
rows = n.enter_line("casualties")
ok(any("At least four… " in row for row in rows), "a cell that is cut tells so once", rows)
ok(n.end() == 0, "that ends, too")
ok(s.end() == 0, "the session ends")
os.remove(home + "/q.csv")
finish()
