#!/usr/bin/env python3
"""Measure and print; nothing here fails on a time.

    run.py BUILD PROGRAM [--mb N] [--most N] [--data FOLDER] [PART ...]

Text: N MB (default 50) of paragraphs, in an order drawn by a fixed seed, from
the English texts of FOLDER (default ../shared/data, where it is there) or else
of examples/. Parts: text, tag, gaz, pattern, rules, sandbox, names, start,
corpus (default 100 MB), growth (up to --most MB, default 100; 1000 takes
minutes). Times are user time of whole processes or the median that a bench
program prints; pairs run in turn, so that the machine's drift hits both.
"""
import argparse
import glob
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import time

import start

RUNS = 7


def paragraphs(folder):
    found = []
    for name in ("ewt.train", "meantime.dev", "wikigold", "crossner.train"):
        path = os.path.join(folder, name + ".jsonl")
        if os.path.exists(path):
            with open(path, encoding="utf-8") as lines:
                found += [json.loads(line)["text"] for line in lines]
    if not found:
        for path in sorted(glob.glob("examples/*.txt")):
            if not path.endswith((".uk.txt", ".ru.txt")):
                with open(path, encoding="utf-8") as f:
                    found += f.read().split("\n\n")
    return found


def make_text(path, megabytes, found):
    """As many paragraphs as it takes; made once for a size and a source."""
    draw = random.Random(megabytes)
    size = 0
    with open(path, "w", encoding="utf-8") as out:
        while size < megabytes * 1000000:
            text = draw.choice(found) + "\n\n"
            size += len(text.encode("utf-8"))
            out.write(text)


def user_time(command, **environment):
    """User seconds and peak memory (MiB) of one run."""
    pid = os.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.execvpe(command[0], command, dict(os.environ, **environment))
    _, status, usage = os.wait4(pid, 0)
    if status != 0:
        sys.exit("failed: " + " ".join(command))
    return usage.ru_utime, usage.ru_maxrss / 1024


def peak_memory(command):
    """Peak (MiB) of one run by itself: what wait4 tells of a child counts what
    this program held when it was forked, too."""
    peak = 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
        while child.poll() is None:
            try:
                with open("/proc/%d/status" % child.pid,
                          encoding="utf-8") as lines:
                    for line in lines:  # the last: it only grows after exec
                        if line.startswith("VmHWM"):
                            peak = int(line.split()[1])
            except (OSError, ValueError):
                pass
            time.sleep(0.005)
    return peak / 1024


def pairs(ours, other, **environment):
    """Medians of both and of the ratios, run in turn after a warm-up."""
    user_time(ours)
    user_time(other, **environment)
    a, b = [], []
    for _ in range(RUNS):
        a.append(user_time(ours)[0])
        b.append(user_time(other, **environment)[0])
    ratio = statistics.median(x / y for x, y in zip(a, b))
    return statistics.median(a), statistics.median(b), ratio


def part_text(bench, text, _args):
    ours, wc, ratio = pairs([bench("bench_text"), "--once", text],
                            ["wc", "-w", text], LC_ALL="C.UTF-8")
    print("tokens + sentences, user time: %.3f s; wc -w (C.UTF-8): %.3f s; "
          "ratio %.2f" % (ours, wc, ratio), flush=True)
    subprocess.run([bench("bench_text"), text], check=True)


def part_tag(bench, text, _args):
    subprocess.run([bench("bench_tag"), text], check=True)


def part_gaz(bench, text, _args):
    subprocess.run([bench("bench_gaz"), text], check=True)


def part_pattern(bench, text, _args):
    subprocess.run([bench("bench_pattern"), text], check=True)


def part_rules(bench, text, _args):
    subprocess.run([bench("bench_rules"), text], check=True)


def part_sandbox(bench, text, args):
    """2 MB of it are enough for a ratio, and a pass is short."""
    subprocess.run([bench("bench_sandbox"), text, str(min(args.mb, 2))],
                   check=True)


def part_names(_bench, text, args):
    """The whole program, from raw text, in documents of five paragraphs."""
    path = os.path.join(args.work, "names.jsonl")
    # Piece by piece: what a child is forked from counts as its peak, too.
    with open(text, encoding="utf-8") as lines, \
            open(path, "w", encoding="utf-8") as out:
        part, n = "", 0
        for line in lines:
            part += line
            n += line == "\n"
            if n == 5:
                out.write(json.dumps({"text": part}, ensure_ascii=False) + "\n")
                part, n = "", 0
    base = [args.program, "extract", "-q", "-o", os.devnull, path]
    tokens = 0
    with subprocess.Popen([args.program, "extract", "-q", "--kinds",
                           "document", path], stdout=subprocess.PIPE) as child:
        for line in child.stdout:
            tokens += json.loads(line)["tokens"]
    for name, more in (("tags and lists", ["--without", "finder", "--without",
                                           "rules"]),
                       ("and names", ["--without", "rules"]),
                       ("every plugin", [])):
        seconds = min(user_time(base + ["--jobs", "1"] + more)[0]
                      for _ in range(3))
        print("%-16s %8.2f million tokens/s of user time, one thread" % (
            name, tokens / seconds / 1e6), flush=True)
    print("peak with two threads: %.1f MiB" %
          peak_memory(base + ["--jobs", "2"]))
    timed = subprocess.run(base + ["--jobs", "1", "--timings"],
                           stderr=subprocess.PIPE, text=True, check=True)
    print("a stage, with every plugin, microseconds a token:")
    for line in timed.stderr.splitlines()[1:]:
        parts = line.split()
        if float(parts[-2]) > 0:
            print("  %-20s %8.3f" % (parts[0],
                                     float(parts[-2]) / tokens * 1e6))
    os.remove(path)


def part_start(_bench, _text, args):
    start.run(args.program, args.work)


def part_corpus(_bench, _text, args):
    """Questions over open documents, at a prompt; loaded without plugins."""
    path = os.path.join(args.work, "corpus.jsonl")
    with open(path, "w", encoding="utf-8") as out:
        draw, done, n = random.Random(args.loaded), 0, 0
        while done < args.loaded * 1000000:
            text = "\n\n".join(draw.choice(args.found) for _ in range(5))
            done += len(text.encode("utf-8"))
            n += 1
            out.write(json.dumps({
                "id": str(n), "date": "2024-%02d-%02d" % (n % 12 + 1,
                                                          n % 28 + 1),
                "text": text}, ensure_ascii=False) + "\n")
    print("%d MB of text" % args.loaded, flush=True)
    subprocess.run([args.program, "run", "tests/bench/corpus.lua", path,
                    str(RUNS)], check=True)
    os.remove(path)


def part_growth(_bench, _text, args):
    print("%8s %10s %12s %12s" % ("MB", "user s", "MB a second", "peak MiB"))
    size = 1
    while size <= args.most:
        path = os.path.join(args.work, "growth.jsonl")
        with open(path, "w", encoding="utf-8") as out:
            draw, done, n = random.Random(size), 0, 0
            while done < size * 1000000:
                line = json.dumps({"id": str(n), "text": "\n\n".join(
                    draw.choice(args.found) for _ in range(5))},
                    ensure_ascii=False) + "\n"
                done += len(line.encode("utf-8"))
                n += 1
                out.write(line)
        seconds, peak = user_time([args.program, "extract", "-q", "--jobs",
                                   "1", "-o", os.devnull, path])
        print("%8d %10.2f %12.1f %12.1f" % (size, seconds, size / seconds,
                                            peak), flush=True)
        os.remove(path)
        size *= 10


def main():
    parts = {"text": part_text, "tag": part_tag, "gaz": part_gaz,
             "pattern": part_pattern, "rules": part_rules,
             "sandbox": part_sandbox, "names": part_names,
             "start": part_start, "corpus": part_corpus, "growth": part_growth}
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("program")
    parser.add_argument("--mb", type=int)
    parser.add_argument("--most", type=int, default=100)
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("parts", nargs="*")
    args = parser.parse_intermixed_args()
    args.loaded = args.mb or 100
    args.mb = args.mb or 50
    unknown = [name for name in args.parts if name not in parts]
    if unknown:
        parser.error("no part %s: there are %s" % (unknown[0],
                                                   ", ".join(parts)))
    args.found = paragraphs(args.data)
    args.work = os.path.join(args.build, "bench")
    os.makedirs(args.work, exist_ok=True)
    text = os.path.join(args.work, "%d.txt" % args.mb)
    make_text(text, args.mb, args.found)
    with open("/proc/cpuinfo", encoding="utf-8") as f:
        cpu = next((l.split(":")[1].strip() for l in f if "model name" in l),
                   "unknown")
    print("%s, %d MB of English, one core" % (cpu, args.mb))
    for name in args.parts or parts:
        print("\n== " + name, flush=True)
        parts[name](lambda b: os.path.join(args.build, "tests/bench", b),
                    text, args)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    print("\n%.0f s of CPU in all" % (usage.ru_utime + usage.ru_stime))


if __name__ == "__main__":
    main()
