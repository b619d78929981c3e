# assay train: a model from a few sentences, put to work by a plugin.
. tests/cli/lib.sh

# Sentences of a language of two sentences' worth of words.
awk 'BEGIN {
    for (i = 0; i < 60; i++) {
        print "The\tthe\tDET\nzog\tzog\tNOUN\nblips\tblip\tVERB\n.\t.\tPUNCT\n"
        print "Two\ttwo\tNUM\nzogs\tzog\tNOUN\nblipped\tblip\tVERB\nthe\tthe\tDET\nfrob\tfrob\tNOUN\n.\t.\tPUNCT\n"
    }
}' >"$W/corpus.tsv"

for model in pos lemma; do
    run train $model --lang zz --train "$W/corpus.tsv" --dev "$W/corpus.tsv" -o "$W/$model.model"
    is "a model of $model is learnt" 0 "^epoch 6 of 6"
    run train $model -q --lang zz --train "$W/corpus.tsv" -o "$W/again.model"
    is "quietly" 0
    test ! -s "$W/err" && cmp -s "$W/$model.model" "$W/again.model"
    ok "with nothing said, and the same bytes again" $?
done
run train pos -q --lang zz --seed 7 --train "$W/corpus.tsv" -o "$W/again.model"
is "another seed is another order" 0

mkdir -p "$W/plugins/zz"
cp "$W/pos.model" "$W/lemma.model" "$W/plugins/zz/"
printf 'name: zz\nversion: 1.0.0\napi: ">=0.1 <1"\nsummary: a test\nlicense: MIT\nmodels: [pos.model, lemma.model]\n' \
    >"$W/plugins/zz/plugin.yaml"
printf 'The zogs blipped two frob. The frob blips.\n' >"$W/zz.txt"
run extract --no-plugins --plugins "$W/plugins" --kinds document,token "$W/zz.txt"
is "a plugin of one's own brings them" 0
test "$(jq -r 'select(.kind == "token") | .upos + ":" + .lemma' "$W/out" | tr '\n' ' ')" = \
    "DET:the NOUN:zog VERB:blip NUM:two NOUN:frob PUNCT:. DET:the NOUN:frob VERB:blip PUNCT:. "
ok "which tag its language" $?
test "$(jq -r 'select(.kind == "document") | .lang' "$W/out")" = zz
ok "and the document says which it is" $?

damaged() { # NAME PATTERN
    run extract --no-plugins --plugins "$W/plugins" --kinds document,token "$W/zz.txt"
    is "$1 is refused" 1 "$2"
    test "$(grep -c . "$W/err")" -eq 1 && grep -q '"kind":"token"' "$W/out"
    ok "in one line, and the document is done without" $?
    cp "$W/pos.model" "$W/plugins/zz/pos.model"
}
m=$W/plugins/zz/pos.model
head -c 300 "$W/pos.model" >"$m"
damaged "a truncated model" "pos.model: truncated"
printf 'xx' | dd of="$m" bs=1 seek=400 conv=notrunc 2>/dev/null
damaged "a corrupt model" "pos.model: corrupt.*checksum"
echo 'not a model at all' >"$m"
damaged "another file" "pos.model: not a model"
: >"$m"
damaged "an empty file" "pos.model: "
rm "$m"
damaged "a missing model" "pos.model: .*No such file"

# Names of a small world, by the tags of the plugin above.
awk 'BEGIN {
    for (i = 0; i < 40; i++) {
        print "{\"text\": \"The zog blips in Zogland.\", \"spans\": [{\"b\": 17, \"e\": 24, \"label\": \"LOC\"}]}"
        print "{\"text\": \"Ivan Zog blips. The zog blips.\", \"spans\": [{\"b\": 0, \"e\": 8, \"label\": \"PERSON\"}]}"
    }
}' >"$W/names.jsonl"
own="--no-plugins --plugins $W/plugins"
run train clusters --train "$W/names.jsonl" -o "$W/clusters.tsv"
is "clusters are learnt from any text" 0 "clusters of"
grep -q '^zog	[0-9]*	[0-9]*	[0-9]*$' "$W/clusters.tsv"
ok "a line a word" $?
run train clusters -q --train "$W/names.jsonl" -o "$W/again.tsv"
cmp -s "$W/clusters.tsv" "$W/again.tsv"
ok "the same again" $?
run train clusters --train "$W/missing" -o "$W/again.tsv"
is "a missing text is named" 65 "missing"
printf 'The\tlink\nzog\tthing\n' >"$W/words.tsv"
for name in names again; do
    run train names $own --lang zz --train "$W/names.jsonl" --clusters "$W/clusters.tsv" --lexicon "$W/words.tsv" -o "$W/$name.model"
    is "a model of names is learnt" 0 "^held back: F1 "
done
cmp -s "$W/names.model" "$W/again.model"
ok "the same bytes again" $?
cp "$W/names.model" "$W/plugins/zz/"
sed -i 's/models: .*/models: [pos.model, lemma.model, names.model]/' "$W/plugins/zz/plugin.yaml"
printf 'The zog blips in Frobland. Ivan Frob blips. Frob blips the zog.\n' >"$W/names.txt"
run extract $own --kinds entity "$W/names.txt"
is "put to work by the plugin" 0
test "$(jq -r '.type + ":" + .text + ":" + .name + ":" + .rule' "$W/out" | tr '\n' ' ')" = \
    "LOC:Frobland:Frobland:zz@1.0.0/names PERSON:Ivan Frob:Ivan Frob:zz@1.0.0/names PERSON:Frob:Ivan Frob:zz@1.0.0/names "
ok "it finds what it has not met, and the second mention by the first" $?
run extract $own --without finder --kinds entity "$W/names.txt"
is "a stage that can be left out" 0
test ! -s "$W/out"
ok "and then finds nothing" $?
head -c 5000 "$W/names.model" >"$W/plugins/zz/names.model"
run extract $own --kinds token "$W/names.txt"
is "a truncated model of names is refused" 1 "names.model: truncated"
cp "$W/names.model" "$W/plugins/zz/"
run train names --no-plugins --train "$W/names.jsonl" -o "$W/x.model"
is "without a tagger there is nothing to go by" 65 "no plugin has a model of parts of speech"
run train names $own --lang zz --without nosuch --train "$W/names.jsonl" -o "$W/x.model"
is "an unknown stage is told" 65 "no stage"
echo '{"text": "abc", "spans": [{"b": 1, "e": 9, "label": "LOC"}]}' >"$W/bad.jsonl"
run train names $own --lang zz --train "$W/bad.jsonl" -o "$W/x.model"
is "a span outside its text is named" 65 "bad.jsonl:1: "
echo '{"text": "abc", "spans": []}' >"$W/bad.jsonl"
run train names $own --lang zz --train "$W/bad.jsonl" -o "$W/x.model"
is "no name is told" 1 "no name to learn from"
printf 'zog\t1\n' >"$W/bad.tsv"
run train names $own --lang zz --train "$W/names.jsonl" --clusters "$W/bad.tsv" -o "$W/x.model"
is "bad clusters are named" 1 "bad.tsv:1: "

printf 'a\tb\n' >"$W/bad.tsv"
run train pos --train "$W/bad.tsv" -o "$W/x.model"
is "a bad line is named" 65 "bad.tsv:1: "
run train pos --train "$W/missing" -o "$W/x.model"
is "a missing corpus is named" 65 "missing: No such file"
: >"$W/none.tsv"
run train pos --train "$W/none.tsv" -o "$W/x.model"
is "nothing to learn from is told" 65 "no token"
test ! -e "$W/x.model"
ok "no model is left of what failed" $?
run train pos --train "$W/corpus.tsv" -o "$W/no/such/x.model"
is "a model that cannot be written is told" 74 "x.model"
run train colours --train "$W/corpus.tsv" -o "$W/x.model"
is "an unknown model lists those there are" 2 "pos, lemma, names and clusters"
run train pos -o "$W/x.model"
is "a corpus must be named" 2 "train FILE is missing"
run train pos --train "$W/corpus.tsv" --epochs 0 -o "$W/x.model"
is "a number out of range is wrong usage" 2 "epochs"
finish
