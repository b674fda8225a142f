#!/bin/sh
# Install the Debian packages that Dateline is built and tested with; does nothing when all are there.
#   scripts/packages.sh         to build, test and run
#   scripts/packages.sh lint    and to run `make lint`
set -eu
packages="gcc g++ libc6-dev make autoconf automake autoconf-archive pkg-config
    libxapian-dev zlib1g-dev libpcre2-dev libicu-dev libxml2-dev libgmime-3.0-dev libyaml-dev libxxhash-dev libdeflate-dev libarchive-dev
    libcmocka-dev libjansson-dev xapian-tools python3 python3-xapian gzip xz-utils"
[ "${1:-}" != lint ] || packages="$packages clang-format clang-tidy cppcheck shellcheck"
missing=
for p in $packages; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null) || state=
    [ "$state" = installed ] || missing="$missing $p"
done
[ -n "$missing" ] || exit 0
root=
if [ "$(id -u)" != 0 ]; then
    root=sudo
    command -v sudo >/dev/null || {
        echo "packages.sh: not root, and there is no sudo: ask for  apt-get install$missing" >&2
        exit 1
    }
fi
export DEBIAN_FRONTEND=noninteractive
$root apt-get update -q
# shellcheck disable=SC2086  # a list of words is meant
$root apt-get install -q -y --no-install-recommends $missing
