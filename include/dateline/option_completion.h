/* option_completion.h - shell completions written from the table of options (option.h).
 *
 * The form of an option's argument tells what completes it: DIR and FILE name files, "a|b|c" the choices themselves;
 * the argument that LIST names is completed from VALUES, and one that ends with ",..." takes several between commas.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_OPTION_COMPLETION_H
#define DATELINE_OPTION_COMPLETION_H

#include "dateline/option.h"

struct dl_completion_value {
    const char *value, *help; /* value: letters, digits and '-' only */
};

struct dl_completion {
    const char *program;
    const struct dl_option *table;
    const char *list; /* "COUNTRY", or NULL: no option is completed from `values` */
    const struct dl_completion_value *values;
    size_t value_count;
    bool files; /* operands are files */
};

/* Write the completions for SHELL: "bash", "zsh" or "fish"; DL_INVALID for another.  Errors of OUT are the caller's to
 * look at. */
enum dl_status dl_option_completion(FILE *out, const struct dl_completion *c, const char *shell, struct dl_error *err);

/* The shell when the command line is nothing but --generate-completion=SHELL, else NULL.  That is for installing and in
 * no table. */
const char *dl_completion_shell(int argc, char **argv);

#endif
