/* compile_gazetteer.c - turn the tables of lib/place/data into C arrays; run by make on the building machine.
 *
 *     compile_gazetteer DATADIR > gazetteer_tables.inc
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/place/languages.h"
#include "lib/place/tables.h"
#include "lib/place/token.h"

#define MAX_COUNTRIES 400
#define MAX_REGIONS 65535
#define MAX_SENSES ((1 << 19) - 2) /* what a slot can number */

struct node { /* a prefix of a name */
    uint64_t hash;
    int first_sense; /* in a list through next[] below, -1 none */
    uint32_t next;   /* filter of the tokens that continue it */
    bool used, first;
};

struct sense {
    struct dl_place_sense s;
    int next;
    uint8_t languages; /* that have it, 255: that many and more */
    uint8_t bytes;     /* of its first spelling, 255: that many and more */
};

/* Bytes of a name and languages that have it, together: with less it is too many other things to count beyond them. */
#define FREE_MEASURE 6

static struct node *nodes;
static unsigned node_bits = 20, node_count;
static struct sense *senses;
static int sense_count;
static struct {
    char code[5], alpha3[4], name[PLACE_MAX_COUNTRY_NAME + 1], successor[5];
} countries[MAX_COUNTRIES];
#define OTHER_NAME 64 /* flag of a sense while tables are read: not the first name of the city */
#define TENTH 10      /* of a population, in the measure of dl_place_sense.size */
static unsigned country_count;
static struct place_period periods[200];
static unsigned period_count;
static char *regions[MAX_REGIONS];
static unsigned region_count = 1; /* 0 is none */
static struct {
    char *folded;
    unsigned country;
} name_list[60000];
static unsigned name_count;
/* A rule of forms.tsv: FROM -> TO, both without their "*"; in front of a name or at its end. */
static struct form_rule {
    uint8_t language;
    bool in_front;
    char *from, *to;
} form_rules[1000];
static unsigned form_rule_count;
static struct {
    char *text;
    bool whole;
} endings[400];
static unsigned ending_count;
static const char *data_dir;
static char where[600];

static void die(const char *what)
{
    fprintf(stderr, "compile_gazetteer: %s: %s\n", where, what);
    exit(1);
}

static void *must(void *p)
{
    if (!p)
        die("out of memory");
    return p;
}

static struct node *node_at(uint64_t hash)
{
    uint32_t mask = (UINT32_C(1) << node_bits) - 1;
    for (uint32_t i = (uint32_t)(hash >> 32) & mask;; i = (i + 1) & mask) {
        if (!nodes[i].used) {
            if (++node_count > mask / 2)
                die("too many names: raise node_bits");
            nodes[i] = (struct node){ .hash = hash, .first_sense = -1, .used = true };
            return &nodes[i];
        }
        if (nodes[i].hash == hash)
            return &nodes[i];
    }
}

static unsigned country_index(const char *code)
{
    for (unsigned i = 0; i < country_count; i++)
        if (strcmp(countries[i].code, code) == 0)
            return i;
    die("unknown country code");
    return 0;
}

static unsigned region_number(const char *code) /* "US.CA"; numbered as they come */
{
    static uint16_t table[1 << 17];
    struct token_hash h = { 0 };
    for (const char *p = code; *p; p++)
        token_hash_byte(&h, (unsigned char)*p);
    for (uint32_t i = (uint32_t)(token_hash_end(&h) >> 40) & 0x1FFFF;; i = (i + 1) & 0x1FFFF) {
        if (!table[i]) {
            if (region_count == MAX_REGIONS)
                die("too many regions");
            table[i] = (uint16_t)region_count;
            regions[region_count] = must(strdup(code));
            return region_count++;
        }
        if (strcmp(regions[table[i]], code) == 0)
            return table[i];
    }
}

/* Walk NAME's tokens; returns its last node, NULL when it has none or too many.  FOLDED gets a readable folded form. */
static struct node *node_of_name(const char *name, uint64_t *exact, bool *ascii_case, bool *accented)
{
    const unsigned char *p = (const unsigned char *)name, *end = p + strlen(name);
    uint64_t hash = 0;
    struct node *n = NULL;
    unsigned tokens = 0;
    *exact = 0;
    *ascii_case = *accented = false;
    while (p < end) {
        struct token t;
        if (!token_starts(p, end)) {
            p++;
            continue;
        }
        token_read(p, end, &t);
        p = t.end;
        if (++tokens > PLACE_MAX_TOKENS)
            return NULL;
        if (n)
            n->next |= 1u << place_next_bit(t.hash);
        hash = phrase_hash(hash, t.hash);
        *exact = phrase_hash(*exact, t.exact);
        n = node_at(hash);
        n->first |= tokens == 1;
        *ascii_case |= (t.flags & TOKEN_CASELESS) == 0;
        *accented |= (t.flags & TOKEN_ACCENTED) != 0;
    }
    return n;
}

static bool last_word_small(const char *word)
{
    struct token t;
    const unsigned char *p = (const unsigned char *)word, *end = p + strlen(word);
    if (p == end || !token_starts(p, end))
        return false;
    token_read(p, end, &t);
    return !(t.flags & (TOKEN_UPPER_FIRST | TOKEN_CASELESS)) && (t.flags & TOKEN_LOWER);
}

static void add_sense(const char *name, struct dl_place_sense s)
{
    uint64_t exact;
    bool cased, accented;
    struct node *n = node_of_name(name, &exact, &cased, &accented);
    if (!n)
        return;
    s.exact = (uint32_t)exact;
    const char *last = strrchr(name, ' ');
    if (last && s.kind == DL_PLACE_NAME && last_word_small(last + 1))
        s.flags = (uint8_t)(s.flags | DL_PLACE_SMALL);
    bool latin = cased && (unsigned char)name[0] < 0xCD;
    if (s.language && !latin)
        s.language = 0; /* nothing else is written like that */
    int *tail = &n->first_sense;
    for (; *tail >= 0; tail = &senses[*tail].next) {
        struct dl_place_sense *o = &senses[*tail].s;
        if (o->country == s.country && o->kind == s.kind && o->region == s.region) {
            if (s.language !=
                o->language) /* "Island" is German and Swedish; "Japon" is French and, but for an accent, Spanish */
                o->language = s.language && o->language ? DL_PLACE_SEVERAL : 0;
            if (s.size > o->size)
                o->size = s.size;
            /* "Ecuador" is also Vietnamese, but needs no accents for that */
            if (s.language && senses[*tail].languages < UINT8_MAX)
                senses[*tail].languages++;
            o->flags = (uint8_t)((o->flags | s.flags) & ~(DL_PLACE_ACCENTS | OTHER_NAME)) |
                       (o->flags & s.flags & (DL_PLACE_ACCENTS | OTHER_NAME));
            return;
        }
    }
    if (sense_count == MAX_SENSES)
        die("too many senses");
    senses[sense_count] = (struct sense){ .s = s,
                                          .next = -1,
                                          .languages = s.language != 0,
                                          .bytes = (uint8_t)(strlen(name) < UINT8_MAX ? strlen(name) : UINT8_MAX) };
    *tail = sense_count++;
}

static void remember_name(const char *name, unsigned country)
{
    char folded[256];
    size_t len = 0;
    const unsigned char *p = (const unsigned char *)name, *end = p + strlen(name);
    while (p < end && len + 8 < sizeof folded) {
        unsigned n;
        uint32_t c = token_lower(token_char(p, end, &n));
        char base = token_base_letter(c);
        if (c < 0x80)
            folded[len++] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
        else if (base >= 'a' && base <= 'z')
            folded[len++] = base;
        else {
            memcpy(folded + len, p, n);
            len += n;
        }
        p += n;
    }
    folded[len] = 0;
    if (name_count == sizeof name_list / sizeof name_list[0])
        die("too many names of countries");
    name_list[name_count].folded = must(strdup(folded));
    name_list[name_count++].country = country;
}

/* ---- reading the tables ------------------------------------------------------------------------------------------ */

/* Calls EACH with the tab-separated fields of every line that is no comment. */
static void read_table(const char *file, unsigned min_fields, void (*each)(char **fields))
{
    char path[500], *line = NULL;
    size_t cap = 0;
    unsigned number = 0;
    snprintf(path, sizeof path, "%s/%s", data_dir, file);
    FILE *f = fopen(path, "r");
    snprintf(where, sizeof where, "%s", path);
    if (!f)
        die("cannot be read");
    while (getline(&line, &cap, f) > 0) {
        char *fields[8] = { 0 }, *p = line;
        unsigned n = 0;
        snprintf(where, sizeof where, "%s:%u", path, ++number);
        line[strcspn(line, "\r\n")] = 0;
        if (!*line || *line == '#')
            continue;
        while (p && n < 8) {
            fields[n++] = p;
            p = strchr(p, '\t');
            if (p)
                *p++ = 0;
        }
        if (n < min_fields)
            die("too few fields");
        each(fields);
    }
    free(line);
    fclose(f);
}

/* Calls EACH name of a "; "-separated list. */
static char *next_name(char **list)
{
    while (*list && **list == ' ')
        ++*list;
    if (!*list || !**list)
        return NULL;
    char *name = *list, *sep = strchr(name, ';');
    *list = sep ? sep + 1 : NULL;
    if (sep)
        *sep = 0;
    for (size_t n = strlen(name); n && name[n - 1] == ' ';)
        name[--n] = 0;
    return name;
}

static void new_country(const char *code, const char *alpha3, const char *name, const char *successor)
{
    if (country_count == MAX_COUNTRIES || strlen(code) > 4 || strlen(alpha3) != 3 ||
        strlen(name) > PLACE_MAX_COUNTRY_NAME)
        die("bad country");
    strcpy(countries[country_count].code, code);
    strcpy(countries[country_count].alpha3, alpha3);
    strcpy(countries[country_count].name, name);
    strcpy(countries[country_count++].successor, successor);
}

static void read_country(char **f)
{
    new_country(f[0], f[1], f[2], f[0]);
}

static void read_former(char **f)
{
    bool again = country_count && strcmp(countries[country_count - 1].code, f[0]) == 0;
    if (!again)
        new_country(f[0], f[1], f[2], f[5]);
    unsigned former = country_index(f[0]);
    int32_t from = atoi(f[3]), until = atoi(f[4]);
    if (until == 0)
        return;
    char *list = f[6], *part;
    while (list && (part = next_name(&list)) != NULL) {
        struct place_period p = { (uint16_t)former, 0, 0, from, until };
        char *dot = strchr(part, '.');
        if (strcmp(part, "-") == 0) {
            p.country = (uint16_t)former;
        } else {
            if (dot)
                p.region = (uint16_t)region_number(part);
            if (dot)
                *dot = 0;
            p.country = (uint16_t)country_index(part);
        }
        if (period_count == sizeof periods / sizeof periods[0])
            die("too many periods");
        periods[period_count++] = p;
    }
}

static void read_former_name(char **f)
{
    if (strcmp(f[0], "YUCS") != 0 && atoi(f[4]) == 0)
        return;
    remember_name(f[2], country_index(f[0]));
    add_sense(f[2], (struct dl_place_sense){ .country = (uint16_t)country_index(f[0]), .kind = DL_PLACE_NAME });
}

static bool all_capitals(const char *s)
{
    for (; *s; s++)
        if (!((*s >= 'A' && *s <= 'Z') || *s == '.'))
            return false;
    return true;
}

static bool all_ascii(const char *s)
{
    while (*s && (unsigned char)*s < 0x80)
        s++;
    return !*s;
}

/* LANG, FROM, TO.  TO is kept as it is written, a list of patterns. */
static void read_form_rule(char **f)
{
    struct form_rule r = { .language = place_language_number(f[0], strlen(f[0])), .in_front = f[1][0] != '*' };
    char *star = strchr(f[1], '*');
    if (!r.language || !star || form_rule_count == sizeof form_rules / sizeof form_rules[0])
        die("not a rule of a known language, or too many rules");
    if (r.in_front)
        *star = 0;
    r.from = must(strdup(r.in_front ? (strcmp(f[1], "^") == 0 ? "" : f[1]) : f[1] + 1));
    r.to = must(strdup(f[2] ? f[2] : ""));
    form_rules[form_rule_count++] = r;
}

static void read_ending(char **f)
{
    char *list = f[1], *text;
    while ((text = next_name(&list)) != NULL) {
        if (ending_count == sizeof endings / sizeof endings[0])
            die("too many endings");
        endings[ending_count].text = must(strdup(text));
        endings[ending_count++].whole = strcmp(f[0], "WHOLE") == 0;
    }
}

static const struct form_rule *rule_for(const char *name, uint8_t language, bool in_front)
{
    size_t len = strlen(name);
    for (const struct form_rule *r = form_rules; r < form_rules + form_rule_count; r++) {
        size_t n = strlen(r->from);
        if (r->language == language && r->in_front == in_front && len > n &&
            memcmp(in_front ? name : name + len - n, r->from, n) == 0)
            return r;
    }
    return NULL;
}

static void add_rule_forms(const char *name, const struct form_rule *r, struct dl_place_sense s)
{
    char list[2000], form[400], *left = list, *to;
    size_t cut = strlen(r->from), rest = strlen(name) - cut;
    snprintf(list, sizeof list, "%s", r->to);
    while (left && (to = next_name(&left)) != NULL) {
        char *star = strchr(to, '*');
        if (!star)
            die("a form without *");
        *star = 0;
        snprintf(form, sizeof form, "%s%.*s%s", to, (int)rest, r->in_front ? name + cut : name, star + 1);
        add_sense(form, s);
    }
}

/* The forms of NAME in sentences of LANGUAGE. */
static void add_forms(const char *name, uint8_t language, struct dl_place_sense s)
{
    const struct form_rule *end = rule_for(name, language, false), *front = rule_for(name, language, true);
    if (strlen(name) > 200)
        return;
    if (end)
        add_rule_forms(name, end, s);
    if (front)
        add_rule_forms(name, front, s);
}

/* LANG; or LANG:people, of which the names are demonyms; or LANG:place, of which they are places as well known as a
 * city of five million. */
static void read_names(char **f)
{
    struct dl_place_sense s = { .country = (uint16_t)country_index(f[0]), .kind = DL_PLACE_NAME };
    char *list = f[2], *name, *colon = strchr(f[1], ':');
    bool people = colon && strcmp(colon, ":people") == 0, place = colon && strcmp(colon, ":place") == 0;
    if (colon)
        *colon = 0;
    if (place) {
        char region[16];
        snprintf(region, sizeof region, "%.4s.00", f[0]);
        s.region = (uint16_t)region_number(region);
        s.size = 67;
    }
    uint8_t language = 0;
    if (strcmp(f[1], "en") != 0) {
        s.language = language = place_language_number(f[1], strlen(f[1]));
        if (!s.language)
            die("a language that languages.h does not list");
    }
    while ((name = next_name(&list)) != NULL) {
        s.kind = people ? DL_PLACE_PEOPLE : place ? DL_PLACE_CITY : all_capitals(name) ? DL_PLACE_ABBR : DL_PLACE_NAME;
        s.flags = 0;
        /* Short names with diacritics are other words without them: "Đức", "Mỹ", "Nga" in Vietnamese. */
        if (strcmp(f[1], "vi") == 0 && strlen(name) < 8 && !strchr(name, ' ') && !all_ascii(name))
            s.flags = DL_PLACE_ACCENTS;
        if (!people && !place)
            remember_name(name, s.country);
        add_sense(name, s);
        if (language && s.kind != DL_PLACE_CITY)
            add_forms(name, language, s);
    }
}

static void read_alias(char **f)
{
    static const struct {
        const char *word;
        uint8_t kind;
    } kinds[] = { { "name", DL_PLACE_NAME },     { "former", DL_PLACE_NAME },      { "abbr", DL_PLACE_ABBR },
                  { "people", DL_PLACE_PEOPLE }, { "inst", DL_PLACE_INSTITUTION }, { "hint", DL_PLACE_HINT } };
    struct dl_place_sense s = { .country = (uint16_t)country_index(f[0]) };
    if (place_language_number(f[1], strlen(f[1])) && strlen(f[1]) == 2) {
        read_names(f);
        return;
    }
    for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].word, f[1]) == 0)
            s.kind = kinds[i].kind;
    if (!s.kind)
        die("unknown kind");
    char *list = f[2], *name;
    uint8_t kind = s.kind;
    while ((name = next_name(&list)) != NULL) {
        s.kind = kind == DL_PLACE_NAME && all_capitals(name) ? DL_PLACE_ABBR : kind;
        /* short names of other languages would be English words without their diacritics: "Mỹ" */
        s.flags = !all_ascii(name) && strlen(name) < 8 ? DL_PLACE_ACCENTS : 0;
        if (kind <= DL_PLACE_ABBR)
            remember_name(name, s.country);
        add_sense(name, s);
    }
}

/* A region of SIZE (as of a city, 0 unknown). */
static void add_region(char *code, uint8_t size, char *list)
{
    char *dot = strchr(code, '.'), *name;
    if (!dot)
        die("a region is CC.REGION");
    unsigned region = region_number(code);
    *dot = 0;
    bool known = false; /* GeoNames lists regions of countries that are no more */
    for (unsigned i = 0; i < country_count; i++)
        known |= strcmp(countries[i].code, code) == 0;
    if (!known)
        return;
    struct dl_place_sense s = {
        .country = (uint16_t)country_index(code), .kind = DL_PLACE_REGION, .region = (uint16_t)region, .size = size
    };
    while ((name = next_name(&list)) != NULL)
        add_sense(name, s);
}

static uint8_t size_of_people(const char *number)
{
    double people = atof(number);
    return (uint8_t)(people > 1 ? 10 * log10(people) + 0.5 : 0);
}

static void read_region(char **f)
{
    add_region(f[0], 68, f[1]);
} /* those by hand are well known: as big as a state of America */

static void read_world_region(char **f)
{
    add_region(f[0], size_of_people(f[1]), f[2]);
}

/* OTHER: flag of all names but the first. */
static void add_city(char **f, uint8_t other)
{
    char *dot = strchr(f[0], '.');
    if (!dot)
        die("a city is in CC.REGION");
    struct dl_place_sense s = { .kind = DL_PLACE_CITY, .region = (uint16_t)region_number(f[0]) };
    *dot = 0;
    s.country = (uint16_t)country_index(f[0]);
    s.size = size_of_people(f[1]);
    s.flags = (uint8_t)((strchr(f[2], 'c') ? DL_PLACE_CAPITAL : 0) | (strchr(f[2], 'w') ? DL_PLACE_WORD : 0) |
                        (strchr(f[2], 'g') ? DL_PLACE_PERSON : 0));
    char *list = f[3], *name;
    uint8_t flags = s.flags;
    while ((name = next_name(&list)) != NULL) {
        add_sense(name, s);
        s.flags = (uint8_t)((flags & ~(DL_PLACE_WORD | DL_PLACE_PERSON)) | other); /* those are about the first name */
    }
}

static void read_city(char **f)
{
    add_city(f, OTHER_NAME);
}

static void read_place(char **f) /* by hand: each name is as good as the first */
{
    add_city(f, 0);
}

/* What is a city's first name is hardly meant for one that other languages call so: "Bethlehem", no Belém. */
static void demote_other_names(void)
{
    for (uint32_t k = 0; k < UINT32_C(1) << node_bits; k++) {
        bool own = false;
        for (int i = nodes[k].used ? nodes[k].first_sense : -1; i >= 0; i = senses[i].next)
            own |= senses[i].s.kind == DL_PLACE_CITY && !(senses[i].s.flags & OTHER_NAME) && !senses[i].s.language;
        for (int i = nodes[k].used ? nodes[k].first_sense : -1; i >= 0; i = senses[i].next) {
            struct dl_place_sense *s = &senses[i].s;
            if (own && (s->flags & OTHER_NAME))
                s->size = (uint8_t)(s->size > TENTH ? s->size - TENTH : 0);
            s->flags &= (uint8_t)~OTHER_NAME;
        }
    }
}

static void read_phrase(char **f) /* replaces whatever else the name was */
{
    uint64_t exact;
    bool cased, accented;
    struct node *n = node_of_name(f[0], &exact, &cased, &accented);
    if (n) {
        n->first_sense = -1;
        add_sense(f[0], (struct dl_place_sense){ .kind = DL_PLACE_NOTHING });
    }
}

static void read_given(char **f)
{
    uint64_t exact;
    bool cased, accented;
    struct node *n = node_of_name(f[0], &exact, &cased, &accented);
    if (!n || n->first_sense >= 0)
        return;
    add_sense(f[0], (struct dl_place_sense){ .kind = DL_PLACE_GIVEN });
    if (!n->next)
        n->first = false; /* asked for by name only: the scan need not stop at it */
}

static void read_ambiguous(char **f) /* names <tab> flags: applied to every sense that the name has */
{
    uint8_t flags = (uint8_t)((strchr(f[1], 'w') ? DL_PLACE_WORD : 0) | (strchr(f[1], 'p') ? DL_PLACE_PERSON : 0));
    uint8_t keep = (uint8_t)(strchr(f[1], 'n') ? ~(DL_PLACE_WORD | DL_PLACE_PERSON) : 0xff);
    if (strchr(f[1], 'b'))
        keep &= (uint8_t)~DL_PLACE_FREE;
    char *list = f[0], *name;
    while ((name = next_name(&list)) != NULL) {
        uint64_t exact;
        bool cased, accented;
        struct node *n = node_of_name(name, &exact, &cased, &accented);
        for (int i = n ? n->first_sense : -1; i >= 0; i = senses[i].next)
            senses[i].s.flags = (uint8_t)((senses[i].s.flags & keep) | flags);
    }
}

/* Whether NODE names one country and nothing else. */
static bool one_country_only(const struct node *node)
{
    const struct dl_place_sense *first = &senses[node->first_sense].s;
    for (int i = node->first_sense; i >= 0; i = senses[i].next)
        if (senses[i].s.country != first->country ||
            (senses[i].s.kind != DL_PLACE_NAME && senses[i].s.kind != DL_PLACE_PEOPLE))
            return false;
    return true;
}

/* A name of one language that names nothing else counts in texts of other languages, too, but for English: languages
 * are told apart by few words, or by none in a text of one sentence. */
static void free_names(void)
{
    for (unsigned i = 0; i < 1u << node_bits; i++)
        for (int j = nodes[i].used && nodes[i].first_sense >= 0 && one_country_only(&nodes[i]) ? nodes[i].first_sense
                                                                                               : -1;
             j >= 0; j = senses[j].next)
            if (senses[j].s.language && !(senses[j].s.flags & DL_PLACE_ACCENTS) &&
                senses[j].bytes + senses[j].languages >= FREE_MEASURE)
                senses[j].s.flags |= DL_PLACE_FREE;
}

/* ---- writing the arrays ------------------------------------------------------------------------------------------ */

static void write_string(const char *s)
{
    putchar('"');
    for (; *s; s++) {
        if ((unsigned char)*s >= 0x80)
            printf("\\%03o", (unsigned char)*s);
        else if (*s == '"' || *s == '\\')
            printf("\\%c", *s);
        else
            putchar(*s);
    }
    putchar('"');
}

static int compare_codes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool has_period(unsigned country)
{
    for (unsigned i = 0; i < period_count; i++)
        if (periods[i].country == country || periods[i].former == country)
            return true;
    return false;
}

static void write_countries(void)
{
    printf("const unsigned place_country_count = %u;\nconst struct place_country place_countries[] = {\n",
           country_count);
    const char *sorted[MAX_COUNTRIES] = { NULL };
    for (unsigned i = 0; i < country_count; i++) {
        printf("{ { \"%s\" }, \"%s\", ", countries[i].code, countries[i].alpha3);
        write_string(countries[i].name);
        snprintf(where, sizeof where, "%.4s", countries[i].code);
        printf(", %u, %d },\n", country_index(countries[i].successor), has_period(i));
        sorted[i] = countries[i].code;
    }
    qsort(sorted, country_count, sizeof sorted[0], compare_codes);
    printf("};\nconst dl_code place_codes[] = {\n");
    for (unsigned i = 0; i < country_count; i++)
        printf("{ \"%s\" },\n", sorted[i]);
    printf("};\nconst unsigned place_period_count = %u;\nconst struct place_period place_periods[] = {\n",
           period_count);
    for (unsigned i = 0; i < period_count; i++)
        printf("{ %u, %u, %u, %d, %d },\n", periods[i].former, periods[i].country, periods[i].region, periods[i].from,
               periods[i].until);
    printf("};\nconst unsigned place_name_count = %u;\nconst struct place_name place_names[] = {\n", name_count);
    for (unsigned i = 0; i < name_count; i++)
        printf("{ %u, %zu },\n", name_list[i].country, strlen(name_list[i].folded));
    printf("};\nconst char place_name_text[] =\n");
    for (unsigned i = 0; i < name_count; i++) {
        write_string(name_list[i].folded);
        putchar('\n');
    }
    printf(";\n");
}

static void write_endings(void)
{
    printf("const struct place_ending place_endings[] = {\n");
    for (unsigned i = 0; i < ending_count; i++) {
        printf("{ ");
        write_string(endings[i].text);
        printf(", %zu, %d },\n", strlen(endings[i].text), endings[i].whole);
    }
    printf("};\nconst unsigned place_ending_count = %u;\n", ending_count);
}

static void write_senses_of(struct node *n, unsigned *count)
{
    for (int i = n->first_sense; i >= 0; i = senses[i].next) {
        struct dl_place_sense s = senses[i].s;
        if (senses[i].next < 0)
            s.flags |= DL_PLACE_LAST;
        printf("{%u,%u,%u,%u,%u,%u,%uu},\n", s.country, s.region, s.kind, s.flags, s.language, s.size, s.exact);
        ++*count;
    }
}

static void write_slots(void)
{
    unsigned bits = 1, written = 0;
    while ((1u << bits) * 2 / 3 < node_count)
        bits++;
    struct place_slot *slots = must(calloc((size_t)1 << bits, sizeof *slots));
    uint64_t *first = must(calloc((size_t)1 << (PLACE_FIRST_BITS), sizeof *first));
    uint32_t mask = (UINT32_C(1) << bits) - 1;
    printf("const struct dl_place_sense place_senses[] = {\n");
    for (unsigned i = 0; i < 1u << node_bits; i++) {
        struct node *n = &nodes[i];
        if (!n->used)
            continue;
        uint32_t at = (uint32_t)(n->hash >> 32) & mask;
        while (slots[at].used)
            at = (at + 1) & mask;
        slots[at] = (struct place_slot){ .check = (uint32_t)n->hash,
                                         .next = n->next & 0xFFFu,
                                         .used = 1,
                                         .sense = n->first_sense < 0 ? 0 : (written + 1) & 0x7FFFF };
        if (n->first) {
            first[place_first_word(n->hash)] |= place_first_bits(n->hash);
        }
        write_senses_of(n, &written);
    }
    printf("};\nconst unsigned place_slot_bits = %u;\nconst struct place_slot place_slots[] = {\n", bits);
    for (uint32_t i = 0; i <= mask; i++)
        printf(slots[i].used ? "{%uu,%u,1,%u},\n" : "{0},\n", slots[i].check, slots[i].next, slots[i].sense);
    printf("};\nconst uint64_t place_first[] = {\n");
    for (uint32_t i = 0; i < 1u << (PLACE_FIRST_BITS); i++)
        printf("UINT64_C(%llu),\n", (unsigned long long)first[i]);
    printf("};\n");
    free(slots);
    free(first);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: compile_gazetteer DATADIR\n");
        return 2;
    }
    data_dir = argv[1];
    nodes = must(calloc((size_t)1 << node_bits, sizeof *nodes));
    senses = must(calloc(MAX_SENSES, sizeof *senses));
    read_table("countries.tsv", 3, read_country);
    read_table("former.tsv", 7, read_former);
    for (unsigned i = 0; i < country_count; i++) {
        struct dl_place_sense s = { .country = (uint16_t)i, .kind = DL_PLACE_NAME };
        remember_name(countries[i].name, i);
        if (strlen(countries[i].code) == 2)
            add_sense(countries[i].name, s);
    }
    read_table("former.tsv", 7, read_former_name);
    read_table("forms.tsv", 2, read_form_rule);
    read_table("endings.tsv", 2, read_ending);
    read_table("names.tsv", 3, read_names);
    read_table("languages.tsv", 3, read_names);
    read_table("aliases.tsv", 3, read_alias);
    read_table("newsmakers.tsv", 3, read_alias);
    read_table("regions.tsv", 2, read_region);
    read_table("regions-world.tsv", 3, read_world_region);
    read_table("cities.tsv", 4, read_city);
    read_table("places.tsv", 4, read_place);
    demote_other_names();
    free_names();
    read_table("phrases.tsv", 1, read_phrase);
    read_table("ambiguous.tsv", 2, read_ambiguous);
    read_table("given-names.tsv", 1, read_given);
    printf("/* Generated by compile_gazetteer from lib/place/data: do not edit. */\n");
    write_countries();
    write_endings();
    write_slots();
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("compile_gazetteer");
        return 1;
    }
    return 0;
}
