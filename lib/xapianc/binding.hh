/* binding.hh - what the files of the C binding share: the wall that no exception passes, and the handles.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_BINDING_HH
#define DATELINE_BINDING_HH

#include <xapian.h>

#include <map>
#include <string>
#include <vector>

#include "dateline/xapian.h"

struct dl_xdoc {
    Xapian::Document doc;
};

struct dl_xdb {
    Xapian::Database db;
    unsigned parts;
    std::vector<std::string> paths;                 /* of the local ones */
    bool remote;                                    /* some part is: a document costs a round trip */
    std::map<Xapian::docid, Xapian::Document> seen; /* then, those fetched last, whole */
};

struct dl_xquery {
    Xapian::Query query;
};

/* Turn the exception being handled into a status; call from a catch clause only. */
enum dl_status dl_caught(struct dl_error *err) noexcept;

/* Run BODY, which returns enum dl_status, and let nothing out. */
template <class Body> enum dl_status dl_guard(struct dl_error *err, Body &&body) noexcept
{
    try {
        return body();
    } catch (...) {
        return dl_caught(err);
    }
}

inline std::string dl_string(struct dl_str s)
{
    return s.len ? std::string(s.ptr, s.len) : std::string();
}

inline std::vector<std::string> dl_strings(const struct dl_str *v, size_t count)
{
    std::vector<std::string> all;
    for (size_t i = 0; i < count; i++)
        all.push_back(dl_string(v[i]));
    return all;
}

/* Borrowed: valid as long as S is. */
inline struct dl_str dl_borrow(const std::string &s) noexcept
{
    return { s.data(), s.size() };
}

/* Append S to OUT; throws nothing. */
inline enum dl_status dl_give(const std::string &s, struct dl_buf *out, struct dl_error *err) noexcept
{
    dl_buf_append(out, s.data(), s.size());
    return dl_buf_status(out, err);
}

#endif
