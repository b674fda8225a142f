/* link.c - hyperlinks on terminals (OSC 8) and where they lead.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/link.h"

#include <stdlib.h>
#include <unistd.h>

static bool variable_is(const char *name, const char *const *values)
{
    const char *value = getenv(name);
    for (; value && *values; values++)
        if (strncmp(value, *values, strlen(*values)) == 0)
            return true;
    return false;
}

bool dl_terminal_has_links(void)
{
    static const char *const within[] = { "screen", "tmux", NULL }; /* what is around them is not known */
    static const char *const terms[] = { "xterm-kitty", "xterm-ghostty", "foot", "alacritty", "contour", NULL };
    static const char *const programs[] = { "iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", NULL };
    const char *vte = getenv("VTE_VERSION");
    if (variable_is("TERM", within))
        return false;
    return variable_is("TERM", terms) || variable_is("TERM_PROGRAM", programs) || getenv("WT_SESSION") ||
           getenv("KONSOLE_VERSION") || (vte && atoi(vte) >= 5000);
}

static void encode(struct dl_str s, struct dl_buf *out)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c > ' ' && c < 0x7F && !strchr("\"'<>\\^`{|}", c))
            dl_buf_byte(out, c);
        else
            dl_buf_printf(out, "%%%02X", c);
    }
}

static bool begins_with(struct dl_str s, const char *start)
{
    return s.len > strlen(start) && memcmp(s.ptr, start, strlen(start)) == 0;
}

void dl_link_host(char host[256])
{
    if (gethostname(host, 256) != 0 || memchr(host, '\0', 256) == NULL)
        host[0] = '\0';
}

void dl_link_address(const struct dl_article *a, const char *host, struct dl_buf *out)
{
    if (begins_with(a->url, "https://") || begins_with(a->url, "http://")) {
        encode(a->url, out);
        return;
    }
    if (begins_with(a->path, "file://")) { /* a name that is not UTF-8, see dl_path_utf8 */
        dl_buf_str(out, a->path);
        return;
    }
    if (!begins_with(a->path, "/"))
        return;
    dl_buf_puts(out, "file://");
    encode(dl_str_of(host), out);
    for (size_t from = 0; from < a->path.len;) { /* in a path these three are mere characters */
        struct dl_str rest = { a->path.ptr + from, a->path.len - from };
        size_t n = 0;
        while (n < rest.len && !strchr("%?#", rest.ptr[n]))
            n++;
        encode((struct dl_str){ rest.ptr, n }, out);
        if (n < rest.len)
            dl_buf_printf(out, "%%%02X", (unsigned char)rest.ptr[n++]);
        from += n;
    }
}
