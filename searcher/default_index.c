/* default_index.c - the index to search when none is named.
 *
 * Of the configuration file (dateline-index(1)) only the line `index = DIR` above the first [section] matters here.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "dateline/file.h"
#include "searcher/options.h"

#define CONFIG_MAX ((size_t)1 << 20)

static const char *home(void)
{
    const char *h = getenv("HOME");
    return h ? h : "";
}

/* $VARIABLE/dateline/NAME, or $HOME/FALLBACK/dateline/NAME; nothing where neither variable is set. */
static void xdg_path(struct dl_buf *out, const char *variable, const char *fallback, const char *name)
{
    const char *base = getenv(variable);
    dl_buf_clear(out);
    if (base && *base == '/')
        dl_buf_printf(out, "%s/dateline/%s", base, name);
    else if (*home())
        dl_buf_printf(out, "%s/%s/dateline/%s", home(), fallback, name);
}

static struct dl_str trim(const char *start, const char *end)
{
    while (start < end && isspace((unsigned char)*start))
        start++;
    while (end > start && isspace((unsigned char)end[-1]))
        end--;
    return (struct dl_str){ start, (size_t)(end - start) };
}

/* The value of `index` in TEXT, or empty. */
static struct dl_str find_index(struct dl_str text)
{
    struct dl_str value = { 0 };
    const char *end = text.ptr + text.len;
    if (text.len >= 3 && memcmp(text.ptr, "\xEF\xBB\xBF", 3) == 0)
        text.ptr += 3; /* the mark that some editors put before UTF-8 */
    for (const char *p = text.ptr; p && p < end;) {
        const char *newline = memchr(p, '\n', (size_t)(end - p)), *stop = newline ? newline : end;
        struct dl_str line = trim(p, stop);
        const char *eq = line.len ? memchr(line.ptr, '=', line.len) : NULL;
        if (line.len && line.ptr[0] == '[')
            break;
        if (eq && line.ptr[0] != '#' && dl_str_eq(trim(line.ptr, eq), DL_STR("index")))
            value = trim(eq + 1, line.ptr + line.len);
        p = stop + 1;
    }
    return value;
}

static enum dl_status from_config(struct dl_buf *out, struct dl_error *err)
{
    struct dl_buf text = { 0 };
    xdg_path(out, "XDG_CONFIG_HOME", ".config", "config");
    if (out->failed)
        return dl_fail_memory(err);
    enum dl_status status = DL_OK;
    if (out->len && access(dl_buf_cstr(out), F_OK) == 0)
        status = dl_file_read(dl_buf_cstr(out), CONFIG_MAX, &text, err);
    struct dl_str value = find_index(dl_buf_view(&text));
    dl_buf_clear(out);
    if (value.len > 1 && value.ptr[0] == '~' && value.ptr[1] == '/') {
        dl_buf_puts(out, home());
        value.ptr++;
        value.len--;
    }
    dl_buf_str(out, value);
    dl_buf_free(&text);
    return status;
}

enum dl_status dl_default_index(struct dl_buf *out, struct dl_error *err)
{
    const char *named = getenv("DATELINE_INDEX");
    enum dl_status status = DL_OK;
    dl_buf_clear(out);
    if (named && *named)
        dl_buf_puts(out, named);
    else
        status = from_config(out, err);
    if (status == DL_OK && out->len == 0)
        xdg_path(out, "XDG_DATA_HOME", ".local/share", "index");
    if (status == DL_OK && out->len == 0 && !out->failed)
        return dl_fail(err, DL_INVALID, "which index? HOME is not set: name it with -d DIR or DATELINE_INDEX");
    return status ? status : dl_buf_status(out, err);
}
