#!/bin/sh
# The main job from nothing: install what is needed, build, index corpus/, search it.  Safe to run again.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
build=${BUILD:-$top/build}
echo "== packages and build (in $build)"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
sh "$top/scripts/packages.sh" >"$log" 2>&1 || { cat "$log"; exit 1; }
sh "$top/scripts/build.sh" "$build" >"$log" 2>&1 || { cat "$log"; exit 1; }

index=$build/demo-index
show() {
    printf '\n$'
    for word; do
        case $word in *[!A-Za-z0-9_./=,:-]*) printf " '%s'" "$word" ;; *) printf ' %s' "$word" ;; esac
    done
    printf '\n'
    name=$1
    shift
    "$build/$name" "$@"
}
show dateline-index -v -d "$index" "$top/corpus"
show dateline-search -d "$index" -n 3 'railway corridor' --country=LA --from=2024-10
show dateline-search -d "$index" -n 2 'Trần Quốc Bình'
show dateline-search -d "$index" -n 3 --sort=newest --format=tsv '"trade agreement" OR flood*'
show dateline-search -d "$index" --facets=country,year date:2024..2025
printf '\nThe index is in %s; try your own words:\n  %s -d %s WORDS...\n' "$index" "$build/dateline-search" "$index"
