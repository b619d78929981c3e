#!/bin/sh
# run.sh BUILD PROGRAM [JOBS]: runs every test, JOBS at a time (one for each
# processor if not given), and counts TAP lines. A test program that exits with
# a failure and no `not ok` of its own counts as one failed. A line tells what
# each has passed and the seconds it took; the log has all that was printed.
set -u

# One test: its lines go into FOLDER/NUMBER.tap, its counts into NUMBER.count.
if [ "$1" = --one ]; then
    tap=$2.tap
    shift
    stem=$1 name=$2
    shift 2
    # Nothing of the user's own set-up may reach a test, nor of another test.
    HOME=$(mktemp -d) && export HOME
    export XDG_CONFIG_HOME="$HOME/.config" XDG_STATE_HOME="$HOME/.local/state" \
        XDG_CACHE_HOME="$HOME/.cache" XDG_DATA_HOME="$HOME/.local/share"
    begun=$(date +%s)
    "$@" >"$tap" 2>&1 </dev/null
    status=$?
    took=$(($(date +%s) - begun))
    rm -rf "$HOME"
    good=$(grep -c '^ok ' "$tap")
    bad=$(grep -c '^not ok ' "$tap")
    if [ $status -ne 0 ] && [ "$bad" -eq 0 ]; then
        bad=1
    fi
    if [ "$good" -eq 0 ] && [ "$bad" -eq 0 ]; then
        bad=1
        echo "no test ran" >>"$tap"
    fi
    { echo "== $name (exit $status)"; cat "$tap"; } >"$stem.log"
    if [ "$bad" -ne 0 ]; then
        { echo "FAIL $name (exit $status)"; grep -vE '^ok ' "$tap" | head -60; } >"$stem.said"
    else
        printf 'ok   %-44s %4d %4d s\n' "$name" "$good" "$took" >"$stem.said"
    fi
    cat "$stem.said"
    echo "$good $bad" >"$stem.count"
    exit 0
fi

build=$1
export ASSAY=$PWD/$2
jobs=${3:-$(nproc 2>/dev/null || echo 2)}
log=$build/test.log
export CMOCKA_MESSAGE_OUTPUT=TAP
unset NO_COLOR ASSAY_SHARE
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

# One line for each test: its name and its command. Those that take longest
# come first, so that no processor is idle at the end.
tests() {
    echo tests/sandbox python3 tests/sandbox/run.py "$ASSAY"
    for t in tests/pty/test_*.py; do
        echo "$t" python3 "$t"
    done
    for t in tests/cli/test_*.sh; do
        echo "$t" sh "$t"
    done
    for t in tests/unit/*/test_*.c; do
        echo "${t%.c}" "$build/${t%.c}"
    done
    for t in tests/lua/test_*.lua; do
        echo "$t" "$ASSAY" run "$t"
    done
    for t in tests/fuzz/fuzz_*.c; do
        echo "${t%.c}" "$build/${t%.c}" "tests/fuzz/corpus/$(basename "${t%.c}")"
    done
}

tests | awk -v f="$folder" '{printf "%s/%03d %s\n", f, NR, $0}' >"$folder/list"
xargs -P "$jobs" -L 1 sh "$0" --one <"$folder/list"
cat "$folder"/*.log >"$log"
echo "log: $log"
wanted=$(wc -l <"$folder/list")
cat "$folder"/*.count | awk -v wanted="$wanted" '
    {passed += $1; failed += $2}
    END {failed += wanted - NR; print passed + 0 " passed, " failed + 0 " failed"; exit failed > 0}'
