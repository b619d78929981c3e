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
grep -q '^license   MIT AND CC-BY-4.0' "$W/out"
ok "with the licence" $?
run plugin info places actors
grep -q 'countries ([0-9]*, annotates LOC)' "$W/out" && grep -q '^rules .* in rules/roles.yaml' "$W/out"
ok "several, with lists and rules" $?
run plugin info nosuch
is "an unknown plugin is 1" 1 'there is no plugin "nosuch"'
run plugin
is "no action is wrong usage" 2 'list or info, is missing'
run plugin install x
is "an unknown one, too" 2 'there is no "install"'
run plugin info
is "no name, too" 2 "a plugin's name is missing"
finish
