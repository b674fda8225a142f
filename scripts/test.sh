#!/bin/sh
# Pass the tests from nothing: install what is needed, build, run the whole suite plainly and under ASan+UBSan.
# Safe to run again.  Ends with one line that adds up the tests; exits non-zero when any failed.
#   SANITIZE=no   leaves the sanitised run out
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
build=${BUILD:-$top/build}
sh "$top/scripts/packages.sh"

failed=0
suite() { # suite BUILD CONFIGURE-OPTION...
    sh "$top/scripts/build.sh" "$@" || return 1
    if [ -d "$1/tests" ]; then find "$1/tests" -name '*.trs' -delete; fi
    make --silent -C "$1" -j"$(nproc)" check || failed=1
}
suite "$build" --enable-werror || failed=1
builds=$build
if [ "${SANITIZE:-yes}" != no ]; then
    # no --enable-werror here: what the sanitisers add makes gcc warn of what cannot happen
    suite "$build-asan" --enable-asan --enable-ubsan CFLAGS='-O1 -g' CXXFLAGS='-O1 -g' || failed=1
    builds="$builds $build-asan"
fi

# shellcheck disable=SC2086  # a list of folders is meant
count() { find $builds -name '*.trs' -exec cat {} + | grep -cE "^:test-result: ($1)( |\$)" || true; }
passed=$(count 'PASS|XFAIL')
broken=$(count 'FAIL|XPASS|ERROR')
skipped=$(count SKIP)
if [ "$broken" -gt 0 ]; then
    # shellcheck disable=SC2086
    find $builds -name '*.trs' -exec grep -HE '^:test-result: (FAIL|XPASS|ERROR)' {} + || true
fi
[ "$failed" = 0 ] || [ "$broken" -gt 0 ] || broken=1 # a build that broke, or a test that did not report
[ "$passed" -gt 0 ] || broken=$((broken + 1))
echo "$passed passed, $broken failed, $skipped skipped"
[ "$broken" = 0 ]
