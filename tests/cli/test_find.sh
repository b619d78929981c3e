# assay find: what it writes, and its exit status.
. tests/cli/lib.sh

printf 'One two. The blast killed more than 30 soldiers.  It was\nearly. A second blast killed two. End here. Not that. Fin.' >"$W/a.txt"
printf '{"id":"x","text":"\303\211t\303\251 killed 5."}\n{"id":"y","text":"Nothing."}\n' >"$W/b.jsonl"

out() { # NAME WANTED-OUTPUT
    printf '%b' "$2" >"$W/want"
    cmp -s "$W/want" "$W/out"
    st=$?
    [ $st -ne 0 ] && sed 's/^/# /' "$W/out"
    ok "$1" $st
}

p='x:killed ~3 n:([num] | two)'
run find "$p" "$W/a.txt"
is "found is 0" 0
out "sentences with their number" '2:The blast killed more than 30 soldiers.\n4:A second blast killed two.\n'
run find -c "$p" "$W/a.txt"
out "-c counts matches" '2\n'
run find -l "$p" "$W/a.txt"
out "-l names documents" "$W/a.txt\n"
run find -o "$p" "$W/a.txt"
out "-o gives matches alone" '2:killed more than 30\n4:killed two\n'
run find -A1 "$p" "$W/a.txt"
out "-A gives what follows" '2:The blast killed more than 30 soldiers.\n3-It was early.\n4:A second blast killed two.\n5-End here.\n'
run find -B 1 'two | fin' "$W/a.txt"
out "-B what goes before, groups apart" '1:One two.\n--\n3-It was early.\n4:A second blast killed two.\n--\n6-Not that.\n7:Fin.\n'
run find -C 1 early "$W/a.txt"
out "-C both" '2-The blast killed more than 30 soldiers.\n3:It was early.\n4-A second blast killed two.\n'
run find killed "$W/a.txt" "$W/b.jsonl"
out "several documents are named" "$W/a.txt:2:The blast killed more than 30 soldiers.\n$W/a.txt:4:A second blast killed two.\nx:1:Été killed 5.\n"
run find -c killed "$W/b.jsonl"
out "-c tells of none as well" 'x:1\ny:0\n'
run find --format jsonl "n:[num]" "$W/b.jsonl"
out "jsonl has places and captures" '{"doc":"x","kind":"match","start":13,"end":14,"text":"5","sentence":1,"captures":[{"name":"n","start":13,"end":14,"text":"5"}]}\n'
run find --format jsonl --offsets char "n:[num]" "$W/b.jsonl"
out "--offsets char counts code points" '{"doc":"x","kind":"match","start":11,"end":12,"text":"5","sentence":1,"captures":[{"name":"n","start":11,"end":12,"text":"5"}]}\n'
run find nothing "$W/a.txt"
is "not found is 1" 1
out "and silent" ''
run find killed "$W/none.txt" "$W/a.txt"
is "a file that is not there is 65" 65 'none.txt'
run find 'a (b' "$W/a.txt"
is "a wrong pattern is 2, with its place" 2 "pattern:1:3: '(' is never closed"
grep -q '^  ^$' "$W/err"
ok "and a caret" $?
run find 'a %plces b' "$W/a.txt"
is "an unknown gazetteer is 2" 2 'unknown gazetteer'
run find '[lemm=say]' "$W/a.txt"
is "an attribute that nothing gives is 2" 2 'pattern:1:2: unknown attribute "lemm": did you mean lemma?'
grep -q '^ ^$' "$W/err"
ok "with a caret" $?
run find '@PERSN' "$W/a.txt"
is "so is a label" 2 'unknown label @PERSN: did you mean @PERSON?'
run find '[label=PERSN]' "$W/a.txt"
is "or one as a value" 2 'pattern:1:8: unknown label "PERSN": did you mean PERSON?'
run find '@TIME[zone=/.*/] | @RETREAT[mode=done] | [date_text=x]' "$W/a.txt"
is "what Lua gives is known by its plugin" 1
run find 'a ~3' "$W/a.txt"
is "a lint is told" 0 'never extends'
run find
is "no pattern is 2" 2 'a pattern is missing'
run find killed
is "no file is 2" 2 "a file, a folder or - for standard input is missing"
run find -A x killed "$W/a.txt"
is "-A takes a number" 2 'must be a number'
run find --jobs 4 -c '[]' "$W" "$W/a.txt"
is "a folder" 0
i=0
while [ $i -lt 300 ]; do
    printf '{"id":"d%03d","text":"Number %d here."}\n' $i $i
    i=$((i + 1))
done >"$W/many.jsonl"
run find --jobs 4 -o '[num]' "$W/many.jsonl"
awk 'BEGIN{for(i=0;i<300;i++)printf "d%03d:1:%d\n",i,i}' >"$W/want"
cmp -s "$W/want" "$W/out"
ok "documents stay in order" $?
finish
