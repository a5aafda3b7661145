"""Macro-F1 of a scored test split beside a TF-IDF baseline; see germeval2021.

Both give a probability. A comment counts as toxic from 0.5 on; from the share
of toxic comments in the train split on; and if it is among that share of the
test comments. None of these needs a test label.
"""

import csv
import json
import sys

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.pipeline import make_pipeline, make_union


def rows(name):
    with open(f"{folder}/{name}", encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    return [r["comment_text"] for r in table], [int(r["Sub1_Toxic"]) for r in table], [r["comment_id"] for r in table]


folder, scored = sys.argv[1:]
train_texts, train_labels, _ = rows("GermEval21_TrainData.csv")
test_texts, test_labels, test_ids = rows("GermEval21_TestData.csv")
with open(scored, encoding="utf-8") as file:
    by_id = {r["id"]: r["scores"]["uncivil"] for r in map(json.loads, file)}
ours = [by_id[i] for i in test_ids]

baseline = make_pipeline(
    make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
    ),
    LogisticRegression(C=4, max_iter=1000),
)
theirs = baseline.fit(train_texts, train_labels).predict_proba(test_texts)[:, 1]

rate = sum(train_labels) / len(train_labels)
print(f"{len(test_labels)} test comments, {sum(test_labels)} toxic")
print(f"{'':<24} {'macro-F1 at 0.50':>16} {f'at {rate:.2f}':>8} {'that share':>10} {'AUC':>7}")
for name, probabilities in [("lamplighter", ours), ("TF-IDF (scikit-learn)", theirs)]:
    share = sorted(probabilities, reverse=True)[round(rate * len(test_labels))]
    at = [f1_score(test_labels, [p >= t for p in probabilities], average="macro") for t in (0.5, rate, share)]
    print(f"{name:<24} {at[0]:>16.4f} {at[1]:>8.4f} {at[2]:>10.4f} {roc_auc_score(test_labels, probabilities):>7.4f}")
