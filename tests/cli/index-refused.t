#!/bin/sh
# What is recognised and not read: skipped by name once, or passed over when it is plainly no article.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

mkdir -p "$T/news/site/img"
echo 'A story among many other things' >"$T/news/story.txt"
for i in 1 2 3; do printf '%%PDF-1.7\n%%\342\343\317\323\n' >"$T/news/$i.pdf"; done
printf '{\\rtf1\\ansi A story in RTF}' >"$T/news/letter.rtf"
printf 'SQLite format 3\0\020\0' >"$T/news/articles.db"
printf 'PAR1\025\004\025\020' >"$T/news/articles.parquet"
head -c 3000 /dev/urandom >"$T/news/noise.bin"
printf '\211PNG\r\n\032\n\0\0\0\rIHDR' >"$T/news/site/img/logo.png"
printf 'GIF89a\1\0\1\0' >"$T/news/site/img/dot.gif"
echo 'body { color: red }' >"$T/news/site/style.css?ver=5"
echo 'window.onload = function () { return 1; };' >"$T/news/site/app.js"
printf 'wOF2\0\1\0\0' >"$T/news/site/serif.woff2"
touch -d '1 hour ago' "$T/news"/* "$T/news/site"/* "$T/news/site/img"/*

run_index -d "$T/idx" "$T/news"
status_is 1 "what is not read is a failure of the run that meets it first"
is "$(sort "$T/err")" "dateline-index: $T/news/1.pdf and 2 more: skipped: PDF: needs a filter, see dateline-config(5)
dateline-index: $T/news/articles.db: skipped: SQLite: needs a filter, see dateline-config(5)
dateline-index: $T/news/articles.parquet: skipped: Parquet: needs a filter, see dateline-config(5)
dateline-index: $T/news/letter.rtf: skipped: RTF: needs a filter, see dateline-config(5)
dateline-index: $T/news/noise.bin: skipped: binary data of no known kind" "one line a kind"
is "$(dump "$T/idx" | sed 's/.*"title":"\([^"]*\)".*/\1/')" "A story among many other things" "no junk in the index"

run_index -d "$T/idx" "$T/news"
status_is 0 "unchanged, they are no failure again"
err_is '' "nor told again"

run_index -d "$T/idx" --status
is "$(sed -n '/^failures/,$p' "$T/out")" "failures   7 articles of 7 files
           3 files: PDF: needs a filter, see dateline-config(5)
           1 file: Parquet: needs a filter, see dateline-config(5)
           1 file: RTF: needs a filter, see dateline-config(5)
           1 file: SQLite: needs a filter, see dateline-config(5)
           1 file: binary data of no known kind
no article 2 image, 1 font, 1 script, 1 style sheet" "--status lists them by kind"
run_index -d "$T/idx" --status --format=json
out_like '"refused":\{"PDF: needs a filter, see dateline-config\(5\)":3,.*\},"passed":\{"image":2,"font":1,"script":1,"style sheet":1\},"passed_records":0\}$' \
    "and for programs"

rm -r "$T/idx" "$T"/news/*.pdf "$T/news/letter.rtf" "$T"/news/articles.* "$T/news/noise.bin"
run_index -v -d "$T/idx" "$T/news"
status_is 0 "the assets of a site are no failure"
err_like ', 5 passed over as no article; 1 articles in the index' "-v counts them"

rm "$T/news/site/app.js"
echo 'A script that became a story' >"$T/news/site/app.js.txt"
printf 'An image that became a story' >"$T/news/site/img/logo.txt"
mv "$T/news/site/img/logo.txt" "$T/news/site/img/dot.gif"
printf 'not an image any more' >"$T/news/site/img/dot.gif"
run_index -d "$T/idx" "$T/news"
run_search -d "$T/idx" --count '*'
out_is 3 "what becomes an article is read"
done_testing
