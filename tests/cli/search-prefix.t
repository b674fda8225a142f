#!/bin/sh
# A prefix finds the articles with a word that is written so, also where it is cut within an ending that stemming takes off.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

cat >"$T/cut.jsonl" <<'EOT'
{"id":"gov","title":"a","text":"The government met.","language":"en"}
{"id":"ing","title":"a","text":"Governing is hard.","language":"en"}
{"id":"uni","title":"Universities","text":"They opened.","language":"en"}
{"id":"demo","title":"a","text":"Demonstrators and demonstrations.","language":"en"}
{"id":"biz","title":"a","text":"A small business.","language":"en"}
{"id":"bizp","title":"a","text":"Many businesspeople.","language":"en"}
{"id":"busy","title":"a","text":"A busy year.","language":"en"}
{"id":"inv","title":"a","text":"The investigation went on.","language":"en"}
{"id":"invy","title":"a","text":"An investigatory body.","language":"en"}
{"id":"trade","title":"a","text":"Of trade negotiations.","language":"en"}
{"id":"fr","title":"a","text":"Les négociations","language":"fr"}
{"id":"de","title":"a","text":"Die Verhandlungen","language":"de"}
EOT
cat >"$T/prefixes.py" <<'EOT'
import json, random, re, subprocess, sys
search, index = sys.argv[1:3]
def run(*args, **kw):
    return subprocess.run([search, "-d", index, "-n", "0", *args], stdout=subprocess.PIPE, **kw).stdout.decode()
articles = {}
for line in run("--format=json", "--fields=id,title,text,language", "*").splitlines():
    a = json.loads(line)
    articles[a["id"]] = set(re.findall(r"(?<![\w'’&.-])[a-z]{5,}(?![\w'’&.-])", (a["title"] + "\n" + a["text"]).lower()))
words = sorted(set().union(*articles.values()))
random.seed(20)
prefixes = sorted({w[:n] for w in words for n in range(4, len(w) + 1)})
prefixes = random.sample(prefixes, min(3000, len(prefixes)))
got = {}
batch = "".join(f"{p}\t{p}*\n" for p in prefixes)
for line in run("--format=trec", "--batch=-", input=batch.encode()).splitlines():
    query, _, article = line.split(" ")[:3]
    got.setdefault(query, set()).add(article)
missed = [(p, i) for p in prefixes for i, has in articles.items() if any(w.startswith(p) for w in has) and i.replace(" ", "%20") not in got.get(p, ())]
print(len(prefixes) > 2000, len(missed), missed[:5])
EOT
for engine in native xapian; do
    run_index -d "$T/$engine" --engine=$engine "$T/cut.jsonl"
    found() {
        run_search -d "$T/$engine" -n 0 --format=tsv --fields=id "$2"
        is "$(sort "$T/out" | tr '\n' ' ')" "$1" "$engine: $2"
    }
    found 'gov ' 'governm*'
    found 'gov ing ' 'govern*'
    found 'uni ' 'universi*'
    found 'uni ' 'title:universit*'
    found 'demo ' 'demonstrat*'
    found 'demo ' 'demonstrati*'
    found 'biz bizp ' 'busin*'
    found 'inv invy ' 'investigat*'
    found 'trade ' '"trade negotiat*"'
    found 'fr ' 'négociati*'
    found 'fr ' 'negociati*'
    found 'de ' 'verhandlu*'
    if command -v python3 >/dev/null; then
        run_index -d "$T/corpus-$engine" --engine=$engine "$SRC/corpus"
        is "$(python3 "$T/prefixes.py" "$BIN/dateline-search" "$T/corpus-$engine")" 'True 0 []' "$engine: no prefix misses an article"
    fi
done
done_testing
