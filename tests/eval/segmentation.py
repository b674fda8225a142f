#!/usr/bin/env python3
"""segmentation.py BUILD SHARED: are words found in scripts without spaces?

1. Khmer word boundaries against SHARED/data/khmer's hand-segmented texts: precision, recall, F1 of inner boundaries.
2. The words of these texts, and strings of two of them, as queries: how many of the texts with the word are found (recall), and
   how many of those found have it as a word by the truth (precision; parts of compounds count against it).
3. Country names of CLDR as queries in the Thai, Lao and Khmer articles: how many of the articles that hold the name's letters
   are found.
"""
import collections, glob, gzip, json, os, random, re, subprocess, sys, tempfile

build, shared = sys.argv[1:3]
KHMER = re.compile(r"[\u1780-\u17d3]{2,}")


def lines(path):
    with gzip.open(path, "rt", encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def index(folder, articles):
    path = os.path.join(folder, "articles.jsonl")
    with open(path, "w", encoding="utf-8") as f:
        for a in articles:
            f.write(json.dumps(a, ensure_ascii=False) + "\n")
    subprocess.run([build + "/dateline-index", "--quiet", "-d", folder + "/index", path], check=True)


def search(folder, queries):
    """The ids that each query finds."""
    path = os.path.join(folder, "queries")
    with open(path, "w", encoding="utf-8") as f:
        f.writelines(f"{i}\t{q}\n" for i, q in enumerate(queries))
    run = subprocess.run([build + "/dateline-search", "-d", folder + "/index", "-n", "0", "--strict", "--format=trec", "--batch=" + path],
                         capture_output=True, text=True)
    found = collections.defaultdict(set)
    for line in run.stdout.splitlines():
        qid, _, doc = line.split()[:3]
        found[queries[int(qid)]].add(doc)
    return found


def report(name, truth, found):
    pairs, hits, got = sum(map(len, truth.values())), sum(map(len, found.values())), sum(len(truth[q] & found[q]) for q in truth)
    print(f"{name:28s} queries={len(truth)} pairs={pairs} recall={got / pairs:.4f} precision={got / max(hits, 1):.4f} "
          f"found_nothing={sum(not found[q] for q in truth)}")


def khmer(folder):
    words, pairs, articles = collections.defaultdict(set), collections.defaultdict(set), []
    for a in lines(shared + "/data/khmer/gold.jsonl.gz"):
        text = a["segmented"] # one blank between words, two where the original had one
        articles.append({"id": a["id"], "title": "", "text": re.sub(" {2,}", " ", re.sub(r"(?<=\S) (?=\S)", "", text)), "language": "km"})
        for w in re.split(r"[ \n]+", text):
            if KHMER.fullmatch(w):
                words[w].add(a["id"])
        side = re.split(" |\n", text)
        for one, two in zip(side, side[1:]):
            if KHMER.fullmatch(one) and KHMER.fullmatch(two):
                pairs[one + two].add(a["id"])
    index(folder, articles)
    pairs = dict(random.Random(1).sample(sorted(pairs.items()), 3000))
    report("khmer words", words, search(folder, sorted(words)))
    report("khmer strings of two words", pairs, search(folder, sorted(pairs)))


def names(folder, language, data):
    articles = lines(f"{shared}/data/{data}/articles.jsonl.gz")
    index(folder, [dict(a, language=language) for a in articles])
    (path,) = glob.glob(f"{shared}/data/gazetteer/cldr/{language}.xml*")
    with (gzip.open if path.endswith("z") else open)(path, "rt", encoding="utf-8") as f:
        wanted = sorted(set(re.findall(r'<territory type="[A-Z]{2}"[^>]*>([^< ()]{4,})</territory>', f.read())))
    truth = {n: {a["id"] for a in articles if n in a["title"] + "\n" + a["text"]} for n in wanted}
    truth = {n: ids for n, ids in truth.items() if ids}
    report(f"{data} country names", truth, search(folder, sorted(truth)))


gold = gzip.open(shared + "/data/khmer/gold.jsonl.gz").read()
print("khmer boundaries            ", subprocess.run([build + "/tests/eval/eval_segments"], input=gold, capture_output=True).stdout.decode(), end="")
for test in (khmer, lambda f: names(f, "th", "thai"), lambda f: names(f, "lo", "lao"), lambda f: names(f, "km", "khmer")):
    with tempfile.TemporaryDirectory() as folder:
        test(folder)
