//! The model card. A recipe, its corpus, the model and its report come in; a
//! page of Markdown goes out that says what the model was made from, how good
//! it is on rows that it never saw, and what it is for. Promise: it holds no
//! number that the command it names would not print again.

use std::fmt::Write;

use super::corpus::Corpus;
use super::recipe::Recipe;
use super::report::Report;
use crate::model::Model;

/// Writes the card of a model. `command` is what a reader types to make the
/// model again.
pub fn card(recipe: &Recipe, corpus: &Corpus, model: &Model, report: &Report, command: &str) -> String {
    let mut out = String::new();
    // Writing to a `String` cannot fail.
    let _ = write_card(&mut out, recipe, corpus, model, report, command);
    out
}

fn write_card(
    out: &mut String,
    recipe: &Recipe,
    corpus: &Corpus,
    model: &Model,
    report: &Report,
    command: &str,
) -> std::fmt::Result {
    let features = model.features();
    writeln!(out, "# Model card\n\n{}\n", model.provenance())?;
    writeln!(out, "Made by\n\n```sh\n{command}\n```\n\nThe same recipe and files give the same bytes.\n")?;
    if !recipe.notes.trim().is_empty() {
        writeln!(out, "{}\n", recipe.notes.trim())?;
    }

    writeln!(out, "## What it sees\n")?;
    let [shortest, longest] = features.ngrams;
    let yes_no = |yes| if yes { "yes" } else { "no" };
    writeln!(
        out,
        "Language of the stems: {:?} (stems: {}). Words; pairs of words: {}; character n-grams inside words: {shortest} to {longest}. Two logistic layers: evidence (L2 penalty {}, less for a head with few rows) and verdict, fitted on evidence from {} folds.\n",
        features.language,
        yes_no(features.stems),
        yes_no(features.pairs),
        recipe.alpha,
        recipe.folds
    )?;

    if recipe.base.is_some() {
        writeln!(
            out,
            "It stands on top of another model (above). What that one was trained on is not known here: where it had seen a row that is held out below, the figures flatter.\n"
        )?;
    }

    writeln!(out, "## What it was made from\n")?;
    writeln!(out, "| source | licence | weight | rows read | bad | repeated | excluded | used |")?;
    writeln!(out, "| --- | --- | --- | --- | --- | --- | --- | --- |")?;
    for (index, (source, count)) in recipe.sources.iter().zip(corpus.counts()).enumerate() {
        let used = corpus.rows.iter().filter(|row| row.source as usize == index).count();
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} | {used} |",
            source.name,
            source.licence.as_deref().unwrap_or("not stated"),
            source.weight,
            count.read,
            count.bad,
            count.repeated,
            count.excluded
        )?;
    }
    writeln!(
        out,
        "\nA repeated text stands once; its labels are joined. An excluded text belongs to a test set. Rows without a label that the recipe asks for are read and not used.\n"
    )?;

    writeln!(out, "| head | yes | no |\n| --- | --- | --- |")?;
    for (head, name) in corpus.heads().iter().enumerate() {
        let count = |class| corpus.rows.iter().filter(|row| row.labels[head] == Some(class)).count();
        writeln!(out, "| {name} | {} | {} |", count(true), count(false))?;
    }

    writeln!(
        out,
        "\n## How good it is\n\nOn the rows that were held out ({} of all, drawn by group with seed {}), first all together, then by source. AUC: area under the ROC curve. AP: average precision. P/R/F1: precision, recall and F1 at the threshold of the policy. ECE: expected calibration error, 15 bins of equal size.\n",
        recipe.holdout, recipe.seed
    )?;
    writeln!(out, "```text\n{report}```")?;
    Ok(())
}
