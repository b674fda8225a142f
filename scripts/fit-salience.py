#!/usr/bin/env python3
"""Fit the weights of lib/metadata/country/weights.inc.  A maintainer's tool, run by hand:

    country_dump --explain < articles.jsonl > WITH;  country_dump --bare < articles.jsonl > WITHOUT
    scripts/fit-salience.py GOLD.jsonl WITH WITHOUT > lib/metadata/country/weights.inc

GOLD has id and countries (a list of lists of acceptable codes).  Every candidate that the explanations list is one observation:
is it among the article's countries?  Logistic regression with a little shrinkage; figures of five-fold cross-validation go to
standard error.  A fold is made of runs of 200 articles of GOLD, so that the near copies of a story, which follow it, lie in its fold.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import gzip, json, re, sys
import numpy as np

NAMES = """bias dateline dateline-elsewhere title title-place title-other title-first lead early first count share top only named places
institution spread rivals length us us-dateline us-title bare bare-title bare-share bare-top hints
hints-elsewhere hints-alone visit dateline-share dateline-rival rival-top
list lead-title count-elsewhere
local bare-local
rare tickers tickers-elsewhere enum enum-early enum-short
rare-list list-square list-count list-named list-top list-others
list-elsewhere rivals-elsewhere list-rival list-length count-length share-length""".split()


def rows(path):
    with (gzip.open(path, "rt") if path.endswith(".gz") else open(path)) as f:
        return [json.loads(l) for l in f if l.strip()]


gold = {r["id"]: r["countries"] for r in rows(sys.argv[1]) if r.get("countries")}
order = {id: i for i, id in enumerate(gold)}
RARE_BONUS = 0.6  # as in lib/metadata/country/model.c
X, y, w, fold, article, code = [], [], [], [], [], []
for which, path in enumerate(sys.argv[2:]):
    for r in rows(path):
        g = gold.get(r["id"])
        if not g:
            continue
        ok = {c for acc in g for c in acc}
        for line in r.get("explain", "").split("\n"):
            m = re.match(r"country (\w+): .*?salience [\d.]+, weight [\d.]+:(.*)", line)
            if not m:
                continue
            v = np.zeros(len(NAMES))
            v[0] = 1
            for name, value in re.findall(r" ([\w-]+)=(-?[\d.]+)", m.group(2)):
                v[NAMES.index(name)] = float(value)
            X.append(v)
            y.append(m.group(1) in ok)
            # stories about the United States alone are two in three: let the others be heard
            w.append((0.5 if all(a[0] == "US" for a in g) else 1.0) * (1.0 if which == 0 else 0.5))
            fold.append(order[r["id"]] // 200 % 5)
            article.append((which, r["id"]))
            code.append(m.group(1))
X, y, w, fold = np.array(X), np.array(y, float), np.array(w), np.array(fold)


def fit(X, y, w, ridge=2.0):
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


def score(rows_, p, threshold):
    by = {}
    for i in rows_:
        by.setdefault(article[i], []).append(i)
    tp = fp = fn = exact = n = 0
    for (which, aid), idx in by.items():
        if which:
            continue
        got = {code[i] for i in idx if p[i] >= threshold}
        if not got:
            got = {code[max(idx, key=lambda i: p[i])]}
        left, ok = set(got), True
        for acc in gold[aid]:
            hit = next((c for c in acc if c in left), None)
            if hit:
                left.discard(hit); tp += 1
            else:
                fn += 1; ok = False
        fp += len(left); exact += ok and not left; n += 1
    return 2 * tp / (2 * tp + fp + fn), exact / n


p = np.zeros(len(y))
for k in range(5):
    b = fit(X[fold != k], y[fold != k], w[fold != k])
    p[fold == k] = 1 / (1 + np.exp(-X[fold == k] @ b - RARE_BONUS * X[fold == k, NAMES.index("rare")]))
for t in (0.5, 0.54, 0.57, 0.6):
    print("threshold %.2f: f1 %.4f exact %.4f" % ((t,) + score(range(len(y)), p, t)), file=sys.stderr)
b = fit(X, y, w)
print("/* Written by scripts/fit-salience.py: do not edit by hand.  In the order of enum DL_CF_*. */")
for name, v in zip(NAMES, b):
    print(f"{v:+.3f}, /* {name} */")
