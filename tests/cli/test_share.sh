# Two users on one machine: Ann makes, tests, signs and packs a plugin, Bob
# installs it from a file, from git and from an index, is asked, runs it, gets an
# update, goes back; what is not as it should be is refused, and nothing of it
# stays. Kill -9 at any time leaves the old state or the new one.
. tests/cli/lib.sh
here=$PWD
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
unset XDG_DATA_HOME XDG_CONFIG_HOME XDG_STATE_HOME
cache=$W/cache # one for both: what is compiled of bundled plugins is the same
mkdir -p "$W/ann" "$W/bob/ports"

as() { # USER ARG...: run as that user, without a terminal
    user=$1
    shift
    HOME=$W/$user XDG_CACHE_HOME=$cache setsid "$ASSAY" "$@" \
        </dev/null >"$W/out" 2>"$W/err"
    code=$?
}
ann() { as ann plugin "$@"; }
bob() { as bob plugin "$@"; }

has() { # NAME PATTERN: in standard output
    grep -q -e "$2" "$W/out"
    st=$?
    [ $st -ne 0 ] && echo "# no \"$2\" in: $(head -20 "$W/out")"
    ok "$1" $st
}

# All that Bob has, but for what may change by looking: a line a file.
listing() {
    (cd "$W/bob/.local/share/assay" && find . \( -type f -o -type l -o -type p \) ! -name lock |
        LC_ALL=C sort | xargs sha256sum)
}
store() { find "$W/bob/.local/share/assay/store" -mindepth 1 -maxdepth 1 ! -name lock | wc -l; }

nothing_left() { # NAME: as it was at `listing >$W/before`
    listing >"$W/after"
    cmp -s "$W/before" "$W/after"
    st=$?
    [ $st -ne 0 ] && diff "$W/before" "$W/after" | head -5 | sed 's/^/# /'
    ok "$1" $st
}

version() { # what Bob has of port-calls
    sed -n '/^ *- name: port-calls$/,/^ *version:/s/.*version: *//p' "$W/bob/.local/share/assay/plugins.lock" |
        head -1 | tr -d "\"'"
}

# ---- Ann makes a plugin -----------------------------------------------------

mkdir "$W/work"
cd "$W/work" || exit 1
ann new port-calls
is "new makes a folder" 0
ann test port-calls
is "which passes its own tests" 0
has "all of them" '^9 passed, 0 failed$'
if command -v luacheck >/dev/null; then
    (cd port-calls && luacheck -q .) >"$W/out"
    ok "and luacheck has nothing to say" $?
fi
ann new numbers
is "a bundled plugin's name is no name for it" 1 'a bundled plugin is called numbers'
ann new port-calls
is "what is there is not overwritten" 1 'is there already'
sed -i 's/act:<arrive|dock|leave|sail>/act:<arrive|dock|leave>/' port-calls/rules/port-calls.yaml
ann test port-calls
is "a test that fails is 1" 1 '1 failure'
has "and says which" '^FAILED tests/port-calls.lua: a ship that sails goes out'
sed -i 's/act:<arrive|dock|leave>/act:<arrive|dock|leave|sail>/' port-calls/rules/port-calls.yaml
cat >>port-calls/plugin.yaml <<'END'

capabilities:
  - {name: read, reason: a list of ports of your own, folder: ~/ports}
END
python3 - port-calls/main.lua <<'END'
import sys
path = sys.argv[1]
code = open(path).read()
code = code.replace("    hit.fields.way", """    local good, names = pcall(assay.files.read, "ports.txt")
    hit.fields.watched = good and names:find(hit.fields.act, 1, true) ~= nil or nil
    hit.fields.way""")
open(path, "w").write(code)
END
echo 'dock' >"$W/bob/ports/ports.txt"

ann sign port-calls
is "without a key nothing is signed" 1 'you have no key to sign with'
ann keys new ann
is "a key without a password is said to be" 1 'no-password'
ann keys new ann --no-password
is "and made" 0
ann sign port-calls
is "sign" 0
ann verify port-calls
is "verify" 0
has "knows Ann's key" 'ann (key '
ann pack port-calls -o "$W/port-calls-0.1.0.assay"
is "pack" 0
cp "$W/port-calls-0.1.0.assay" "$W/once.assay"
ann pack port-calls -o "$W/port-calls-0.1.0.assay"
cmp -s "$W/once.assay" "$W/port-calls-0.1.0.assay"
ok "twice gives the same bytes" $?
(cd port-calls && sha256sum --quiet -c SHA256SUMS) >/dev/null 2>&1
ok "sha256sum checks its files" $?
if command -v minisign >/dev/null; then
    (cd port-calls && minisign -V -q -p "$W/ann/.config/assay/keys/ann.pub" -m SHA256SUMS) >/dev/null 2>&1
    ok "minisign checks its signature" $?
fi
ann keys show ann
key=$(cat "$W/out")

# ---- Bob installs the file --------------------------------------------------

cd "$W" || exit 1
bob list
is "list" 0
file=$W/port-calls-0.1.0.assay
bob install "$file"
is "nobody to ask: nothing is installed" 1 '--yes'
is "the flags that are missing are named" 1 '--grant=read'
bob install "$file" --yes
is "--yes alone does not grant" 1 '--grant=read, or --no-grants'
bob install "$file" --dry-run
is "--dry-run" 0
has "shows what it asks for" 'read files beneath ~/ports: "a list of ports of your own"'
has "and that its key is unknown" 'signer *unknown key'
test ! -e "$W/bob/.local/share/assay/plugins.lock" -a "$(store)" -eq 0
ok "none of this left anything" $?
bob keys trust ann "$key"
is "Bob trusts Ann's key" 0
bob install "$file" --yes --grant=read
is "and installs" 0
has "what was done is told" '^installed port-calls 0.1.0$'
bob list
has "list has it, and who signed it" '^port-calls *0.1.0 *installed *on *ann (key '
bob info port-calls
has "info has the grant" "read files beneath $W/bob/ports: "
has "which was given" '(granted)$'
has "and the licence" '^license *MIT'
bob verify
is "verify" 0
bob list --json
python3 -c 'import json, sys; rows = json.load(sys.stdin); assert [r for r in rows if r["name"] == "port-calls"]' \
    <"$W/out"
ok "--json is JSON" $?

echo 'The Meridian Star docked in Bergen on Monday. The Northern Dawn berthed there.' >"$W/report.txt"
as bob extract --kinds port_calls "$W/report.txt"
is "it runs" 0
test "$(grep -c '"kind":"port_calls"' "$W/out")" -eq 1
ok "and finds what its rules are for" $?
grep -q '"watched":true' "$W/out"
ok "with the file that it was allowed to read" $?
bob keys forget ann
as bob extract --kinds port_calls "$W/report.txt"
is "of somebody unknown it runs in a process of its own" 0
grep -q '"watched":true' "$W/out"
ok "and finds the same there" $?
bob list
has "list says that the key is unknown" '^port-calls .* unknown key '
bob keys trust ann "$key"
bob disable port-calls
is "disable" 0
as bob extract --kinds port_calls "$W/report.txt"
test ! -s "$W/out"
ok "switched off it finds nothing" $?
bob enable port-calls
is "enable" 0
bob remove port-calls
is "remove" 0
test "$(store)" -eq 0
ok "leaves nothing in the store" $?

# ---- from git, with an update -----------------------------------------------

repo=$W/port-calls.git
git init -q -b main "$repo"
git_in() { git -C "$repo" -c user.name=ann -c user.email=ann@example.org "$@" >/dev/null 2>&1; }
release() { # VERSION: the working folder as a commit with a tag
    sed -i "s/^version: .*/version: $1/" "$W/work/port-calls/plugin.yaml"
    (cd "$W/work" && ann sign port-calls)
    cp -R "$W/work/port-calls/." "$repo/"
    git_in add -A && git_in commit -m "Version $1" && git_in tag "v$1"
}
release 0.1.0
bob install "file://$repo#v0.1.0" --yes --no-grants
is "from a git repository, without what it asks for" 0
commit=$(git -C "$repo" rev-parse 'v0.1.0^{commit}')
grep -q "$commit" "$W/bob/.local/share/assay/plugins.lock"
ok "the lock file has the commit" $?
grep -q "$(cd "$W/work/port-calls" && sha256sum SHA256SUMS | cut -d ' ' -f 1)" \
    "$W/bob/.local/share/assay/plugins.lock"
ok "and the hash of the tree" $?
bob update
is "nothing is newer yet" 0
has "as is told" 'up to date'
sed -i 's/<arrive|dock|/<arrive|berth|dock|/' "$W/work/port-calls/rules/port-calls.yaml"
release 0.2.0
bob update --yes --offline
has "offline there is no update" 'up to date'
bob update
is "an update is asked for, too" 1 '--yes'
test "$(version)" = 0.1.0
ok "and not made" $?
bob update --yes
is "update" 0
has "from and to" 'update port-calls 0.2.0, from 0.1.0'
test "$(version)" = 0.2.0
ok "it is the new version" $?
as bob extract --kinds port_calls "$W/report.txt"
test "$(grep -c '"kind":"port_calls"' "$W/out")" -eq 2
ok "which finds more" $?
! grep -q '"watched"' "$W/out"
ok "without the file that it may not read" $?
bob rollback port-calls
is "rollback" 0
as bob extract --kinds port_calls "$W/report.txt"
test "$(version) $(grep -c '"kind":"port_calls"' "$W/out")" = "0.1.0 1"
ok "is the old one again" $?
bob rollback port-calls
test "$(version)" = 0.2.0
ok "and back" $?
bob pin port-calls
release 0.3.0
bob update --yes
has "pinned it stays" 'it is pinned'
bob unpin port-calls
bob install "file://$repo#v0.1.0" --yes --no-grants
is "no older one by mistake" 1 '--to=0.1.0'
bob install "file://$repo#v0.1.0" --yes --no-grants --to=0.1.0
is "but on purpose" 0
sed -i 's/a list of ports of your own/all that you have/' "$W/work/port-calls/plugin.yaml"
release 0.4.0
bob update --yes
is "an update with another reason asks again" 1 'grant=read'
bob update --yes --grant=read
is "and may be granted" 0
bob remove port-calls

# ---- from an index ----------------------------------------------------------

index=$W/index.git
git init -q -b main "$index"
mkdir "$index/plugins"
tree_of() { git -C "$repo" show "v$1:SHA256SUMS" | sha256sum | cut -d ' ' -f 1; }
entry() { # VERSION [TREE]
    cat <<END
  - version: $1
    source: file://$repo
    ref: v$1
    commit: $(git -C "$repo" rev-parse "v$1^{commit}")
    tree: ${2:-$(tree_of "$1")}
    signer: $key
END
}
publish() {
    git -C "$index" add -A && git -C "$index" -c user.name=i -c user.email=i@example.org commit -qm "More"
}
head_of() { printf 'name: %s\nsummary: %s\nlicense: MIT\ncategories: [news]\nreleases:\n' "$1" "$2"; }
{
    head_of port-calls "Which ships arrive and leave"
    entry 0.1.0
    entry 0.2.0
    entry 0.3.0
    echo '    yanked: finds too much'
} >"$index/plugins/port-calls.yaml"
(cd "$W/work" && ann new harbours)
sed -i 's/^categories/requires: ["port-calls >=0.1 <0.2"]\ncategories/' "$W/work/harbours/plugin.yaml"
mkdir "$index/files"
(cd "$W/work" && ann sign harbours && ann pack harbours -o "$index/files/harbours-0.1.0.assay")
{
    head_of harbours "Ports, too"
    printf '  - {version: 0.1.0, file: files/harbours-0.1.0.assay, requires: ["port-calls >=0.1 <0.2"]}\n'
} >"$index/plugins/harbours.yaml"
publish
bob search ships
has "without an index search says what to do" 'index add'
bob index add "$W/nowhere"
is "what is no index is not added" 1
bob index add "file://$index"
is "index add" 0
bob search arrive
has "search finds by words of the summary" '^port-calls *0.2.0 '
bob install port-calls --yes --no-grants
is "install by name" 0
test "$(version)" = 0.2.0
ok "the newest that was not withdrawn" $?
bob why port-calls
has "why says who asked" 'you asked for it'
has "and what was passed over" '0.3.0: withdrawn: finds too much'
bob install harbours --yes --no-grants
is "what requires an older one does not fit" 1 'port-calls >=0.1 <0.2\|requires >=0.1 <0.2'
bob remove port-calls
bob install harbours --dry-run
has "--dry-run tells what would come, and for whom" 'install port-calls 0.1.0 (required by harbours 0.1.0)'
bob install harbours --yes --no-grants
is "alone it brings the one that fits" 0
test "$(version)" = 0.1.0
ok "which is older than the newest" $?
bob why port-calls
has "why says for whom" 'harbours requires it: >=0.1 <0.2'
bob remove port-calls
is "it is not removed alone" 1 'harbours requires port-calls'
bob update --yes
is "an update keeps to the range" 0
test "$(version)" = 0.1.0
ok "so that nothing changes" $?
bob remove harbours
has "remove takes it along" 'port-calls 0.1.0: nothing requires it any more'
bob install 'port-calls =0.1.0' --yes --no-grants
is "a range may be named" 0
bob remove port-calls
{
    head_of port-calls "Which ships arrive and leave"
    entry 0.1.0 "$(tree_of 0.2.0)"
} >"$index/plugins/port-calls.yaml"
publish
bob install port-calls --yes --no-grants
is "what the index says of a hash must be so" 1 'tree hash'

# ---- what is not as it should be --------------------------------------------

bob install "$file" --yes --no-grants
listing >"$W/before"
mkdir "$W/bad" "$W/flipped"
python3 "$here/tests/support/bad_archives.py" "$file" "$W/bad"
bob verify "$W/bad/sound.assay"
is "an archive that a stranger made of the same files is sound" 0
rm "$W/bad/sound.assay"
for bad in "$W/bad"/*.assay; do
    what=$(basename "$bad" .assay)
    bob install "$bad" --yes --no-grants
    is "refused: $what" 1 "$what\|shadows a bundled"
    nothing_left "nothing left of it: $what"
done
test ! -e "$W/outside" -a ! -e /tmp/outside
ok "and nothing anywhere else" $?

python3 - "$file" "$W/flipped" <<'END'
import sys
good = open(sys.argv[1], "rb").read()
for at in sorted(set(range(0, len(good), 41)) | set(range(len(good) - 200, len(good)))):
    with open("%s/%06d.assay" % (sys.argv[2], at), "wb") as f:
        f.write(good[:at] + bytes([good[at] ^ 1 << at % 8]) + good[at + 1:])
END
bob verify "$W/flipped"/*.assay
is "a byte that was changed is found" 1
n_files=$(ls "$W/flipped" | wc -l)
test "$(grep -c '^BAD' "$W/out")" -eq "$n_files" -a "$n_files" -gt 200
ok "wherever it is ($n_files places)" $?
nothing_left "nothing left of these"
for flipped in $(ls "$W/flipped"/*.assay | awk 'NR % 40 == 1') "$W/flipped"/*[0-9].assay; do
    case $flipped in *[02468]?.assay) continue ;; esac
    count=$((${count:-0} + 1))
    [ "$count" -gt 8 ] && break
    bob install "$flipped" --yes --no-grants
    is "install refuses it ($(basename "$flipped"))" 1
done
nothing_left "nothing left of these, either"

# An installed plugin that somebody edits does not load.
own=$(ls -d "$W/bob/.local/share/assay/store"/*/port-calls)
chmod -R u+w "$own" && cp "$own/main.lua" "$W/main.lua" && echo '-- edited' >>"$own/main.lua"
bob list
has "an edited plugin is told" '^port-calls *0.1.0 *installed *edited'
bob verify port-calls
is "verify finds it" 1
has "and the file" 'changed  *main.lua'
as bob extract --kinds port_calls "$W/report.txt"
test ! -s "$W/out"
ok "it does not run" $?
bob update port-calls --yes --no-grants
is "update brings its files back" 0
bob verify port-calls
is "so that they are whole" 0
nothing_left "as it was"

# ---- another signer ---------------------------------------------------------

(cd "$W/work" && ann keys new mallory --no-password && cp -R port-calls stolen && rm -r port-calls &&
    sed -i 's/^version: .*/version: 0.9.0/' stolen/plugin.yaml && mv stolen port-calls &&
    ann sign port-calls --key=mallory && ann pack port-calls -o "$W/stolen.assay" &&
    rm port-calls/SHA256SUMS* && ann pack port-calls -o "$W/unsigned.assay")
bob install "$W/stolen.assay" --yes --no-grants
is "another key is refused" 1 '--signer='
bob install "$W/unsigned.assay" --yes --no-grants
is "no key, too" 1 '--signer=none'
nothing_left "nothing is left of both"

# ---- kill -9 ----------------------------------------------------------------

(cd "$W/work" && ann sign port-calls --key=ann && ann pack port-calls -o "$W/new.assay")
bob install "$file" --yes --no-grants
start=$(date +%s%N)
bob install "$W/new.assay" --yes --no-grants
took=$((($(date +%s%N) - start) / 1000000))
is "the install that is to be killed is good" 0
kills=48
old=0
new=0
bad=0
i=0
while [ $i -lt $kills ]; do
    bob install "$file" --yes --no-grants --to=0.1.0
    [ "$code" -ne 0 ] && bad=$((bad + 1)) && echo "# install: $(cat "$W/err")"
    ms=$(((i + 1) * (took + took / 4) / kills))
    HOME=$W/bob XDG_CACHE_HOME=$cache timeout -s KILL "$(printf '%d.%03d' $((ms / 1000)) $((ms % 1000)))" \
        "$ASSAY" plugin install "$W/new.assay" --yes --no-grants </dev/null >/dev/null 2>&1
    case $(version) in
    0.1.0) old=$((old + 1)) ;;
    0.9.0) new=$((new + 1)) ;;
    *) bad=$((bad + 1)) && echo "# after $ms ms: version $(version)" ;;
    esac
    bob verify port-calls
    [ "$code" -ne 0 ] && bad=$((bad + 1)) && echo "# after $ms ms: $(cat "$W/out" "$W/err")"
    i=$((i + 1))
done
echo "# killed $kills times within $took ms: $old times the old state, $new times the new one"
test $bad -eq 0 -a $((old + new)) -eq $kills
ok "kill -9 leaves the old state or the new one" $?
test $old -gt 0 -a $new -gt 0
ok "both happened" $?
# The same at each system call that changes a folder, one after the other.
calls=rename,renameat,renameat2,fsync,fdatasync,mkdir,mkdirat,unlink,unlinkat,rmdir
if strace -qq -e trace=none true 2>/dev/null; then
    bad=0
    i=0
    while [ $i -lt 200 ]; do
        i=$((i + 1))
        bob install "$file" --yes --no-grants --to=0.1.0
        HOME=$W/bob XDG_CACHE_HOME=$cache strace -f -qq -o /dev/null -e trace=$calls \
            -e inject=$calls:signal=KILL:when=$i "$ASSAY" plugin install "$W/new.assay" --yes --no-grants \
            </dev/null >/dev/null 2>&1
        [ $? -ne 137 ] && break # it came to its end
        case $(version) in
        0.1.0 | 0.9.0) ;;
        *) bad=$((bad + 1)) && echo "# at call $i: version $(version)" ;;
        esac
        bob verify port-calls
        [ "$code" -ne 0 ] && bad=$((bad + 1)) && echo "# at call $i: $(cat "$W/out" "$W/err")"
    done
    test $bad -eq 0 -a $i -gt 10 -a $i -lt 200
    ok "nor does kill -9 at any of its $i calls that change a folder" $?
fi
bob install "$W/new.assay" --yes --no-grants
is "the next install works" 0
test "$(find "$W/bob/.local/share/assay" -name '.tmp-*' | wc -l)" -eq 0
ok "and sweeps what the killed ones left" $?

# ---- two at once ------------------------------------------------------------

for each in one two three; do
    (cd "$W/work" && ann new "$each" && ann pack "$each" -o "$W/$each.assay")
done
for each in one two three; do
    HOME=$W/bob XDG_CACHE_HOME=$cache "$ASSAY" plugin install "$W/$each.assay" --yes </dev/null >/dev/null 2>&1 &
done
wait
bob list
test "$(grep -c '^\(one\|two\|three\) .* installed *on' "$W/out")" -eq 3
ok "three installs at once all arrive" $?

cd "$here" || exit 1
finish
