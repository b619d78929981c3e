# The finder of names and lists of one's own, which it was not taught.
. tests/cli/lib.sh

mkdir -p "$W/plugins/mine/data"
printf 'name: mine\nversion: 1.0.0\napi: ">=0.1 <1"\nsummary: a test\nlicense: MIT\ngazetteers:\n  - {name: bodies, files: [data/bodies.tsv], label: ORG, match: exact}\n  - {name: people, files: [data/people.tsv], kind: entity, label: PERSON, match: exact}\n' \
    >"$W/plugins/mine/plugin.yaml"
printf 'text\nZorbel\n' >"$W/plugins/mine/data/bodies.tsv"
printf 'text\tname\nQuillby\tAnna Quillby\n' >"$W/plugins/mine/data/people.tsv"
printf 'Rain fell. Zorbel and two other firms had asked for it, said Quillby on Monday.\n' >"$W/a.txt"

shown() { # NAME WANTED OPTION...
    name=$1 wanted=$2
    shift 2
    run extract "$@" --kinds entity "$W/a.txt"
    got=$(jq -r '.type + ":" + .text + ":" + .name + ":" + .rule' "$W/out" | sed 's/@[^/]*//' | tr '\n' ' ')
    [ "$got" = "$wanted" ] || echo "# got $got"
    test "$got" = "$wanted"
    ok "$name" $?
}
shown "a list for lookup tells the model, one that annotates stands" \
    "ORG:Zorbel:Zorbel:english/names PERSON:Quillby:Anna Quillby:mine/people " --plugins "$W/plugins"
shown "a plugin that is switched off tells nothing" "" --plugins "$W/plugins" --without mine,finder
shown "lists alone" "PERSON:Quillby:Anna Quillby:mine/people " --plugins "$W/plugins" --without finder
run extract --without nosuch "$W/a.txt"
is "an unknown stage lists those there are" 2 "tags, names, finder"

# The same records whatever the number of threads.
run extract --jobs 1 --kinds entity examples
cp "$W/out" "$W/one"
run extract --jobs 3 --kinds entity examples
cmp -s "$W/one" "$W/out"
ok "the same names with several threads" $?

# Text that is hard on it: no words, one long line, capitals alone.
: >"$W/empty.txt"
awk 'BEGIN { for (i = 0; i < 30000; i++) printf "Alpha Beta of Gamma "; print "" }' >"$W/long.txt"
awk 'BEGIN { for (i = 0; i < 300; i++) print "IVAN PETROV SAID (NO)\n" }' >"$W/capitals.txt"
for f in empty long capitals; do
    run extract --kinds entity "$W/$f.txt"
    is "$f.txt is read to the end" 0
done
finish
