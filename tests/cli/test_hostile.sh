# Inputs that go wrong: one clear message each, the rest done, the exit code.
. tests/cli/lib.sh
good=examples/talks.txt

run extract "$W/missing" $good
is "a missing file is named, the rest done" 65 "missing: cannot open: No such file"
grep -q '"doc":"examples/talks.txt"' "$W/out"
ok "the other file was done" $?

run extract $good/below
is "a path through a file cannot be opened" 65 "cannot open: Not a directory"

ln -s loop "$W/loop"
run extract "$W/loop"
is "a file that cannot be read is named" 65 "cannot open: Too many levels"

mkdir "$W/none"
run extract "$W/none"
is "a folder without text is told" 65 "none: "

mkdir "$W/dir" && cp $good "$W/dir/b.txt" && cp $good "$W/dir/a.txt" && : >"$W/dir/x.bin"
run extract --kinds document "$W/dir"
is "a folder is read" 0
test "$(grep -c '"kind":"document"' "$W/out")" -eq 2
ok "its texts in name order, nothing else" $?

: >"$W/empty.txt"
run extract "$W/empty.txt"
is "an empty file is a remark" 0 "empty.txt: empty"
grep -q '"tokens":0' "$W/out"
ok "an empty file is a document without tokens" $?

truncate -s 1G "$W/nul.txt"
run extract "$W/nul.txt" $good
is "a gigabyte of NULs is refused" 65 "not text (NUL bytes)"

evil=$(printf '\033]0;x\007\302\233\342\200\256')
for args in "train $evil" "why $evil" "--plugins=$evil" "extract --format=$evil" "extract --jobs=$evil"; do
    # shellcheck disable=SC2086
    run $args
    is "wrong usage is told: ${args%%"$evil"}" 2 '\x1B]0;x'
    ! LC_ALL=C grep -q "$(printf '\033\\|\302\233\|\342\200\256')" "$W/err"
    ok "what could command the terminal is escaped in it" $?
done

printf 'Kyiv \377\376 said \200 so.\n' >"$W/bad.txt"
run extract --kinds document "$W/bad.txt"
is "ill-formed bytes are counted and told" 0 "bad.txt: 3 ill-formed"
grep -q '"repaired":3' "$W/out"
ok "and counted in the record" $?

awk 'BEGIN { for (i = 0; i < 3000000; i++) printf "Kyiv and Paris " }' >"$W/long.txt"
run extract --kinds document "$W/long.txt"
is "a line of 45 MB is a document" 0
grep -q '"tokens":9000000' "$W/out"
ok "with every token" $?

printf '{"id":"a","text":"In Kyiv."}\n{"id": oops}\n{"id":"b","text":"In Paris."}\n' >"$W/set.jsonl"
run extract "$W/set.jsonl"
is "a malformed line is named and skipped" 65 "set.jsonl:2:.*skipped"
grep -q '"doc":"b"' "$W/out" && grep -q '"doc":"a"' "$W/out"
ok "the lines around it were done" $?

printf '{"id":"a","body":"In Kyiv."}\n' >"$W/field.jsonl"
run extract "$W/field.jsonl"
is "a missing field says which option names it" 65 "field.jsonl:1:.*--text-field"
run extract --text-field body "$W/field.jsonl"
is "and that option helps" 0

printf '\357\273\277Kyiv said.\r\nParis said.\r\n' >"$W/crlf.txt"
run extract "$W/crlf.txt"
is "byte order mark and CRLF are text as any" 0

plugin() { # NAME
    mkdir -p "$W/plugins/$1"
    printf 'name: %s\nversion: 1.0.0\napi: ">=0.1 <1"\nsummary: a test\nlicense: MIT\n' "$1" \
        >"$W/plugins/$1/plugin.yaml"
}
plugin broken
printf 'return {\n  annotate = function(doc)\n' >"$W/plugins/broken/main.lua"
run extract --plugins "$W/plugins" $good
is "a plugin with a syntax error is told" 1 "broken/main.lua:"
grep -q '"name":"Ukraine"' "$W/out"
ok "and the others work" $?
rm -r "$W/plugins/broken"
plugin wrong
echo 'colour: red' >>"$W/plugins/wrong/plugin.yaml"
run extract --plugins "$W/plugins" $good
is "an unknown key in YAML is told with its place" 1 "wrong/plugin.yaml:6:1: .*colour"

"$ASSAY" extract $good >/dev/full 2>"$W/err"
code=$?
is "a full disk is told" 74 "No space left on device"

run extract --format xml $good
is "an unknown format is wrong usage" 2 "xml"
run extract
is "no file is wrong usage" 2
run extrct $good
is "a misspelt command is wrong usage, with what was meant" 2 'did you mean "extract"'
run run "$W/missing.lua"
is "a missing script cannot be read" 65 "missing.lua"
run -e 'error("no")'
is "a script that fails says where" 1 "1: no"

awk 'BEGIN { for (i = 0; i < 200000; i++) printf "{\"id\":\"%d\",\"text\":\"In Kyiv and Paris, Berlin said on Monday.\"}\n", i }' >"$W/big.jsonl"
# A shell makes its background jobs ignore SIGINT: python3 starts this one.
python3 - "$ASSAY" "$W" <<'P'
import os, signal, subprocess, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
program, folder = sys.argv[1:]
out = os.path.join(folder, "out")
with open(out, "wb") as o, open(os.path.join(folder, "err"), "wb") as e:
    p = subprocess.Popen([program, "extract", os.path.join(folder, "big.jsonl")], stdout=o, stderr=e)
    while os.path.getsize(out) < 100000:
        pass
    p.send_signal(signal.SIGINT)
    sys.exit(p.wait())
P
code=$?
is "an interrupt ends with 130" 130
test "$(tail -c 1 "$W/out" | od -An -c | tr -d ' ')" = '\n' && tail -n 1 "$W/out" | jq -e .doc >/dev/null
ok "only whole lines were written" $?
finish
