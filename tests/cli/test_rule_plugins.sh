# Plugins with rules: records, examples that fail, `do`, phases across plugins,
# --without, --timings, stamps.
. tests/cli/lib.sh

XDG_CACHE_HOME=$W/cache
export XDG_CACHE_HOME
P=$W/plugins
mkdir "$P"
printf 'Police killed 30 soldiers. A film shows how it killed 2 men. Talks failed.\n' >"$W/a.txt"

has() { # NAME PATTERN [FILE]
    grep -q -e "$2" "${3:-$W/out}"
    st=$?
    [ $st -ne 0 ] && head -5 "${3:-$W/out}" | sed 's/^/# /'
    ok "$1" $st
}

lacks() { # NAME PATTERN [FILE]
    ! grep -q -e "$2" "${3:-$W/out}"
    st=$?
    [ $st -ne 0 ] && head -5 "${3:-$W/out}" | sed 's/^/# /'
    ok "$1" $st
}

# ---- a plugin with rules ----------------------------------------------------

plugin() { # NAME [LINES OF THE MANIFEST]
    mkdir -p "$P/$1"
    printf 'name: %s\nversion: 0.2.0\napi: ">=0.1 <1"\nsummary: x\nlicense: MIT\n%s\n' "$1" "$2" >"$P/$1/plugin.yaml"
}

ex() { run extract --no-plugins --plugins "$P" "$@" "$W/a.txt"; }

plugin tolls 'rules: [rules.yaml]
gazetteers: [{name: folk, files: [folk.yaml], kind: entity}]'
printf 'words: [soldiers, men]\n' >"$P/tolls/folk.yaml"
cat >"$P/tolls/rules.yaml" <<'EOF'
gazetteers:
  - {name: killers, files: [killers.tsv]}
rules:
  - name: toll
    label: Casualty
    pattern: by:%killers killed n:[num] who:%folk
    fields: [{name: n, as: number}, {name: by, as: text}, {name: sure, value: 'true', as: bool}]
    unless: [{pattern: film}]
    examples:
      match: [Police killed 3 men.]
EOF
printf 'text\npolice\nit\n' >"$P/tolls/killers.tsv"
ex
is "a plugin with rules" 0
has "a record of a new kind, with fields" '"kind":"casualty","start":0,"end":25,"text":"Police killed 30 soldiers".*"rule":"tolls@0.2.0/toll"'
has "numbers are numbers" '"n":30'
has "and truths truths" '"sure":true'
test "$(grep -c '"kind":"casualty"' "$W/out")" -eq 1
ok "a guard dropped the other" $?
ex --kinds casualty --format csv
is "as CSV" 0
has "with its columns" '^doc.*,n.*'
ex --timings
has "timings have its rules" 'tolls/rules' "$W/err"
ex --without rules
is "--without rules" 0
lacks "leaves rules out" '"casualty"'
has "not the gazetteers" '"entity"'
ex --without tolls
is "--without NAME" 0
lacks "leaves rules out too" '"casualty"'
lacks "and gazetteers" '"entity"'
ex --without tolls/rules
is "--without NAME/rules" 0
lacks "leaves its rules out" '"casualty"'

# ---- stamps -----------------------------------------------------------------
# A stamp shows that the examples were tried; taking it away, that they were
# not again.

stamps() { find "$XDG_CACHE_HOME/assay/examples" -name '*.ok' 2>/dev/null | wc -l; }
rm -rf "$XDG_CACHE_HOME"
ex
test "$(stamps)" -eq 1
ok "a good plugin leaves a stamp" $?
old=$(find "$XDG_CACHE_HOME/assay/examples" -name '*.ok' -printf '%T@')
ex
test "$(find "$XDG_CACHE_HOME/assay/examples" -name '*.ok' -printf '%T@')" = "$old"
ok "a second start does not try them" $?
for f in rules.yaml killers.tsv folk.yaml plugin.yaml; do
    n_before=$(stamps)
    touch -d "2020-01-02 03:04:05" "$P/tolls/$f"
    ex
    test "$(stamps)" -eq $((n_before + 1))
    ok "it does once $f changed" $?
done
printf 'text\nit\n' >"$P/tolls/killers.tsv"
ex
has "and tells that a list lost a word" 'rules.yaml:10:15: this must match' "$W/err"
n_before=$(stamps)
ex
has "what fails leaves no stamp: it is told again" 'rules.yaml:10:15: this must match' "$W/err"
test "$(stamps)" -eq "$n_before"
ok "none at all" $?
printf 'text\npolice\nit\n' >"$P/tolls/killers.tsv"
rm -rf "$XDG_CACHE_HOME"
ASSAY_NO_CACHE=1 ex
is "without a cache" 0
test ! -e "$XDG_CACHE_HOME"
ok "nothing is kept" $?
ex --no-cache
test ! -e "$XDG_CACHE_HOME"
ok "nor with --no-cache" $?
for i in 1 2 3 4; do
    "$ASSAY" extract --no-plugins --plugins "$P" "$W/a.txt" >"$W/out$i" 2>"$W/err$i" &
    eval "pid$i=\$!"
done
st=0
for i in 1 2 3 4; do
    eval "wait \$pid$i" || st=1
    cmp -s "$W/out1" "$W/out$i" || st=1
    test ! -s "$W/err$i" || st=1
done
ok "four at once" $st

# ---- examples that fail -----------------------------------------------------

sed 's/match: .*/match: [Nobody did it.]/' "$P/tolls/rules.yaml" >"$W/r.yaml"
cp "$P/tolls/rules.yaml" "$W/keep.yaml"
cp "$W/r.yaml" "$P/tolls/rules.yaml"
plugin needs 'requires: [tolls]'
plugin needier 'requires: [needs]'
ex
has "an example that fails is told with its place" 'rules.yaml:10:15: this must match and does not: ' "$W/err"
lacks "the plugin is left out" '"casualty"'
has "and what requires it" 'needs/plugin.yaml: requires the plugin "tolls", which is not there' "$W/err"
has "and what requires that" 'needier/plugin.yaml: requires the plugin "needs"' "$W/err"
test "$code" -eq 1
ok "exit status" $?
run rules check --no-plugins --plugins "$P" "$P/tolls/rules.yaml"
is "check tells the same of its file" 1 'rules.yaml:10:15: this must match'
rm -r "$P/needs" "$P/needier"
sed 's/killed n/killed (n/' "$W/keep.yaml" >"$P/tolls/rules.yaml"
ex
has "a fault in a pattern is told with its place" 'rules.yaml:6:33: ' "$W/err"
lacks "and leaves the plugin out" '"casualty"'
sed 's/killers.tsv/..\/x.tsv/' "$W/keep.yaml" >"$P/tolls/rules.yaml"
ex
has "a path out of the folder is refused" "rules.yaml:2:29: a path within the plugin's folder" "$W/err"
cp "$W/keep.yaml" "$P/tolls/rules.yaml"

# ---- do ---------------------------------------------------------------------

plugin acts 'rules: [rules.yaml]'
cat >"$P/acts/rules.yaml" <<'EOF'
rules:
  - name: act
    label: Act
    pattern: killed n:[num]
    fields: [{name: n, as: number}]
    do: twice
    examples:
      match: [It killed 3 men.]
      no_match: [It killed 4 men.]
EOF
cat >"$P/acts/main.lua" <<'EOF'
return {twice = function(doc, hit)
    if hit.fields.n == 4 then return false end
    return {n = hit.fields.n * 2}
end}
EOF
ex
is "do: a function of main.lua" 0
has "changes the fields" '"kind":"act".*"n":60'
ex --timings
has "do: main.lua without annotate is a plugin" 'acts/rules' "$W/err"
printf 'return {annotate = function() end}\n' >"$P/acts/main.lua"
ex
has "do: a function that is missing is told" 'acts/main.lua: there is no function twice, which rule act names' "$W/err"
test "$(grep -c 'no function twice' "$W/err")" -eq 1
ok "once" $?
lacks "and its rules do not run" '"kind":"act"'
has "others do" '"kind":"casualty"'
rm "$P/acts/main.lua"
ex
has "do: without main.lua is told" 'rule act has a `do.* there is no main.lua' "$W/err"
lacks "nor do they then" '"kind":"act"'
cat >"$P/acts/main.lua" <<'EOF'
return {twice = function(doc, hit)
    error("oops")
end}
EOF
ex
has "do: an error in an example is told with the example's place" 'acts/rules.yaml:8:15: this fails: .*main.lua:2: oops' "$W/err"
sed '/examples/,$d' "$P/acts/rules.yaml" >"$W/r.yaml" && cp "$W/r.yaml" "$P/acts/rules.yaml"
ex
has "do: an error in a document is told" 'a.txt.*main.lua:2: oops' "$W/err"
lacks "and costs what the rules added" '"kind":"act"'
has "no more" '"kind":"casualty"'
printf 'return {twice = function(doc, hit) while true do end end}\n' >"$P/acts/main.lua"
plugin acts 'rules: [rules.yaml]
limits: {seconds: 1}'
ex
has "do: one that never ends is stopped" 'acts' "$W/err"
rm -r "$P/acts"

# ---- phases across plugins --------------------------------------------------

plugin aaa 'after: [tolls]
rules: [r.yaml]'
cat >"$P/aaa/r.yaml" <<'EOF'
rules:
  - name: heavy
    label: Heavy
    pattern: "x:@Casualty"
    fields: [{name: x, as: text}]
    examples: {match: [Police killed 3 men.]}
EOF
ex
is "rules of one plugin read another's labels" 0
has "behind it" '"kind":"heavy","start":0'
plugin broken 'after: []'
printf 'return {annotate = function(doc) error("broken") end}\n' >"$P/broken/main.lua"
rm -rf "$XDG_CACHE_HOME"
ex
has "a plugin is not blamed for another that fails" '"kind":"heavy","start":0'
has "which is told" 'broken/main.lua:1: broken' "$W/err"
rm -r "$P/broken"
sed 's/@Casualty/@Casualtie/' "$P/aaa/r.yaml" >"$W/r.yaml" && cp "$W/r.yaml" "$P/aaa/r.yaml"
ex
has "a label that nobody writes is a fault" 'aaa/r.yaml:4:17: unknown label @Casualtie: did you mean @' "$W/err"

finish
