#!/usr/bin/env python3
"""Run every attack of this folder three ways, each in a program of its own.

    run.py PROGRAM [ATTACK.lua ...]        prints TAP; PROGRAM runs from the root of the checkout

An attack is the body of a function of `doc` (nil where it runs at load). Its first comment says what it tries; lines
of the form `-- key: value` say what must come of it:

    want: PATTERN     the plugin fails with a message that has this (a regular expression); or `harmless`: the attack
                      returns, and the plugin's record is there
    load: PATTERN     the same for the way "load", where it differs; `skip` for what needs a document
    not: PATTERN      must not be in what the program says
    grants: NAMES     install the plugin and grant it these capabilities on the folder granted/
    every: yes        attack each document, not the first alone
    manifest: LINE    one more line of plugin.yaml

Ways: `load` (main.lua, when it loads), `callback` (annotate; in attacks with an even number, what a rule's `do`
calls), `coroutine` (annotate, in one). In each run a second plugin and a second document show that the host goes on.

The deadline is DEADLINE for attacks that it may end, by what they want, and PATIENT for all others: how fast a machine
is must not decide whether an attack on memory meets the cap or the deadline.

Checked of every run: no signal, exit 0 or 1 as the message says, no control character but line feeds in what is
said; CPU time of the process at most the deadline + 0.5 s + the time that a harmless run takes; peak memory at
most that of a harmless run + the cap (16 MiB) + SLACK (what the allocator keeps, the pages of the libraries that an
attack is the first to touch). Under ASan time counts TIMES-fold beyond the deadline, and memory is the shadow's and
the quarantine's as well. What is measured is CPU time, as the deadline is; wall time is only held against WALL.
"""
import concurrent.futures
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

CAP_MB = 16
DEADLINE = 1
PATIENT = 15
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
ASAN = "/asan/" in sys.argv[1] or "/asan/" in os.path.realpath(sys.argv[1])
OVER = 0.5 * (4 if ASAN else 1)
SLACK_MB = 12 if not ASAN else 160
WALL = 60 if not ASAN else 180
JOBS = 2

FIRST = "FIRST Kyiv said one two three. Police killed 3 men in Kyiv.\n"
SECOND = "Kyiv again. Nothing else happens here.\n"

MANIFEST = """name: %s
version: 0.1.0
api: ">=0.1 <1"
summary: x
license: MIT
limits: {seconds: %d, memory_mb: 16}
"""
GRANT = "capabilities:\n  - {name: read, reason: to test}\n  - {name: write, reason: to test}\n"

LOAD = """require("attack")(nil)
return {annotate = function(doc) doc:add("entity", 1, 1, {type = "DONE"}) end}
"""
ANNOTATE = """local attack, find = require "attack", string.find
return {annotate = function(doc)
    if EVERY or find(doc:text(), "FIRST", 1, true) then attack(doc) end
    doc:add("entity", 1, 1, {type = "DONE"})
end}
"""
DO = """local attack, find = require "attack", string.find
local M = {}
function M.strike(doc)
    if EVERY or find(doc:text(), "FIRST", 1, true) then attack(doc) end
    return {type = "DONE"}
end
return M
"""
COROUTINE = """local attack, find = require "attack", string.find
local create, resume, error = coroutine.create, coroutine.resume, error
return {annotate = function(doc)
    if EVERY or find(doc:text(), "FIRST", 1, true) then
        local ok, message = resume(create(attack), doc)
        if not ok then error(message, 0) end
    end
    doc:add("entity", 1, 1, {type = "DONE"})
end}
"""
RULES = """rules:
  - {name: strike, label: Strike, kind: entity, pattern: '<s> Kyiv|FIRST', do: strike}
"""


def read_attack(path):
    with open(path, encoding="utf-8", errors="surrogateescape") as f:
        text = f.read()
    keys = {}
    for line in text.split("\n"):
        found = re.match(r"-- (want|load|not|grants|every|manifest): (.*)$", line)
        if found:
            if found.group(1) == "manifest":
                keys["manifest"] = keys.get("manifest", "") + found.group(2) + "\n"
            else:
                keys[found.group(1)] = found.group(2)
    return text, keys


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", errors="surrogateescape") as f:
        f.write(text)


def tree_hash(folder):
    listing = []
    for base, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(base, name)
            with open(path, "rb") as f:
                listing.append((os.path.relpath(path, folder), hashlib.sha256(f.read()).hexdigest()))
    text = "".join("%s  %s\n" % (sha, path) for path, sha in sorted(listing, key=lambda p: p[0].encode()))
    return hashlib.sha256(text.encode()).hexdigest()


def install(work, plugin, grants):
    """Put the plugin where installed ones are, with grants, as assay plugin install would."""
    tree = tree_hash(plugin)
    data = os.path.join(work, "data", "assay")
    shutil.copytree(plugin, os.path.join(data, "store", tree, "attack"))
    shutil.rmtree(plugin)
    folder = os.path.join(work, "granted")
    list_of = "".join("      - {name: %s, folder: %s}\n" % (g, folder) for g in grants)
    write(os.path.join(data, "plugins.lock"),
          "lock: 1\nplugins:\n  - name: attack\n    version: 0.1.0\n    tree: %s\n    source: here\n"
          "    enabled: true\n    pinned: false\n    wanted: true\n    grants:\n%s" % (tree, list_of))


def folders(work):
    """What the attacks on files try to reach, and what they may."""
    granted = os.path.join(work, "granted")
    os.makedirs(os.path.join(granted, "sub"))
    write(os.path.join(granted, "list.txt"), "granted text\n")
    write(os.path.join(granted, "sub", "deep.txt"), "deep\n")
    write(os.path.join(work, "secret.txt"), "SECRET\n")
    os.symlink("../secret.txt", os.path.join(granted, "link.txt"))
    os.symlink("..", os.path.join(granted, "up"))
    os.symlink("list.txt", os.path.join(granted, "inner.txt"))
    os.link(os.path.join(work, "secret.txt"), os.path.join(granted, "hard.txt"))
    os.mkfifo(os.path.join(granted, "fifo"))
    with open(os.path.join(granted, "huge.bin"), "wb") as f:
        f.truncate(64 << 20)


def wanted(keys, way):
    """The message that an attack must end with this way, and the deadline it gets."""
    want = keys.get("load", keys["want"]) if way == "load" else keys["want"]
    return want, DEADLINE if "ran longer" in want else PATIENT


def other_plugins(plugins):
    """A witness, which must go on, and `dep`, which an attack may require."""
    write(os.path.join(plugins, "witness", "plugin.yaml"), MANIFEST % ("witness", DEADLINE) +
          "gazetteers: [{name: cities, files: [cities.yaml], kind: entity, label: WITNESS}]\n")
    write(os.path.join(plugins, "witness", "cities.yaml"), "words: [Kyiv]\n")
    dep = os.path.join(plugins, "dep")
    write(os.path.join(dep, "plugin.yaml"), MANIFEST % ("dep", DEADLINE) + "modules: [open, evil]\n")
    write(os.path.join(dep, "main.lua"), "return {annotate = function() end}\n")
    write(os.path.join(dep, "open.lua"), "stain = 'dep'\nlocal p = require 'private'\n"
          "return {word = p.word, globals = _G, files = assay.files, fails = function() error('dep fails') end}\n")
    write(os.path.join(dep, "private.lua"), "return {word = 'private word'}\n")
    write(os.path.join(dep, "evil.lua"), "return require 'lib'\n")


def build(work, text, keys, way, number):
    plugins = os.path.join(work, "plugins")
    attack = os.path.join(plugins, "attack")
    other_plugins(plugins)
    do = way == "callback" and number % 2 == 0
    main = {"load": LOAD, "callback": DO if do else ANNOTATE, "coroutine": COROUTINE}[way]
    body = main.replace("EVERY", "true" if "every" in keys else "false")
    manifest = MANIFEST % ("attack", wanted(keys, way)[1]) + keys.get("manifest", "")
    if do:
        manifest += "rules: [rules.yaml]\n"
        write(os.path.join(attack, "rules.yaml"), RULES)
    if "grants" in keys:
        manifest += GRANT
    write(os.path.join(attack, "plugin.yaml"), manifest)
    write(os.path.join(attack, "main.lua"), body)
    write(os.path.join(attack, "lib.lua"), "return {}\n")
    write(os.path.join(attack, "turn.lua"), "return require 'turn2'\n")
    write(os.path.join(attack, "turn2.lua"), "return require 'turn'\n")
    write(os.path.join(attack, "attack.lua"), "return function(doc)\n" + text + "\nend\n")
    folders(work)
    if "grants" in keys:
        install(work, attack, keys["grants"].split())
    else:
        os.symlink(os.path.join(work, "secret.txt"), os.path.join(attack, "out.lua"))
    write(os.path.join(work, "docs", "a.txt"), FIRST)
    write(os.path.join(work, "docs", "b.txt"), SECOND)
    os.makedirs(os.path.join(work, "share"))
    os.symlink(os.path.join(ROOT, "lua"), os.path.join(work, "share", "lua"))


def measured(command, environment, work):
    """Exit status, output, errors, CPU seconds, peak MiB, wall seconds."""
    out, err = os.path.join(work, "out"), os.path.join(work, "err")
    begun = time.monotonic()
    with open(out, "wb") as o, open(err, "wb") as e:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=o, stderr=e, env=environment, cwd=work)
        killed = False
        while True:
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() - begun > WALL and not killed:
                killed = True
                child.kill()
            time.sleep(0.005)
    child.returncode = os.waitstatus_to_exitcode(status)
    with open(out, "rb") as o, open(err, "rb") as e:
        return (child.returncode, o.read().decode("utf-8", "replace"), e.read(),
                usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, time.monotonic() - begun)


def run(program, text, keys, way, number):
    work = tempfile.mkdtemp(prefix="assay-sandbox-")
    try:
        build(work, text, keys, way, number)
        env = dict(os.environ, HOME=work, XDG_DATA_HOME=os.path.join(work, "data"),
                   XDG_CONFIG_HOME=os.path.join(work, "config"), XDG_CACHE_HOME=os.path.join(work, "cache"),
                   XDG_STATE_HOME=os.path.join(work, "state"), ASSAY_SHARE=os.path.join(work, "share"))
        if ASAN:
            env["ASAN_OPTIONS"] = "quarantine_size_mb=1:detect_leaks=0"
        command = [program, "extract", "--jobs=1", "--plugins", os.path.join(work, "plugins")] + IN_PROCESS
        command += [os.path.join(work, "docs", "a.txt"), os.path.join(work, "docs", "b.txt")]
        result = measured(command, env, work)
        with open(os.path.join(work, "secret.txt"), encoding="utf-8") as f:
            spoilt = f.read() != "SECRET\n"
        return result + (spoilt,)
    finally:
        shutil.rmtree(work, ignore_errors=True)


BAD = re.compile("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]")


def faults(result, keys, way, base):
    code, out, err_bytes, cpu, peak, wall, spoilt = result
    err = err_bytes.decode("utf-8", "replace")
    found = []
    want, deadline = wanted(keys, way)
    harmless = want == "harmless"
    if code < 0 or code not in (0, 1):
        found.append("exit %d" % code)
    elif (code == 0) != harmless:
        found.append("exit %d, wanted %s" % (code, want))
    if not harmless and not re.search(want, err):
        found.append("no /%s/" % want)
    done = out.count('"DONE"')
    if harmless and done < 2:
        found.append("the plugin has no record")
    if not harmless and way != "load" and "every" not in keys and done != 1:
        found.append("the plugin has %d records, not that of the next document" % done)
    if "not" in keys and re.search(keys["not"], err, re.M):
        found.append("/%s/ was said" % keys["not"])
    if BAD.search(err) or "\ufffd" in err:
        found.append("control characters in what is said")
    if out.count('"WITNESS"') != 3:
        found.append("the other plugin has %d records" % out.count('"WITNESS"'))
    if cpu > deadline * (2 if "every" in keys else 1) + OVER + base[0]:
        found.append("%.2f s" % cpu)
    if peak > base[1] + CAP_MB + SLACK_MB:
        found.append("%.0f MiB over %.0f" % (peak - base[1], base[1]))
    if wall >= WALL:
        found.append("killed after %.0f s" % wall)
    if spoilt:
        found.append("it wrote outside")
    return found, err


def one(program, path, way, base):
    number = int(os.path.basename(path)[:3])
    text, keys = read_attack(path)
    if way == "load" and keys.get("load") == "skip":
        return None
    result = run(program, text, keys, way, number)
    found, err = faults(result, keys, way, base)
    return found, err, result


def main():
    program = os.path.abspath(sys.argv[1])
    paths = sys.argv[2:] or sorted(os.path.join(HERE, n) for n in os.listdir(HERE) if n.endswith(".lua"))
    base = [0.0, 0.0]
    for _ in range(3):
        result = run(program, "", {"want": "harmless"}, "callback", 1)
        base = [max(base[0], result[3]), max(base[1], result[4])]
    todo = [(p, way) for p in paths for way in ("load", "callback", "coroutine")]
    verbose = len(sys.argv) > 2
    n = failed = 0
    worst = [0.0, 0.0]
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        for (path, way), done in zip(todo, pool.map(lambda t: one(program, t[0], t[1], base), todo)):
            if done is None:
                continue
            found, err, result = done
            n += 1
            failed += bool(found)
            worst = [max(worst[0], result[3]), max(worst[1], result[4] - base[1])]
            print("%sok %d - %s, %s" % ("not " if found else "", n, os.path.basename(path)[:-4], way), flush=True)
            if found or verbose:
                print("# %s (%.2f s, %+.0f MiB)" % ("; ".join(found), result[3], result[4] - base[1]))
                for line in err.split("\n")[:6]:
                    print("#   " + line[:300].encode("unicode_escape", "replace").decode())
    print("1..%d" % n)
    print("# harmless run: %.2f s, %.0f MiB; worst attack: %.2f s, %+.0f MiB" % (base[0], base[1], worst[0], worst[1]))
    return 1 if failed else 0


IN_PROCESS = []
if b"--no-isolate" in subprocess.run([sys.argv[1], "extract", "--help"], stdout=subprocess.PIPE, check=True).stdout:
    IN_PROCESS = ["--no-isolate"]  # the first wall is tried here, not the second
sys.exit(main())
