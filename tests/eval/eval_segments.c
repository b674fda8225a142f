/* eval_segments.c - how well are words found in a script without spaces?
 *
 *   zcat gold.jsonl.gz | tests/eval/eval_segments
 *
 * Reads JSON Lines with a field "segmented", a text in which a blank stands between words and two or more where the
 * original had one.  The single ones are taken out, the text is analysed, and the inner word boundaries found are
 * compared with those taken out.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "dateline/text.h"

struct counts {
    size_t both, found, truth;
};

/* TEXT without its word blanks, and at MARKS a 1 for each byte of it that a word starts at after a blank taken out. */
static void join(const char *text, struct dl_buf *plain, struct dl_buf *marks)
{
    for (const char *p = text; *p; p++) {
        size_t blanks = strspn(p, " ");
        bool boundary = blanks == 1 && p > text && p[-1] != '\n' && p[1] != '\n' && p[1];
        if (blanks > 1)
            dl_buf_byte(plain, ' '), dl_buf_byte(marks, 0);
        p += blanks;
        if (!*p)
            break;
        dl_buf_byte(plain, (unsigned char)*p);
        dl_buf_byte(marks, boundary);
    }
}

static void compare(struct dl_analyzer *a, const char *text, struct counts *c)
{
    struct dl_buf plain = { 0 }, marks = { 0 }, found = { 0 };
    struct dl_spans spans = { 0 };
    struct dl_error err;
    join(text, &plain, &marks);
    for (size_t i = 0; i <= plain.len; i++)
        dl_buf_byte(&found, 0);
    if (dl_analyze_spans(a, DL_FIELD_BODY, dl_buf_view(&plain), "none", &spans, &err) != DL_OK || found.failed) {
        fprintf(stderr, "eval_segments: %s\n", err.message);
        exit(2);
    }
    for (size_t i = 0; i < spans.count; i++)
        if (spans.v[i].form == DL_FORM_EXACT)
            found.data[spans.v[i].start] = found.data[spans.v[i].end] = 1;
    for (size_t i = 1; i < plain.len; i++) {
        if (strchr(" \n", plain.data[i]) || strchr(" \n", plain.data[i - 1]))
            continue; /* a boundary that nobody can miss */
        c->both += marks.data[i] && found.data[i];
        c->found += found.data[i] != 0;
        c->truth += marks.data[i] != 0;
    }
    dl_spans_free(&spans);
    dl_buf_free(&plain);
    dl_buf_free(&marks);
    dl_buf_free(&found);
}

int main(void)
{
    char *line = NULL;
    size_t cap = 0, texts = 0;
    struct counts c = { 0 };
    struct dl_analyzer *a;
    struct dl_error err;
    if (dl_analyzer_new(&a, &err) != DL_OK)
        return 2;
    while (getline(&line, &cap, stdin) > 0) {
        json_t *o = json_loads(line, 0, NULL);
        const char *text = json_string_value(json_object_get(o, "segmented"));
        if (text && ++texts)
            compare(a, text, &c);
        json_decref(o);
    }
    free(line);
    dl_analyzer_free(a);
    double precision = (double)c.both / (double)c.found, recall = (double)c.both / (double)c.truth;
    printf("texts=%zu boundaries=%zu precision=%.4f recall=%.4f f1=%.4f\n", texts, c.truth, precision, recall,
           2 * precision * recall / (precision + recall));
    return 0;
}
