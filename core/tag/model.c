/* model.c - the container of model files.
 *
 * Layout (numbers in the byte order of the machine that wrote it):
 *   0  magic "assaymdl"        8  u32 byte order mark 0x01020304
 *  12  u32 version            16  u64 size of the file
 *  24  u64 XXH3 of all bytes from 32 on
 *  32  kind, 8 bytes NUL-padded     40  language, the same
 *  48  u32 number of sections, 12 zero bytes
 *  64  section table: name (16 bytes NUL-padded), u64 offset, u64 size
 *      sections, each on a 64-byte border, zero bytes between them
 *
 * Refuses: another magic, byte order or version; a size that is not the
 * file's; a wrong checksum; a section that leaves the file, lies on no
 * border or has no proper name. Cost: one pass for the checksum. */
#include "tag/model.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/mem.h"

enum {
    BORDER = 64,
    HEAD_SIZE = 64,
    HASHED_FROM = 32,
    ENTRY_SIZE = 32,
    MAX_SECTIONS = 64
};
#define BYTE_ORDER_MARK 0x01020304u
#define FOREIGN_MARK 0x04030201u
#define MAX_FILE ((uint64_t)1 << 31)

static const char magic[8] = {'a', 's', 's', 'a', 'y', 'm', 'd', 'l'};

typedef struct head {
    char magic[8];
    uint32_t mark, version;
    uint64_t size, hash;
    char kind[8], lang[8];
    uint32_t n_sections, zero[3];
} head;

typedef struct entry {
    char name[16];
    uint64_t off, size;
} entry;

_Static_assert(sizeof(head) == HEAD_SIZE, "the header is packed");
_Static_assert(sizeof(entry) == ENTRY_SIZE, "the table is packed");

struct as_model {
    atomic_uint refs;
    char *name;
    char *bytes;
    size_t size;
    head head;
};

static as_slice padded(const char *p, size_t n)
{
    return (as_slice){p, strnlen(p, n)};
}

static as_slice hashed_part(const char *p, size_t n)
{
    return (as_slice){p + HASHED_FROM, n - HASHED_FROM};
}

/* ---- reading ------------------------------------------------------------- */

static as_status bad(const char *name, const char *what, as_err *err)
{
    return as_err_set(err, AS_ESYNTAX, "%s: %s", name, what);
}

static as_status check_head(const char *name, const char *p, size_t n,
                            head *h, as_err *err)
{
    if (n < sizeof magic || memcmp(p, magic, sizeof magic) != 0) {
        return bad(name, "not a model file", err);
    }
    if (n < HEAD_SIZE) {
        return bad(name, "truncated model file", err);
    }
    memcpy(h, p, sizeof *h);
    if (h->mark == FOREIGN_MARK) {
        return bad(name, "model of a machine with another byte order", err);
    }
    if (h->mark != BYTE_ORDER_MARK) {
        return bad(name, "corrupt model file: no byte order mark", err);
    }
    if (h->version != AS_MODEL_VERSION) {
        return as_err_set(err, AS_ESYNTAX,
                          "%s: model format version %u, this program reads %d",
                          name, h->version, AS_MODEL_VERSION);
    }
    if (h->size != n) {
        return as_err_set(err, AS_ESYNTAX,
                          "%s: %s model file: %zu bytes of %llu", name,
                          n < h->size ? "truncated" : "overlong", n,
                          (unsigned long long)h->size);
    }
    if (as_hash_portable(hashed_part(p, n)) != h->hash) {
        return bad(name, "corrupt model file: wrong checksum", err);
    }
    return AS_OK;
}

static bool entry_fits(const entry *e, uint64_t from, uint64_t size)
{
    return e->name[0] != '\0' && e->name[sizeof e->name - 1] == '\0' &&
           e->off % BORDER == 0 && e->off >= from && e->off <= size &&
           e->size <= size - e->off;
}

static as_status check_table(const char *name, const char *p, const head *h,
                             as_err *err)
{
    uint64_t from = HEAD_SIZE + (uint64_t)h->n_sections * ENTRY_SIZE;
    if (h->n_sections > MAX_SECTIONS || from > h->size) {
        return bad(name, "corrupt model file: section table too long", err);
    }
    for (uint32_t i = 0; i < h->n_sections; i++) {
        entry e;
        memcpy(&e, p + HEAD_SIZE + (size_t)i * ENTRY_SIZE, sizeof e);
        if (!entry_fits(&e, from, h->size)) {
            return as_err_set(err, AS_ESYNTAX,
                              "%s: corrupt model file: bad section %u", name,
                              i);
        }
    }
    return AS_OK;
}

/* Takes `bytes` when it succeeds. */
static as_status adopt(const char *name, char *bytes, size_t n,
                       as_model **out, as_err *err)
{
    head h = {0};
    as_status st = check_head(name, bytes, n, &h, err);
    if (st == AS_OK) {
        st = check_table(name, bytes, &h, err);
    }
    if (st != AS_OK) {
        return st;
    }
    size_t name_size = strlen(name) + 1;
    as_model *m = as_mem_zero(1, sizeof *m);
    char *copy = as_mem_new(name_size);
    if (m == NULL || copy == NULL) {
        as_mem_free(m);
        as_mem_free(copy);
        return as_err_nomem(err);
    }
    memcpy(copy, name, name_size);
    atomic_init(&m->refs, 1);
    m->name = copy;
    m->bytes = bytes;
    m->size = n;
    m->head = h;
    *out = m;
    return AS_OK;
}

as_status as_model_of_bytes(const char *name, as_slice bytes, as_model **out,
                            as_err *err)
{
    char *copy = as_mem_new(bytes.n);
    if (copy == NULL) {
        return as_err_nomem(err);
    }
    if (bytes.n > 0) {
        memcpy(copy, bytes.p, bytes.n);
    }
    as_status st = adopt(name, copy, bytes.n, out, err);
    if (st != AS_OK) {
        as_mem_free(copy);
    }
    return st;
}

static as_status io_error(const char *path, as_err *err)
{
    return as_err_set(err, AS_EIO, "%s: %s", path, strerror(errno));
}

/* Exactly `n` bytes, or fewer if the file ends first. */
static as_status read_all(int fd, const char *path, char *p, size_t *n,
                          as_err *err)
{
    size_t done = 0;
    while (done < *n) {
        ssize_t got = read(fd, p + done, *n - done);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return io_error(path, err);
        }
        if (got == 0) {
            break;
        }
        done += (size_t)got;
    }
    *n = done;
    return AS_OK;
}

static as_status load_fd(int fd, const char *path, as_model **out, as_err *err)
{
    struct stat info;
    if (fstat(fd, &info) != 0) {
        return io_error(path, err);
    }
    if (!S_ISREG(info.st_mode) || (uint64_t)info.st_size > MAX_FILE) {
        return bad(path, "not a model file", err);
    }
    size_t n = (size_t)info.st_size;
    char *bytes = as_mem_new(n);
    if (bytes == NULL) {
        return as_err_nomem(err);
    }
    as_status st = read_all(fd, path, bytes, &n, err);
    if (st == AS_OK) {
        st = adopt(path, bytes, n, out, err);
    }
    if (st != AS_OK) {
        as_mem_free(bytes);
    }
    return st;
}

as_status as_model_load(const char *path, as_model **out, as_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return io_error(path, err);
    }
    as_status st = load_fd(fd, path, out, err);
    (void)close(fd);
    return st;
}

as_model *as_model_ref(as_model *model)
{
    atomic_fetch_add_explicit(&model->refs, 1, memory_order_relaxed);
    return model;
}

void as_model_unref(as_model *model)
{
    if (model == NULL || atomic_fetch_sub_explicit(&model->refs, 1,
                                                   memory_order_acq_rel) > 1) {
        return;
    }
    as_mem_free(model->name);
    as_mem_free(model->bytes);
    as_mem_free(model);
}

const char *as_model_name(const as_model *model)
{
    return model->name;
}

as_slice as_model_kind(const as_model *model)
{
    return padded(model->head.kind, sizeof model->head.kind);
}

as_slice as_model_lang(const as_model *model)
{
    return padded(model->head.lang, sizeof model->head.lang);
}

as_status as_model_section(const as_model *model, const char *name,
                           as_slice *out, as_err *err)
{
    for (uint32_t i = 0; i < model->head.n_sections; i++) {
        entry e;
        memcpy(&e, model->bytes + HEAD_SIZE + (size_t)i * ENTRY_SIZE,
               sizeof e);
        if (strcmp(e.name, name) == 0) {
            *out = (as_slice){model->bytes + e.off, (size_t)e.size};
            return AS_OK;
        }
    }
    return as_err_set(err, AS_ESYNTAX, "%s: no section \"%s\"", model->name,
                      name);
}

/* ---- writing ------------------------------------------------------------- */

static size_t to_border(size_t n)
{
    return (n + BORDER - 1) / BORDER * BORDER;
}

static bool names_fit(const char *kind, const char *lang,
                      const as_model_part *parts, size_t n_parts)
{
    if (strlen(kind) > AS_MODEL_KIND_MAX || strlen(lang) > AS_MODEL_KIND_MAX ||
        n_parts > MAX_SECTIONS) {
        return false;
    }
    for (size_t i = 0; i < n_parts; i++) {
        size_t n = strlen(parts[i].name);
        if (n == 0 || n > AS_MODEL_NAME_MAX) {
            return false;
        }
    }
    return true;
}

static void fill(char *p, size_t size, const char *kind, const char *lang,
                 const as_model_part *parts, size_t n_parts)
{
    head h = {.mark = BYTE_ORDER_MARK, .version = AS_MODEL_VERSION,
              .size = size, .n_sections = (uint32_t)n_parts};
    memcpy(h.magic, magic, sizeof magic);
    memcpy(h.kind, kind, strlen(kind));
    memcpy(h.lang, lang, strlen(lang));
    memset(p, 0, size);
    memcpy(p, &h, sizeof h);
    size_t at = to_border(HEAD_SIZE + n_parts * ENTRY_SIZE);
    for (size_t i = 0; i < n_parts; i++) {
        entry e = {.off = at, .size = parts[i].bytes.n};
        memcpy(e.name, parts[i].name, strlen(parts[i].name));
        memcpy(p + HEAD_SIZE + i * ENTRY_SIZE, &e, sizeof e);
        if (e.size > 0) {
            memcpy(p + at, parts[i].bytes.p, parts[i].bytes.n);
        }
        at = to_border(at + parts[i].bytes.n);
    }
    as_model_reseal(p, size);
}

as_status as_model_pack(const char *kind, const char *lang,
                        const as_model_part *parts, size_t n_parts,
                        as_buf *out, as_err *err)
{
    if (!names_fit(kind, lang, parts, n_parts)) {
        return as_err_set(err, AS_EINVAL, "bad name in model");
    }
    size_t size = to_border(HEAD_SIZE + n_parts * ENTRY_SIZE);
    for (size_t i = 0; i < n_parts; i++) {
        size += to_border(parts[i].bytes.n);
    }
    as_status st = as_buf_reserve(out, size, err);
    if (st == AS_OK) {
        fill(out->p + out->n, size, kind, lang, parts, n_parts);
        out->n += size;
    }
    return st;
}

void as_model_reseal(char *p, size_t n)
{
    if (n >= HEAD_SIZE) {
        uint64_t hash = as_hash_portable(hashed_part(p, n));
        memcpy(p + offsetof(head, hash), &hash, sizeof hash);
    }
}

static as_status write_all(FILE *f, const char *path, as_slice bytes,
                           as_err *err)
{
    bool good = bytes.n == 0 || fwrite(bytes.p, 1, bytes.n, f) == bytes.n;
    good = fflush(f) == 0 && good;
    good = fsync(fileno(f)) == 0 && good;
    return good ? AS_OK : io_error(path, err);
}

as_status as_model_save(const char *path, as_slice bytes, as_err *err)
{
    as_buf temp = {0};
    as_status st = as_buf_printf(&temp, err, "%s.%ld.tmp%c", path,
                                 (long)getpid(), '\0');
    if (st != AS_OK) {
        return st;
    }
    FILE *f = fopen(temp.p, "wbxe");
    if (f == NULL) {
        st = io_error(temp.p, err);
        goto out;
    }
    st = write_all(f, temp.p, bytes, err);
    if (fclose(f) != 0 && st == AS_OK) {
        st = io_error(temp.p, err);
    }
    if (st == AS_OK && rename(temp.p, path) != 0) {
        st = io_error(path, err);
    }
    if (st != AS_OK) {
        (void)unlink(temp.p);
    }
out:
    as_buf_clear(&temp);
    return st;
}
