/* compile_words.c - turn the word lists of lib/metadata/data into C arrays; run by make on the building machine.
 *
 *     compile_words FILE.tsv... > word_tables.inc
 *
 * A line is "word <tab> kind kind ... [<tab> value]"; "#" begins a comment.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/metadata/words.h"

#define MAX_WORDS 4000
#define MAX_MEMBERS 6000

static const char *const kind_names[] = {
#define X(id, name) name,
    DL_WORD_KINDS(X)
#undef X
};

static struct {
    char *text;
    dl_word_set kinds;
} words[MAX_WORDS];
static struct member {
    unsigned word, kind;
    char *value;
} members[MAX_MEMBERS];
static unsigned word_count, member_count;
static const char *pooled[MAX_WORDS + MAX_MEMBERS];
static unsigned pooled_count;
static size_t pool_size;
static const char *file;
static unsigned line_number;

static void die(const char *what)
{
    fprintf(stderr, "compile_words: %s:%u: %s\n", file, line_number, what);
    exit(1);
}

static char *copy(const char *s)
{
    char *p = strdup(s);
    if (!p)
        die("out of memory");
    return p;
}

static unsigned word_number(const char *text)
{
    for (unsigned i = 0; i < word_count; i++)
        if (strcmp(words[i].text, text) == 0)
            return i;
    if (word_count == MAX_WORDS)
        die("too many words");
    words[word_count].text = copy(text);
    return word_count++;
}

static unsigned kind_number(const char *name)
{
    for (unsigned i = 0; i < DL_WORD_KIND_COUNT; i++)
        if (strcmp(kind_names[i], name) == 0)
            return i;
    die(name);
    return 0;
}

static void add(const char *text, unsigned kind, const char *value)
{
    unsigned word = word_number(text);
    for (unsigned i = 0; i < member_count; i++)
        if (members[i].word == word && members[i].kind == kind &&
            (!value || !members[i].value || strcmp(value, members[i].value) == 0)) {
            if (kind == DL_WORD_ENGLISH_PHRASE)
                return;
            die("given twice");
        }
    if (member_count == MAX_MEMBERS)
        die("too many entries");
    words[word].kinds |= UINT64_C(1) << kind;
    members[member_count++] = (struct member){ word, kind, value ? copy(value) : NULL };
}

static void read_line(char *line)
{
    line[strcspn(line, "\n")] = '\0';
    if (*line == '#' || !*line)
        return;
    char *kinds = strchr(line, '\t');
    if (!kinds)
        die("no tab");
    *kinds++ = '\0';
    char *value = strchr(kinds, '\t'), *last = strrchr(line, ' ');
    if (value)
        *value++ = '\0';
    for (char *k = strtok(kinds, " "); k; k = strtok(NULL, " ")) {
        unsigned kind = kind_number(k);
        add(line, kind, value);
        if (last && (kind == DL_WORD_AMERICAN || kind == DL_WORD_BRITISH))
            add(last + 1, DL_WORD_ENGLISH_PHRASE, NULL);
    }
}

static void read_file(const char *name)
{
    char line[512];
    FILE *f = fopen(name, "r");
    file = name;
    line_number = 0;
    if (!f)
        die("cannot be opened");
    while (fgets(line, sizeof line, f)) {
        line_number++;
        read_line(line);
    }
    fclose(f);
}

static void print_string(const char *s)
{
    putchar('"');
    for (; *s; s++)
        printf(*s == '"' || *s == '\\' ? "\\%c" : "%c", *s);
    putchar('"');
}

/* Keeps S for the pool and prints its offset. */
static void print_offset(const char *s)
{
    if (pooled_count == sizeof pooled / sizeof pooled[0])
        die("too many texts");
    pooled[pooled_count++] = s;
    printf("%zu", pool_size);
    pool_size += strlen(s) + 1;
}

static void write_pool(void)
{
    printf("const char dl_word_pool[] =\n");
    for (unsigned i = 0; i < pooled_count; i++) {
        print_string(pooled[i]);
        printf(" \"\\0\"\n");
    }
    printf(";\n");
}

static void write_words(void)
{
    static uint16_t slots[1 << DL_WORD_SLOT_BITS];
    printf("const struct dl_word dl_word_table[] = {\n");
    for (unsigned i = 0; i < word_count; i++) {
        unsigned at = dl_word_slot(dl_str_of(words[i].text));
        while (slots[at])
            at = (at + 1) % (1 << DL_WORD_SLOT_BITS);
        slots[at] = (uint16_t)(i + 1);
        printf("{ UINT64_C(0x%llx), ", (unsigned long long)words[i].kinds);
        print_offset(words[i].text);
        printf(" },\n");
    }
    printf("};\nconst unsigned dl_word_count = %u;\nconst uint16_t dl_word_slots[1 << DL_WORD_SLOT_BITS] = {\n",
           word_count);
    for (unsigned i = 0; i < 1 << DL_WORD_SLOT_BITS; i++)
        printf("%u,%s", slots[i], i % 16 == 15 ? "\n" : "");
    printf("};\n");
}

static void write_members(void)
{
    unsigned starts[DL_WORD_KIND_COUNT + 1] = { 0 }, written = 0;
    printf("const struct dl_word_member dl_word_members[] = {\n");
    for (unsigned kind = 0; kind < DL_WORD_KIND_COUNT; kind++) {
        for (unsigned i = 0; i < member_count; i++) {
            if (members[i].kind != kind)
                continue;
            printf("{ %u, ", members[i].word);
            if (members[i].value)
                print_offset(members[i].value);
            else
                printf("DL_WORD_NO_VALUE");
            printf(" },\n");
            written++;
        }
        starts[kind + 1] = written;
    }
    printf("};\nconst uint16_t dl_word_starts[DL_WORD_KIND_COUNT + 1] = {");
    for (unsigned kind = 0; kind <= DL_WORD_KIND_COUNT; kind++)
        printf(" %u,", starts[kind]);
    printf(" };\n");
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        read_file(argv[i]);
    if (word_count > (1 << DL_WORD_SLOT_BITS) / 4 * 3)
        die("raise DL_WORD_SLOT_BITS");
    printf("/* Generated by compile_words from lib/metadata/data: do not edit. */\n");
    write_words();
    write_members();
    write_pool();
    return fflush(stdout) != 0 || ferror(stdout);
}
