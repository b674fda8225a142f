/* error.cc - every exception that libxapian or the C++ library can throw, as a status with a message.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <cstdio>
#include <exception>
#include <new>

#include "binding.hh"

/* Built without allocating, so that it works when memory has run out; get_msg() and get_context() return references,
 * get_error_string() a pointer into the exception. */
static enum dl_status fill(struct dl_error *err, enum dl_status status, const Xapian::Error &e) noexcept
{
    const char *system = e.get_error_string();
    const std::string &context = e.get_context();
    dl_fail(err, status, "%s%s%s%s%s", e.get_msg().c_str(), context.empty() ? "" : ": ", context.c_str(),
            system ? ": " : "", system ? system : "");
    if (err)
        snprintf(err->type, sizeof err->type, "%s", e.get_type());
    return status;
}

/* Rethrows what is being handled and sorts it out: the one list of exceptions in the binding, most derived first. */
enum dl_status dl_caught(struct dl_error *err) noexcept
{
    try {
        throw;
    } catch (const Xapian::DatabaseModifiedError &e) {
        return fill(err, DL_MODIFIED, e);
    } catch (const Xapian::DatabaseLockError &e) {
        return fill(err, DL_BUSY, e);
    } catch (const Xapian::DatabaseNotFoundError &e) {
        return fill(err, DL_NOT_FOUND, e);
    } catch (const Xapian::DatabaseVersionError &e) {
        return fill(err, DL_VERSION, e);
    } catch (const Xapian::DatabaseCorruptError &e) {
        return fill(err, DL_CORRUPT, e);
    } catch (const Xapian::DatabaseOpeningError &e) {
        return fill(err, DL_OPENING, e);
    } catch (const Xapian::DatabaseError &e) { /* create, closed, and failed reads and writes */
        return fill(err, DL_IO, e);
    } catch (const Xapian::DocNotFoundError &e) {
        return fill(err, DL_NOT_FOUND, e);
    } catch (const Xapian::NetworkError &e) {
        return fill(err, DL_NETWORK, e);
    } catch (const Xapian::QueryParserError &e) {
        return fill(err, DL_SYNTAX, e);
    } catch (const Xapian::WildcardError &e) {
        return fill(err, DL_TOO_LARGE, e);
    } catch (const Xapian::SerialisationError &e) {
        return fill(err, DL_CORRUPT, e);
    } catch (const Xapian::InvalidArgumentError &e) {
        return fill(err, DL_INVALID, e);
    } catch (const Xapian::RangeError &e) {
        return fill(err, DL_INVALID, e);
    } catch (const Xapian::UnimplementedError &e) {
        return fill(err, DL_UNSUPPORTED, e);
    } catch (const Xapian::Error &e) {
        return fill(err, DL_INTERNAL, e);
    } catch (const std::bad_alloc &) {
        return dl_fail_memory(err);
    } catch (const std::exception &e) {
        dl_fail(err, DL_INTERNAL, "unexpected C++ exception: %s", e.what());
        return DL_INTERNAL;
    } catch (...) {
        return dl_fail(err, DL_INTERNAL, "unexpected foreign exception");
    }
}
