#!/usr/bin/env python3
"""What a community with few labelled comments gets, alone and on top of the shipped
model: trains on so many of Kaggle's training comments, drawn at random three times, and
measures on the official test part.

    training/evaluate/few_rows.py          after `training/shipped/make DATA`
"""

import csv
import pathlib
import random
import re
import statistics
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
LAMPLIGHTER = ROOT / "target/release/lamplighter"
PREPARED = ROOT / "training/shipped/prepared"
LABEL = ["--label", "insult=name-calling"]


def run(*arguments):
    done = subprocess.run([LAMPLIGHTER, *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def roc_auc(rows, base, folder):
    """Of a model of these rows, on the test part."""
    with open(f"{folder}/few.csv", "w", newline="") as out:
        writer = csv.DictWriter(out, ["text", "insult"])
        writer.writeheader()
        writer.writerows(rows)
    run("train", "-q", f"{folder}/few.csv", *LABEL, *base, "-o", f"{folder}/few.llm")
    report = run("eval", "-q", "--model", f"{folder}/few.llm", PREPARED / "kaggle_test.csv", *LABEL)
    return float(re.search(r"name-calling +\d+ +\d+ +([\d.]+)", report)[1])


def main():
    with open(PREPARED / "kaggle_train.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    for count in 100, 300, 1000, len(rows):
        draws = [random.Random(seed).sample(rows, count) for seed in range(3)]
        with tempfile.TemporaryDirectory() as folder:
            for base in [], ["--base", "shipped"]:
                aucs = [roc_auc(draw, base, folder) for draw in draws]
                name = "on top of the shipped model" if base else "alone"
                print(f"{count:5} comments, {name}: {statistics.mean(aucs):.4f}")


main()
