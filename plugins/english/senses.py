#!/usr/bin/env python3
"""Word classes for training the model of names: roles of our own list, then
what WordNet 3.0 says that a word mostly means.

    python3 senses.py /usr/share/wordnet name-words.tsv > classes.tsv

A class is the file of WordNet (Lexicographer File: 18 is persons, 15 places,
14 groups, 32 communication ...) of the first sense of the part of speech that
a word mostly is; of words that are only written with a capital, it begins with
P. Regular plurals of nouns have that of their singular, and third persons and
pasts of verbs that of their base. Out: WORD, tab, CLASS. Only `make train`
needs this; the model that is shipped has it in it.
"""
import collections
import os
import re
import sys

WORD = re.compile(r"^[A-Za-z][A-Za-z'.-]+$")
PARTS = {"noun": 1, "verb": 2, "adj": 3, "adv": 4}


def files_of(folder, part):
    """Synset to its lexicographer file, and the words it is written with."""
    files, spelt = {}, collections.defaultdict(set)
    with open(os.path.join(folder, "data." + part), encoding="ascii") as lines:
        for line in lines:
            if line.startswith("  "):
                continue  # the licence
            field = line.split(" ")
            files[field[0]] = field[1]
            for i in range(int(field[3], 16)):
                word = re.sub(r"\(.*\)", "", field[4 + 2 * i])
                spelt[word.lower()].add(word)
    return files, spelt


def counts_of(folder):
    """(word, part) to how often it was met in tagged text."""
    counts = collections.Counter()
    with open(os.path.join(folder, "cntlist.rev"), encoding="ascii") as lines:
        for line in lines:
            key, _, n = line.split()
            word, sense = key.rsplit("%", 1)
            part = int(sense.split(":")[0])
            counts[word, 3 if part == 5 else part] += int(n)
    return counts


def forms(word, part):
    yield word
    if part == "noun":
        yield re.sub("(?<=[^aeiou])y$", "ie", word) + \
            ("es" if re.search("(s|x|z|ch|sh)$", word) else "s")
    elif part == "verb":
        stem = re.sub("(?<=[^aeiou])y$", "i", word)
        yield word + ("es" if re.search("(s|x|z|ch|sh|o)$", word) else "s")
        yield (stem[:-1] if stem.endswith("e") else stem) + "ed"


def main():
    folder, roles = sys.argv[1:3]
    with open(roles, encoding="utf-8") as lines:
        sys.stdout.write(lines.read())
    counts = counts_of(folder)
    best = {}
    for part, number in PARTS.items():
        files, spelt = files_of(folder, part)
        with open(os.path.join(folder, "index." + part),
                  encoding="ascii") as lines:
            for line in lines:
                if line.startswith("  "):
                    continue
                field = line.split()
                word = field[0]
                if not WORD.match(word) or word not in spelt:
                    continue
                first = field[-int(field[2])]
                proper = all(w[0].isupper() for w in spelt[word])
                name = ("P" if proper else "") + files[first]
                rank = counts[word, number]
                for form in forms(word, part):
                    own = rank if form == word else rank - 0.5
                    if form not in best or best[form][0] < own:
                        best[form] = (own, name)
    for word in sorted(best):
        print(word + "\t" + best[word][1])


if __name__ == "__main__":
    main()
