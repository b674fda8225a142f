/* versions.c - the libraries that Dateline uses.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <libdeflate.h>
#include <libxml/parser.h>
#include <pcre2.h>
#include <unicode/uversion.h>
#include <xapian/version.h>
#include <xxhash.h>
#include <zlib.h>

#include "dateline/engine.h"

void dl_library_versions(struct dl_buf *out)
{
    char icu[U_MAX_VERSION_STRING_LENGTH], pcre[64] = "";
    unsigned hash = XXH_versionNumber();
    UVersionInfo v;
    u_getVersion(v);
    u_versionToString(v, icu);
    pcre2_config(PCRE2_CONFIG_VERSION, pcre);
    dl_buf_printf(out, "Xapian %s, ICU %s, PCRE2 %.*s, libxml2 %s, zlib %s, libdeflate %s, xxHash %u.%u.%u",
                  XAPIAN_VERSION, icu, (int)strcspn(pcre, " "), pcre, LIBXML_DOTTED_VERSION, zlibVersion(),
                  LIBDEFLATE_VERSION_STRING, hash / 10000, hash / 100 % 100, hash % 100);
}
