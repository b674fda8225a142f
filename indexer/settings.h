/* settings.h - what the command line, the environment and the configuration file ask for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_INDEXER_SETTINGS_H
#define DATELINE_INDEXER_SETTINGS_H

#include "dateline/option.h"
#include "indexer/run.h"

enum dl_action {
    DL_ACTION_RUN = 0,
    DL_ACTION_STATUS,
    DL_ACTION_VERIFY,
    DL_ACTION_COMPACT,
    DL_ACTION_REBUILD,
    DL_ACTION_EXPLAIN,
    DL_ACTION_CORRECT,
    DL_ACTION_BACKUP,
    DL_ACTION_HELP,
    DL_ACTION_HELP_ALL,
    DL_ACTION_VERSION
};

struct dl_settings {
    enum dl_action action;
    struct dl_run_options run; /* roots and index point into what follows */
    const char *explain_id, *correct_id, *remove_id, *backup_dir;
    const char *corrections; /* the file of corrections; never NULL when there is an index */
    bool quiet, verbose;
    int json;                   /* --format: whether it is json */
    int nice;                   /* 0: the priority stays as it is */
    struct dl_field_map fields; /* field.MEANING of the configuration file */
    struct dl_arena arena;      /* every string below, and the globs */
    const char *config;         /* --config */
    const char *index;
    struct dl_root *roots;
    size_t root_count;
    struct dl_filter *filters;
    size_t filter_count;
    bool operands; /* roots came from the command line, not from the file */
};

/* The options, for --help, man pages and completions. */
extern const struct dl_option dl_index_options[];

/* Configuration file, then environment, then command line: the later wins.  DL_INVALID. */
enum dl_status dl_settings_read(struct dl_settings *s, int argc, char **argv, struct dl_error *err);
void dl_settings_free(struct dl_settings *s);

/* One setting by its long option name, as the configuration file gives it. */
enum dl_status dl_settings_apply(struct dl_settings *s, const char *name, const char *value, struct dl_error *err);

/* Add a source; PATH is copied.  The globs of the last one added. */
enum dl_status dl_settings_add_root(struct dl_settings *s, const char *path, struct dl_error *err);
enum dl_status dl_settings_add_glob(struct dl_settings *s, bool include, const char *glob, struct dl_error *err);

/* Add a filter, as the configuration file gives it (filter.h).  DL_INVALID. */
enum dl_status dl_settings_add_filter(struct dl_settings *s, const char *glob, const char *command,
                                      struct dl_error *err);

/* The configuration file at PATH (indexer/config.c tells the format).  DL_SYNTAX names the line. */
enum dl_status dl_config_read(struct dl_settings *s, const char *path, struct dl_error *err);

#endif
