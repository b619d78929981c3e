"""The sessions that README.md shows, typed again: what they print must be what
stands there. An indented block with `assay> ` lines is one session."""
import re

from terminal import PROMPT, Session, finish, ok

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


with open("README.md", encoding="utf-8") as f:
    found = list(sessions(f.read()))
ok(len(found) > 0, "README.md shows a session")
for steps in found:
    s = Session(("-q",), size=(24, 80), TERM="dumb", NO_COLOR="1")
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
