#!/bin/sh
# Configure (once) and build in the folder BUILD:  scripts/build.sh BUILD [CONFIGURE-OPTION...]
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
build=$1
shift
[ -x "$top/configure" ] || "$top/autogen.sh"
mkdir -p "$build"
cd "$build"
[ -f Makefile ] || "$top/configure" --quiet "$@"
exec make --silent -j"$(nproc)"
