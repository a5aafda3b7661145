#!/usr/bin/env python3
"""Sets lamplighter's scoring speed beside that of other classifiers.

    benches/peers/scoring.py FILE.csv TEXT_COLUMN LABEL_COLUMN [--megabytes N] [--rounds N]

The same texts, one core, in turns, several rounds; the medians and their ratios
are printed as a table. The peers come from their registries, in the versions of
requirements.txt and Cargo.toml, into target/peers. Those that must be
trained (fastText, scikit-learn) learn the one label from the same rows; their
training is not timed. lamplighter judges all its heads.
"""

import argparse
import csv
import os
import statistics
import subprocess
import sys
import time
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
WORK = os.path.join(ROOT, "target", "peers")
PYTHON = os.path.join(WORK, "venv", "bin", "python")


def enter_environment():
    """Goes on under the Python that has the peers, made at first use."""
    if not os.path.exists(PYTHON):
        os.makedirs(WORK, exist_ok=True)
        subprocess.run([sys.executable, "-m", "venv", os.path.join(WORK, "venv")], check=True)
        requirements = os.path.join(HERE, "requirements.txt")
        subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", "-r", requirements], check=True)
    if os.path.realpath(sys.prefix) != os.path.realpath(os.path.join(WORK, "venv")):
        os.execv(PYTHON, [PYTHON, *sys.argv])


def read(path, text_column, label_column, megabytes):
    csv.field_size_limit(1 << 30)
    texts, labels, size = [], [], 0
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            texts.append(row[text_column].replace("\0", " "))
            labels.append(int(float(row[label_column]) >= 0.5))
            size += len(texts[-1].encode())
            if size > megabytes * 1e6:
                break
    return texts, labels


def timed(score, texts):
    size = sum(len(text.encode()) for text in texts)
    start = time.perf_counter()
    score(texts)
    return size / (time.perf_counter() - start) / 1e6


def printed(*command):
    """The number that a programme prints."""
    run = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return float(run.stdout.split()[-1])


def built_with_cargo(*arguments):
    subprocess.run(["cargo", "build", "--quiet", "--release", *arguments], check=True, cwd=ROOT)


def peers(texts, labels):
    """For each classifier, a function that measures it once."""
    import fasttext
    from better_profanity import profanity
    from profanity_check import predict_prob
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    shared = os.path.join(WORK, "texts.csv")
    with open(shared, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text"])
        writer.writerows([text] for text in texts)
    parted = os.path.join(WORK, "texts.bin")
    with open(parted, "w", encoding="utf-8", newline="") as file:
        file.write("\0".join(texts))
    built_with_cargo("--example", "throughput")
    ours = os.path.join(ROOT, "target", "release", "examples", "throughput")
    yield "lamplighter, ten heads", lambda: printed(ours, shared, "text")

    manifest = os.path.join(HERE, "Cargo.toml")
    built_with_cargo("--manifest-path", manifest, "--target-dir", WORK, "--bin", "rustrict")
    rustrict = os.path.join(WORK, "release", "rustrict")
    yield "rustrict", lambda: printed(rustrict, parted)

    predict_prob(texts[:100])
    yield "alt-profanity-check", lambda: timed(predict_prob, texts)

    lines = [" ".join(text.split()) for text in texts]
    training = os.path.join(WORK, "fasttext.txt")
    with open(training, "w", encoding="utf-8") as file:
        file.writelines(f"__label__{label} {line}\n" for label, line in zip(labels, lines))
    model = fasttext.train_supervised(training, wordNgrams=2, thread=1, verbose=0)
    # fastText's own Python wrapper fails under NumPy 2 and wants no line breaks.
    yield "fastText, words 1-2", lambda: timed(lambda lines: [model.f.predict(l + "\n", 2, 0.0, "strict") for l in lines], lines)

    few = min(len(texts), 5000)
    pipeline = make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True),
        ),
        LogisticRegression(C=5, solver="liblinear"),
    )
    pipeline.fit(texts[:few], labels[:few])
    yield "scikit-learn, words 1-2, characters 2-5", lambda: timed(pipeline.predict_proba, texts[:few])

    # A thousandth of the others' speed: a few texts must do.
    yield "better-profanity", lambda: timed(lambda few: [profanity.contains_profanity(t) for t in few], texts[:20])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("text_column")
    parser.add_argument("label_column")
    parser.add_argument("--megabytes", type=float, default=8)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    enter_environment()
    warnings.filterwarnings("ignore")
    texts, labels = read(arguments.file, arguments.text_column, arguments.label_column, arguments.megabytes)
    measures = list(peers(texts, labels))
    found = {name: [] for name, _ in measures}
    for _ in range(arguments.rounds):
        for name, measure in measures:
            found[name].append(measure())
    ours = found[measures[0][0]]
    print("| classifier | MB/s, median (range) | lamplighter is faster by |\n| --- | --- | --- |")
    for name, speeds in found.items():
        ratio = statistics.median(a / b for a, b in zip(ours, speeds))
        spread = f"{statistics.median(speeds):.3g} ({min(speeds):.3g}–{max(speeds):.3g})"
        print(f"| {name} | {spread} | {ratio:.3g} × |")


if __name__ == "__main__":
    main()
