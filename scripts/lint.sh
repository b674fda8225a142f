#!/bin/sh
# clang-format, clang-tidy, cppcheck and shellcheck over the tree; BUILD is a configured build folder.  Silent when clean.
set -u
build=$1
cd "$(dirname "$0")/.." || exit 2
for tool in clang-format clang-tidy cppcheck shellcheck; do
    command -v $tool >/dev/null || { echo "lint: $tool is missing: apt-get install $tool" >&2; exit 2; }
done
status=0
find include lib indexer searcher tests \( -name '*.c' -o -name '*.h' -o -name '*.cc' -o -name '*.hh' \) -print0 |
    xargs -0 clang-format --dry-run -Werror || status=1
packages="xapian-core libpcre2-8 icu-uc jansson libxml-2.0 libxxhash libdeflate"
# shellcheck disable=SC2086  # lists of words are meant, here and below
flags="-std=c17 -D_GNU_SOURCE -Iinclude -I. -I$build $(pkg-config --cflags $packages)"
sources=$(find lib indexer searcher -name '*.c' | sort)
# shellcheck disable=SC2086
printf '%s\n' $sources |
    xargs -P "$(nproc)" -n 4 sh -c 'clang-tidy --quiet "$@" -- '"$flags"' 2>/dev/null' sh || status=1
# shellcheck disable=SC2086
cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,portability --inline-suppr -j "$(nproc)" \
    --suppress=missingInclude --suppress=missingIncludeSystem -D_GNU_SOURCE -Iinclude -I. $sources || status=1
find scripts tests doc autogen.sh .ci \( -name '*.sh' -o -name '*.t' -o -path .ci/run \) -exec shellcheck -x {} + || status=1
exit $status
