"""The sessions that README.md and lua/README.md show, typed again: what they print
must be what stands there. An indented block with `assay> ` lines is one session; one that
begins with `$ build/assay ` a command and lines of its output, in order, where
`...` stands for others."""
import re
import shlex
import subprocess
import tempfile

from terminal import ASSAY, PROMPT, Session, finish, ok

CONTINUED = "   ..> "


def sessions(text):
    """Lists of (line typed, what it prints), a list a block."""
    for block in re.findall(r"(?:^(?:    .*)?\n)+", text, re.M):
        lines = [line[4:].rstrip() for line in block.splitlines()]
        if not any(line.startswith(PROMPT) for line in lines):
            continue
        steps = []
        for line in lines:
            if line.startswith((PROMPT, CONTINUED)):
                steps.append((line[7:], []))
            elif steps:
                steps[-1][1].append(line)
        yield [(typed, "\n".join(printed).strip("\n")) for typed, printed in steps]


def commands(text):
    """Pairs of (arguments, lines shown)."""
    for block in re.findall(r"(?:^    .*\n)+", text, re.M):
        lines = [line[4:].rstrip() for line in block.splitlines()]
        if lines[0].startswith("$ build/assay ") and len(lines) > 1:
            yield shlex.split(lines[0])[2:], lines[1:]


def key(line):
    """What of a line does not change with the widths of columns, the number
    of other findings or the place of the checkout: the words at its beginning,
    and what it ends with."""
    line = re.sub(r" +[.]{3} and \d+ more$", "", line)
    line = re.sub(r"/.*/(plugins/.*):\d+$", r"\1", line)
    words = line.split()
    return (line[:2] == "  ", words[:4], words[-1:])


with open("README.md", encoding="utf-8") as f:
    readme = f.read()
shown = list(commands(readme))
ok(len(shown) > 1, "README.md shows commands")
for arguments, lines in shown:
    done = subprocess.run([ASSAY, *arguments], capture_output=True, text=True, check=False)
    printed = [line.rstrip() for line in done.stdout.splitlines()]
    at = 0
    for line in lines:
        if line == "...":
            continue
        there = [i for i in range(at, len(printed)) if key(line) == key(printed[i])]
        if not there:
            ok(False, " ".join(arguments), line + "\n" + done.stdout)
            break
        at = there[0] + 1
    else:
        ok(done.returncode == 0, " ".join(arguments), done.stderr)
home = tempfile.mkdtemp() # a session may reopen what the one before it gave
for guide in ["README.md", "lua/README.md"]:
    with open(guide, encoding="utf-8") as f:
        found = list(sessions(f.read()))
    ok(len(found) > 0, guide + " shows a session")
    for steps in found:
        s = Session(("-q",), size=(24, 80), TERM="dumb", NO_COLOR="1", XDG_STATE_HOME=home)
        s.wait(PROMPT)
        for typed, printed in steps:
            s.send(typed + "\r")
            s.wait("\n")
            got = s.wait("> ") or s.seen
            got = got.replace("\r", "")
            got = "\n".join(line.rstrip() for line in got.split("\n")[:-1]).strip("\n")
            ok(got == printed, typed[:60], got)
        ok(s.end() == 0, "and leaves with 0")
finish()
