#!/usr/bin/env python3
"""What a base model brings, measured without a leak: for each of four sets, the shipped
recipe without that set and all its texts makes a base model, and the set is then
cross-validated alone and on top of it, or trained and measured on its official split.
Takes some six minutes.

    training/evaluate/on_base.py DATA      after `training/shipped/make DATA`
"""

import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
LAMPLIGHTER = ROOT / "target/release/lamplighter"

# The recipe that measures, how it parts the rows if it has no test part, the sources
# that know the set, and where its texts are.
SETS = [
    (
        "github_tone",
        "5",
        ["open-source incivility"],
        [("oss_incivility_tbdf/annotated_comment_level.csv", "comment_body")],
    ),
    (
        "change_my_view",
        "5",
        ["change my view", "change my view, earlier", "read, debates", "read, debates, last"],
        [("prepared/change_my_view.csv", "text"), ("prepared/change_my_view_earlier.csv", "text")],
    ),
    ("youtube_spam", "groups", ["youtube spam"], [("prepared/youtube_spam.csv", "text")]),
    ("wikitactics", None, ["wikitactics"], [("prepared/wikitactics_train.csv", "text")]),
]


def without(sources, texts):
    """The shipped recipe without these sources and texts."""
    recipe = (ROOT / "training/shipped/recipe.toml").read_text()
    head, *blocks = re.split(r"(?m)^(?=\[\[(?:source|exclude)\]\])", recipe)
    names = [f'name = "{source}"\n' for source in sources]
    assert all(any(name in block for block in blocks) for name in names), sources
    kept = [block for block in blocks if not any(name in block for name in names)]
    excluded = [f'[[exclude]]\nfiles = ["{file}"]\ntext = "{column}"\n\n' for file, column in texts]
    return head + "".join(excluded + kept)


def run(*arguments):
    done = subprocess.run([LAMPLIGHTER, *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return done.stdout


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    data = sys.argv[1]
    for name, parts, sources, texts in SETS:
        recipe = ROOT / f"training/evaluate/{name}.toml"
        # A recipe's files are looked for beside it.
        with tempfile.NamedTemporaryFile("w", suffix=".toml", dir=ROOT / "training/shipped") as base_recipe:
            base_recipe.write(without(sources, texts))
            base_recipe.flush()
            with tempfile.TemporaryDirectory() as folder:
                base = f"{folder}/base.llm"
                run("train", "-q", base_recipe.name, "--data", data, "-o", base)
                for on_base in [], ["--base", base]:
                    if parts:
                        title, command = "mean of the parts", ["eval", recipe, "--folds", parts]
                    else:
                        title, command = "test", ["train", recipe, "-o", f"{folder}/set.llm"]
                    report = run(*command, "-q", "--data", data, *on_base)
                    figures = report.split(f"\n{title} ", 1)[1].split("\n\n")[0]
                    print(f"{name}, {'on top of a base model' if on_base else 'alone'}\n{title} {figures}\n", flush=True)


main()
