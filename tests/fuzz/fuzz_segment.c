/* fuzz_segment.c - hostile segments (libFuzzer).  Checksums are not compared in this build: see segment_read.c.
 *
 * With the argument --make-seeds DIR (before any other) it writes a few real segments to start from, and ends.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../oracle/exercise.h"
#include "dateline/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static int make_seeds(const char *dir)
{
    static const unsigned sizes[] = { 0, 1, 17, 200, 400 };
    struct dl_error err;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char tmp[] = "/tmp/dateline-seed-XXXXXX", cmd[600];
        if (!mkdtemp(tmp) || exercise_make(tmp, sizes[i], i + 1, &err) != DL_OK) {
            fprintf(stderr, "fuzz_segment: %s\n", err.message);
            return 1;
        }
        snprintf(cmd, sizeof cmd, "cp %s/s00000001.seg '%s/seed-%u' && rm -rf %s", tmp, dir, sizes[i], tmp);
        if (system(cmd) != 0)
            return 1;
    }
    return 0;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    if (*argc > 2 && strcmp((*argv)[1], "--make-seeds") == 0)
        exit(make_seeds((*argv)[2]));
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct exercise_counts counts = { 0 };
    uint8_t *copy = aligned_alloc(64, (size + 63) / 64 * 64 + 64); /* as a mapping is */
    if (!copy)
        return 0;
    memcpy(copy, data, size);
    exercise_segment(copy, size, &counts);
    free(copy);
    return 0;
}
