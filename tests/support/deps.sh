#!/bin/sh
# deps.sh [wanted STAMP] pc NAME=PACKAGE ... cmd NAME=PACKAGE ...
#     file PATH=PACKAGE ... glob PATTERN=PACKAGE ...
# Installs by apt only what pkg-config, the shell or the disk does not know;
# on a system without apt it prints the list and fails. What is only `wanted`
# is tried once, as long as STAMP is there; that it cannot be had is told in
# one line and is no failure.
set -eu
kind=cmd
missing=
stamp=
if [ "$1" = wanted ]; then
    stamp=$2
    shift 2
    if [ -e "$stamp" ]; then
        exit 0
    fi
fi
command -v pkg-config >/dev/null 2>&1 || missing=pkg-config
for arg in "$@"; do
    case $arg in
    pc | cmd | file | glob) kind=$arg; continue ;;
    esac
    name=${arg%%=*}
    package=${arg#*=}
    case $kind in
    pc) pkg-config --exists "$name" 2>/dev/null && continue ;;
    cmd) command -v "$name" >/dev/null 2>&1 && continue ;;
    file) [ -e "$name" ] && continue ;;
    # shellcheck disable=SC2086
    glob) ls $name >/dev/null 2>&1 && continue ;;
    esac
    case " $missing " in
    *" $package "*) ;;
    *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0

refuse() { # MESSAGE
    if [ -n "$stamp" ]; then
        echo "assay: going on without:$missing"
        mkdir -p "$(dirname -- "$stamp")"
        : >"$stamp"
        exit 0
    fi
    echo "$1" >&2
    exit 1
}

if ! command -v apt-get >/dev/null 2>&1; then
    refuse "assay needs these (Debian names), please install them:$missing"
fi
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
echo "installing:$missing"
export DEBIAN_FRONTEND=noninteractive
# The package list may be missing or old: refresh it once and try again.
install() {
    # shellcheck disable=SC2086
    $sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null
}
complaints=/dev/stderr
[ -z "$stamp" ] || complaints=/dev/null
install 2>/dev/null || { $sudo apt-get update -qq && install; } 2>"$complaints" ||
    refuse "assay: cannot install:$missing"
