# The brief, `assay FILE`, and `assay why FILE:OFFSET`.
. tests/cli/lib.sh

has() { # NAME PATTERN
    grep -q -e "$2" "$W/out"
    st=$?
    [ $st -ne 0 ] && sed 's/^/# /' "$W/out"
    ok "$1" $st
}

T=examples/talks.txt

run $T
is "a brief" 0
head -1 "$W/out" | grep -q '^Ukraine presses allies for binding guarantees .* :0$'
ok "begins with the headline and its place" $?
lines=$(wc -l <"$W/out")
test "$lines" -ge 24 && test "$lines" -le 40
ok "is one screen ($lines lines)" $?
python3 - "$W/out" <<'P'
import sys, unicodedata
for line in open(sys.argv[1], encoding="utf-8"):
    line = line.rstrip("\n")
    wide = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
    assert wide <= 90, (wide, line)
    assert not any(ord(c) < 32 or ord(c) == 127 for c in line), line
P
ok "of lines that fit, without control characters" $?
cp "$W/out" "$W/brief"
run --full $T
is "--full" 0
test "$(wc -l <"$W/out")" -gt "$lines" && ! grep -q '[.]\{3\} and [0-9]* more' "$W/out"
ok "folds nothing" $?
has "and has dates, too" '^Date'
run -q --full examples/talks.txt examples/strike.txt
is "of several" 0
test "$(grep -c '^Actors' "$W/out")" -eq 2
ok "each has its own" $?
run extract --full $T
is "--full is an option of the brief alone" 2

# What each line rests on.
sed 's/.* :\([0-9]*\)$/\1/;/^[0-9]*$/!d' "$W/brief" >"$W/places"
test "$(wc -l <"$W/places")" -ge 20
ok "lines end with places" $?
run why $(sed "s,^,$T:," "$W/places")
is "something was found at each" 0

: >"$W/empty.txt"
run "$W/empty.txt"
is "an empty file has a brief" 0
has "that says so" 'Nothing was found'
printf 'It rained.\nThen it did not.\n' >"$W/rain.txt"
run "$W/rain.txt"
is "a file without findings" 0
has "says so, too" 'Nothing was found'
printf 'Prime Minister Anna Berg\033[31m said \302\233so in Oslo.\n' >"$W/esc.txt"
run "$W/esc.txt"
is "a file that commands a terminal" 0
tr -d '\012' <"$W/out" | LC_ALL=C grep -q '[[:cntrl:]]'
test $? -ne 0
ok "does so no more" $?
run "$W/none.txt"
is "no such file is 65" 65 'none.txt'

run why $T:800
is "why" 0
has "says what covers the byte" '^entity :789-806'
has "with the words in their place" 'Foreign Minister >>Oksana Leshchenko<<'
has "every field" '^  role  *Deputy Foreign Minister :765'
has "the rule" '^  found by  *actors@0.1.0/before-the-name'
has "where it is written" '^  rule  *.*plugins/actors/rules/roles.yaml:[0-9]'
has "what it asks for" '^  asks for  *- name: before-the-name'
run why $T:789 $T:4
is "of several places" 0
test "$(grep -c '^entity' "$W/out")" -eq 2
ok "each has its own" $?

run why
is "why of nothing is wrong usage" 2 'FILE:OFFSET'
run why $T
is "no offset, too" 2 'must be FILE:OFFSET'
run why $T:x
is "one that is no number" 2 'must be FILE:OFFSET'
run why $T:-5
is "a negative one" 2 'must be FILE:OFFSET'
run why :5
is "no file" 2 'must be FILE:OFFSET'
run why $T:99999
is "beyond the end" 1 'has [0-9]* bytes, from 0: none is 99999'
run why $T:99999999999999999999999
is "far beyond it" 1 'none is'
run why "$W/rain.txt:14"
is "where nothing was found" 1 'nothing was found at byte 14'
run why "$W/empty.txt:0"
is "in an empty file" 1 'has 0 bytes'
run why examples:5
is "of a folder" 1 'several documents'
run why "$W/none.txt:5"
is "of no file" 65 'none.txt'
run why --help
is "why has help" 0
has "that tells of bytes" 'OFFSET'
run --help
has "which the program's names" '^  why '
has "and --full" '--full'
grep -q 'assay why' core/shell/assay.1 && grep -q 'full' core/shell/assay.1
ok "the manual page has both" $?
finish
