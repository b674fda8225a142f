#!/bin/sh
# Corrections, in both engines: from a file and from --correct and --remove; they win over everything, change only what they
# name, survive rebuilds and changes of the sources, and are undone with their lines.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

# What is known of the article ID.  of ID
of() {
    "$BIN/dateline-search" -d "$T/idx" --format=json --fields=id,date,date_from,countries,source,title -n 0 '*' |
        grep "\"id\":\"$1\"" | sed 's/"rank":[0-9]*,//; s/"score":[0-9.]*,//; s/,"version":1//'
}
articles() { "$BIN/dateline-search" -d "$T/idx" --count '*'; }

for engine in native xapian; do
    rm -rf "$T/idx" "$T/news" "$T"/*.jsonl*
    mkdir "$T/news"
    cat >"$T/news/f.jsonl" <<'END'
{"id":"a","title":"Floods reach the plains","date":"2024-10-20","country":"LA","text":"The river rose in Laos.","tags":["weather"]}
{"id":"b","title":"Parliament elects a speaker","date":"2024-10-21","country":"VN","url":"http://n.example/b","text":"After weeks in Hanoi."}
{"id":"c","title":"A bridge opens","date":"2024-10-22","country":"TH","text":"Over the river in Bangkok."}
END
    printf ' date 2024-10-03 Rice harvest\nExports rise.\n' >"$T/news/rice.txt"
    run_index --engine=$engine -d "$T/idx" "$T/news"
    b=$(of b)
    c=$(of c)

    run_index -d "$T/idx" --correct a date=2023-05-06 country=KH,VN tag=+summit source=Ann
    status_is 0 "$engine: --correct"
    err_is '' "$engine: has nothing to say"
    is "$(of a)" '{"id":"a","date":"2023-05-06","date_from":"field","countries":["KH","VN"],"source":"Ann","title":"Floods reach the plains"}' "$engine: changes what it names, at once"
    is "$(of b)
$(of c)" "$b
$c" "$engine: and nothing else"
    is "$(articles)" 4 "$engine: each article once"
    is "$(cat "$T/idx.corrections.jsonl")" '{"id":"a","date":"2023-05-06","countries":["KH","VN"],"source":"Ann","tags":["+summit"]}' "$engine: as a line beside the index"
    run_search -d "$T/idx" --count --country=KH --from=2023 --to=2023 '*'
    out_is 1 "$engine: and it is found by them"
    run_index -d "$T/idx" --explain-metadata=a
    out_like '^correction, line 1, wins: date 2023-05-06 countries KH VN source Ann tags$' "$engine: --explain-metadata shows the winner"
    a=$(of a)

    run_index -v -d "$T/idx" "$T/news"
    err_like ' 0 new, 0 changed, 2 unchanged' "$engine: the next run has nothing to do"
    echo '{"id":"d","title":"Another"}' >>"$T/news/f.jsonl"
    run_index -d "$T/idx" "$T/news"
    sed -i 's/rose/fell/' "$T/news/f.jsonl"
    run_index -d "$T/idx" "$T/news"
    is "$(of a)" "$a" "$engine: the source changes, the correction stays"
    run_index -d "$T/idx" --rebuild
    is "$(of a)" "$a" "$engine: through --rebuild, too"
    err_is '' "$engine: without a word"

    run_index -d "$T/idx" --remove c
    status_is 0 "$engine: --remove"
    is "$(of c)" '' "$engine: the article is gone"
    is "$(articles)" 4 "$engine: and no other"
    sed -i 's/fell/sank/' "$T/news/f.jsonl"
    run_index -d "$T/idx" "$T/news"
    run_index -d "$T/idx" --rebuild
    is "$(of c)" '' "$engine: nothing brings it back"
    run_index -d "$T/idx" --correct c hidden=no
    is "$(of c)" "$c" "$engine: but another correction"

    run_index -d "$T/idx" --correct a 'title=Floods' tag=-weather
    is "$(of a)" '{"id":"a","date":"2023-05-06","date_from":"field","countries":["KH","VN"],"source":"Ann","title":"Floods"}' "$engine: corrections of one article add up"

    # By url and by path; a line that matches nothing.
    cat >>"$T/idx.corrections.jsonl" <<END
{"url":"http://n.example/b","language":"vi","date":"2020-02"}
{"path":"$T/news/rice.txt","date":"2001-01-01"}

{"id":"nobody","date":"2001-01-01"}
END
    run_index -d "$T/idx" "$T/news"
    err_is "dateline-index: $T/idx.corrections.jsonl:$(wc -l <"$T/idx.corrections.jsonl" | tr -d ' '): no article has this id, path or url" "$engine: a line that matches nothing is reported"
    like "$(of b)" '"date":"2020-02"' "$engine: by url"
    like "$(of "$T/news/rice.txt")" '"date":"2001-01-01"' "$engine: by path"
    run_index -d "$T/idx" "$T/news"
    err_is '' "$engine: once"
    echo '{"id":"nobody","title":"Somebody","date":"2024-01-01"}' >>"$T/news/f.jsonl"
    run_index -d "$T/idx" "$T/news"
    like "$(of nobody)" '"date":"2001-01-01"' "$engine: it waits for its article"

    # Undone with their lines.
    : >"$T/idx.corrections.jsonl"
    run_index -d "$T/idx" "$T/news"
    is "$(of b)" "$b" "$engine: a line that goes is undone"
    like "$(of a)" '"date":"2024-10-20".*"countries":\["LA"\]' "$engine: all of it"
    like "$(of "$T/news/rice.txt")" '"date":"2024-10-03"' "$engine: by path, too"
    run_index -d "$T/idx" --verify
    status_is 0 "$engine: sound"
done

# Mistakes.
for field in date=soon country=Atlantis colour=red date hidden=maybe; do
    run_index -d "$T/idx" --correct a "$field"
    status_is 2 "refused: $field"
done
run_index -d "$T/idx" --correct a
status_is 2 'nothing to correct'
run_index -d "$T/idx" --correct unheard-of date=2024
status_is 2 'an article that is not there'
is "$(cat "$T/idx.corrections.jsonl")" '' 'nothing of that is written'
echo '{"id":"a","date":"soon"}' >"$T/mine.jsonl"
run_index -d "$T/idx" --corrections="$T/mine.jsonl" "$T/news"
status_is 2 'a file of corrections with a mistake'
err_is "dateline-index: $T/mine.jsonl:1: \"soon\" is no date" 'is named with its line'
echo "corrections = $T/mine.jsonl" >"$T/config"
echo '{"id":"a","date":"1999"}' >"$T/mine.jsonl"
run_index --config="$T/config" -d "$T/idx" "$T/news"
like "$(of a)" '"date":"1999"' 'a file that the configuration names'
# What came through a pipe is corrected, too.
rm -rf "$T/idx"
echo '{"id":"p","title":"Through a pipe","date":"2024-01-01"}' | "$BIN/dateline-index" -d "$T/idx" -
run_index -d "$T/idx" --correct p date=2024-02-02
like "$(of p)" '"date":"2024-02-02"' 'what came through a pipe is corrected'
done_testing
