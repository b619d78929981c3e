"""What the prompt draws itself, lines of the history and names of files, is as
little able to command the terminal as what commands print. Prints TAP."""
import os
import tempfile

from terminal import Session, finish, ok

BAD = "\u202e\x9b31m\x1b[31m"
UNSAFE = ("\u202e", "\x9b", "\x1b[31m", "\ufffd")
state, folder = tempfile.mkdtemp(), tempfile.mkdtemp()


class Raw(Session):
    """One that keeps every character that came."""
    raw = ""

    def take(self, data):
        self.raw += data.decode("utf-8", "replace")
        super().take(data)


def session():
    s = Raw(("-q",), XDG_STATE_HOME=state)
    s.wait("assay> ")
    s.raw = ""
    return s


def safe(s):
    return not any(one in s.raw for one in UNSAFE)


os.mkdir(os.path.join(state, "assay"))
with open(os.path.join(state, "assay", "history"), "wb") as f:
    f.write(("'" + BAD + "', 'needle'\n").encode() + b"'ill \xff\xc3', 'second'\n")
s = session()
s.send("\x1b[A")
ok(s.wait("second") is not None and safe(s), "bytes of the history that are no text", s.raw)
s.send("\x1b[A")
ok(s.wait("needle") is not None and safe(s), "and controls", s.raw)
s.send("\r")
s.wait("\n")
got = s.wait("assay> ")
ok("needle" in got and "error" not in got, "which in a string are written as escapes", got)
s.send("\x12need")
ok(s.wait("needle'") is not None and safe(s), "searched for, too", s.raw)
s.send("\x03")
s.wait("assay> ")

for name in ("alone" + BAD, "many-one", "many-three", "many-" + BAD, "pair" + BAD, "pair-plain"):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
        f.write("text")
s.raw = ""
s.send(f'open "{folder}/alo\t#\t')
ok(s.wait('#\a') is not None and safe(s), "a file whose name commands terminals is not offered", s.raw)
s.send("\x03")
s.wait("assay> ")
s.send(f'open "{folder}/many\t\t\t')
ok(s.wait("three") is not None and safe(s), "nor in a list", s.raw)
s.send("\x03")
s.wait("assay> ")
s.send(f'open "{folder}/pa\t')
ok(s.wait('pair-plain"') is not None and safe(s), "and does not keep another from being completed", s.raw)
s.send("\x03")
s.wait("assay> ")
ok(s.end() == 0, "the session ends well")
finish()
