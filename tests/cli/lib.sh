# lib.sh - TAP for shell tests: `t NAME STATUS WANTED-STATUS [FILE PATTERN]`.
# Sourced from the root of the checkout; $W is a folder that goes at the end.
n=0
failed=0
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT

ok() { # NAME STATUS-OF-A-TEST
    n=$((n + 1))
    if [ "$2" -eq 0 ]; then
        echo "ok $n - $1"
    else
        echo "not ok $n - $1"
        failed=1
    fi
}

# Run the program; standard output in $W/out, standard error in $W/err.
run() {
    "$ASSAY" "$@" >"$W/out" 2>"$W/err"
    code=$?
}

is() { # NAME CODE [PATTERN-IN-STDERR]
    test "$code" -eq "$2"
    st=$?
    [ $st -ne 0 ] && echo "# exit $code, not $2: $(head -3 "$W/err")"
    if [ $st -eq 0 ] && [ $# -gt 2 ]; then
        grep -q -e "$3" "$W/err"
        st=$?
        [ $st -ne 0 ] && echo "# no \"$3\" in: $(head -5 "$W/err")"
    fi
    ok "$1" $st
}

finish() {
    echo "1..$n"
    exit $failed
}
