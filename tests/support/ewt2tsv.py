#!/usr/bin/env python3
"""Turn a JSONL set with tokens and sentences into training lines.

    python3 ewt2tsv.py < ewt.train.jsonl > ewt.train.tsv

In: one document a line with `text`, `tokens` [[beg, end, upos, lemma]] and
`sents` [[beg, end]], offsets in UTF-8 bytes. Out: what core/tag/treebank.h
reads: FORM, LEMMA, UPOS between tabs, a blank line behind a sentence, `# id`
before a document. Tokens without a tag or lemma get `_`.
"""
import json
import sys


def lines(doc):
    raw = doc["text"].encode("utf-8")
    starts = {beg for beg, _ in doc.get("sents", [])}
    yield "# " + doc["id"]
    open_sentence = False
    for beg, end, upos, lemma in doc["tokens"]:
        if beg in starts and open_sentence:
            yield ""
        open_sentence = True
        form = " ".join(raw[beg:end].decode("utf-8").split())
        yield "\t".join((form, lemma or "_", upos or "_"))
    yield ""


def main():
    for record in sys.stdin:
        for line in lines(json.loads(record)):
            print(line)


if __name__ == "__main__":
    main()
