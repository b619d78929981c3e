#!/bin/sh
# A kind of record of one's own, from a folder with a manifest and a file of
# rules (05-own-kind/ceasefire), and no change to the program: it is a section
# of the brief, a kind for `extract`, a label for `find`.
#
#     sh examples/05-own-kind.sh
set -eu
assay=${ASSAY:-build/assay}
cd "$(dirname "$0")/.."

show() { # COMMAND [OPTION...] [PATTERN]: print it, then what it prints
    command=$1
    shift
    set -- $command --plugins examples/05-own-kind "$@"
    echo "$ assay $* examples/05-own-kind/truce.txt"
    "$assay" "$@" examples/05-own-kind/truce.txt
}

# Of the brief only what is new.
show --full | awk '/^[^ ]/ {on = /^[$]|^Ceasefire/} on'
echo
show extract --kinds ceasefire --format tsv | cut -f 1,6-
echo
show find --only-matching '@Ceasefire[act={offer,propose,demand}]'
