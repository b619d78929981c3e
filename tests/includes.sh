#!/bin/sh
# includes.sh FLOOR ... (lowest first): fails where a file of core/ includes
# a header of a higher floor, or a library that is another floor's business.
set -eu
bad=0
say() { echo "$1" >&2; bad=1; }
above="$* "
for floor in "$@"; do
    above=${above#* }
    for higher in $above; do
        for hit in $(grep -nE "^#include \"$higher/" core/"$floor"/*.[ch] 2>/dev/null |
            cut -d: -f1,2); do
            say "$hit: $floor includes $higher, a higher floor"
        done
    done
done
# library = the folders or files that alone may include it
only() {
    header=$1; shift
    for file in $(grep -lE "^#include <$header" core/*/*.[ch] || true); do
        ok=0
        for where in "$@"; do
            case $file in "$where"*) ok=1 ;; esac
        done
        [ $ok = 1 ] || say "$file: includes <$header>, which only $* may"
    done
}
only 'lua\.h|lauxlib|lualib' core/bind/
only 'readline/' core/shell/prompt
only 'cyaml/' core/io/
only 'utf8proc' core/text/
only 'archive' core/store/archive
exit $bad
