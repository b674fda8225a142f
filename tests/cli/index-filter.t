#!/bin/sh
# Filters of the configuration: a program makes text of what no reader takes.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

titles() { dump "$T/idx" | sed 's/.*"title":"\([^"]*\)".*/\1/' | sort | tr '\n' ','; }
mkdir "$T/news" "$T/bin"
# A stand-in for pdftotext: text after the magic number, or a complaint.
cat >"$T/bin/fake-pdf" <<'EOP'
#!/bin/sh
read -r magic
[ "$magic" = '%PDF-1.7' ] || { echo "Syntax Error: not a PDF" >&2; exit 1; }
cat
EOP
chmod +x "$T/bin/fake-pdf"
pdf() { printf '%%PDF-1.7\n%s\n' "$1"; }
pdf 'A story out of a PDF' >"$T/news/a.pdf"
pdf '{"title":"One of two","text":"x"}
{"title":"Two of two","text":"y"}' >"$T/news/list.PDF"
printf '%%PDF-2.0\n\1\2\3' >"$T/news/bad.pdf"
printf '%%PDF-1.7\n' >"$T/news/empty.pdf"
touch -d '1 hour ago' "$T/news"/*

run_index -d "$T/idx" "$T/news"
status_is 1 "without a filter"
err_is "dateline-index: $T/news/a.pdf and 3 more: skipped: PDF: needs a filter, see dateline-config(5)" "PDF is refused by name"

printf 'filter *.pdf = "%s/bin/fake-pdf" -\n' "$T" >"$T/config"
run_index --config="$T/config" -d "$T/idx" "$T/news"
status_is 1 "with a filter, what was refused is read"
is "$(sort "$T/err")" "dateline-index: $T/news/bad.pdf: skipped: $T/bin/fake-pdf failed: Syntax Error: not a PDF, exit status 1
dateline-index: $T/news/empty.pdf: skipped: $T/bin/fake-pdf found no text in it" "its failure is told"
is "$(titles)" "A story out of a PDF,One of two,Two of two," "what it writes is read in its own format"
run_index --config="$T/config" -v -d "$T/idx" "$T/news"
status_is 0 "unchanged"
err_like '0 new, 0 changed, 4 unchanged' "no filter runs"
run_index --config="$T/config" --retry -d "$T/idx" "$T/news"
status_is 1 "--retry runs it on what failed"
pdf 'A story that was mended' >"$T/news/bad.pdf"
rm "$T/news/empty.pdf"
run_index --config="$T/config" -d "$T/idx" "$T/news"
is "$(titles)" "A story out of a PDF,A story that was mended,One of two,Two of two," "a changed file is read again"

mkdir "$T/in"
pdf 'A story of a PDF in an archive' >"$T/in/z.pdf"
tar -cf "$T/news/z.tar" -C "$T/in" z.pdf
run_index -d "$T/idx" "$T/news"
err_is "dateline-index: $T/news/z.tar/z.pdf: skipped: PDF: needs a filter, see dateline-config(5)" "a member is refused"
run_index --config="$T/config" -d "$T/idx" "$T/news"
status_is 0 "and read when there is a filter"
like "$(titles)" 'A story of a PDF in an archive' "from the unchanged archive"

echo 'filter *.pdf = no-such-program-here -' >"$T/config"
run_index --config="$T/config" -d "$T/idx" "$T/news"
status_is 2 "a program that is missing"
err_is "dateline-index: $T/config:1: filter *.pdf: there is no program no-such-program-here" "is an error of the configuration"
echo 'filter = cat' >"$T/config"
run_index --config="$T/config" -d "$T/idx" "$T/news"
err_is "dateline-index: $T/config:1: a filter is: filter GLOB = PROGRAM [ARGUMENT]..." "and so is a filter of nothing"
done_testing
