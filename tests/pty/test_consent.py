"""What a user at a terminal is shown and asked when a plugin is installed."""
import json
import os
import subprocess
import tempfile

from terminal import ASSAY, LIMIT, PROMPT, Session, finish, ok

work = tempfile.TemporaryDirectory()
HOME = work.name
ENV = {"HOME": HOME, "TERM": "dumb", "NO_COLOR": "1"}
for name, folder in (("DATA", "share"), ("CONFIG", "config"), ("STATE", "state")):
    ENV["XDG_%s_HOME" % name] = os.path.join(HOME, folder)
os.environ.update(ENV)


def plugin(*arguments):
    return subprocess.run([ASSAY, "plugin", *arguments], capture_output=True, text=True,
                          check=False, cwd=HOME, stdin=subprocess.DEVNULL)


def entry():
    for row in json.loads(plugin("list", "--json").stdout):
        if row["name"] == "port-calls":
            return row
    return None


def grants():
    return json.loads(plugin("info", "--json", "port-calls").stdout)[0]["installed"]["grants"]


def at_terminal(*arguments, size=(40, 100)):
    return Session(("plugin", *arguments), size=size)


def left(session):
    """Its exit code, once it ends by itself."""
    while session.read():
        pass
    return session.process.wait(LIMIT)


made = plugin("new", "port-calls")
ok(made.returncode == 0, "a plugin to install", made.stderr)
manifest = os.path.join(HOME, "port-calls", "plugin.yaml")
os.mkdir(os.path.join(HOME, "lists"))
with open(manifest, "a", encoding="utf-8") as f:
    f.write("\ncapabilities:\n"
            "  - {name: read, reason: your own list of ships, folder: ~/lists}\n"
            '  - {name: write, reason: "a log\\e[2J\\e]0;title\\a", folder: ~/lists}\n')
plugin("pack", "port-calls", "-o", os.path.join(HOME, "p.assay"))
FILE = os.path.join(HOME, "p.assay")

s = at_terminal("install", FILE)
shown = s.wait("install? [y/N]")
ok(shown is not None and "read files beneath ~/lists" in shown and "your own list of ships" in shown,
   "what it asks for is shown before the question", s.seen)
ok("not signed" in (shown or "") and "license" in (shown or ""), "who signed it, and the licence", shown or "")
ok("\x1b" not in (shown or "\x1b") and "\x07" not in shown, "nothing commands the terminal", shown or "")
s.send("\r")
ok(left(s) == 1 and entry() is None, "the answer is no unless it is yes", s.seen)

s = at_terminal("install", FILE)
s.wait("install? [y/N]")
s.send("y\r")
first = s.wait("let it read files beneath ~/lists? [y/N]")
ok(first is not None, "each capability is asked for", s.seen)
s.send("y\r")
second = s.wait("[y/N]")
ok("add to files" in (second or ""), "one by one", s.seen)
s.send("n\r")
ok(s.wait("installed port-calls 0.1.0") is not None and left(s) == 0, "it is installed", s.seen)
ok([g["name"] for g in grants()] == ["read"], "with what was granted", str(grants()))
ok(grants()[0]["folder"] == os.path.realpath(os.path.join(HOME, "lists")), "for that folder", str(grants()))

s = at_terminal("install", FILE, "--yes")
ok(left(s) == 0, "the same again asks nothing", s.seen)
plugin("remove", "port-calls")
s = at_terminal("install", FILE, "--yes")
ok(s.wait("let it read files beneath ~/lists? [y/N]") is not None, "--yes does not answer for capabilities", s.seen)
s.send("\x03")
ok(left(s) == 130 and entry() is None, "an interrupt at a question leaves nothing", s.seen)

# The same at the prompt; what is installed is there at once.
s = Session(("-q",), size=(40, 100))
s.wait(PROMPT)
s.send('plugin.install "%s"\r' % FILE)
s.wait("install? [y/N]")
s.send("y\r")
s.wait("[y/N]")
s.send("n\r")
s.wait("[y/N]")
s.send("n\r")
ok(s.wait("installed port-calls 0.1.0") is not None, "plugin.install at the prompt asks, too", s.seen)
s.wait(PROMPT)
got = s.enter('#assay.text("The Northern Dawn has left."):records("port_calls")')
ok("1" in got, "and the plugin runs from then on", got)
got = s.enter('plugin.remove "port-calls"')
ok("removed port-calls" in got, "until it is removed", got)
got = s.enter('plugin.install "nowhere/x"')
ok("no such file" in got, "a mistake is told, and the session goes on", got)
ok(s.end() == 0, "to its end", s.seen)

# Passwords of keys.
s = at_terminal("keys", "new", "me")
s.wait("password for the new key: ")
s.send("secret\r")
s.wait("the same again: ")
s.send("secret\r")
made = s.wait("keys trust me RW")
ok(made is not None and "secret" not in made and left(s) == 0, "a key's password is asked twice, and not shown", s.seen)
s = at_terminal("sign", os.path.join(HOME, "port-calls"))
s.wait("password of the key me: ")
s.send("wrong\r")
ok(left(s) == 1, "a wrong password signs nothing", s.seen)
s = at_terminal("sign", os.path.join(HOME, "port-calls"))
s.wait("password of the key me: ")
s.send("secret\r")
ok(s.wait("signed port-calls 0.1.0") is not None and left(s) == 0, "the right one does", s.seen)
finish()
