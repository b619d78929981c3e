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
