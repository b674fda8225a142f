/* option_completion.c - completions for bash, zsh and fish, written from the table of options.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/option_completion.h"

#include <string.h>

enum kind { FLAG, FOLDER, ANY_FILE, CHOICES, LISTED, FREE };

const char *dl_completion_shell(int argc, char **argv)
{
    static const char name[] = "--generate-completion=";
    return argc == 2 && strncmp(argv[1], name, sizeof name - 1) == 0 ? argv[1] + sizeof name - 1 : NULL;
}

static enum kind kind_of(const struct dl_completion *c, const struct dl_option *o)
{
    if (!o->arg)
        return FLAG;
    if (strcmp(o->arg, "DIR") == 0)
        return FOLDER;
    if (strcmp(o->arg, "FILE") == 0)
        return ANY_FILE;
    if (c->list && strncmp(o->arg, c->list, strlen(c->list)) == 0)
        return LISTED;
    return strchr(o->arg, '|') || (*o->arg >= 'a' && *o->arg <= 'z') ? CHOICES : FREE;
}

static bool several(const struct dl_option *o)
{
    return o->arg && strstr(o->arg, ",...");
}

/* The choices of an argument such as "a|b,...", with SEPARATOR between them. */
static void put_choices(FILE *out, const struct dl_option *o, char separator)
{
    for (const char *p = o->arg; *p && *p != ','; p++)
        fputc(*p == '|' ? separator : *p, out);
}

/* The first N bytes of TEXT, with a backslash before the characters of SPECIAL; a single quotation mark becomes '\''
 * (POSIX: bash and zsh) or \'. */
static void put_quoted(FILE *out, const char *text, size_t n, const char *special, bool posix)
{
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '\'')
            fputs(posix ? "'\\''" : "\\'", out);
        else if (strchr(special, text[i]))
            fprintf(out, "\\%c", text[i]);
        else
            fputc(text[i], out);
    }
}

/* The first sentence of an option's help, without its stop. */
static size_t first_sentence(const char *help)
{
    const char *end = strstr(help, ". ");
    size_t n = end ? (size_t)(end - help) : strlen(help);
    return n && help[n - 1] == '.' ? n - 1 : n;
}

/* The program's name as part of a function's. */
static void put_name(FILE *out, const char *program)
{
    for (; *program; program++)
        fputc(*program == '-' ? '_' : *program, out);
}

/* ---- bash ------------------------------------------------------------------------------------------------------ */

static void bash_case(FILE *out, const struct dl_completion *c, const struct dl_option *o)
{
    enum kind kind = kind_of(c, o);
    if (kind == FLAG)
        return;
    fputs("    ", out);
    if (o->long_name)
        fprintf(out, "--%s", o->long_name);
    if (o->short_name)
        fprintf(out, "%s-%c", o->long_name ? "|" : "", o->short_name);
    fputs(") ", out);
    if (o->arg_optional)
        fputs("[[ $joined ]] && ", out); /* a value of its own is an operand */
    switch (kind) {
    case FOLDER:
        fputs("words=(-d) ;;\n", out);
        break;
    case ANY_FILE:
        fputs("words=(-f) ;;\n", out);
        break;
    case FREE:
        fputs("return ;;\n", out);
        break;
    default:
        fputs("words=(-W '", out);
        for (size_t i = 0; kind == LISTED && i < c->value_count; i++)
            fprintf(out, "%s%s", i ? " " : "", c->values[i].value);
        if (kind == CHOICES)
            put_choices(out, o, ' ');
        fprintf(out, "')%s ;;\n", several(o) ? " list=1" : "");
    }
}

static void bash(FILE *out, const struct dl_completion *c)
{
    fprintf(out, "# bash completion of %s, generated from its table of options\n_", c->program);
    put_name(out, c->program);
    fputs("()\n{\n"
          "    local cur=${COMP_WORDS[COMP_CWORD]} option= joined= list= head= words=()\n"
          "    COMPREPLY=()\n"
          "    (( COMP_CWORD > 0 )) && option=${COMP_WORDS[COMP_CWORD-1]}\n"
          "    if [[ $cur == '=' ]]; then\n"
          "        joined=1 cur=\n"
          "    elif [[ $option == '=' ]] && (( COMP_CWORD > 1 )); then\n"
          "        joined=1 option=${COMP_WORDS[COMP_CWORD-2]}\n"
          "    fi\n"
          "    case $option in\n",
          out);
    for (const struct dl_option *o = c->table; o->help; o++)
        bash_case(out, c, o);
    fputs("    esac\n"
          "    if (( ${#words[@]} )); then\n"
          "        [[ $list && $cur == *,* ]] && head=${cur%,*},\n"
          "        [[ ${words[0]} == -W ]] || compopt -o filenames 2>/dev/null\n"
          "        mapfile -t COMPREPLY < <(compgen \"${words[@]}\" -P \"$head\" -- \"${cur#\"$head\"}\")\n"
          "    elif [[ $cur == -* ]]; then\n"
          "        mapfile -t COMPREPLY < <(compgen -W '",
          out);
    const char *space = "";
    for (const struct dl_option *o = c->table; o->help; o++) {
        if (!o->long_name)
            continue;
        fprintf(out, "%s--%s%s", space, o->long_name, o->arg && !o->arg_optional ? "=" : "");
        space = " ";
    }
    fputs("' -- \"$cur\")\n"
          "        [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace 2>/dev/null\n",
          out);
    if (c->files)
        fputs("    else\n"
              "        compopt -o filenames 2>/dev/null\n"
              "        mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n",
              out);
    fputs("    fi\n    return 0\n}\ncomplete -F _", out);
    put_name(out, c->program);
    fprintf(out, " %s\n", c->program);
}

/* ---- zsh ------------------------------------------------------------------------------------------------------- */

static void zsh_action(FILE *out, const struct dl_completion *c, const struct dl_option *o)
{
    enum kind kind = kind_of(c, o);
    if (kind == FLAG)
        return;
    fputs(o->arg_optional ? "::" : ":", out);
    put_quoted(out, o->arg, strcspn(o->arg, "|,"), ":", true);
    fputc(':', out);
    if (kind == FOLDER || kind == ANY_FILE)
        fputs(kind == FOLDER ? "_files -/" : "_files", out);
    if (kind == CHOICES || kind == LISTED)
        fputs(several(o) ? "_values -s , value " : "(", out);
    if (kind == CHOICES)
        put_choices(out, o, ' ');
    for (size_t i = 0; kind == LISTED && i < c->value_count; i++)
        fprintf(out, "%s%s", i ? " " : "", c->values[i].value);
    if ((kind == CHOICES || kind == LISTED) && !several(o))
        fputc(')', out);
}

static void zsh_spec(FILE *out, const struct dl_completion *c, const struct dl_option *o, bool is_long)
{
    fputs("    '*", out);
    if (is_long)
        fprintf(out, "--%s%s", o->long_name, !o->arg ? "" : o->arg_optional ? "=-" : "=");
    else
        fprintf(out, "-%c%s", o->short_name, o->arg && !o->arg_optional ? "+" : "");
    fputc('[', out);
    put_quoted(out, o->help, first_sentence(o->help), "[]:\\", true);
    fputc(']', out);
    if (is_long || !o->arg_optional)
        zsh_action(out, c, o);
    fputs("' \\\n", out);
}

static void zsh(FILE *out, const struct dl_completion *c)
{
    fprintf(out, "#compdef %s\n# zsh completion of %s, generated from its table of options\n_arguments -s -S \\\n",
            c->program, c->program);
    for (const struct dl_option *o = c->table; o->help; o++) {
        if (o->short_name)
            zsh_spec(out, c, o, false);
        if (o->long_name)
            zsh_spec(out, c, o, true);
    }
    fputs(c->files ? "    '*:file:_files'\n" : "    '*:query: '\n", out);
}

/* ---- fish ------------------------------------------------------------------------------------------------------ */

static void fish_list(FILE *out, const struct dl_completion *c, const char *what, const struct dl_option *o)
{
    fputs("function __", out);
    put_name(out, c->program);
    fprintf(out, "_%s\n    printf '%%s\\t%%s\\n'", what);
    for (size_t i = 0; !o && i < c->value_count; i++) {
        fprintf(out, " %s '", c->values[i].value);
        put_quoted(out, c->values[i].help, strlen(c->values[i].help), "\\", false);
        fputc('\'', out);
    }
    if (o) {
        fputc(' ', out);
        for (const char *p = o->arg; *p && *p != ','; p++)
            *p == '|' ? fputs(" '' ", out) : fputc(*p, out);
        fputs(" ''", out);
    }
    fputs("\nend\n", out);
}

static void fish_option(FILE *out, const struct dl_completion *c, const struct dl_option *o)
{
    enum kind kind = kind_of(c, o);
    fprintf(out, "complete -c %s", c->program);
    if (o->short_name)
        fprintf(out, " -s %c", o->short_name);
    if (o->long_name)
        fprintf(out, " -l %s", o->long_name);
    if (kind != FLAG && !o->arg_optional)
        fputs(kind == ANY_FILE ? " -r -F" : " -x", out);
    if (kind == FOLDER)
        fputs(" -a '(__fish_complete_directories)'", out);
    if (kind == CHOICES && !several(o)) {
        fputs(" -a '", out);
        put_choices(out, o, ' ');
        fputc('\'', out);
    }
    if (several(o) && (kind == CHOICES || kind == LISTED)) {
        fputs(" -a '(__fish_complete_list , __", out);
        put_name(out, c->program);
        fprintf(out, "_%s)'", kind == LISTED ? "values" : o->long_name);
    }
    fputs(" -d '", out);
    put_quoted(out, o->help, first_sentence(o->help), "\\", false);
    fputs("'\n", out);
}

static void fish(FILE *out, const struct dl_completion *c)
{
    fprintf(out, "# fish completion of %s, generated from its table of options\n", c->program);
    if (c->list)
        fish_list(out, c, "values", NULL);
    for (const struct dl_option *o = c->table; o->help; o++)
        if (several(o) && kind_of(c, o) == CHOICES)
            fish_list(out, c, o->long_name, o);
    if (!c->files)
        fprintf(out, "complete -c %s -f\n", c->program);
    for (const struct dl_option *o = c->table; o->help; o++)
        fish_option(out, c, o);
}

enum dl_status dl_option_completion(FILE *out, const struct dl_completion *c, const char *shell, struct dl_error *err)
{
    static const struct {
        const char *name;
        void (*write)(FILE *, const struct dl_completion *);
    } shells[] = { { "bash", bash }, { "zsh", zsh }, { "fish", fish } };
    for (size_t i = 0; i < sizeof shells / sizeof *shells; i++) {
        if (strcmp(shells[i].name, shell) != 0)
            continue;
        shells[i].write(out, c);
        return DL_OK;
    }
    return dl_fail(err, DL_INVALID, "no completions for '%s': bash, zsh or fish", shell);
}
