# assay plugin list and info: what plugins say of themselves.
. tests/cli/lib.sh

run plugin list
is "list is 0" 0
grep -q '^places ' "$W/out" && grep -q '^actors ' "$W/out"
ok "and has the bundled plugins" $?
run plugin info cities
is "info is 0" 0
grep -q 'GeoNames (www.geonames.org), CC BY 4.0' "$W/out"
ok "and names the source of the data and its licence" $?
grep -q '^license *MIT AND CC-BY-4.0' "$W/out"
ok "with the licence" $?
run plugin info places actors
grep -q 'countries ([0-9]*, annotates LOC)' "$W/out" && grep -q '^rules .* in rules/roles.yaml' "$W/out"
ok "several, with lists and rules" $?
run plugin info nosuch
is "an unknown plugin is 1" 1 'there is no plugin "nosuch"'
run plugin
is "no action is wrong usage" 2 'what to do .* is missing'
run plugin instal x
is "an unknown one, too" 2 'there is no "instal": did you mean "install"'
run plugin info
is "no name, too" 2 "a plugin's name is missing"
run plugin list extra
is "or one word too many" 2 'one word too many'
run plugin list --json
jq -e 'map(select(.name == "places" and .from == "bundled" and .state == "on")) | length == 1' "$W/out" >/dev/null
ok "--json is JSON" $?
run -e 'print(plugin.list()[1].name, #plugin.info("places"))'
is "the same from Lua" 0
grep -q '^actors	1$' "$W/out"
ok "is data" $?

# Of one's own: it hides no other, and one that is broken is told.
mkdir -p "$W/home/.local/share/assay/plugins/mine" "$W/home/.local/share/assay/plugins/places"
printf 'name: mine\nversion: x\n' >"$W/home/.local/share/assay/plugins/mine/plugin.yaml"
cp plugins/places/plugin.yaml "$W/home/.local/share/assay/plugins/places/"
own() { HOME=$W/home XDG_DATA_HOME=$W/home/.local/share run "$@"; }
own plugin list
is "list works where a plugin is broken" 0
grep -q '^mine .* own  *broken' "$W/out"
ok "and says so" $?
grep -q '^places .* bundled  *hidden' "$W/out"
ok "and what stands behind one of the user's" $?
own plugin disable mine
is "one's own is switched off" 0
own plugin list
grep -q '^mine .* own  *off\|^mine .* own  *broken' "$W/out"
ok "as list says" $?
own plugin remove mine
is "but not removed" 1 'delete the folder'
own plugin disable phrases
is "what others require stays on" 1 'disable it too'
own plugin config cities
is "a plugin without settings" 0
grep -q 'has no settings' "$W/out"
ok "says so" $?
finish
