#!/usr/bin/env python3
"""How many harmless comments of a labelled file are held, and how many others.

    training/evaluate/held.py training/evaluate/everyday.csv [--model MODEL]

Each comment is judged beside the text in its column `parent`. Runs the programme
`target/release/lamplighter`, or that which LAMPLIGHTER names.
"""

import csv
import json
import os
import subprocess
import sys

if len(sys.argv) < 2:
    sys.exit(__doc__)
path, options = sys.argv[1], sys.argv[2:]
with open(path, encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file))
labels = list(rows[0])[list(rows[0]).index("parent") + 1 :]

lines = []
for n, row in enumerate(rows):
    if row["parent"]:
        lines.append({"id": f"parent-{n}", "text": row["parent"]})
    lines.append({"id": f"{n}", "text": row["text"], "parent": f"parent-{n}" if row["parent"] else None})
binary = os.environ.get("LAMPLIGHTER", "target/release/lamplighter")
command = [binary, "score", "-", "-q", "--from", "jsonl", "--to", "jsonl", *options]
dump = "".join(json.dumps(line) + "\n" for line in lines)
scored = subprocess.run(command, input=dump, capture_output=True, check=True, encoding="utf-8").stdout
verdicts = {line["id"]: line for line in map(json.loads, scored.splitlines())}

for name, wanted in (("harmless", False), ("others", True)):
    some = [n for n, row in enumerate(rows) if any(row[label] == "1" for label in labels) == wanted]
    print(f"{name}: {sum(verdicts[str(n)]['flagged'] for n in some)} of {len(some)} held")
