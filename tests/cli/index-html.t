#!/bin/sh
# Saved pages: their text and fields are found, nothing of the page around them is, and what is no article is named.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

mkdir "$T/src"
line='The ferry to the islands leaves at eight every morning, and it comes back before dark, the captain said, unless the weather turns.'
cat >"$T/src/index.html?p=12" <<EOF
<!DOCTYPE html><html lang="en"><head><title>Ferry runs daily again | The Gazette</title>
<meta property="og:site_name" content="The Gazette"><meta name="author" content="Ana Diaz">
<meta property="article:published_time" content="2024-10-22T08:00:00+02:00"><style>.stylish { color: red }</style></head>
<body><nav><a href="/menuword">Menuword</a></nav><div class="content"><h1>Ferry runs daily again</h1>
<figure><img src="x.jpg"><figcaption>The captain at the harbour of Zanzibar</figcaption></figure>
<p>$line $line</p><p>$line $line</p></div><script>var scripted = "function";</script></body></html>
EOF
gzip "$T/src/index.html?p=12"
printf '<html><body><p>Please log in.<form><input name=u><input type=password></form>' >"$T/src/login.html"

run_index -d "$T/idx" "$T/src"
status_is 1 'a login page is no article'
err_like 'login\.html: .*a login page, no article' 'and it is named'
run_search -d "$T/idx" --format=json --fields=title,date,date_from,source,language ferry
out_is '{"title":"Ferry runs daily again","date":"2024-10-22","date_from":"field","source":"The Gazette","language":"en","version":1}' \
    'its fields'
for word in menuword stylish scripted function Gazette; do
    run_search -d "$T/idx" "$word"
    status_is 1 "$word is not in the text"
done
run_search -d "$T/idx" --count harbour
out_is 1 'captions are found'
run_search -d "$T/idx" --count --country=TZ '*'
out_is 0 'and are no evidence for a country'
run_index -d "$T/idx" --explain-metadata "$T/src/index.html?p=12.gz"
out_like 'article:published_time "2024-10-22' 'where the date was stated'
out_like '^text  .*<div class=content>' 'and what the text was taken from'
run_index -d "$T/idx" --status
out_like 'login page' 'the status lists what is no article'
printf '%s <b>bolder</b> and &eacute;t&eacute;, with no tag at its head\n%s\n' "$line" "$line" >"$T/odd.dat"
run_index -d "$T/idx2" --format-of='*.dat:html' "$T/odd.dat"
status_is 0 'a page that only its user knows as one'
run_search -d "$T/idx2" --format=json --fields=text bolder
out_like 'bolder and été' 'is read as one'
run_index -d "$T/idx3" --format-of='*.dat:klingon' "$T/odd.dat"
err_like "'\*\.dat:klingon' is not GLOB:FORMAT" 'an unknown format'
status_is 2 'is refused'
done_testing
