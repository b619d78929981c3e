# Plugins in processes behind a wall: the same bytes, and what a worker that
# goes away costs.
. tests/cli/lib.sh

XDG_CACHE_HOME=$W/cache
export XDG_CACHE_HOME

children() { # PID
    for s in /proc/[0-9]*/stat; do
        awk -v p="$1" '$4 == p { print $1 }' "$s" 2>/dev/null
    done
}

# Wait until the program has written something, or that.
wait_output() { # FILE [PATTERN]
    for _ in $(seq 600); do
        grep -q -e "${2:-.}" "$1" 2>/dev/null && return
        sleep 0.05
    done
}

python3 - "$W" <<'P'
import glob, json, random, sys
random.seed(7)
texts = [open(f, encoding="utf-8").read() for f in sorted(glob.glob("examples/*.txt"))]
paragraphs = [p for t in texts for p in t.split("\n\n") if len(p.split()) > 5]
for name, n in (("short", 300), ("long", 3000)):
    with open(f"{sys.argv[1]}/{name}.jsonl", "w") as f:
        for i in range(n):
            f.write(json.dumps({"id": f"d{i}", "text": random.choice(paragraphs)}) + "\n")
P
printf 'A toll is due.\n' >"$W/toll.txt"
mkdir -p "$W/own/shout"
cat >"$W/own/shout/plugin.yaml" <<'P'
name: shout
version: 1.0.0
api: ">=0.1 <1"
license: MIT
summary: Says a word of each document
P
cat >"$W/own/shout/main.lua" <<'P'
local shout = {}
function shout.annotate(doc)
    print("heard\27[2J " .. #doc)
end
return shout
P

# ---- the same bytes ----
run extract --no-isolate examples/*.txt "$W/short.jsonl"
is "in threads" 0
cp "$W/out" "$W/want"
for jobs in 1 2 4; do
    run extract --isolate --jobs $jobs examples/*.txt "$W/short.jsonl"
    is "in $jobs processes" 0
    cmp -s "$W/out" "$W/want"
    ok "the same records from $jobs" $?
done
for format in csv tsv; do
    run extract --no-isolate --format $format -o "$W/a.$format" examples/*.txt
    run extract --isolate --format $format -o "$W/b.$format" examples/*.txt
    diff -r "$W/a.$format" "$W/b.$format" >/dev/null
    ok "the same tables as $format" $?
done
for args in "" -c -l "--format jsonl"; do
    run find --no-isolate $args killed examples/*.txt
    mv "$W/out" "$W/want"
    run find --isolate $args killed examples/*.txt
    is "find $args finds something" 0
    cmp -s "$W/out" "$W/want"
    ok "the same lines of find $args" $?
done
run find --isolate -c zyxxyz examples/*.txt
is "nothing found is told by the status" 1
run extract --isolate --timings -o "$W/x" "$W/short.jsonl"
test "$(awk '$1 == "tokens" || $1 == "records" { print $2 }' "$W/err" | tr '\n' ' ')" = "300 300 "
ok "timings are those of all workers" $?
run extract --isolate --no-isolate examples/talks.txt
is "both is wrong usage" 2 "choose one"
run extract --isolate --without nothing examples/talks.txt
is "a stage that is not there is wrong usage" 2 'no stage "nothing"'

# ---- when ----
is_isolated() { # ARG...
    rm -f "$W/x"
    "$ASSAY" extract "$@" --jobs 1 "$W/long.jsonl" >"$W/x" 2>/dev/null &
    pid=$!
    wait_output "$W/x"
    kids=$(children $pid)
    if [ -n "$kids" ]; then
        cat "/proc/$kids/status" >"$W/status" 2>/dev/null
        readlink "/proc/$kids/fd/"* >"$W/fds" 2>/dev/null
        awk '{ print $6 }' "/proc/$kids/stat" "/proc/$pid/stat" >"$W/sids"
    fi
    kill -9 $pid
    wait $pid 2>/dev/null
    rm -f "$W/x"
    [ -n "$kids" ]
}
is_isolated
test $? -ne 0
ok "what came with the program runs in threads" $?
is_isolated --plugins "$W/own"
ok "a plugin from elsewhere makes processes" $?
grep -q "^Seccomp:.2" "$W/status" && grep -q "^NoNewPrivs:.1" "$W/status"
ok "they are behind a filter of system calls" $?
test "$(sort -u "$W/sids" | wc -l)" -eq 2
ok "and of a session of their own" $?
sleep 0.3
test -z "$(for k in $kids; do [ -d "/proc/$k" ] && grep -L '^State:.Z' "/proc/$k/status"; done)"
ok "they die with their parent" $?
is_isolated --plugins "$W/own" --no-isolate
test $? -ne 0
ok "unless it is said that there is no need" $?

# ---- what plugins say ----
run extract --plugins "$W/own" --jobs 2 -o "$W/x" examples/talks.txt examples/arms.txt
is "a plugin's words come through" 0 "shout@1.0.0: heard"
test "$(grep -c heard "$W/err")" -eq 2
ok "once a document" $?
LC_ALL=C grep -q "$(printf '\033')" "$W/err"
test $? -ne 0
ok "without control characters" $?
mkdir -p "$W/bad/broken" && sed 's/shout/broken/' "$W/own/shout/plugin.yaml" >"$W/bad/broken/plugin.yaml"
echo 'error("on purpose")' >"$W/bad/broken/main.lua"
run extract --plugins "$W/bad" --jobs 4 -o "$W/x" "$W/short.jsonl"
is "a plugin that does not load is told" 1 "broken/main.lua:1: on purpose"
test "$(grep -c "on purpose" "$W/err")" -eq 1
ok "once for all workers" $?
cat >"$W/bad/broken/main.lua" <<'P'
local broken = {}
function broken.annotate(doc)
    if doc:text():find("police") then error("bad document") end
end
return broken
P
run extract --plugins "$W/bad" --no-isolate --jobs 1 -o "$W/x" "$W/short.jsonl"
cp "$W/err" "$W/want"
run extract --plugins "$W/bad" --jobs 1 -o "$W/y" "$W/short.jsonl"
is "a plugin that fails on documents" 1 "bad document"
cmp -s "$W/err" "$W/want" && cmp -s "$W/x" "$W/y"
ok "is told the same, and costs no records" $?

cat >"$W/bad/broken/main.lua" <<'P'
local broken = {}
function broken.annotate(doc)
    while doc:text():find("toll is due") do end
end
return broken
P
echo 'limits: {seconds: 1}' >>"$W/bad/broken/plugin.yaml"
run extract --plugins "$W/bad" "$W/toll.txt"
is "one that runs for ever is stopped within its worker" 1 "ran longer than 1 s"
grep -q '"kind":"document"' "$W/out"
ok "which costs no document" $?

# ---- examples of rules ----
mkdir -p "$W/tried/tolls/rules"
cat >"$W/tried/tolls/plugin.yaml" <<'P'
name: tolls
version: 1.0.0
api: ">=0.1 <1"
license: MIT
summary: Tolls
rules: [rules/tolls.yaml]
P
rules() { # EXAMPLE
    printf 'rules:\n  - name: toll\n    label: Toll\n    pattern: toll\n    examples:\n      match: [%s]\n' "$1" \
        >"$W/tried/tolls/rules/tolls.yaml"
}
rules "a tax."
for how in --no-isolate --isolate; do
    run extract $how --plugins "$W/tried" -o "$W/x" examples/talks.txt
    is "an example that fails leaves the plugin out, $how" 1 "tolls.yaml:6:15: this must match and does not"
    mv "$W/err" "$W/err$how"
done
cmp -s "$W/err--isolate" "$W/err--no-isolate"
ok "and is told the same" $?
rules "a toll."
run extract --plugins "$W/tried" "$W/toll.txt"
is "with a good example it runs" 0
grep -q '"kind":"toll"' "$W/out"
ok "and finds" $?
cat >"$W/tried/tolls/main.lua" <<'P'
local tolls = {}
function tolls.annotate() end
print("run to try")
return tolls
P
rules "the toll."
run extract --plugins "$W/tried" "$W/toll.txt"
test "$(grep -c "run to try" "$W/err")" -eq 2
ok "examples that are due run the plugin's code once more" $?
run extract --plugins "$W/tried" "$W/toll.txt"
test "$(grep -c "run to try" "$W/err")" -eq 1
ok "those that were good are remembered" $?

# ---- granted folders ----
mkdir -p "$W/lists" "$W/in" "$W/notes"
echo "seven" >"$W/in/a.txt"
cat >"$W/lists/plugin.yaml" <<'P'
name: lists
version: 1.0.0
api: ">=0.1 <1"
license: MIT
summary: Reads and writes
capabilities:
  - {name: read, reason: to read lists}
  - {name: write, reason: to write notes}
P
cat >"$W/lists/main.lua" <<'P'
local lists = {}
function lists.annotate(doc)
    local text, why = assay.files.read("a.txt")
    local names = assay.files.list()
    if text ~= "seven\n" or #names ~= 1 then error(why or "another text") end
    assert(assay.files.append("log.txt", doc.id .. "\n"))
    assert(not pcall(assay.files.read, "../notes/log.txt"))
end
return lists
P
XDG_DATA_HOME="$W/data" XDG_CONFIG_HOME="$W/config"
export XDG_DATA_HOME XDG_CONFIG_HOME
run plugin install --yes --grant="read=$W/in" --grant="write=$W/notes" "$W/lists"
is "a plugin with grants" 0
run extract --jobs 2 -o "$W/x" "$W/short.jsonl"
is "reads and writes from its workers" 0
test "$(sort -u "$W/notes/log.txt" | wc -l)" -eq 300 && test "$(wc -l <"$W/notes/log.txt")" -eq 300
ok "a line for each document, and none for examples" $?
unset XDG_DATA_HOME XDG_CONFIG_HOME

# ---- a worker goes away ----
rm -f "$W/x"
"$ASSAY" extract --isolate --jobs 1 "$W/long.jsonl" >"$W/x" 2>"$W/err" &
pid=$!
wait_output "$W/x"
kill -9 $(children $pid)
wait $pid
code=$?
is "a worker that is killed costs input" 65 "its worker died (killed by signal 9, SIGKILL): skipped"
run extract --no-isolate --kinds document -o "$W/y" "$W/long.jsonl"
python3 - "$W/x" "$W/y" <<'P'
import json, sys
ids = [list(dict.fromkeys(json.loads(l)["doc"] for l in open(f))) for f in sys.argv[1:3]]
lost = [i for i in ids[1] if i not in ids[0]]
assert len(lost) == 1 and ids[0] == [i for i in ids[1] if i not in lost], lost
P
ok "and that one document" $?

rm -f "$W/out"
"$ASSAY" extract --isolate --jobs 2 "$W/long.jsonl" >"$W/out" 2>"$W/err" &
pid=$!
wait_output "$W/out"
kids=$(children $pid)
kill -TERM $pid
wait $pid
code=$?
is "an interrupt" 130
test ! -s "$W/err" && tail -1 "$W/out" | jq -e .doc >/dev/null
ok "leaves whole lines, and no words" $?
test -z "$(for k in $kids; do [ -d "/proc/$k" ] && echo "$k"; done)"
ok "nor a worker" $?

# ---- a slow source ----
rm -f "$W/out"
mkfifo "$W/pipe"
"$ASSAY" extract --isolate --input jsonl - <"$W/pipe" >"$W/out" 2>"$W/err" &
pid=$!
exec 9>"$W/pipe"
head -2 "$W/short.jsonl" >&9
wait_output "$W/out" '"d1"'
grep -q '"d1"' "$W/out"
ok "holds nothing back that is done" $?
sed -n 3p "$W/short.jsonl" >&9
exec 9>&-
wait $pid
grep -q '"d2"' "$W/out"
ok "and is read to its end" $?

finish
