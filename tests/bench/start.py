"""How long a user waits for the prompt: from the start of the process, on a
pseudo-terminal, until the prompt has been read from it."""
import fcntl
import glob
import os
import pty
import select
import shutil
import statistics
import struct
import subprocess
import termios
import time

RUNS = 21
PATIENCE = 60


def to_prompt(command, prompt, environment, typed=b""):
    """Seconds until `prompt` came; the program is killed then. What is typed
    at once waits for the prompt in the terminal."""
    began = time.perf_counter()
    pid, fd = pty.fork()
    if pid == 0:
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        os.execvpe(command[0], command, environment)
    os.write(fd, typed)
    seen = b""
    while prompt not in seen:
        if not select.select([fd], [], [], PATIENCE)[0]:
            raise TimeoutError("no prompt: " + " ".join(command))
        try:
            seen += os.read(fd, 4096)
        except OSError as gone:
            raise TimeoutError("ended: " + " ".join(command)) from gone
    took = time.perf_counter() - began
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    os.close(fd)
    return took


def own_files(program, cache):
    """Everything that assay itself reads before its prompt is there, and the
    libraries that it is linked to."""
    linked = subprocess.run(["ldd", program], capture_output=True, text=True,
                            check=False).stdout.split()
    found = [program] + [word for word in linked if word.startswith("/")]
    for folder in ("lua", "plugins", cache):
        found += glob.glob(os.path.join(folder, "**"), recursive=True)
    return [path for path in found if os.path.isfile(path)]


def forget(paths):
    """Out of the page cache, as far as nothing else has them mapped."""
    os.sync()
    for path in paths:
        fd = os.open(path, os.O_RDONLY)
        os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(fd)


def tell(what, times):
    print("%-44s %7.1f ms median, %.1f-%.1f of %d" % (
        what, statistics.median(times) * 1000, min(times) * 1000,
        max(times) * 1000, len(times)), flush=True)


def run(program, work):
    home = os.path.abspath(os.path.join(work, "home"))
    shutil.rmtree(home, ignore_errors=True)
    os.makedirs(home)
    cache = os.path.join(home, ".cache")
    environment = dict(os.environ, HOME=home, XDG_CACHE_HOME=cache,
                       TERM="xterm", NO_COLOR="1")
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        environment.pop(name, None)
    ours = ([program], b"assay> ", environment)
    first = []
    for _ in range(3):
        shutil.rmtree(cache, ignore_errors=True)
        first.append(to_prompt(*ours))
    tell("first start: lists not compiled yet", first)
    answer = (environment, b"1 + 41\r")
    shutil.rmtree(cache, ignore_errors=True)
    tell("  and to the answer of 1 + 41",
         [to_prompt([program], b"42", *answer)])
    peers = [(name, command, prompt) for name, command, prompt in (
        ("sqlite3", ["sqlite3"], b"sqlite> "),
        ("duckdb", ["duckdb"], b"D "),
        ("ipython3", ["ipython3"], b"In ["),
        ("python3", ["python3", "-q"], b">>> "),
    ) if shutil.which(command[0])]
    times = {name: [] for name, _, _ in peers}
    warm = []
    for _ in range(RUNS):  # in turn, so that the machine's drift hits all
        warm.append(to_prompt(*ours))
        for name, command, prompt in peers:
            times[name].append(to_prompt(command, prompt, environment))
    tell("start to prompt, all bundled plugins", warm)
    tell("  and to the answer of 1 + 41",
         [to_prompt([program], b"42", *answer) for _ in range(RUNS)])
    for name, _, _ in peers:
        tell("  the same of " + name, times[name])
    files = own_files(program, cache)
    cold = []
    for _ in range(5):
        forget(files)
        cold.append(to_prompt(*ours))
    tell("files out of the page cache", cold)
