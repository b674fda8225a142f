/* html_fields.h - what a page states of its article: title, date, site, author, section, tags, language, address.
 *
 * Each field has several sources; each source has a rank, and the lowest rank that has a value wins.  The sources are
 * JSON-LD (html_ld.h), meta elements (html_metas.tsv), itemprop, elements by class, and links.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_READER_HTML_FIELDS_H
#define DATELINE_READER_HTML_FIELDS_H

#include "dateline/article.h"
#include "lib/reader/html_main.h"

/* X(name): what is read.  kind is "article", "website" and the like, as stated. */
#define HTML_FIELDS(X)                                                                                                 \
    X(title) X(published) X(modified) X(site) X(author) X(section) X(tags) X(language) X(url) X(kind) X(body) X(free)

enum html_field {
#define X(name) FIELD_##name,
    HTML_FIELDS(X)
#undef X
        FIELD_COUNT
};

struct html_stated {
    struct dl_str value;
    const char *origin; /* static: "og:title", "json-ld headline" */
    unsigned rank;      /* of the source, lower is better; 0: none */
};

#define HTML_TITLES_MAX 8
#define HTML_DATES_MAX 8

struct html_fields {
    struct html_stated v[FIELD_COUNT];
    struct html_stated titles[HTML_TITLES_MAX]; /* every title that is stated, in the order of the page */
    unsigned title_count;
    uint32_t title_at;                        /* order of the heading that is the title, 0: none is */
    struct html_stated dates[HTML_DATES_MAX]; /* every day of publication that is stated */
    unsigned date_count;
    enum dl_date_order order;    /* how the page writes dates in numbers */
    dl_date date;                /* the day of publication, 0: none is found */
    enum dl_date_from date_from; /* FIELD: stated; HEADER: in a line that is shown */
    char day[11];                /* the same in ISO 8601 */
    struct dl_arena arena;
};

/* VALUE, without markup and with references decoded, is stated by ORIGIN of RANK (above 0).  Empty values and those of
 * worse rank change nothing; tags and authors of one rank add up.  False: out of memory. */
bool html_state(struct html_fields *f, enum html_field field, struct dl_str value, const char *origin, unsigned rank);

/* Read F, which is {0} or was used before, from T before anything is dropped in it.  URL is where the page came from,
 * or empty. */
enum dl_status html_fields_read(struct html_tree *t, struct dl_str url, struct html_fields *f, struct dl_error *err);
/* JSON-LD: every article in STATEMENTS.  Broken JSON gives what was read before it broke. */
bool html_ld_read(struct dl_str statements, struct html_fields *f);
/* Choose the title among what is stated and the page's headings. */
bool html_title_choose(struct html_tree *t, struct html_fields *f);
/* The day of publication, from what is stated and from the lines around the text, which begins at TOP (may be NULL). */
void html_date_choose(struct html_tree *t, const struct html_node *top, struct html_fields *f);

/* Put F's into A, which borrows them, and one line a field with its origin into ORIGINS. */
void html_fields_fill(const struct html_fields *f, struct dl_article *a, struct dl_buf *origins);
void html_fields_free(struct html_fields *f);

#endif
