/* names_fixture.h - documents with marked names, and a model learnt from
 * them in a moment. Marks are [P Ivan Zog], [O Zog Party], [L Zogland] and
 * [M Zog Cup]; {P Ivan} is a clue of a list of persons, {O ..}, {L ..}
 * likewise. */
#ifndef AS_TESTS_NAMES_FIXTURE_H
#define AS_TESTS_NAMES_FIXTURE_H

#include "doc/tags.h"
#include "tag/names_train.h"
#include "unit/tag/tag_fixture.h"

enum { MARKS_MAX = 16 };

typedef struct marked {
    as_doc *doc;
    as_clue clues[MARKS_MAX];
    as_name names[MARKS_MAX];
    size_t n_clues, n_names;
} marked;

/* Parts of speech by looks alone. */
FIXTURE void tag_by_looks(as_doc *doc)
{
    const as_tokens *tokens = as_doc_tokens(doc);
    uint8_t pos[512];
    assert_true(tokens->n <= sizeof pos);
    for (size_t i = 0; i < tokens->n; i++) {
        const char c = as_doc_text(doc).p[tokens->beg[i]];
        pos[i] = c >= 'A' && c <= 'Z'   ? AS_UPOS_PROPN
                 : c >= 'a' && c <= 'z' ? AS_UPOS_NOUN
                                        : AS_UPOS_PUNCT;
    }
    const as_tags tags = {.pos = pos};
    assert_int_equal(as_doc_tags_set(doc, &tags, NULL), AS_OK);
}

FIXTURE unsigned kind_of(char mark)
{
    return mark == 'P'   ? AS_NAME_PERSON
           : mark == 'O' ? AS_NAME_ORG
           : mark == 'L' ? AS_NAME_LOC
                         : AS_NAME_MISC;
}

/* `text` with its marks taken out. */
FIXTURE void marked_make(marked *m, const char *text)
{
    char plain[4096];
    struct {
        char bracket, mark;
        uint32_t beg, end;
    } marks[MARKS_MAX];
    size_t n = 0, n_marks = 0;
    for (const char *p = text; *p != '\0'; p++) {
        assert_true(n < sizeof plain);
        if (*p == '[' || *p == '{') {
            assert_true(n_marks < MARKS_MAX);
            marks[n_marks].bracket = p[0];
            marks[n_marks].mark = p[1];
            marks[n_marks].end = 0;
            marks[n_marks++].beg = (uint32_t)n;
            p += 2;
        } else if (*p == ']' || *p == '}') {
            size_t k = n_marks - 1;
            while (marks[k].end != 0) { /* closed already */
                k--;
            }
            marks[k].end = (uint32_t)n;
        } else {
            plain[n++] = *p;
        }
    }
    *m = (marked){.doc = doc_of_bytes(plain, n)};
    tag_by_looks(m->doc);
    for (size_t i = 0; i < n_marks; i++) {
        const uint32_t first = as_doc_token_at(m->doc, marks[i].beg);
        const uint32_t end = as_doc_token_at(m->doc, marks[i].end - 1) + 1;
        const unsigned kind = kind_of(marks[i].mark);
        if (marks[i].bracket == '[') {
            m->names[m->n_names++] = (as_name){
                .first = first, .end = end, .kind = (as_name_kind)kind};
        } else {
            m->clues[m->n_clues++] =
                (as_clue){first, end, (as_clue_class)kind};
        }
    }
}

/* Texts of a small world: what is a name is said by its context, and by what
 * the name is made of. "Mib" is a person three times of four. */
static const char *const world[] = {
    "[P %1$s %2$s] said that rain was near. [P %2$s] smiled.",
    "They met in [L %3$s] with [P %1$s %2$s].",
    "The [O %3$s Party] won. Members of the [O %3$s Party] sang.",
    "Snow fell in [L %3$s], said [P %1$s %2$s] of the [O %2$s Bank].",
    "He works for [O {O %2$s}] since May.",
    "They play for the [M %3$s Cup] again.",
    "Nobody knew why the rain had come so late.",
    "She asked [P {P %1$s}] about it.",
};
static const char *const given[] = {"Ivan", "Anna", "Petro", "Olga", "Marek"};
static const char *const family[] = {"Zog", "Frob", "Tibor", "Pedlar",
                                     "Quell", "Blipson", "Dabbe"};
static const char *const places[] = {"Zogland", "Frobia", "Tibland",
                                     "Pedovia", "Quellia"};

enum { LESSONS = 160 };

typedef struct school {
    marked *docs;
    as_name_lesson *lessons;
    size_t n;
} school;

FIXTURE void school_add(school *s, const char *text)
{
    marked *m = &s->docs[s->n];
    marked_make(m, text);
    s->lessons[s->n] = (as_name_lesson){m->doc, m->clues, m->n_clues,
                                        m->names, m->n_names, 1};
    s->n++;
}

FIXTURE void school_open(school *s, size_t n)
{
    *s = (school){calloc(n, sizeof(marked)),
                  calloc(n, sizeof(as_name_lesson)), 0};
    assert_true(s->docs != NULL && s->lessons != NULL);
    for (size_t i = 0; i < n; i++) {
        char text[512];
        const char *how = world[i % (sizeof world / sizeof *world)];
        if (i % 3 == 2) {
            how = ((uint32_t)i * 2654435761u >> 13) % 4 == 0
                      ? "Then [O Mib] came."
                      : "Then [P Mib] came.";
        }
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-extra-args"
        (void)snprintf(text, sizeof text, how, given[i % 5],
                       family[i / 3 % 7], places[i / 7 % 5]);
#pragma GCC diagnostic pop
        school_add(s, text);
    }
}

FIXTURE void school_close(school *s)
{
    for (size_t i = 0; i < s->n; i++) {
        as_doc_free(s->docs[i].doc);
    }
    free(s->docs);
    free(s->lessons);
}

FIXTURE as_train_opts names_opts(void)
{
    as_train_opts opts = as_train_names_defaults();
    opts.lang = "zz";
    opts.about = "made up";
    opts.rate = 0.1;
    return opts;
}

FIXTURE as_buf names_learnt(size_t n, as_name_report *report)
{
    school s;
    as_buf bytes = {0};
    const as_train_opts opts = names_opts();
    school_open(&s, n);
    assert_int_equal(as_train_names(s.lessons, s.n, &opts, NULL, NULL, &bytes,
                                    report, NULL),
                     AS_OK);
    school_close(&s);
    return bytes;
}

#endif
