#!/usr/bin/env python3
"""The sparse solver beside liblinear 2.50, on the same matrix and objective.

    pip install liblinear-official==2.50.0
    benches/peers/solver.py TABLE TEXT_COLUMN LABEL_COLUMN [--alpha 0.5] [--rounds 3]

Both minimise `Σ log-loss + alpha/2 · |w|²` with a free intercept. Of each the
time is printed that it takes to come within 1/10,000 of the lowest objective
that any run reached: of the tolerances tried, the loosest that does. One core;
reading and copying the matrix is not counted. Turns alternate.
"""
import argparse
import math
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import numpy
from liblinear.liblinearutil import parameter, problem, svm_read_problem, train

ROOT = Path(__file__).resolve().parents[2]
CLOSE = 1e-4


def ours(arguments, svm):
    command = ["cargo", "run", "-q", "--release", "--example", "solver", "--", arguments.table,
               arguments.text, arguments.label, str(arguments.alpha), svm]
    environment = {**os.environ, "RAYON_NUM_THREADS": "1"}
    lines = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return [tuple(map(float, line.split()[1:])) for line in lines.stdout.splitlines()]


def theirs(arguments, svm):
    labels, rows = svm_read_problem(svm, return_scipy=True)
    data = problem(labels, rows, bias=1)
    runs = []
    for tolerance in [0.1, 0.03, 0.01, 0.003, 0.001]:
        options = parameter(f"-s 0 -c {1 / arguments.alpha} -B 1 -R -e {tolerance} -q")
        start = time.perf_counter()
        model = train(data, options)
        seconds = time.perf_counter() - start
        weights, bias = model.get_decfun()
        weights = numpy.array(weights)
        sign = numpy.where(numpy.array(labels) == 1, 1.0, -1.0)
        margins = rows[:, : len(weights)] @ weights + bias
        objective = numpy.logaddexp(0, -sign * margins).sum() + arguments.alpha / 2 * (weights @ weights)
        runs.append((seconds, float(objective)))
    return runs


def main():
    parser = argparse.ArgumentParser()
    for name in ["table", "text", "label"]:
        parser.add_argument(name)
    parser.add_argument("--alpha", type=float, default=0.5)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    arguments.table = str(Path(arguments.table).resolve())
    runs = {"lamplighter": [], "liblinear -s 0": []}
    with tempfile.TemporaryDirectory() as folder:
        svm = str(Path(folder) / "matrix.svm")
        for _ in range(arguments.rounds):
            runs["lamplighter"].append(ours(arguments, svm))
            runs["liblinear -s 0"].append(theirs(arguments, svm))
    lowest = min(objective for rounds in runs.values() for turn in rounds for _, objective in turn)
    medians = {}
    print("| solver | seconds, median (range) | objective |\n| --- | --- | --- |")
    for name, rounds in runs.items():
        reached = [next(((s, o) for s, o in turn if o <= lowest * (1 + CLOSE)), (math.nan, math.nan)) for turn in rounds]
        seconds = [s for s, _ in reached]
        medians[name] = statistics.median(seconds)
        print(f"| {name} | {medians[name]:.2f} ({min(seconds):.2f}-{max(seconds):.2f}) | {reached[0][1]:.3f} |")
    print(f"\n{medians['liblinear -s 0'] / medians['lamplighter']:.2f} times as fast; lowest objective {lowest:.3f}")


if __name__ == "__main__":
    main()
