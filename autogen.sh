#!/bin/sh
# Make ./configure from configure.ac.  Needs Debian's autoconf, automake, autoconf-archive and pkg-config.
set -e
cd "$(dirname "$0")"
for tool in autoconf automake; do
    command -v "$tool" >/dev/null || { echo "autogen.sh: $tool is missing: apt-get install $tool" >&2; exit 1; }
done
exec autoreconf --install --force
