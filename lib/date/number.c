/* number.c - numbers in the digits of several scripts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/date/number.h"

#include <stdint.h>
#include <string.h>

#define NO_DIGIT (-1)

/* Where the ten digits of a script begin in UTF-8, all in the 64 characters that share the leading bytes. */
static const struct {
    unsigned char lead[2], first, length;
    enum dl_digits script;
} scripts[] = {
    { { 0xd9, 0 }, 0xa0, 2, DL_DIGITS_OTHER },    /* Arabic-Indic */
    { { 0xdb, 0 }, 0xb0, 2, DL_DIGITS_OTHER },    /* Persian, Urdu */
    { { 0xe0, 0xa5 }, 0xa6, 3, DL_DIGITS_OTHER }, /* Devanagari */
    { { 0xe0, 0xa7 }, 0xa6, 3, DL_DIGITS_OTHER }, /* Bengali */
    { { 0xe0, 0xb9 }, 0x90, 3, DL_DIGITS_THAI },  /* Thai */
    { { 0xe0, 0xbb }, 0x90, 3, DL_DIGITS_OTHER }, /* Lao */
    { { 0xe1, 0x81 }, 0x80, 3, DL_DIGITS_OTHER }, /* Myanmar */
    { { 0xe1, 0x9f }, 0xa0, 3, DL_DIGITS_OTHER }, /* Khmer */
    { { 0xef, 0xbc }, 0x90, 3, DL_DIGITS_OTHER }, /* full width */
};

/* Han numerals; 10, 20 and 30 are signs that multiply what comes before them. */
static const struct {
    char utf8[4];
    signed char value;
} han[] = {
    { "〇", 0 }, { "零", 0 }, { "○", 0 },  { "一", 1 }, { "二", 2 },  { "三", 3 },  { "四", 4 },  { "五", 5 },
    { "六", 6 }, { "七", 7 }, { "八", 8 }, { "九", 9 }, { "十", 10 }, { "廿", 20 }, { "卅", 30 },
};

static int native_digit(const unsigned char *p, size_t left, int *length, enum dl_digits *script)
{
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        size_t n = scripts[i].length;
        if (n > left || p[0] != scripts[i].lead[0] || (n == 3 && p[1] != scripts[i].lead[1]))
            continue;
        int value = p[n - 1] - scripts[i].first;
        if (value < 0 || value > 9)
            continue;
        *length = (int)n;
        *script = scripts[i].script;
        return value;
    }
    return NO_DIGIT;
}

static int han_digit(const unsigned char *p, size_t left)
{
    if (left < 3 || p[0] < 0xe2 || p[0] > 0xe9)
        return NO_DIGIT;
    for (size_t i = 0; i < sizeof han / sizeof *han; i++)
        if (memcmp(p, han[i].utf8, 3) == 0)
            return han[i].value;
    return NO_DIGIT;
}

static int digit_at(const char *s, const char *end, int *length, enum dl_digits *script)
{
    const unsigned char *p = (const unsigned char *)s;
    if (s >= end)
        return NO_DIGIT;
    if (*p < 0x80) {
        *length = 1;
        *script = DL_DIGITS_ASCII;
        return *p >= '0' && *p <= '9' ? *p - '0' : NO_DIGIT;
    }
    int value = native_digit(p, (size_t)(end - s), length, script);
    if (value != NO_DIGIT)
        return value;
    *length = 3;
    *script = DL_DIGITS_HAN;
    return han_digit(p, (size_t)(end - s));
}

bool dl_number_at(const char *p, const char *end, struct dl_number *n)
{
    int length = 0, value = 0, pending = 0, digit;
    enum dl_digits script = DL_DIGITS_ASCII;
    bool tens = false;
    *n = (struct dl_number){ .start = p };
    while ((digit = digit_at(p, end, &length, &script)) != NO_DIGIT) {
        if (n->digits && script != n->script)
            break;
        n->script = script;
        if (digit >= 10) {
            value = digit > 10 ? digit : pending >= 1 && pending <= 9 ? pending * 10 : 10;
            pending = 0;
            tens = true;
        } else if (n->digits < 9) {
            pending = pending * 10 + digit;
        }
        n->digits++;
        p += length;
    }
    n->end = p;
    n->value = value + pending;
    if (tens)
        n->digits = n->value < 10 ? 1 : n->value < 100 ? 2 : 9;
    return n->digits > 0;
}

/* Could a digit outside ASCII begin with the bytes C and NEXT?  Keeps the look-up off accented letters. */
static bool digit_lead(unsigned char c, unsigned char next)
{
    if (c < 0xe0)
        return c == 0xd9 || c == 0xdb;
    if (c == 0xe0)
        return next == 0xa5 || next == 0xa7 || next == 0xb9 || next == 0xbb;
    if (c == 0xe1)
        return next == 0x81 || next == 0x9f;
    return c <= 0xe9 || c == 0xef;
}

const char *dl_number_find(const char *p, const char *end)
{
    int length;
    enum dl_digits script;
    for (; p < end; p++) {
        unsigned char c = (unsigned char)*p;
        if (c >= '0' && c <= '9')
            return p;
        if (c >= 0xd9 && p + 1 < end && digit_lead(c, (unsigned char)p[1]) &&
            digit_at(p, end, &length, &script) != NO_DIGIT)
            return p;
    }
    return end;
}
