#!/bin/sh
# run.sh BUILD PROGRAM: runs every test and counts TAP lines. A test program
# that exits with a failure and no `not ok` of its own counts as one failed.
set -u
build=$1
export ASSAY=$PWD/$2
log=$build/test.log
: >"$log"
passed=0
failed=0
export CMOCKA_MESSAGE_OUTPUT=TAP
# Nothing of the user's own set-up may reach a test.
HOME=$(mktemp -d) && export HOME
export XDG_CONFIG_HOME="$HOME/.config" XDG_STATE_HOME="$HOME/.local/state" \
    XDG_CACHE_HOME="$HOME/.cache" XDG_DATA_HOME="$HOME/.local/share"
unset NO_COLOR ASSAY_SHARE
trap 'rm -rf "$HOME"' EXIT

one() {
    name=$1
    shift
    out=$build/test.out
    "$@" >"$out" 2>&1
    status=$?
    good=$(grep -c '^ok ' "$out")
    bad=$(grep -c '^not ok ' "$out")
    if [ $status -ne 0 ] && [ "$bad" -eq 0 ]; then
        bad=1
    fi
    if [ "$good" -eq 0 ] && [ "$bad" -eq 0 ]; then
        bad=1
        echo "no test ran" >>"$out"
    fi
    passed=$((passed + good))
    failed=$((failed + bad))
    { echo "== $name (exit $status)"; cat "$out"; } >>"$log"
    if [ "$bad" -ne 0 ]; then
        echo "FAIL $name (exit $status)"
        grep -vE '^ok ' "$out" | head -60
    else
        printf 'ok   %-44s %4d\n' "$name" "$good"
    fi
}

for t in tests/unit/*/test_*.c; do
    one "${t%.c}" "$build/${t%.c}"
done
for t in tests/fuzz/fuzz_*.c; do
    name=$(basename "${t%.c}")
    one "${t%.c}" "$build/${t%.c}" "tests/fuzz/corpus/$name"
done
for t in tests/lua/test_*.lua; do
    one "$t" "$ASSAY" run "$t"
done
for t in tests/cli/test_*.sh; do
    one "$t" sh "$t"
done
for t in tests/pty/test_*.py; do
    one "$t" python3 "$t"
done
one tests/sandbox python3 tests/sandbox/run.py "$ASSAY"
echo "log: $log"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
