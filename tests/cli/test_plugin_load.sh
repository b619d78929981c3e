# Which plugins are loaded: requirements with ranges, conflicts, switched off,
# installed and edited ones, a lock file that cannot be read.
. tests/cli/lib.sh
export XDG_DATA_HOME="$W/data" XDG_CONFIG_HOME="$W/config" XDG_CACHE_HOME="$W/cache"
good=examples/talks.txt

plugin() { # FOLDER NAME VERSION [LINE...]
    mkdir -p "$1/$2/rules"
    {
        printf 'name: %s\nversion: %s\napi: ">=0.1 <1"\nsummary: a test\nlicense: MIT\n' "$2" "$3"
        printf 'rules: [rules/r.yaml]\nkinds: [{name: %s_found}]\n' "$2"
    } >"$1/$2/plugin.yaml"
    printf 'rules:\n  - {name: any, kind: %s_found, label: X, pattern: "talks"}\n' "$2" >"$1/$2/rules/r.yaml"
    dir=$1/$2
    shift 3
    for line in "$@"; do printf '%s\n' "$line" >>"$dir/plugin.yaml"; done
}
found() { # NAME: does it find anything?
    grep -q "\"kind\":\"$1_found\"" "$W/out"
}
P=$W/plugins
plugin "$P" alpha 1.4.0
plugin "$P" beta 1.0.0 'requires: ["alpha >=1.2 <2"]'
run extract --plugins "$P" $good
is "a version in the range" 0
found alpha && found beta
ok "both are used" $?
plugin "$P" beta 1.0.0 'requires: ["alpha >=2"]'
plugin "$P" gamma 1.0.0 'requires: [beta]'
run extract --plugins "$P" $good
is "a version out of the range is told" 1 'beta/plugin.yaml: requires alpha >=2, and this is alpha 1.4.0'
grep -q 'gamma/plugin.yaml: requires the plugin "beta", which is not there' "$W/err"
ok "and so is what requires that" $?
found alpha && ! found beta && ! found gamma
ok "the others are used" $?
rm -r "$P"
plugin "$P" alpha 1.4.0
plugin "$P" beta 1.0.0 'conflicts: ["alpha <2"]'
run extract --plugins "$P" $good
is "a conflict is told" 1 'beta/plugin.yaml: cannot be used together with alpha 1.4.0'
found alpha && ! found beta
ok "and the other is used" $?
plugin "$P" beta 1.0.0 'conflicts: ["alpha <1"]'
run extract --plugins "$P" $good
is "another version is none" 0
rm -r "$P"

plugin "$W/data/assay/plugins" own 1.0.0
run extract $good
is "the user's own folder is looked at" 0
found own
ok "and used" $?
mkdir -p "$W/data/assay"
printf 'lock: 1\ndisabled: [own, events]\n' >"$W/data/assay/plugins.lock"
run extract $good
is "what is switched off" 0
! found own && ! grep -q '"kind":"event"' "$W/out"
ok "is not used, bundled or not" $?
rm "$W/data/assay/plugins.lock"

# Examples are tried with its code, and write nothing.
plugin "$W/src" writer 1.0.0 'capabilities: [{name: write, reason: a test}]'
cat >"$W/src/writer/rules/r.yaml" <<'Y'
rules:
  - name: any
    kind: writer_found
    label: X
    pattern: "talks"
    examples:
      match: ["The talks ended."]
      no_match: ["Nothing."]
Y
printf '%s\n' 'return {annotate = function() assay.files.append("log", "x\n") end}' >"$W/src/writer/main.lua"
mkdir "$W/out.d"
run plugin install "$W/src/writer" --yes --grant="write=$W/out.d"
is "a plugin that writes is installed" 0
plugin "$W/later" later 1.0.0 'requires: [writer]'
sed 's/writer_found/later_found/' "$W/src/writer/rules/r.yaml" >"$W/later/later/rules/r.yaml"
for how in --no-isolate --isolate; do
    rm -f "$W/out.d/log"
    run extract $how --no-cache --plugins "$W/later" $good
    is "it runs, $how" 0
    test "$(wc -l <"$W/out.d/log")" -eq 1
    ok "and writes for the document alone" $?
done

printf 'lock: 1\nplugin: []\n' >"$W/data/assay/plugins.lock"
run extract $good
is "a lock file that cannot be read is told" 1 'plugins.lock:2:1: '
grep -q '"kind":"event"' "$W/out"
ok "and the rest is used" $?
finish
