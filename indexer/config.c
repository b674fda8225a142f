/* config.c - the configuration file: lines of `name = value`, whose names are those of the long options.
 *
 *   # a comment, on a line of its own
 *   index = ~/archive/index
 *   engine = xapian
 *   memory = 512M
 *   field.body = story_html
 *
 *   [source ~/news/agencies]
 *   include = *.jsonl *.jsonl.gz
 *   exclude = drafts *.part
 *
 *   [source /srv/scraper/out]
 *
 *   filter *.pdf = pdftotext -enc UTF-8 - -
 *
 * Flags take yes or no.  `include` and `exclude` take globs with spaces between them and may be repeated.  ~/ at the
 * beginning of a path stands for $HOME.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <ctype.h>

#include "dateline/file.h"
#include "indexer/settings.h"

#define CONFIG_MAX ((size_t)1024 * 1024)

/* Cut blanks off both ends, in place. */
static char *strip(char *s)
{
    while (isspace((unsigned char)*s))
        s++;
    for (size_t n = strlen(s); n > 0 && isspace((unsigned char)s[n - 1]); n--)
        s[n - 1] = '\0';
    return s;
}

static enum dl_status section(struct dl_settings *s, char *line, struct dl_error *err)
{
    size_t n = strlen(line);
    if (line[n - 1] != ']' || strncmp(line, "[source", 7) != 0 || !isspace((unsigned char)line[7]))
        return dl_fail(err, DL_SYNTAX, "expected [source FOLDER]");
    line[n - 1] = '\0';
    char *path = strip(line + 8);
    return *path ? dl_settings_add_root(s, path, err) : dl_fail(err, DL_SYNTAX, "expected [source FOLDER]");
}

static enum dl_status globs(struct dl_settings *s, bool include, char *value, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    char *save = NULL;
    for (char *g = strtok_r(value, " \t", &save); g && !status; g = strtok_r(NULL, " \t", &save))
        status = dl_settings_add_glob(s, include, g, err);
    return status;
}

/* `field.body = story_html, story.text`: fields of JSON and tables, before those that are known. */
static enum dl_status fields(struct dl_settings *s, const char *meaning, char *value, struct dl_error *err)
{
    enum dl_status status = DL_OK;
    char *save = NULL;
    s->run.fields = &s->fields;
    for (char *name = strtok_r(value, ",", &save); name && !status; name = strtok_r(NULL, ",", &save))
        status = dl_field_map_add(&s->fields, meaning, strip(name), err);
    return status;
}

static enum dl_status setting(struct dl_settings *s, char *line, bool in_source, struct dl_error *err)
{
    char *eq = strchr(line, '=');
    if (!eq)
        return dl_fail(err, DL_SYNTAX, "expected NAME = VALUE, [source FOLDER] or # and a comment");
    *eq = '\0';
    const char *name = strip(line);
    char *value = strip(eq + 1);
    bool include = strcmp(name, "include") == 0;
    if (include || strcmp(name, "exclude") == 0)
        return in_source ? globs(s, include, value, err)
                         : dl_fail(err, DL_SYNTAX, "%s belongs under a [source FOLDER]", name);
    if (!in_source && strncmp(name, "field.", 6) == 0)
        return fields(s, name + 6, value, err);
    if (in_source)
        return dl_fail(err, DL_SYNTAX, "%s belongs above the first [source FOLDER]", name);
    if (strncmp(name, "filter", 6) == 0 && (name[6] == '\0' || isspace((unsigned char)name[6])))
        return dl_settings_add_filter(s, name[6] ? strip((char *)(uintptr_t)name + 7) : "", value, err);
    return dl_settings_apply(s, name, value, err);
}

enum dl_status dl_config_read(struct dl_settings *s, const char *path, struct dl_error *err)
{
    struct dl_buf text = { 0 };
    struct dl_error why = { 0 };
    if (strcmp(path, "/dev/null") == 0)
        return DL_OK; /* the way to ask for none */
    enum dl_status status = dl_file_read(path, CONFIG_MAX, &text, err);
    bool in_source = false;
    int number = 0;
    dl_buf_cstr(&text);
    if (!status && text.failed)
        status = dl_fail_memory(err);
    if (!status && text.len && memchr(text.data, '\0', text.len))
        status = dl_fail(err, DL_INVALID, "%s: not text: it holds a NUL", path);
    char *rest = text.data, *line;
    if (!status && strncmp(rest, "\xEF\xBB\xBF", 3) == 0)
        rest += 3; /* the mark that some editors put before UTF-8 */
    while (!status && (line = strsep(&rest, "\n")) != NULL) {
        number++;
        line = strip(line);
        if (*line == '\0' || *line == '#')
            continue;
        in_source |= *line == '[';
        if (*line == '[')
            status = section(s, line, &why);
        else
            status = setting(s, line, in_source, &why);
        if (status)
            dl_fail(err, status, "%s:%d: %s", path, number, why.message);
    }
    dl_buf_free(&text);
    return status;
}
