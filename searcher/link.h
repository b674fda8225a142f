/* link.h - hyperlinks on terminals (OSC 8) and where they lead.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_LINK_H
#define DATELINE_SEARCHER_LINK_H

#include "dateline/article.h"

/* Whether the terminal that the environment describes is one that is known to have hyperlinks. */
bool dl_terminal_has_links(void);

/* Append the address of A: its http or https one, else file:// with HOST and its path when that is absolute, else
 * nothing.  HOST is this machine's name for a terminal, which may be another machine's, and "" for a browser: Chromium
 * opens no file of a named host.  Only printable ASCII, without quotation marks: everything else is percent-encoded. */
void dl_link_address(const struct dl_article *a, const char *host, struct dl_buf *out);

/* This machine's name, or "". */
void dl_link_host(char host[256]);

#define DL_LINK_BEGIN "\033]8;;" /* then the address */
#define DL_LINK_TEXT "\033\\"    /* then the text */
#define DL_LINK_END "\033]8;;\033\\"

#endif
