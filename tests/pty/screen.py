"""A session whose terminal is drawn: what the user sees is what is tested. By
pyte (Debian: python3-pyte), a terminal emulator."""
import fcntl
import os
import signal
import struct
import sys
import termios

try:
    import pyte
except ImportError:  # another python3 than the system's
    sys.path.append("/usr/lib/python3/dist-packages")
    import pyte

from terminal import PROMPT, Session, ok


class Screen(Session):
    def __init__(self, args=("-q",), size=(12, 80), **env):
        self.screen = pyte.Screen(size[1], size[0])
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        super().__init__(args, size, **env)

    def take(self, data):
        self.stream.feed(data)
        self.raw += data
        super().take(data)

    def lines(self):
        """The rows that have something, without blanks behind it."""
        rows = [row.rstrip() for row in self.screen.display]
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def last(self):
        rows = self.lines()
        return rows[-1] if rows else ""

    def until(self, good):
        """Read until good(lines); whether that came."""
        while not good(self.lines()):
            if not self.read():
                return False
        return True

    def shows(self, text):
        return self.until(lambda rows: any(text in row for row in rows))

    def ends_with(self, *rows):
        """The last rows of the screen are these."""
        return self.until(lambda now: now[-len(rows):] == list(rows))

    def prompts(self):
        """An empty prompt is the last row."""
        return self.ends_with(PROMPT.rstrip())

    def clear(self):
        """An empty prompt in the first row, and nothing else."""
        self.send("\x15\x0c")
        return self.until(lambda rows: rows == [PROMPT.rstrip()])

    def enter_line(self, line):
        """Type a line at an empty screen; the rows below it, without the
        prompt that follows."""
        self.clear()
        self.send(line + "\r")
        self.until(lambda rows: len(rows) > 1 and rows[-1] == PROMPT.rstrip())
        return self.lines()[1:-1]

    def told(self, entry, part, name=None, absent=None):
        """A check: what an entry prints has `part`, however its lines are
        broken, and not `absent`. Its rows."""
        rows = self.enter_line(entry)
        text = " ".join(row.strip() for row in rows)
        ok(part in text and not (absent and absent in text), name or entry, rows)
        return rows

    def cursor(self):
        return self.screen.cursor.y, self.screen.cursor.x

    def resize(self, rows, columns):
        self.screen.resize(rows, columns)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.kill(self.pid, signal.SIGWINCH)
