"""Ctrl-C while the corpus is asked: in C, in Lua's loop around it, in printing;
the next question is answered as before. Prints TAP."""
from terminal import Session, finish, ok

s = Session(size=(30, 90))
s.wait("assay> ")
s.enter('words = ("The war ended and the talks began. "):rep(30000)')
s.enter('list = {} for i = 1, 4 do list[i] = assay.text(words, {id = "d" .. i, annotate = false}) end')
s.enter('require("assay.session").add(list)')
ok("120000" in s.enter('#kwic "war"'), "every hit is there")

QUESTIONS = ['kwic("the", {sort = "right"})', 'kwic("*", {sort = "left"})', "freq()", "ngrams(3)",
             'colloc "the"', 'kwic "[lower] [lower]"', 'kwic("the", {group = "left"})']
for question in QUESTIONS:
    s.line('print "begun" while true do local _ = %s end' % question)
    s.wait("begun\r\n")
    s.send("\x03")
    got = s.wait("assay> ") or s.seen
    ok("interrupted" in got, "Ctrl-C stops " + question, got)
ok("120000" in s.enter('#kwic "war"'), "and the next question is answered")

# One question alone, which takes long: the prompt comes back.
s.line('print "begun" print(#kwic("[] ~20 [] ~20 nonesuch*"))')
s.wait("begun\r\n")
s.send("\x03")
ok(s.wait("assay> ") is not None, "Ctrl-C stops a pattern over all sentences", s.seen)

got = s.enter('kwic("the war", {sort = "right"})')
ok("... and " in got and "more; print(_) shows all" in got, "a long list is cut at a terminal", got)
ok(got.count("\n") < 60, "to what can be read", got)
ok("row" not in s.enter("_[120001]"), "and has no row behind its last")
ok(s.end() == 0, "the session ends")
finish()
