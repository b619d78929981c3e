#!/usr/bin/env python3
"""Word classes for training the part-of-speech model, from WordNet 3.0.

    python3 lexicon.py /usr/share/wordnet > lexicon.tsv

WordNet lists base forms; regular inflections are made here, irregular ones
are in its exception files. A class is the set of forms that a word can be
(n noun, ns plural, v verb, vs -s, vd past, vg -ing, a adjective, c comparative,
r adverb, p proper noun). Out: WORD, tab, CLASS, sorted, lower case.
Only `make train` needs this; the models that are shipped have it in them.
"""
import collections
import os
import re
import sys

WORD = re.compile(r"^[A-Za-z][A-Za-z'.-]*$")
FILES = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}


def senses(folder, part):
    """Single words of a data file, as they are written."""
    with open(os.path.join(folder, "data." + part), encoding="ascii") as lines:
        for line in lines:
            if line.startswith("  "):
                continue  # the licence
            field = line.split(" ")
            for i in range(int(field[3], 16)):
                word = re.sub(r"\(.*\)", "", field[4 + 2 * i])
                if WORD.match(word):
                    yield word


def exceptions(folder, part):
    """Base form to its irregular forms."""
    forms = collections.defaultdict(list)
    with open(os.path.join(folder, part + ".exc"), encoding="ascii") as lines:
        for line in lines:
            form, *bases = line.split()
            for base in bases:
                forms[base].append(form)
    return forms


def with_s(word, sibilants):
    if re.search("[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + ("es" if re.search(sibilants, word) else "s")


def noun_forms(word, irregular):
    yield word, "n"
    for form in irregular or [with_s(word, "(s|x|z|ch|sh)$")]:
        yield form, "ns"


def verb_forms(word, irregular):
    stem = word[:-1] if word.endswith("e") else word
    past = [f for f in irregular if not re.search("(ing|s)$", f)]
    present = [f for f in irregular if f.endswith("ing")]
    regular = stem + "ed"
    if re.search("[^aeiou]y$", word):
        regular = word[:-1] + "ied"
    yield word, "v"
    yield with_s(word, "(s|x|z|ch|sh|o)$"), "vs"
    for form in past or [regular]:
        yield form, "vd"
    for form in present or [(word if word.endswith("ee") else stem) + "ing"]:
        yield form, "vg"


def forms_of(word, part, irregular):
    if word[0].isupper() and part in ("noun", "adj"):
        yield word.lower(), "p"
        if part == "adj":
            yield word.lower(), "a"
    elif part == "noun" and word.islower():
        yield from noun_forms(word, irregular)
    elif part == "verb" and word.islower():
        yield from verb_forms(word, irregular)
    elif part in ("adj", "adv"):
        yield word.lower(), FILES[part]
        for form in irregular:
            yield form, "c"


def main(folder):
    classes = collections.defaultdict(set)
    for part in FILES:
        irregular = exceptions(folder, part)
        for word in senses(folder, part):
            for form, kind in forms_of(word, part, irregular[word]):
                classes[form].add(kind)
    print("# Words and classes from WordNet 3.0, Princeton University")
    for word in sorted(classes):
        print(word, "+".join(sorted(classes[word])), sep="\t")


if __name__ == "__main__":
    main(sys.argv[1])
