#!/bin/sh
# Pairs of an article and a query that must meet, and pairs that must not, language by language, in both engines.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

cd "$T" || exit 1

# language | article | query | yes or no; an empty language is left to be told.  \0ooo are bytes in octal.
cat >pairs <<'EOF'
vi|Lương Cường thăm Lào|Lương Cường|yes
vi|Lương Cường thăm Lào|luong cuong|yes
vi|Luong Cuong tham Lao|Lương Cường|yes
vi|Hội nghị ở L\0306\0260\0306\0241ng Sơn|Lu\0314\0233o\0314\0233ng|yes
vi|Hội nghị ở Lu\0314\0233o\0314\0233ng Sơn|L\0306\0260\0306\0241ng|yes
vi|Thủ tướng thăm Hoà Bình|hòa bình|yes
vi|Thủ tướng thăm HÒA BÌNH|hoà bình|yes
vi|uỷ ban nhân dân tỉnh|ủy ban|yes
vi|ủy ban nhân dân tỉnh|uỷ ban|yes
vi|chăm sóc sức khoẻ|sức khỏe|yes
vi|người đẹp Thuý Kiều|thúy kiều|yes
vi|quý một năm nay|quý một|yes
vi|bác sỹ giỏi của bệnh viện|bác sĩ|yes
vi|bác sĩ giỏi của bệnh viện|bác sỹ|yes
vi|tỷ lệ thất nghiệp|tỉ lệ|yes
vi|kỹ thuật mới|kĩ thuật|yes
vi|nước Mỹ và Việt Nam|mĩ|yes
vi|bác sỹ giỏi của bệnh viện|bac sy|yes
vi|Ðà Nẵng đón khách|đà nẵng|yes
vi|Đà Nẵng đón khách|da nang|yes
vi|thúy|thuy|yes
en|The railways of Laos are new|railway|yes
en|U.S. exports to the U.K. rose|us uk|yes
en|US exports to the UK rose|u.s. u.k.|yes
en|Moscow\0342\0200\0231s envoy|moscow's envoy|yes
en|China's growth slowed|china growth|yes
en|a budget of 1,000,000 dollars|1000000|yes
en|a budget of 1000000 dollars|1,000,000|yes
en|anti-inflation policy|anti inflation|yes
en|anti inflation policy|anti-inflation|yes
en|covid-19 cases|covid 19|yes
en|finance\0302\0255minister naïve|financeminister naive|yes
en|The co\0302\0255operation treaty|cooperation|yes
en|\0357\0254\0201nance talks|finance|yes
en|Ｔｏｋｙｏ ２０２４|tokyo 2024|yes
en|growth of 3.14 percent|314|no
en|general universe|generous|no
en|resume talks|"résumé tanks"|no
de|Die Straße ist lang und die Häuser sind alt|strasse|yes
de|DIE STRASSE IST LANG UND DIE HÄUSER SIND ALT|straße|yes
de|Herr Müller ist nicht da und auch nicht dort|Muller|yes
de|Herr Müller ist nicht da und auch nicht dort|Mueller|yes
de|Herr Mueller ist nicht da und auch nicht dort|Müller|yes
de|Die Häuser sind auf dem Land|haus|yes
de|Die Haeuser sind auf dem Land|häuser|yes
de|Das ist schon lange her|schön|yes
de|Die neue Quelle|neu|yes
de|der Goethe Preis|göthe|yes
de|Die Masse der Waren|maße|yes
fr|L'élève étudie l'économie|eleve economie|yes
fr|L'élève étudie l'économie|élève|yes
fr|Le cœur de la ville|coeur|yes
fr|Le coeur de la ville|cœur|yes
fr|Les chevaux nationaux|cheval national|yes
fr|garçon|garcon|yes
es|El niño y la mañana|nino manana|yes
es|Las naciones unidas|nación|yes
pt|As nações e o pão|nacoes pao|yes
it|L'economia dell'università|economia università|yes
sv|Öresundsbron är öppen|oresundsbron|yes
da|Ærø og Ålborg|aero alborg|yes
pl|Łódź i Wrocław|lodz wroclaw|yes
cs|Řeka v Plzni|reka|yes
ro|orașul București și țara|oraşul ţara|yes
ro|oraşul Bucureşti şi ţara|orașul țara|yes
hu|Őszi idő|oszi ido|yes
tr|İSTANBUL VE IĞDIR|istanbul ığdır|yes
tr|İstanbul ve Iğdır|ISTANBUL IGDIR|yes
tr|ışık söndü|isik|yes
tr|IŞIK SÖNDÜ|ışık|yes
tr|Ankara'da ve Diyarbakır'dan|ankara diyarbakır|yes
tr|kırmızı|kirmizi|yes
ru|Новогодняя ёлка в Москве|елка|yes
ru|Новогодняя елка в Москве|ёлка|yes
ru|НОВОГОДНЯЯ ЁЛКА|ёлки|yes
ru|Президенты встретились|президент|yes
uk|п\0342\0200\0231ять хвилин|п'ять|yes
uk|п\0312\0274ять хвилин|п'ять|yes
uk|їжак|їжак|yes
el|Η Αθήνα και ο οδός|ΟΔΟΣ|yes
el|Η ΑΘΗΝΑ ΚΑΙ Ο ΟΔΟΣ|οδός αθήνα|yes
el|Ελλάδα|ελλαδα|yes
ar|كِتَابٌ جديد|كتاب|yes
ar|كتـــاب جديد|كتاب|yes
ar|زار أحمد المدينة|احمد|yes
ar|زار احمد المدينة|أحمد|yes
ar|المدرسة الجديدة|المدرسه|yes
ar|قال مصطفى|مصطفي|yes
ar|في عام ٢٠٢٤|2024|yes
ar|في عام 2024|٢٠٢٤|yes
ar|الكتاب الجديد|كتاب|yes
ar|كلب|قلب|no
fa|علی در تهران|علي|yes
fa|می\0342\0200\0214خواهم بروم|میخواهم|yes
fa|سال ۱۴۰۲|1402|yes
ur|پاکستان|پاكستان|yes
he|שָׁלוֹם עולם|שלום|yes
he|שלום עולם|שָׁלוֹם|yes
he|צה״ל הודיע|צה"ל|yes
he|צה\0042ל הודיע|צה״ל|yes
he|ירושלים|ירושלם|no
hi|हिन्दी समाचार|हिन्दी|yes
hi|२०२४ में|2024|yes
hi|कि वह|की वह|no
th|รัฐบาลไทยประกาศ|ประกาศ|yes
th|รัฐบาลไทยประกาศ|รัฐบาลไทย|yes
th|การประชุมคณะรัฐมนตรี|คณะรัฐมนตรี|yes
th|น\0340\0271\0215\0340\0271\0211\0340\0270\0262ท่วม|น้ำท่วม|yes
th|เเม่น้ำ|แม่น้ำ|yes
th|ปี ๒๕๖๗|2567|yes
th|ต่าง ๆ ประเทศ|ต่างๆ|yes
th|กา|ก|no
lo|ນໍາໃຊ້ຢ່າງມີປະສິດທິຜົນ|ນຳໃຊ້|yes
lo|ລັດຖະບານລາວ|ລາວ|yes
lo|ທະນາຄານພັດທະນາອາຊີ|ທະນາຄານ|yes
lo|ປີ ໒໐໒໔|2024|yes
km|មនុស្សម្នាក់ៗមិនអាច|មនុស្ស|yes
km|រដ្ឋាភិបាលកម្ពុជា|កម្ពុជា|yes
km|ឆ្នាំ២០២៤|2024|yes
km|ឆ្នាំ២០២៤|ឆ្នាំ|yes
km|កា|កី|no
my|မြန်မာနိုင်ငံ|မြန်မာ|yes
my|၂၀၂၄ ခုနှစ်|2024|yes
zh|中华人民共和国成立|人民|yes
zh|北京大学生物系|物系|yes
zh|北京大学生物系|"大学 生物"|yes
zh|新冠肺炎疫情|新冠|yes
zh|拜登政府|拜登|yes
zh|北京|京北|no
zh|Ａ股上涨３％|a股|yes
ja|寿司を食べる|寿司|yes
ja|ｶﾞﾗｽの器|ガラス|yes
ja|ガラスの器|ｶﾞﾗｽ|yes
ja|東京都知事|東京|yes
ja|東京都知事|都知事|yes
ja|かき|がき|no
ja|２０２４年|2024|yes
ko|대통령은 서울에서|대통령|yes
ko|대통령은 서울에서|서울|yes
ko|\0341\0204\0222\0341\0205\0241\0341\0206\0253\0341\0204\0200\0341\0205\0256\0341\0206\0250|한국|yes
|Η κυβέρνηση αποφάσισε|κυβερνηση|yes
|Die Regierung hat in der Straße nicht gesprochen und war auch nicht da|strasse|yes
|Правительство решило, что ёлка будет|елка|yes
EOF


printf '%b\n' "$(cat pairs)" >rows
awk -F'|' '{
    gsub(/"/, "\\\"", $2)
    printf "{\"id\":\"r%d\",\"title\":\"\",\"text\":\"%s\"%s}\n", NR, $2, $1 == "" ? "" : ",\"language\":\"" $1 "\""
}' rows >news.jsonl
awk -F'|' '{ printf "%d\t%s\n", NR, $3 }' rows >queries

for engine in native xapian; do
    rm -rf idx
    run_index -d idx --engine=$engine news.jsonl
    status_is 0 "$engine: indexed"
    "$BIN/dateline-search" -d idx -n 0 --strict --format=trec --batch=queries >found 2>"$T/err"
    awk -v engine=$engine 'NR == FNR { if ($3 == "r" $1) hit[$1] = 1; next }
        { split($0, f, "|"); got = FNR in hit ? "yes" : "no"
          if (got != f[4]) printf "%s: %s: %s finds %s: %s\n", engine, f[1], f[3], f[2], got }' found rows >wrong
    is "$(cat wrong)" '' "$engine: $(grep -c . rows) pairs"
done

# Vietnamese syllables that differ by their tone alone are different words: a count or the newest articles want only one.
cat >tones.jsonl <<'EOF'
{"id":"fish","language":"vi","text":"con cá trong hồ"}
{"id":"all","language":"vi","text":"cả nước trong mùa mưa"}
{"id":"bare","language":"vi","text":"con ca trong ho"}
EOF
found() { "$BIN/dateline-search" -d idx -n 0 --strict --format=tsv "$@" | cut -f 3 | sort | tr '\n' ' '; }
for engine in native xapian; do
    rm -rf idx
    run_index -d idx --engine=$engine tones.jsonl
    is "$(found cá)" "all bare fish " "$engine: a word with diacritics finds others, too"
    is "$(found --diacritics cá)" "fish " "$engine: --diacritics: its own only"
    is "$(found --diacritics "$(printf 'CA\314\201')")" "fish " "$engine: in any case and form of Unicode"
    is "$(found --diacritics ca)" "all bare fish " "$engine: a word without finds all"
    is "$(found --diacritics '"con cá"')" "fish " "$engine: a phrase"
    is "$(found '"con cá"')" "bare fish " "$engine: a phrase without --diacritics"
done

done_testing
