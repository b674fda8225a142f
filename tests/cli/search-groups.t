#!/bin/sh
# Groups of countries wherever a country is asked for: continents and their parts, and organisations by the day.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

cd "$T" || exit 1
{
    article() { printf '{"id":"%s","title":"Story %s","text":"Words.","country":"%s","date":"%s"}\n' "$1" "$1" "$2" "$3"; }
    article gb72 GB 1972-12-31
    article gb73 GB 1973-01-01
    article gb20 GB 2020-01-31
    article gb21 GB 2020-02-01
    article fr55 FR 1955-01-01
    article fr FR 2024-01-01
    article undated HR ''
    article la97 LA 1997-07-22
    article la LA 1997-07-23
    article vn VN 2024-01-01
    article ru85 SUHH 1985-01-01
    article ru99 RU 1999-01-01
    article ru15 RU 2015-01-01
    article br BR 2024-01-01
    article eg23 EG 2023-12-31
    article eg EG 2024-01-01
    article us US 2024-01-01
    article id10 ID 2010-01-01
    article id16 ID 2016-06-01
    article iq IQ 2024-01-01
} >news.jsonl

for engine in native xapian; do
    index=$engine
    run_index --engine=$engine -d "$engine" news.jsonl
    status_is 0 "$engine: indexed"
    finds 'fr gb20 gb73 undated' --country=EU '*'
    finds 'fr gb20 gb73 undated' 'country:"European Union"'
    finds 'la' --country=ASEAN '*' --to=2009 --from=1990
    finds 'id10 id16 la vn' -c asean '*'
    finds 'id10 id16 la la97 vn' --country='Southeast Asia' '*'
    finds 'id10 id16 la la97 vn' 'country:"South-Eastern Asia"'
    finds 'id10 id16 la la97 vn' 'country:"Đông Nam Á"'
    finds 'fr fr55 gb20 gb21 gb72 gb73 ru15 ru85 ru99 undated' -c Europe '*'
    finds 'fr fr55 gb20 gb21 gb72 gb73 ru15 ru85 ru99 undated' -c Europa '*'
    finds 'br' -c 'South America' '*'
    finds 'br us' -c Americas '*'
    finds 'us' -c 'Northern America' '*'
    finds 'fr gb20 gb21 us' -c G7 '*' --from=2000
    finds 'ru99' -c G8,CIS '*' --to=2000 --from=1997-08 -c RU
    finds 'br eg' -c BRICS '*' --from=2020
    finds 'ru85' -c 'Warsaw Pact' '*'
    finds 'id16 iq' -c opec '*' --from=2010
    finds 'eg eg23 iq' -c 'the Middle East' '*'
    finds 'vn' 'Words -country:EU -country:Africa -country:Americas' --from=2024 --to=2024 -c VN,FR
    run_search -d "$engine" -c Atlantis '*'
    status_is 2 "$engine: what is no group either is refused"
done
done_testing
