# Records against the bytes they name, and each format against a reader.
. tests/cli/lib.sh

run extract --kinds document,sentence,token,entity examples/*.txt
is "all kinds of all examples" 0
python3 - "$W/out" byte <<'P'
import json, sys
texts, n = {}, 0
for line in open(sys.argv[1], encoding="utf-8"):
    r = json.loads(line)
    if r["doc"] not in texts:
        texts[r["doc"]] = open(r["doc"], "rb").read()
    assert texts[r["doc"]][r["start"]:r["end"]].decode() == r["text"], r
    n += 1
assert n > 5000, n
P
ok "each text is the slice of bytes that it names" $?

run extract --offsets char --kinds document,sentence,token,entity examples/*.txt
python3 - "$W/out" <<'P'
import json, sys
texts = {}
for line in open(sys.argv[1], encoding="utf-8"):
    r = json.loads(line)
    if r["doc"] not in texts:
        texts[r["doc"]] = open(r["doc"], encoding="utf-8", newline="").read()
    assert texts[r["doc"]][r["start"]:r["end"]] == r["text"], r
P
ok "and the same in code points" $?

run extract --format jsonl examples/*.txt
jq -e . "$W/out" >/dev/null
ok "jq reads the records" $?
cp "$W/out" "$W/one"
run extract --jobs 4 examples/*.txt
cmp -s "$W/out" "$W/one"
ok "the same with four jobs" $?
run extract --jobs 1 examples/*.txt
cmp -s "$W/out" "$W/one"
ok "the same with one job" $?

run extract --format json examples/*.txt
test "$(jq -r '.entity | length' "$W/out" | wc -l)" -eq 7
ok "json is one object a document" $?

for format in csv tsv; do
    run extract --format $format --kinds entity examples/*.txt
    python3 - "$W/out" "$W/one" $format <<'P'
import csv, json, sys
dialect = {"csv": dict(), "tsv": dict(delimiter="\t", quoting=csv.QUOTE_NONE)}[sys.argv[3]]
rows = list(csv.DictReader(open(sys.argv[1], encoding="utf-8", newline=""), **dialect))
want = [json.loads(l) for l in open(sys.argv[2], encoding="utf-8")]
want = [w for w in want if w["kind"] == "entity"]
assert len(rows) == len(want), (len(rows), len(want))
for r, w in zip(rows, want):
    for key in ("doc", "text", "rule", "type", "name", "actor"):
        assert r[key] == str(w.get(key, "")), (key, r, w)
P
    ok "$format reads back as the same records" $?
done
run extract --format csv examples/talks.txt
is "several tables on one stream are wrong usage" 2
run extract --format csv --kinds entity,document -o "$W/tables" examples/talks.txt
is "several tables go to a folder" 0
test -s "$W/tables/entity.csv" && test -s "$W/tables/document.csv"
ok "one file a kind" $?

run extract --kinds token examples/talks.txt
test "$(jq -r 'select(.text == "guarantees") | .upos + " " + .lemma + " " + .norm' "$W/out" | sort -u)" = "NOUN guarantee guarantees"
ok "tokens have part of speech, lemma and norm" $?
run extract --without tags --kinds token,document examples/talks.txt
is "tagging can be left out" 0
jq -e 'has("upos") or has("lemma") or has("lang")' "$W/out" | grep -q true
test $? -ne 0
ok "then there are no tags and no language" $?
run extract --kinds document examples/*.txt
test "$(jq -r .lang "$W/out" | sort | uniq -c | tr -d '\n' | tr -s ' ')" = " 6 en 1 null"
ok "a document that is not English says so by having no lang" $?

run extract --format conllu examples/*.txt
is "CoNLL-U" 0
python3 - "$W/out" <<'P'
import re, sys
UPOS = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X _".split()
ids, n = set(), 0
for block in open(sys.argv[1], encoding="utf-8").read().rstrip("\n").split("\n\n"):
    lines = block.split("\n")
    comments = dict(l[2:].partition(" = ")[::2] for l in lines if l.startswith("#"))
    assert re.fullmatch(r"[^\s/]+", comments["sent_id"]), comments
    assert comments["sent_id"] not in ids
    ids.add(comments["sent_id"])
    text = ""
    rows = [l.split("\t") for l in lines if not l.startswith("#")]
    for i, r in enumerate(rows, 1):
        assert len(r) == 10 and all(r) and r[0] == str(i), r
        assert not any(re.search(r"\s", c) for c in r), r
        assert r[3] in UPOS, r
        assert (r[6], r[7]) == (("0", "root") if i == 1 else ("1", "dep")), r
        text += r[1] + ("" if r[9] == "SpaceAfter=No" or i == len(rows) else " ")
        n += 1
    assert text == comments["text"], (text, comments["text"])
assert n > 5000, n
P
ok "its lines keep the format's rules, its text is that of the forms" $?
run extract --format conllu --kinds entity examples/talks.txt
is "kinds are nothing to CoNLL-U" 2 "conllu"

for script in examples/*.lua; do
    run run "$script"
    cmp -s "$W/out" "${script%.lua}.out"
    ok "$script prints what is written down" $?
done
run examples/talks.txt
is "a brief" 0
grep -q "^  Russia  *country" "$W/out" && grep -q "^  Oksana Leshchenko  *Deputy Foreign Minister" "$W/out" &&
    grep -q "Geneva (CHE)" "$W/out"
ok "names countries, persons with their roles, places" $?
for command in extract run train ''; do
    run $command --help
    is "help of \"$command\"" 0
done
finish
