/* identity.c - ids, and articles that share one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "indexer/identity.h"

#include <stdlib.h>

#include "indexer/report.h"

/* An id that an article of this session has. */
struct claim {
    uint64_t id;  /* hash, never 0; 0: the slot is free */
    uint64_t url; /* hash, 0: none */
    struct dl_signature text;
    uint32_t numbers; /* of an id that was made unique: how many of its file follow it, this one counted */
};

struct reread {
    uint64_t key, sequence; /* key 0: free */
};

struct dl_identity {
    pthread_mutex_t mutex;
    pthread_cond_t turned;
    uint64_t turn;
    struct claim *claims; /* open addressing; size is a power of two */
    size_t claim_count, claim_slots;
    struct reread *rereads; /* the same */
    size_t reread_count, reread_slots;
    struct dl_reader *committed, *previous;
    bool unique;
    struct dl_buf record, candidate;
};

static uint64_t hash_of(struct dl_str s)
{
    uint64_t h = dl_hash64(s.ptr, s.len);
    return h ? h : 1;
}

/* ---- opening ---------------------------------------------------------------------------------------------------- */

static enum dl_status open_index(const char *dir, struct dl_reader **reader, struct dl_error *err)
{
    enum dl_engine_kind kind;
    enum dl_status status = dl_index_detect(dir, &kind, err);
    return status || kind == DL_ENGINE_NONE ? status : dl_reader_open(&dir, 1, reader, err);
}

enum dl_status dl_identity_open(const char *index, const char *previous, bool unique, struct dl_identity **out,
                                struct dl_error *err)
{
    struct dl_identity *t = calloc(1, sizeof *t);
    if (!t)
        return dl_fail_memory(err);
    pthread_mutex_init(&t->mutex, NULL);
    pthread_cond_init(&t->turned, NULL);
    t->unique = unique;
    enum dl_status status = open_index(index, &t->committed, err);
    if (!status && previous && unique && open_index(previous, &t->previous, NULL) != DL_OK)
        t->previous = NULL; /* damaged: that is why it is rebuilt */
    if (status) {
        dl_identity_close(t);
        t = NULL;
    }
    *out = t;
    return status;
}

void dl_identity_close(struct dl_identity *t)
{
    if (!t)
        return;
    dl_reader_close(t->committed);
    dl_reader_close(t->previous);
    dl_buf_free(&t->record);
    dl_buf_free(&t->candidate);
    free(t->claims);
    free(t->rereads);
    pthread_cond_destroy(&t->turned);
    pthread_mutex_destroy(&t->mutex);
    free(t);
}

struct dl_reader *dl_identity_committed(struct dl_identity *t)
{
    return t->committed;
}

/* ---- turns ------------------------------------------------------------------------------------------------------ */

void dl_identity_restart(struct dl_identity *t)
{
    t->turn = 0;
}

void dl_identity_begin_turn(struct dl_identity *t, uint64_t ticket)
{
    pthread_mutex_lock(&t->mutex);
    while (t->turn != ticket)
        pthread_cond_wait(&t->turned, &t->mutex);
    pthread_mutex_unlock(&t->mutex);
}

void dl_identity_end_turn(struct dl_identity *t)
{
    pthread_mutex_lock(&t->mutex);
    t->turn++;
    pthread_cond_broadcast(&t->turned);
    pthread_mutex_unlock(&t->mutex);
}

/* ---- sources that are read again -------------------------------------------------------------------------------- */

static struct reread *reread_slot(const struct dl_identity *t, uint64_t key)
{
    size_t i = key & (t->reread_slots - 1);
    while (t->rereads[i].key && t->rereads[i].key != key)
        i = (i + 1) & (t->reread_slots - 1);
    return &t->rereads[i];
}

static bool grow_rereads(struct dl_identity *t)
{
    struct dl_identity larger = { .reread_slots = t->reread_slots ? 2 * t->reread_slots : 256 };
    larger.rereads = calloc(larger.reread_slots, sizeof *larger.rereads);
    if (!larger.rereads)
        return false;
    for (size_t i = 0; i < t->reread_slots; i++)
        if (t->rereads[i].key)
            *reread_slot(&larger, t->rereads[i].key) = t->rereads[i];
    free(t->rereads);
    t->rereads = larger.rereads;
    t->reread_slots = larger.reread_slots;
    return true;
}

enum dl_status dl_identity_reread(struct dl_identity *t, uint64_t key, uint64_t sequence, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    if (!t->committed || key == 0)
        return DL_OK;
    pthread_mutex_lock(&t->mutex);
    if (t->reread_count * 3 >= t->reread_slots * 2 && !grow_rereads(t)) {
        status = dl_fail_memory(err);
    } else {
        struct reread *r = reread_slot(t, key);
        t->reread_count += r->key == 0;
        *r = (struct reread){ key, sequence };
    }
    pthread_mutex_unlock(&t->mutex);
    return status;
}

static bool is_reread(struct dl_identity *t, uint64_t key, uint64_t sequence)
{
    pthread_mutex_lock(&t->mutex);
    const struct reread *r = t->reread_slots ? reread_slot(t, key) : NULL;
    bool yes = r && r->key == key && r->sequence <= sequence;
    pthread_mutex_unlock(&t->mutex);
    return yes;
}

/* ---- what is in an index ---------------------------------------------------------------------------------------- */

/* The article with an id in R; its strings live in RECORD.  DL_NOT_FOUND. */
static enum dl_status find(struct dl_reader *r, struct dl_str id, struct dl_buf *record, struct dl_article *a,
                           bool *has_body, struct dl_error *err)
{
    uint64_t doc;
    if (!r)
        return dl_fail(err, DL_NOT_FOUND, "no index");
    enum dl_status status = dl_reader_find(r, id, &doc, err);
    return status ? status : dl_reader_fetch(r, doc, record, a, has_body, err);
}

static uint64_t source_of(const struct dl_article *a, struct dl_error *err)
{
    struct dl_buf path = { 0 };
    dl_path_bytes(a->path, &path);
    uint64_t key = dl_buf_status(&path, err) ? 0 : dl_hash64(path.data, path.len);
    dl_buf_free(&path);
    return key;
}

/* What B is read from, or was before a rename. */
static bool is_own(const struct dl_batch *b, uint64_t source)
{
    return source == b->source->key || (b->source->renamed_from && source == b->source->renamed_from);
}

/* ---- resolving -------------------------------------------------------------------------------------------------- */

static struct claim *claim_slot(const struct dl_identity *t, uint64_t id)
{
    size_t i = id & (t->claim_slots - 1);
    while (t->claims[i].id && t->claims[i].id != id)
        i = (i + 1) & (t->claim_slots - 1);
    return &t->claims[i];
}

static enum dl_status reserve_claim(struct dl_identity *t, struct dl_error *err)
{
    if (t->claim_count * 3 < t->claim_slots * 2)
        return DL_OK;
    struct dl_identity larger = { .claim_slots = t->claim_slots ? 2 * t->claim_slots : 1024 };
    larger.claims = calloc(larger.claim_slots, sizeof *larger.claims);
    if (!larger.claims)
        return dl_fail_memory(err);
    for (size_t i = 0; i < t->claim_slots; i++)
        if (t->claims[i].id)
            *claim_slot(&larger, t->claims[i].id) = t->claims[i];
    free(t->claims);
    t->claims = larger.claims;
    t->claim_slots = larger.claim_slots;
    return DL_OK;
}

/* Two without a word are one. */
static bool same_article(const struct claim *a, const struct claim *b)
{
    static const struct dl_signature none;
    bool empty = memcmp(&a->text, &none, sizeof none) == 0 && memcmp(&b->text, &none, sizeof none) == 0;
    return (a->url && a->url == b->url) || empty || dl_signature_near(&a->text, &b->text);
}

/* An id that is unique in the world by its form: a URL, a tag: or urn: URI, the id of a message. */
static bool is_global(struct dl_str id)
{
    static const char *const schemes[] = { "tag:", "urn:", "mid:", "doi:" };
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (id.len > 4 && memcmp(id.ptr, schemes[i], 4) == 0)
            return true;
    const char *at = memchr(id.ptr, '@', id.len), *colon = memchr(id.ptr, ':', id.len);
    if (at && at > id.ptr && at + 1 < id.ptr + id.len && !memchr(id.ptr, ' ', id.len))
        return true;
    return colon && id.ptr + id.len - colon > 3 && memcmp(colon, "://", 3) == 0;
}

enum holder { NOBODY, ANOTHER, EARLIER }; /* who has an id: nobody, another article, an earlier version of this one */

/* Who has the id in the index and stays there.  Where no text is kept its title tells. */
static enum dl_status check_committed(struct dl_identity *t, const struct dl_batch *b, const struct dl_article *a,
                                      const struct claim *mine, struct dl_str id, enum holder *holder,
                                      struct dl_error *err)
{
    struct dl_article held;
    bool has_body = false;
    enum dl_status status = find(t->committed, id, &t->record, &held, &has_body, err);
    *holder = NOBODY;
    if (status)
        return status == DL_NOT_FOUND ? DL_OK : status;
    struct dl_error why = { 0 };
    uint64_t source = source_of(&held, &why);
    if (why.status || (!b->resumed && is_own(b, source)) || is_reread(t, source, b->sequence))
        return why.status ? dl_fail_memory(err) : DL_OK;
    struct dl_str url = is_global(id) ? id : held.url;
    struct claim theirs = { .url = url.len ? hash_of(url) : 0 };
    if (has_body)
        theirs.text = dl_signature_of_text(held.title, held.body);
    bool same = has_body ? same_article(mine, &theirs)
                         : (mine->url && mine->url == theirs.url) || dl_str_eq(held.title, a->title);
    *holder = same ? EARLIER : ANOTHER;
    return DL_OK;
}

/* Unless ANOTHER has it A has the id from now on. */
static enum dl_status try_id(struct dl_identity *t, const struct dl_batch *b, const struct dl_article *a,
                             struct claim *claim, struct dl_str id, enum holder *holder, struct dl_error *err)
{
    enum dl_status status = reserve_claim(t, err);
    if (status)
        return status;
    claim->id = hash_of(id);
    struct claim *slot = claim_slot(t, claim->id);
    if (slot->id)
        *holder = same_article(slot, claim) ? EARLIER : ANOTHER;
    else
        status = check_committed(t, b, a, claim, id, holder, err);
    if (status || *holder == ANOTHER)
        return status;
    t->claim_count += slot->id == 0;
    claim->numbers = slot->numbers;
    *slot = *claim;
    return DL_OK;
}

static struct dl_str unique_id(struct dl_identity *t, const struct dl_batch *b, const struct dl_article *a,
                               const struct claim *c, unsigned number)
{
    uint64_t of = c->url ? c->url : b->source->origin ? b->source->origin : b->source->key;
    dl_buf_clear(&t->candidate);
    dl_buf_str(&t->candidate, a->id);
    dl_buf_printf(&t->candidate, "~%08x", (unsigned)(of >> 32));
    if (number > 1)
        dl_buf_printf(&t->candidate, ".%u", number);
    return dl_buf_view(&t->candidate);
}

/* *KEEPS: the article was given a unique id before, and is not the one that has the stated id itself. */
static enum dl_status keeps_unique(struct dl_identity *t, const struct dl_batch *b, const struct dl_article *a,
                                   const struct claim *c, bool *keeps, struct dl_error *err)
{
    struct dl_reader *before = t->previous ? t->previous : t->committed;
    struct dl_article held;
    bool has_body;
    *keeps = false;
    if (!t->unique || !before || b->resumed)
        return DL_OK;
    enum dl_status status = find(before, unique_id(t, b, a, c, 1), &t->record, &held, &has_body, err);
    if (status)
        return status == DL_NOT_FOUND ? DL_OK : status;
    status = find(before, a->id, &t->record, &held, &has_body, err);
    if (status && status != DL_NOT_FOUND)
        return status;
    *keeps = status == DL_NOT_FOUND || !is_own(b, source_of(&held, NULL));
    return DL_OK;
}

/* The first unique id that is free, or that of an earlier version.  From the second on those of this session are
 * not tried one by one, only the last: a file may have thousands. */
static enum dl_status take_unique(struct dl_identity *t, const struct dl_batch *b, const struct dl_article *a,
                                  struct claim *claim, struct dl_buf *id, enum holder *holder, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    uint64_t first = hash_of(unique_id(t, b, a, claim, 1));
    *holder = ANOTHER;
    for (unsigned number = 1; !status && *holder == ANOTHER;) {
        struct dl_str candidate = unique_id(t, b, a, claim, number);
        status = dl_buf_status(&t->candidate, err);
        if (!status)
            status = try_id(t, b, a, claim, candidate, holder, err);
        if (!status && *holder != ANOTHER) {
            struct claim *c = claim_slot(t, first);
            if (c->id == first && number > c->numbers)
                c->numbers = number;
        } else if (!status) {
            uint32_t numbers = claim_slot(t, first)->numbers;
            number = numbers > number ? numbers : number + 1;
        }
    }
    dl_buf_clear(id);
    dl_buf_str(id, dl_buf_view(&t->candidate));
    return status ? status : dl_buf_status(id, err);
}

enum dl_status dl_identity_resolve(struct dl_identity *t, const struct dl_batch *b, const struct dl_article *a,
                                   struct dl_buf *id, bool *shared, struct dl_error *err)
{
    struct dl_str url = is_global(a->id) ? a->id : a->url;
    struct claim claim = { .url = url.len ? hash_of(url) : 0, .text = dl_signature_of_text(a->title, a->body) };
    enum holder holder = ANOTHER;
    bool keeps = false;
    *shared = false;
    enum dl_status status = keeps_unique(t, b, a, &claim, &keeps, err);
    if (!status && !keeps)
        status = try_id(t, b, a, &claim, a->id, &holder, err);
    if (status || holder != ANOTHER) {
        dl_buf_clear(id);
        dl_buf_str(id, a->id);
        return status ? status : dl_buf_status(id, err);
    }
    status = take_unique(t, b, a, &claim, id, &holder, err);
    *shared = holder == NOBODY;
    return status;
}

enum dl_status dl_identity_default(const struct dl_batch *b, const struct dl_record *r, struct dl_hash128 hash,
                                   struct dl_article *a, struct dl_buf *id, struct dl_error *err)
{
    if (a->id.len == 0)
        a->id = a->url;
    if (a->id.len)
        return DL_OK;
    dl_buf_clear(id);
    if (dl_str_eq(b->source->path, DL_STR("-"))) {
        dl_buf_printf(id, "xxh3:%016llx%016llx", (unsigned long long)hash.high, (unsigned long long)hash.low);
    } else {
        dl_buf_str(id, a->path);
        if (b->format->split)
            dl_buf_printf(id, "#%llu", (unsigned long long)r->number);
    }
    a->id = dl_buf_view(id);
    return dl_buf_status(id, err);
}
