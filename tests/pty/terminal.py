"""A program on a real pseudo-terminal, and TAP. Waits for what must appear,
never for a time."""
import codecs
import fcntl
import os
import re
import select
import struct
import subprocess
import sys
import termios
import traceback

ASSAY = os.environ["ASSAY"]
LIMIT = 60  # a machine may be busy; only a failure waits so long
PROMPT = "assay> "
ESCAPE = re.compile("\x1b\\[[0-9;?]*[A-Za-z]")
# What the prompt draws dim behind the line and takes away again is no output.
HINT = re.compile("(?:\x1b\\[\\d+C)?(?:\x1b\\[0;2m  |  -- )[^\x1b\n]*(?:\x1b\\[[0-9]*m[^\x1b\n]*)*\x1b\\[\\d+D")
HINT_BEGUN = re.compile("(?:\x1b\\[\\d+C)?\x1b\\[0;2m  [^\n]*$")
count = failed = 0


def ok(good, name, note=""):
    global count, failed
    count += 1
    print("ok" if good else "not ok", count, "-", name, flush=True)
    if not good:
        failed += 1
        print("# " + repr(note[-800:]), flush=True)


def finish():
    print("1..%d" % count)
    sys.exit(1 if failed else 0)


def own_terminal():
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Session:
    def __init__(self, args=(), size=(40, 100), **env):
        self.fd, inner = os.openpty()
        # Before the program starts, which looks at once.
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
        environment = dict(os.environ, TERM="xterm", INPUTRC="/dev/null", PAGER="cat")
        environment.update(env)
        environment = {k: v for k, v in environment.items() if v is not None}
        self.process = subprocess.Popen(
            [ASSAY, *args], stdin=inner, stdout=inner, stderr=inner,
            env=environment, preexec_fn=own_terminal)
        self.pid = self.process.pid
        os.close(inner)
        self.seen = self.part = self.waited = ""
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")  # a read may end in a character
        self.escapes = False

    def read(self):
        if not select.select([self.fd], [], [], LIMIT)[0]:
            print("# line %d waited in vain" % traceback.extract_stack()[0].lineno, flush=True)
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        self.take(data)
        return bool(data)

    def take(self, data):
        """Output that came; a part of a hint waits for the rest."""
        self.escapes |= b"\x1b" in data
        text = HINT.sub("", self.part + self.decoder.decode(data))
        begun = HINT_BEGUN.search(text)
        at = begun.start() if begun else len(text)
        self.part = text[at:]
        self.seen = ESCAPE.sub("", self.seen + text[:at])

    def wait(self, text):
        """What came up to and with `text`; None if it never does."""
        while text not in self.seen:
            if not self.read():
                return None
        at = self.seen.index(text) + len(text)
        got, self.seen = self.seen[:at], self.seen[at:]
        self.waited = got[-len(PROMPT):]
        return got

    def send(self, text):
        os.write(self.fd, text.encode())

    def line(self, text):
        self.send(text + "\r")
        return self.wait("\n")

    def enter(self, text):
        """Type a line; what is printed until the next prompt."""
        self.send(text + "\r")
        self.wait(text[-6:])
        self.wait("\n")
        return self.wait(PROMPT) or self.seen

    def prompts(self):
        """The prompt is the last that came."""
        while not (self.waited + self.seen).endswith(PROMPT):
            if not self.read():
                return False
        return True

    def end(self):
        """Ctrl-D; the exit code, or None if that does not end it. Sent before
        the prompt is there it would be swallowed by the change of modes."""
        self.prompts()
        self.send("\x04")
        while self.read():
            pass
        try:
            return self.process.wait(LIMIT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return None
