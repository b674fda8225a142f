/* stopword.c - words that hold a sentence together.
 *
 * Written for Dateline: articles, pronouns, prepositions, conjunctions, auxiliary verbs and the words that questions
 * are asked with; none that a headline could be about.  Sorted by bytes, lower case, NFC.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/stopword.h"

#include <stdlib.h>

#define LONGEST 16

/* clang-format off */
static const char *const english[] = {
    "a", "about", "above", "after", "again", "against", "all", "am", "an", "and", "any", "are", "as", "at", "be",
    "because", "been", "before", "being", "below", "between", "both", "but", "by", "can", "cannot", "could", "did",
    "do", "does", "doing", "down", "during", "each", "few", "for", "from", "further", "had", "has", "have", "having",
    "he", "her", "here", "hers", "him", "his", "how", "i", "if", "in", "into", "is", "it", "its", "itself", "just",
    "me", "might", "more", "most", "must", "my", "no", "nor", "not", "of", "off", "on", "once", "only", "or", "other",
    "our", "ours", "out", "over", "own", "same", "shall", "she", "should", "so", "some", "such", "than", "that",
    "the", "their", "theirs", "them", "then", "there", "these", "they", "this", "those", "through", "to", "too",
    "under", "until", "up", "upon", "very", "was", "we", "were", "what", "when", "where", "which", "while", "who",
    "whom", "whose", "why", "will", "with", "would", "you", "your", "yours",
};
static const char *const german[] = {
    "aber", "als", "am", "an", "auch", "auf", "aus", "bei", "bin", "bis", "da", "das", "dass", "dem", "den", "der",
    "des", "die", "dies", "diese", "dieser", "doch", "durch", "ein", "eine", "einem", "einen", "einer", "eines", "er",
    "es", "für", "haben", "hat", "hatte", "ich", "ihr", "im", "in", "ist", "kann", "mit", "nach", "nicht", "noch",
    "nur", "ob", "oder", "ohne", "sein", "sich", "sie", "sind", "so", "um", "und", "uns", "unter", "vom", "von",
    "vor", "wann", "war", "waren", "warum", "was", "welche", "wenn", "wer", "wie", "wir", "wird", "wo", "wurde", "zu",
    "zum", "zur", "über",
};
static const char *const spanish[] = {
    "a", "al", "ante", "como", "con", "cuando", "cuál", "cuáles", "de", "del", "desde", "donde", "durante", "e", "el",
    "ella", "ellos", "en", "entre", "era", "es", "esta", "este", "esto", "fue", "ha", "han", "hasta", "la", "las",
    "le", "les", "lo", "los", "más", "ni", "no", "o", "para", "pero", "por", "porque", "que", "quién", "qué", "se",
    "ser", "si", "sin", "sobre", "son", "su", "sus", "también", "un", "una", "unas", "uno", "unos", "y", "ya",
};
static const char *const french[] = {
    "a", "au", "aux", "avec", "ce", "ces", "cette", "comment", "d", "dans", "de", "des", "du", "elle", "elles", "en",
    "est", "et", "eux", "il", "ils", "je", "l", "la", "le", "les", "leur", "leurs", "lui", "mais", "ne", "nos",
    "notre", "nous", "on", "ont", "ou", "où", "par", "pas", "plus", "pour", "pourquoi", "qu", "quand", "que", "quel",
    "quelle", "quelles", "quels", "qui", "s", "sa", "sans", "se", "ses", "si", "son", "sont", "sous", "sur", "un",
    "une", "vos", "votre", "vous", "y", "à", "été", "être",
};
static const char *const italian[] = {
    "a", "ad", "ai", "al", "alla", "alle", "anche", "che", "chi", "ci", "come", "con", "cui", "da", "dal", "dalla",
    "dei", "del", "della", "delle", "di", "dove", "e", "ed", "fra", "gli", "ha", "hanno", "i", "il", "in", "io", "la",
    "le", "lo", "loro", "ma", "nei", "nel", "nella", "non", "o", "per", "perché", "più", "quale", "quali", "quando",
    "quanto", "se", "si", "sono", "su", "sua", "sul", "sulla", "suo", "tra", "un", "una", "uno", "è",
};
static const char *const dutch[] = {
    "aan", "al", "als", "bij", "dat", "de", "deze", "die", "dit", "door", "een", "en", "er", "geen", "had", "heb",
    "heeft", "het", "hij", "hoe", "ik", "in", "is", "je", "kan", "maar", "met", "na", "naar", "niet", "nog", "of",
    "om", "ook", "op", "over", "te", "tot", "uit", "van", "veel", "voor", "waar", "waarom", "wanneer", "was", "wat",
    "we", "wel", "welke", "werd", "wie", "wij", "worden", "zal", "ze", "zich", "zij", "zijn", "zo", "zou",
};
static const char *const portuguese[] = {
    "a", "ao", "aos", "as", "até", "com", "como", "da", "das", "de", "do", "dos", "e", "ela", "elas", "ele", "eles",
    "em", "entre", "era", "essa", "esse", "esta", "este", "foi", "há", "isso", "já", "mais", "mas", "na", "nas", "no",
    "nos", "não", "o", "os", "ou", "para", "pela", "pelas", "pelo", "pelos", "por", "porque", "quais", "qual",
    "quando", "que", "quem", "se", "sem", "ser", "seu", "seus", "sobre", "sua", "suas", "são", "também", "um", "uma",
    "é",
};
/* clang-format on */

struct list {
    const char *language;
    const char *const *words;
    size_t count;
};
#define LIST(tag, words)                                                                                               \
    {                                                                                                                  \
        tag, words, sizeof(words) / sizeof *(words)                                                                    \
    }
static const struct list lists[] = {
    LIST("", english),  LIST("en", english), LIST("de", german), LIST("es", spanish),
    LIST("fr", french), LIST("it", italian), LIST("nl", dutch),  LIST("pt", portuguese),
};

static int by_bytes(const void *key, const void *element)
{
    return strcmp(key, *(const char *const *)element);
}

bool dl_is_stopword(struct dl_str word, const char *language)
{
    char lower[LONGEST + 1];
    size_t i = 0;
    if (word.len > LONGEST)
        return false;
    for (; i < word.len; i++)
        lower[i] = (char)(word.ptr[i] >= 'A' && word.ptr[i] <= 'Z' ? word.ptr[i] | 0x20 : word.ptr[i]);
    lower[i] = '\0';
    for (size_t k = 0; k < sizeof lists / sizeof *lists; k++)
        if (strcmp(lists[k].language, language) == 0)
            return bsearch(lower, lists[k].words, lists[k].count, sizeof *lists[k].words, by_bytes) != NULL;
    return false;
}
