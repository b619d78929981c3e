#!/usr/bin/env python3
"""Gather sets with marked names into the lines that `assay train names` reads.

    python3 names2jsonl.py ../shared/data > names.jsonl

In: FOLDER/ewt.train.jsonl (text and tokens), FOLDER/crossner.train.jsonl and
FOLDER/wikigold.jsonl (text and spans), and in FOLDER/ner/ files of TOKEN, tab,
tag (B-PER, I-PER, O ...), `# doc ID` before a document: uner_train (the names
of ewt.train), cross_*, wnut17_train and btc. Text that is there only as tokens
is put together again as English is written. Development sets are left out.
Out: one object a line: `text`, `spans` [{b, e, label}] in UTF-8 bytes, and
`times`, how often an epoch goes through it: text on politics, of which there
is little and which is what analysts read, counts for more.
"""
import glob
import json
import os
import sys

LABELS = {"PER": "PERSON", "ORG": "ORG", "LOC": "LOC", "MISC": "MISC"}
DEV = {"cross_politics_dev", "uner_dev"}
POLITICS_TIMES = 4
WHOLE = {"cross_politics_train", "wikigold"}  # there as text, too
BEFORE_NONE = set(",.;:!?)]}%") | {"'s", "'re", "'ve", "'ll", "'d", "'m", "n't",
                                   "\u2019s", "...", "''"}
AFTER_NONE = set("([{$#@") | {"``", "\u00a3", "\u20ac"}


def documents(path):
    """Documents as lists of sentences, each a list of (token, tag)."""
    docs, sentence = [], []
    name = None
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith("# doc "):
                name = line[6:]
                docs.append((name, []))
            elif not line:
                if sentence:
                    docs[-1][1].append(sentence)
                sentence = []
            else:
                sentence.append(tuple(line.split("\t")[:2]))
    if sentence:
        docs[-1][1].append(sentence)
    return docs


def spans_of(places, tags):
    """`places` are the extents of the tokens."""
    spans = []
    for (beg, end), tag in zip(places, tags):
        if tag == "O":
            continue
        label = LABELS.get(tag[2:], "MISC")
        if tag[0] == "I" and spans and spans[-1]["open"] and \
                spans[-1]["label"] == label:
            spans[-1]["e"] = end
        else:
            spans.append({"b": beg, "e": end, "label": label, "open": True})
    for span in spans:
        del span["open"]
    return spans


def join(sentence):
    """The text of a sentence and the extents of its tokens, in bytes."""
    text, places = "", []
    last, quotes = None, 0
    for token, _ in sentence:
        glued = last is None or token in BEFORE_NONE or last in AFTER_NONE
        if token == '"':
            quotes += 1
            glued = glued or quotes % 2 == 0
        elif last == '"' and quotes % 2 == 1:
            glued = True
        text += "" if glued else " "
        beg = len(text.encode("utf-8"))
        text += token
        places.append((beg, len(text.encode("utf-8"))))
        last = token
    return text, places


def from_tokens(path):
    for _, sentences in documents(path):
        text, spans = "", []
        for sentence in sentences:
            more, places = join(sentence)
            at = len(text.encode("utf-8"))
            spans += [{"b": s["b"] + at, "e": s["e"] + at, "label": s["label"]}
                      for s in spans_of(places, [tag for _, tag in sentence])]
            text += more + "\n\n"
        yield {"text": text.rstrip("\n"), "spans": spans}


def find(tokens, text):
    """Extents, in bytes, of tokens in the text that they were cut from. One
    that is written otherwise there takes no room."""
    places, at = [], 0
    for token in tokens:
        while at < len(text) and text[at].isspace():
            at += 1
        beg = text.find(token, at, at + len(token) + 8)
        end = at if beg < 0 else beg + len(token)
        beg = at if beg < 0 else beg
        places.append((len(text[:beg].encode("utf-8")),
                       len(text[:end].encode("utf-8"))))
        at = end
    return places


def from_treebank(folder):
    """Names of uner_train on the text that ewt.train has."""
    names = {name: [pair for sentence in sentences for pair in sentence]
             for name, sentences in
             documents(os.path.join(folder, "ner", "uner_train.txt"))}
    with open(os.path.join(folder, "ewt.train.jsonl"),
              encoding="utf-8") as lines:
        for line in lines:
            doc = json.loads(line)
            pairs = names.get(doc["id"].split("/", 1)[1], [])
            places = find([token for token, _ in pairs], doc["text"])
            yield {"text": doc["text"],
                   "spans": [s for s in spans_of(places, [t for _, t in pairs])
                             if s["b"] < s["e"]]}


def from_text(path, times=1):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            doc = json.loads(line)
            yield {"text": doc["text"],
                   "spans": [{"b": s["b"], "e": s["e"], "label": s["label"]}
                             for s in doc["spans"] if s["kind"] == "name"],
                   "times": times}


def sets(folder):
    yield from_treebank(folder)
    yield from_text(os.path.join(folder, "crossner.train.jsonl"),
                    POLITICS_TIMES)
    yield from_text(os.path.join(folder, "wikigold.jsonl"))
    for path in sorted(glob.glob(os.path.join(folder, "ner", "*.txt"))):
        name = os.path.basename(path)[:-4]
        if name not in DEV | WHOLE | {"uner_train"}:
            yield from_tokens(path)


def main():
    for docs in sets(sys.argv[1]):
        for doc in docs:
            print(json.dumps(doc, ensure_ascii=False))


if __name__ == "__main__":
    main()
