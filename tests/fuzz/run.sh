#!/bin/sh
# run.sh BUILD SECONDS [TARGET ...]: fuzz each target for that long, from its
# corpus, and say what was found. What is new stays in BUILD/corpus; a finding
# is left in BUILD/findings for its maker to look at.
set -u
build=$1
seconds=$2
shift 2
[ $# -gt 0 ] || set -- tests/fuzz/fuzz_*.c
status=0
for t in "$@"; do
    name=$(basename "${t%.c}")
    mkdir -p "$build/corpus/$name" "$build/findings"
    log=$build/$name.log
    if "$build/tests/fuzz/$name" -max_total_time="$seconds" -timeout=25 \
        -rss_limit_mb=2048 -artifact_prefix="$build/findings/$name-" \
        "$build/corpus/$name" "tests/fuzz/corpus/$name" >"$log" 2>&1; then
        echo "ok   $name: $(grep -o 'Done [0-9]* runs.*' "$log")"
    else
        status=1
        echo "FAIL $name: $(grep -m1 -E 'ERROR|SUMMARY|runtime error' "$log"), see $log"
    fi
done
exit $status
