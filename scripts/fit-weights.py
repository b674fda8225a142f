#!/usr/bin/env python3
"""Fit the weights of lib/metadata/country/features.inc, in place.  A maintainer's tool, run by hand:

    make -C BUILD tests/eval/metadata_dump
    scripts/fit-weights.py [--senses] [--ablate] BUILD/tests/eval/metadata_dump COLLECTION...

A COLLECTION is a folder with articles.jsonl[.gz] (id, title, text) and gold.jsonl[.gz] (id, and countries: a list of lists of
acceptable codes, or mentions: a list of codes).

SALIENCE rows: every candidate country that --explain lists is one observation: is it among the article's countries?  Logistic
regression with a little shrinkage, on the articles with and without their datelines; figures of five-fold cross-validation go to
standard error.  A fold is made of runs of 200 articles, so that the near copies of a story, which follow it, lie in its fold.
CONTEXT and SENSE rows (--senses): each weight is moved up and down while the F1 of countries and mentions rises.
--ablate changes nothing: it prints what each weight brings, as points of F1 and of exact sets lost when it is 0.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import gzip, json, os, re, subprocess, sys
import numpy as np

TABLE = os.path.join(os.path.dirname(__file__), "../lib/metadata/country/features.inc")
ROW = re.compile(r'^(SALIENCE|CONTEXT|SENSE)\((\w+), "([\w-]+)", ([+-][\d.]+), ', re.M)


def rows(folder, name):
    path = os.path.join(folder, name)
    with open(path) if os.path.exists(path) else gzip.open(path + ".gz", "rt") as f:
        return [json.loads(line) for line in f if line.strip()]


def run(dump, articles, *options):
    text = "\n".join(json.dumps(a) for a in articles)
    return subprocess.run([dump, *options], input=text.encode(), stdout=subprocess.PIPE, check=True).stdout.decode()


def f1(pairs):
    """F1 and exact sets of [(acceptable codes, found codes)], in points."""
    tp = fp = fn = exact = 0
    for gold, found in pairs:
        left, ok = set(found), True
        for accept in gold:
            hit = next((c for c in accept if c in left), None)
            left.discard(hit)
            tp += hit is not None
            fn += hit is None
            ok &= hit is not None
        fp += len(left)
        exact += ok and not left
    return 200 * tp / max(1, 2 * tp + fp + fn), 100 * exact / max(1, len(pairs))


def measure(dump, collections, *options):
    """[F1 and exact sets of countries and of mentions] of each collection."""
    scores = []
    for articles, gold in collections:
        found = {r["id"]: r for r in map(json.loads, run(dump, articles, *options).splitlines())}
        for key in ("countries", "mentions"):
            pairs = [([a if isinstance(a, list) else [a] for a in g[key]], found[i][key]) for i, g in gold.items() if g.get(key)]
            scores += f1(pairs) if pairs else ()
    return np.array(scores)


def ablate(dump, collections, table):
    base = measure(dump, collections)
    for kind, _, name, weight in table:
        if float(weight) != 0:
            lost = base - measure(dump, collections, f"--weight={name}=0")
            print(f"{kind.lower():8} {name:20} {weight:>7}  " + "  ".join(f"{x:+.2f}" for x in lost), flush=True)


def fit_senses(dump, collections, table):
    """Coordinate ascent on the mean F1 of the collections."""
    value = {name: float(w) for kind, _, name, w in table if kind != "SALIENCE" and float(w) != 0}
    score = lambda v: measure(dump, collections, *(f"--weight={k}={x}" for k, x in v.items()))[::2].mean()
    best, changed = score(value), True
    while changed:
        changed = False
        for name in value:
            for factor in (0.8, 1.25):
                s = score({**value, name: value[name] * factor})
                if s > best + 0.02:
                    best, changed, value[name] = s, True, value[name] * factor
                    print(f"{name} {value[name]:+.3f}: {best:.3f}", file=sys.stderr)
    return value


def observations(dump, collections, names, rare_bonus):
    X, y, w, fold, article, code = [], [], [], [], [], []
    at = {name: i for i, name in enumerate(names)}
    for articles, gold in collections:
        order = {i: n for n, i in enumerate(gold)}
        for bare in (False, True):
            for block in run(dump, articles, "--explain", *(["--bare"] if bare else [])).split("\n\n"):
                lines = block.strip("\n").split("\n")
                g = gold.get(lines[0], {}).get("countries")
                for line in lines[1:] if g else ():
                    m = re.match(r"country (\w+): .*?salience [\d.]+, weight [\d.]+:(.*)", line)
                    if not m:
                        continue
                    x = np.zeros(len(names))
                    x[0] = 1
                    for name, v in re.findall(r" ([\w-]+)=(-?[\d.]+)", m.group(2)):
                        x[at[name]] = float(v)
                    X.append(x)
                    y.append(any(m.group(1) in a for a in g))
                    # stories about the United States alone are two in three: let the others be heard
                    w.append((0.5 if all(a[0] == "US" for a in g) else 1.0) * (0.5 if bare else 1.0))
                    fold.append(order[lines[0]] // 200 % 5)
                    article.append((bare, lines[0]))
                    code.append(m.group(1))
    return np.array(X), np.array(y, float), np.array(w), np.array(fold), article, code


def regress(X, y, w, ridge=2.0):
    b = np.zeros(X.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-X @ b))
        R = ridge * np.eye(len(b))
        R[0, 0] = 1e-6
        step = np.linalg.solve((X * (w * p * (1 - p))[:, None]).T @ X + R, X.T @ (w * (y - p)) - R @ b)
        b += step
        if np.abs(step).max() < 1e-6:
            break
    return b


def fit_salience(dump, collections, table):
    names = [name for kind, _, name, _ in table if kind == "SALIENCE"]
    weight = {name: float(w) for _, _, name, w in table}
    X, y, w, fold, article, code = observations(dump, collections, names, weight["rare-bonus"])
    golds = {i: g["countries"] for _, gold in collections for i, g in gold.items() if g.get("countries")}
    p = np.zeros(len(y))
    for k in range(5):
        b = regress(X[fold != k], y[fold != k], w[fold != k])
        p[fold == k] = 1 / (1 + np.exp(-X[fold == k] @ b - weight["rare-bonus"] * X[fold == k, names.index("rare")]))
    for threshold in (0.5, 0.54, 0.57, 0.6):
        by = {}
        for i, (bare, a) in enumerate(article):
            if not bare:
                by.setdefault(a, []).append(i)
        pairs = [(golds[a], {code[i] for i in v if p[i] >= threshold} or {code[max(v, key=lambda i: p[i])]}) for a, v in by.items()]
        print("cross-validation, threshold %.2f: F1 %.2f exact %.2f" % (threshold, *f1(pairs)), file=sys.stderr)
    return dict(zip(names, regress(X, y, w)))


def main():
    options = [a for a in sys.argv[1:] if a.startswith("--")]
    dump, *folders = [a for a in sys.argv[1:] if not a.startswith("--")]
    text = open(TABLE).read()
    table = ROW.findall(text)
    collections = [(rows(f, "articles.jsonl"), {r["id"]: r for r in rows(f, "gold.jsonl")}) for f in folders]
    if "--ablate" in options:
        return ablate(dump, collections, table)
    fitted = (fit_senses if "--senses" in options else fit_salience)(dump, collections, table)
    new = lambda m: m.group(0) if m.group(3) not in fitted else \
        '%s(%s, "%s", %+.3f, ' % (*m.groups()[:3], fitted[m.group(3)])
    open(TABLE, "w").write(ROW.sub(new, text))


main()
