#!/bin/sh
# deps.sh pc NAME=PACKAGE ... cmd NAME=PACKAGE ... file PATH=PACKAGE ...
#         glob PATTERN=PACKAGE ...
# Installs by apt only what pkg-config, the shell or the disk does not know;
# on a system without apt it prints the list and fails.
set -eu
kind=cmd
missing=
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
if ! command -v apt-get >/dev/null 2>&1; then
    echo "assay needs these (Debian names), please install them:$missing" >&2
    exit 1
fi
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
echo "installing:$missing"
export DEBIAN_FRONTEND=noninteractive
# The package list may be missing or old: refresh it once and try again.
# shellcheck disable=SC2086
$sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 || {
    $sudo apt-get update -qq
    $sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null
}
