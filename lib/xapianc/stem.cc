/* stem.cc - the Snowball stemmers that libxapian carries.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <cstring>

#include "binding.hh"

struct dl_stem {
    Xapian::Stem stem;
    std::string word, result; /* kept, so that a warm call allocates little */
};

enum dl_status dl_stem_languages(struct dl_buf *out, struct dl_error *err) noexcept
{
    return dl_guard(err, [&] { return dl_give(Xapian::Stem::get_available_languages(), out, err); });
}

enum dl_status dl_stem_new(const char *language, struct dl_stem **stem, struct dl_error *err) noexcept
{
    *stem = nullptr;
    return dl_guard(err, [&] {
        *stem = new dl_stem{ Xapian::Stem(language), {}, {} };
        return DL_OK;
    });
}

void dl_stem_free(struct dl_stem *stem) noexcept
{
    delete stem;
}

enum dl_status dl_stem_word(struct dl_stem *stem, struct dl_str word, char *out, size_t size, size_t *len,
                            struct dl_error *err) noexcept
{
    *len = 0;
    return dl_guard(err, [&] {
        stem->word.assign(word.len ? word.ptr : "", word.len);
        stem->result = stem->stem(stem->word);
        if (stem->result.size() > size)
            return dl_fail(err, DL_TOO_LARGE, "a stem of %zu bytes does not fit in %zu", stem->result.size(), size);
        if (!stem->result.empty())
            memcpy(out, stem->result.data(), stem->result.size());
        *len = stem->result.size();
        return DL_OK;
    });
}
