#!/bin/sh
# A plugin from one user to another: Ann tests, signs and packs the one of
# 05-own-kind, Bob looks at it, installs it, runs it, and takes it off again.
# Keys differ from run to run, so that they stand as KEY below.
#
#     sh examples/06-share.sh
set -eu
assay=$(cd "$(dirname "${ASSAY:-build/assay}")" && pwd)/assay
cd "$(dirname "$0")"
report=$PWD/05-own-kind/truce.txt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset XDG_DATA_HOME XDG_CONFIG_HOME XDG_STATE_HOME
mkdir "$work/ann" "$work/bob"
cp -R 05-own-kind/ceasefire "$work/ann/"

as() { # USER ARG...: print the command, then what it prints
    user=$1
    shift
    echo "$user\$ assay $*" | sed "$hide"
    (cd "$work/$user" && HOME=$work/$user "$assay" "$@" 2>&1 </dev/null) | sed "$hide"
    echo
}
hide="s|RW[A-Za-z0-9+/=]\\{54\\}|KEY|g; s|[0-9A-F]\\{16\\}|KEY|g; s|$work|/home|g
s|[0-9]* bytes|N bytes|; s|^sha256 .*|sha256 ...|; s|$report|truce.txt|g"

as ann plugin test ceasefire
as ann plugin keys new ann --no-password
as ann plugin sign ceasefire
as ann plugin pack ceasefire
cp "$work"/ann/*.assay "$work/bob/"

# Bob has Ann's key from her, by another way than the plugin.
key=$(HOME=$work/ann "$assay" plugin keys show ann)
as bob plugin keys trust ann "$key"
as bob plugin verify ceasefire-0.1.0.assay
as bob plugin install ceasefire-0.1.0.assay --yes
as bob plugin why ceasefire
as bob find --only-matching '@Ceasefire[act={offer,propose,demand}]' "$report"
as bob plugin remove ceasefire
