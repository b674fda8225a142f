/* url.h - the parts of an address that Dateline uses.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_URL_H
#define DATELINE_URL_H

#include "dateline/buffer.h"

/* Whether S begins with http:// or https://, in any case of letters. */
bool dl_url_is(struct dl_str s);

/* The host of the address S, without "www.", its port and a user's name; empty when S is no address. */
struct dl_str dl_url_host(struct dl_str s);

#endif
