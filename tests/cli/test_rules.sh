# assay rules check, test and profile; plugins with rules; their examples.
. tests/cli/lib.sh
XDG_CACHE_HOME=$W/cache
export XDG_CACHE_HOME

mkdir -p "$W/plugins/toll/rules"
cat >"$W/toll.yaml" <<'END'
gazetteers:
  - {name: victims, entries: [soldier, civilian], match: lemma}
rules:
  - name: toll
    label: Toll
    pattern: |
      act:<kill|wound> n:[num] who:%victims
    fields:
      - {name: min, from: n, as: number}
      - {name: harm, from: act, as: lemma}
      - {name: who}
    unless: [{pattern: film}]
    examples:
      match: ["The blast killed 30 soldiers."]
      no_match: ["The film says that it killed 30 soldiers."]
END
sed 's/blast killed 30/blast hurt 30/' "$W/toll.yaml" >"$W/wrong.yaml"
sed 's/%victims/%victim/; s/label: Toll/labl: Toll/' "$W/toll.yaml" >"$W/key.yaml"
sed 's/%victims/%victim/' "$W/toll.yaml" >"$W/name.yaml"
printf 'The raid killed 1,200 civilians.\nNobody left.\n' >"$W/a.txt"

run rules check "$W/toll.yaml"
is "a good file is 0" 0
grep -q '1 rule, 2 examples, no fault' "$W/out"
ok "and said to be good" $?
run rules check "$W/wrong.yaml"
is "a failing example is 1, with its place and why" 1 "wrong.yaml:14:15: this must match and does not: toll: nothing here wakes it"
run rules check "$W/key.yaml"
is "an unknown key is 1" 1 'key.yaml:5:5: unknown key "labl"'
run rules check "$W/name.yaml"
is "an unknown name is 1, with its place" 1 'name.yaml:7:36: unknown gazetteer %victim: did you mean %victims?'
grep -q '^ *^$' "$W/err"
ok "and a caret" $?
printf 'rules:\n- {name: a, label: A, pattern: "<kill> ~3 b?"}\n' >"$W/lint.yaml"
run rules check "$W/lint.yaml"
is "a lint is 1 for check" 1 'lint.yaml:2:40: a gap before only optional'
run rules check "$W/toll.yaml" "$W/lint.yaml" "$W/key.yaml"
is "several files are all checked" 1 'key.yaml:5:5'
run rules test "$W/wrong.yaml"
is "test is 1 where one fails" 1 '1 failure'
grep -q '^FAILED toll: match' "$W/out" && grep -q '^ok     toll: no_match' "$W/out"
ok "and tells of each example" $?
run rules profile "$W/toll.yaml" "$W/a.txt"
is "profile is 0" 0
grep -q '^toll *1 *1 *0 *0 *1' "$W/out"
ok "and counts wakes, hits and wins" $?
run rules
is "no action is wrong usage" 2 'check, test or profile, is missing'
run rules chekc "$W/toll.yaml"
is "an unknown one, too" 2 'there is no "chekc"'
run rules check
is "no file, too" 2 'a rule file is missing'
run rules profile "$W/toll.yaml"
is "no document, too" 2 'a document is missing'
run rules check "$W/none.yaml"
is "a file that is not there is 1" 1 'none.yaml: cannot open'

# Of several kinds of files at once; a caret, no traceback.
cp "$W/toll.yaml" "$W/good.yaml"
run rules check --quiet "$W/good.yaml" "$W/toll.yaml"
is "check: several files" 0
test "$(grep -c 'no fault' "$W/out")" -eq 2
ok "a line each" $?
run rules check "$W/name.yaml" "$W/good.yaml"
is "check: the others are checked as well" 1 '1 fault'
grep -q 'good.yaml: 1 rule' "$W/out"
ok "and told" $?
! grep -q traceback "$W/err"
ok "without a traceback" $?
run rules test "$W/good.yaml"
is "test: all good is 0" 0
run rules test "$W/name.yaml"
is "test: a fault is 1" 1 'name.yaml:7:36'
run rules test "$W/lint.yaml"
is "test: a lint fails nothing" 0
{ cat "$W/toll.yaml"; echo '    do: add_toll'; } >"$W/do.yaml"
run rules check "$W/do.yaml"
is "check: a rule with a function of some main.lua" 0
grep -q '2 examples, no fault' "$W/out"
ok "its examples are tried without" $?
run rules profile "$W/name.yaml" "$W/a.txt"
is "profile: a fault is 1" 1 'name.yaml:7:36'
run rules profile "$W/toll.yaml" "$W/none.txt"
test "$code" -ne 0
ok "profile: no such document" $?
printf 'rules:\n- {name: "a\\n\\e[31m", label: A, pattern: b}\n' >"$W/esc.yaml"
run rules check "$W/esc.yaml"
is "names cannot command a terminal" 1 'esc.yaml:2:10: '
! grep -q "$(printf '\033')" "$W/err"
ok "nor break the line" $?

# What README.md shows, and what examples/ has.
awk '/^## /{on=$0 == "## A rule file"} on && /^    build/{exit} on && /^    /{print substr($0, 5)}' README.md >"$W/readme.yaml"
run rules check "$W/readme.yaml" examples/05-own-kind/ceasefire/rules/ceasefire.yaml
is "the rule file of README.md and that of the example are good" 0
grep -q 'readme.yaml: 1 rule, 2 examples' "$W/out"
ok "and were found" $?

# ---- plugins ----------------------------------------------------------------

cat >"$W/plugins/toll/plugin.yaml" <<'END'
name: toll
version: 0.1.0
api: ">=0.1 <1"
summary: Tolls
license: MIT
rules: [rules/toll.yaml]
END
cp "$W/toll.yaml" "$W/plugins/toll/rules/toll.yaml"
run extract -q --plugins "$W/plugins" --kinds toll "$W/a.txt"
is "a plugin's rules make records" 0
grep -q '"kind":"toll",.*"rule":"toll@0.1.0/toll".*"min":1200,"harm":"kill","who":"civilians","who_start":22' "$W/out"
ok "of a new kind, with fields and origin" $?
test -n "$(ls "$W/cache/assay/examples" 2>/dev/null)"
ok "good examples are remembered" $?
run extract -q --plugins "$W/plugins" --without rules --kinds toll "$W/a.txt"
is "--without rules" 0
test ! -s "$W/out"
ok "leaves them out" $?
run extract --plugins "$W/plugins" --timings --kinds toll "$W/a.txt"
is "--timings names the stage" 0 'toll/rules'

cat >"$W/plugins/toll/main.lua" <<'END'
local M = {}
function M.double(doc, hit)
    hit.fields.min = hit.fields.min * 2
end
function M.annotate() end
return M
END
sed 's/    unless/    do: double\n    unless/' "$W/toll.yaml" >"$W/plugins/toll/rules/toll.yaml"
run extract -q --plugins "$W/plugins" --kinds toll "$W/a.txt"
is "do calls a function" 0
grep -q '"min":2400' "$W/out"
ok "which changes the fields" $?
sed -i 's/double/triple/' "$W/plugins/toll/rules/toll.yaml"
run extract -q --plugins "$W/plugins" --kinds document "$W/a.txt"
is "a function that is not there is told" 1 'there is no function triple, which rule toll names'
rm "$W/plugins/toll/main.lua"
run extract -q --plugins "$W/plugins" --kinds document "$W/a.txt"
is "and so is a do without main.lua" 1 'there is no main.lua'

cp "$W/wrong.yaml" "$W/plugins/toll/rules/toll.yaml"
mkdir -p "$W/plugins/other"
sed 's/name: toll/name: other/; s/rules:.*/requires: [toll]/' "$W/plugins/toll/plugin.yaml" >"$W/plugins/other/plugin.yaml"
run extract -q --plugins "$W/plugins" --kinds document "$W/a.txt"
is "a failing example leaves a plugin out" 1 'toll.yaml:14:15: this must match and does not'
grep -q 'other/plugin.yaml: requires the plugin "toll", which is not there' "$W/err"
ok "and what requires it" $?
cp "$W/name.yaml" "$W/plugins/toll/rules/toll.yaml"
run extract -q --plugins "$W/plugins" --kinds document "$W/a.txt"
is "a fault leaves a plugin out" 1 'toll.yaml:7:36: unknown gazetteer'
run rules check --plugins "$W/plugins" "$W/plugins/toll/rules/toll.yaml"
is "which rules check works on all the same" 1 'toll.yaml:7:36'

finish
