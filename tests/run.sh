#!/bin/sh
# run.sh BUILD PROGRAM [JOBS]: runs every test, JOBS at a time (one for each
# processor if not given), and counts TAP lines. A test program that exits with
# a failure and no `not ok` of its own counts as one failed. A line tells what
# each has passed and the seconds it took; the log has all that was printed.
set -u

command_of() {
    case $1 in
    *.py) python3 "$1" "$ASSAY" ;;
    *.sh) sh "$1" ;;
    *.lua) "$ASSAY" run "$1" ;;
    tests/fuzz/*) "$build/$1" "tests/fuzz/corpus/$(basename "$1")" ;;
    *) "$build/$1" ;;
    esac
}

# one NUMBER TEST: what it printed goes into $folder/NUMBER.log, how many of its
# checks passed and failed into NUMBER.count.
one() {
    log=$folder/$1.log tap=$folder/$1.tap name=$2
    # Nothing of the user's own set-up may reach a test, nor of another test.
    HOME=$(mktemp -d) && export HOME
    export XDG_CONFIG_HOME="$HOME/.config" XDG_STATE_HOME="$HOME/.local/state" \
        XDG_CACHE_HOME="$HOME/.cache" XDG_DATA_HOME="$HOME/.local/share"
    begun=$(date +%s)
    command_of "$name" >"$tap" 2>&1 </dev/null
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
    { echo "== $name (exit $status)"; cat "$tap"; } >"$log"
    if [ "$bad" -ne 0 ]; then
        # In one write, so that lines of other tests do not come between.
        said=$(echo "FAIL $name (exit $status)"; grep -vE '^ok ' "$tap" | head -60)
        printf '%s\n' "$said"
    else
        printf 'ok   %-44s %4d %4d s\n' "$name" "$good" "$took"
    fi
    echo "$good $bad" >"$folder/$1.count"
}

if [ "$1" = --one ]; then
    one "$2" "$3"
    exit 0
fi

export build="$1" ASSAY="$PWD/$2"
jobs=${3:-$(nproc 2>/dev/null || echo 2)}
log=$build/test.log
export CMOCKA_MESSAGE_OUTPUT=TAP
unset NO_COLOR ASSAY_SHARE
folder=$(mktemp -d) && export folder
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

# Those that take longest come first, so that no processor is idle at the end.
{
    echo tests/sandbox/run.py
    ls tests/cli/test_*.sh tests/pty/test_*.py
    ls tests/unit/*/test_*.c tests/fuzz/fuzz_*.c | sed 's/\.c$//'
    ls tests/lua/test_*.lua
} | awk '{printf "%03d %s\n", NR, $0}' >"$folder/tests"
xargs -P "$jobs" -L 1 sh "$0" --one <"$folder/tests"
cat "$folder"/*.log >"$log"
echo "log: $log"
cat "$folder"/*.count | awk -v tests="$(wc -l <"$folder/tests")" '
    {passed += $1; failed += $2}
    END {failed += tests - NR; print passed + 0 " passed, " failed + 0 " failed"; exit failed > 0}'
