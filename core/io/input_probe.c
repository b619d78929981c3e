/* input_probe.c - text or not, by name and by the first bytes.
 *
 * Formats with a signature are named, so that the message can say what turns
 * them into text; else control characters decide: text has next to none, and
 * other files have many. Refuses to guess encodings. */
#include <string.h>
#include <strings.h>

#include "io/input_int.h"

static bool ends_in(const char *path, const char *ending)
{
    const size_t n = strlen(path);
    const size_t m = strlen(ending);
    return n > m && strcasecmp(path + n - m, ending) == 0;
}

bool as_input_is_jsonl(const char *path)
{
    return ends_in(path, ".jsonl") || ends_in(path, ".ndjson");
}

bool as_input_is_text_name(const char *path)
{
    return as_input_is_jsonl(path) || ends_in(path, ".txt") ||
           ends_in(path, ".text") || ends_in(path, ".md");
}

typedef struct magic {
    as_slice begin;
    const char *what;
} magic;

#define MAGIC(bytes, what) {{bytes, sizeof(bytes) - 1}, what}

/* UTF-32 before UTF-16, whose mark it begins with. */
static const magic magics[] = {
    MAGIC("\xFF\xFE\0\0", "UTF-32, not UTF-8: convert it with iconv -f UTF-32 "
                          "-t UTF-8"),
    MAGIC("\0\0\xFE\xFF", "UTF-32, not UTF-8: convert it with iconv -f UTF-32 "
                          "-t UTF-8"),
    MAGIC("\xFF\xFE", "UTF-16, not UTF-8: convert it with iconv -f UTF-16 "
                      "-t UTF-8"),
    MAGIC("\xFE\xFF", "UTF-16, not UTF-8: convert it with iconv -f UTF-16 "
                      "-t UTF-8"),
    MAGIC("%PDF-", "a PDF, not text: convert it with pdftotext"),
    MAGIC("PK\x03\x04", "a zip archive or office document, not text: unpack "
                        "it, or save it as plain text"),
    MAGIC("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
          "an office document, not text: save it as plain text"),
    MAGIC("{\\rtf", "rich text: save it as plain text"),
    MAGIC("\x1F\x8B", "compressed, not text: unpack it with gunzip"),
    MAGIC("BZh", "compressed, not text: unpack it with bunzip2"),
    MAGIC("\xFD"
          "7zXZ\0",
          "compressed, not text: unpack it with unxz"),
    MAGIC("\x28\xB5\x2F\xFD", "compressed, not text: unpack it with unzstd"),
    MAGIC("7z\xBC\xAF\x27\x1C", "an archive, not text: unpack it first"),
    MAGIC("Rar!\x1A\x07", "an archive, not text: unpack it first"),
    MAGIC("\x89PNG\r\n", "a picture, not text: leave it out"),
    MAGIC("\xFF\xD8\xFF", "a picture, not text: leave it out"),
    MAGIC("GIF8", "a picture, not text: leave it out"),
    MAGIC("\x7F"
          "ELF",
          "a program, not text: leave it out"),
    MAGIC("SQLite format 3\0", "a database, not text: export its text first"),
};

/* A handful of odd bytes is not yet a format, however short the file. */
enum { ODD_MIN = 8 };

const char *as_input_not_text(as_slice head)
{
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++) {
        const as_slice m = magics[i].begin;
        if (head.n >= m.n && memcmp(head.p, m.p, m.n) == 0) {
            return magics[i].what;
        }
    }
    size_t nuls = 0;
    size_t odd = 0;
    for (size_t i = 0; i < head.n; i++) {
        const unsigned char c = (unsigned char)head.p[i];
        nuls += c == 0;
        /* White space, backspace and escape occur in old terminal logs. */
        odd += c < 8 || (c > 13 && c < 32 && c != 27) || c == 127;
    }
    if (odd < ODD_MIN || odd <= head.n / 10) {
        return NULL;
    }
    return nuls > odd / 2
               ? "not text (NUL bytes): convert it to UTF-8 text first"
               : "not text (control characters): convert it to UTF-8 text "
                 "first";
}
