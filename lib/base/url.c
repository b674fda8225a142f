/* url.c - the host of an address.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/url.h"

#include <strings.h>

static size_t scheme(struct dl_str s)
{
    if (s.len > 8 && strncasecmp(s.ptr, "https://", 8) == 0)
        return 8;
    return s.len > 7 && strncasecmp(s.ptr, "http://", 7) == 0 ? 7 : 0;
}

bool dl_url_is(struct dl_str s)
{
    return scheme(s) > 0;
}

struct dl_str dl_url_host(struct dl_str s)
{
    size_t from = scheme(s), end = from;
    if (from == 0)
        return (struct dl_str){ 0 };
    while (end < s.len && s.ptr[end] && !strchr("/?#\\", s.ptr[end]))
        end++;
    const char *user = memrchr(s.ptr + from, '@', end - from);
    if (user)
        from = (size_t)(user - s.ptr) + 1;
    const char *port = memchr(s.ptr + from, ':', end - from);
    if (port)
        end = (size_t)(port - s.ptr);
    if (end - from > 4 && strncasecmp(s.ptr + from, "www.", 4) == 0)
        from += 4;
    return (struct dl_str){ s.ptr + from, end - from };
}
