/* fuzz_json_article.c - the reader of JSON objects against jansson.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tests/unit/json_oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *difference = json_differs((struct dl_str){ (const char *)data, size });
    if (difference) {
        fprintf(stderr, "%s\n", difference);
        abort();
    }
    return 0;
}
