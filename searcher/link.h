/* link.h - hyperlinks on terminals (OSC 8) and where they lead.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_SEARCHER_LINK_H
#define DATELINE_SEARCHER_LINK_H

#include "dateline/article.h"

/* Whether the terminal that the environment describes is one that is known to have hyperlinks. */
bool dl_terminal_has_links(void);

/* Append the address of A: its http or https one, else file:// and its path when that is absolute, else nothing.  Only
 * printable ASCII, without quotation marks: everything else is percent-encoded. */
void dl_link_address(const struct dl_article *a, struct dl_buf *out);

#define DL_LINK_BEGIN "\033]8;;" /* then the address */
#define DL_LINK_TEXT "\033\\"    /* then the text */
#define DL_LINK_END "\033]8;;\033\\"

#endif
