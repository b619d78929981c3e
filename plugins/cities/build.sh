#!/bin/sh
# build.sh PROGRAM LIBGEONAMES LOCALES ISO_JSON_DIR PLUGINS OUT_DIR - make
# OUT_DIR/cities.tsv and OUT_DIR/towns.tsv from what Debian's libgeonames0 and
# libgeonames-common install, with PROGRAM (build/assay) as the Lua that runs
# build/build.lua. PLUGINS is the folder of the bundled plugins.
# Where LIBGEONAMES or gresource is missing, or the list inside is of another
# make, both lists are empty and one line says so: assay works without them. Each file is written to a temporary name
# and moved.
set -eu
export LC_ALL=C

if [ $# -ne 6 ]; then
    echo "usage: build.sh PROGRAM LIBGEONAMES LOCALES ISO_JSON_DIR PLUGINS OUT_DIR" >&2
    exit 2
fi
program=$1 lib=$2 locales=$3 iso=$4 plugins=$5 out=$6
here=$(dirname -- "$0")

mkdir -p -- "$out"
tmp=$(mktemp -d "$out/.build.XXXXXX")
trap 'rm -rf -- "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

empty() { # WHY
    echo "assay: $1: no list of towns, only that of plugins/places" >&2
    for f in cities towns; do
        printf 'text\tname\tcountry\n' >"$tmp/$f.tsv"
    done
}

# The path of the list inside the library: its makers changed once.
resource=
if [ -r "$lib" ] && command -v gresource >/dev/null 2>&1; then
    resource=$(gresource list "$lib" | grep '/geonames/cities\.compiled$' | head -n 1)
fi

make_lists() {
    gresource extract "$lib" "$resource" >"$tmp/cities.compiled" || return 1
    jq -r '.["3166-1"][] | [.alpha_2, .alpha_3] | @tsv' \
        "$iso/iso_3166-1.json" >"$tmp/codes.tsv" || return 1
    # What other plugins say of a name goes before; the first file that has it.
    set -- "city:$plugins/places/data/capitals.yaml" \
        "city:$plugins/places/data/cities.yaml" \
        "city:$plugins/places/data/places.uk-ru.yaml" \
        "part:$plugins/places/data/iso-subdivisions.tsv"
    for f in "$plugins"/*/data/*.yaml "$plugins/places/data/iso-countries.tsv"; do
        case $f in
        */places/data/capitals.yaml | */places/data/cities.yaml | \
            */places/data/places.uk-ru.yaml) ;;
        */people/data/*) set -- "$@" "person:$f" ;;
        *) set -- "$@" "other:$f" ;;
        esac
    done
    "$program" --no-plugins run "$here/build/build.lua" "$here" "$tmp" \
        "$locales" "$tmp" "$@"
}

if [ -z "$resource" ]; then
    empty "libgeonames is not installed"
elif ! make_lists; then
    empty "libgeonames is not as expected"
fi
chmod 644 "$tmp/cities.tsv" "$tmp/towns.tsv"
mv -f -- "$tmp/towns.tsv" "$out/towns.tsv"
mv -f -- "$tmp/cities.tsv" "$out/cities.tsv"
