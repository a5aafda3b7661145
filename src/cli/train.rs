//! `train` and `eval`: labelled tables come in as paths, with what their
//! columns mean; a model file or a table of measurements goes out. The work
//! is the library's.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use lamplighter::dump::{Options, Reader};
use lamplighter::train::{
    Corpus, Label, Parts, Progress, Recipe, Source, SourceCounts, card, cross_validate, evaluate, fit,
};
use lamplighter::{Language, Model, Moderator};

use super::console::Console;
use super::failure::{Failure, Result};
use super::output::Destination;
use super::{Outcome, print};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lamplighter train recipe.toml -o our.llm
  lamplighter train ours.csv --label bad=uncivil --label rude=tone -o our.llm
  lamplighter train export.xml --label-from outcome -o our.llm
  lamplighter train few.csv --label bad=uncivil --base shipped -o our.llm

The recipe names files, columns, heads, weights and features; the short form
takes CSV files that share their columns. A label is 0 or 1 (or a probability);
an empty cell means that nobody looked.

With --label-from outcome the files are exports or dumps in any format, and what
their moderators did is the label: removed or rejected comments are uncivil,
spam is spam, approved or published ones are neither; pending and deleted ones
(by their writers) say nothing. --outcome maps otherwise, for example:
--outcome uncivil=removed,spam/approved")]
pub(super) struct TrainArgs {
    /// A recipe (TOML), or labelled CSV or TSV files
    #[arg(required = true, value_name = "RECIPE.toml | CSV")]
    pub(super) inputs: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) labels: LabelArgs,

    /// Build on what this model knows: a file, or `shipped` for the one built in
    #[arg(long, value_name = "MODEL")]
    pub(super) base: Option<PathBuf>,

    /// Decides what is held out; the same seed gives the same model
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,

    /// Where the model is written; its model card is written beside it
    #[arg(short, long, value_name = "MODEL")]
    pub(super) output: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lamplighter eval --model our.llm held-out.csv --label removed=uncivil
  lamplighter eval jury.tsv --text-column tweet --label abusive=name-calling
  lamplighter eval --folds 5 ours.csv --label bad=uncivil --group-column thread
  lamplighter eval --folds groups recipe.toml
  lamplighter eval --folds 5 few.csv --label bad=uncivil --base shipped

With --folds no model is taken: each part of the rows is judged by one that is
trained on the other parts.")]
pub(super) struct EvalArgs {
    /// A recipe whose rows are measured, or labelled CSV or TSV files
    #[arg(required = true, value_name = "RECIPE.toml | CSV")]
    pub(super) inputs: Vec<PathBuf>,

    /// The model [default: the one built in]
    #[arg(long, value_name = "FILE")]
    pub(super) model: Option<PathBuf>,

    /// With --folds, build on what this model knows: a file, or `shipped` for the one built in
    #[arg(long, value_name = "MODEL", requires = "folds")]
    pub(super) base: Option<PathBuf>,

    /// Cross-validate: into so many parts, or `groups` to leave each group out
    #[arg(long, value_name = "N|groups", value_parser = parts, conflicts_with = "model")]
    pub(super) folds: Option<Parts>,

    #[command(flatten)]
    pub(super) labels: LabelArgs,
}

/// A number of parts, or `groups`.
fn parts(typed: &str) -> std::result::Result<Parts, String> {
    match typed.parse() {
        Ok(count @ 2..=100) => Ok(Parts::Folds(count)),
        _ if typed == "groups" => Ok(Parts::Groups),
        _ => Err("write a number of parts from 2 to 100, or `groups` to leave each group out".into()),
    }
}

/// What the columns of labelled tables mean.
#[derive(Debug, Args)]
pub(super) struct LabelArgs {
    /// The column that holds the labels of a head; may be given several times
    #[arg(long = "label", value_name = "COLUMN=HEAD", value_parser = label)]
    pub(super) labels: Vec<(String, String)>,

    /// Take what the moderators did for the label: of exports and dumps in any format
    #[arg(long, value_name = "FIELD", value_parser = ["outcome"], conflicts_with_all = ["labels", "text_column"])]
    pub(super) label_from: Option<String>,

    /// Which outcomes mean yes and which mean no for a head; may be given several times
    #[arg(long = "outcome", value_name = "HEAD=YES,…/NO,…", value_parser = outcome, requires = "label_from")]
    pub(super) outcomes: Vec<(String, Label)>,

    /// The column with the comment [default: text, comment, body, … whichever is there]
    #[arg(long, value_name = "NAME")]
    pub(super) text_column: Option<String>,

    /// The column whose rows belong together (thread, author): no split parts them
    #[arg(long, value_name = "NAME")]
    pub(super) group_column: Option<String>,

    /// Where the files of a recipe are looked for, if they are not beside it
    #[arg(long, value_name = "FOLDER")]
    pub(super) data: Option<PathBuf>,
}

/// Column names may hold an equals sign, heads do not.
fn label(typed: &str) -> std::result::Result<(String, String), String> {
    match typed.rsplit_once('=') {
        Some((column, head)) if !column.is_empty() && !head.is_empty() => Ok((column.into(), head.into())),
        _ => Err("a label is written COLUMN=HEAD, for example insult=name-calling".to_owned()),
    }
}

/// `HEAD=YES,YES/NO,NO`.
fn outcome(typed: &str) -> std::result::Result<(String, Label), String> {
    let list = |typed: &str| -> Vec<String> {
        let words = typed.split(',').map(|word| word.trim().to_lowercase());
        words.filter(|word| !word.is_empty()).collect()
    };
    let (head, values) = typed.split_once('=').unwrap_or_default();
    let (yes, no) = values.split_once('/').unwrap_or_default();
    match (head, list(yes), list(no)) {
        (head, yes, no) if !head.is_empty() && !yes.is_empty() && !no.is_empty() => {
            Ok((head.to_owned(), Label::outcome(yes, no)))
        }
        _ => {
            Err("outcomes are written HEAD=YES,…/NO,…, for example uncivil=removed,rejected/approved".into())
        }
    }
}

/// What moderators mean by what they do, as far as one can know: of what they
/// did in these files.
fn usual_outcomes(files: &[PathBuf]) -> Result<BTreeMap<String, Label>> {
    let seen = outcomes_in(files)?;
    let words = |words: &[&str]| words.iter().map(|word| word.to_string()).collect::<Vec<_>>();
    let kept = || words(&["approved", "published"]);
    let all = [
        ("uncivil".to_owned(), Label::outcome(words(&["removed", "rejected"]), kept())),
        ("spam".to_owned(), Label::outcome(words(&["spam"]), kept())),
    ];
    let labels: BTreeMap<_, _> =
        all.into_iter().filter(|(_, label)| label.yes.iter().any(|yes| seen.contains(yes))).collect();
    if labels.is_empty() {
        let seen: Vec<_> = seen.iter().map(String::as_str).collect();
        let found = if seen.is_empty() { "none at all".to_owned() } else { seen.join(", ") };
        return Err(Failure::Said(format!(
            "No comment was removed, rejected or marked as spam; the outcomes in these files are: {found}. Say \
             with --outcome which of them mean yes and no."
        )));
    }
    Ok(labels)
}

/// What moderators did in these files. What cannot be read is reported when
/// the comments themselves are.
fn outcomes_in(files: &[PathBuf]) -> Result<BTreeSet<String>> {
    let mut seen = BTreeSet::new();
    for file in files {
        let records = Reader::open(file, &Options::default())?.filter_map(|record| record.ok());
        seen.extend(records.filter_map(|record| Some(record.comment.outcome?.trim().to_lowercase())));
    }
    Ok(seen)
}

/// With fewer rows than this, a base model is worth a hint. It was worth .02 of ROC
/// AUC with 4,000 rows, and .06 with 300.
const FEW_ROWS: usize = 20_000;

/// `lamplighter train`.
pub(super) fn train(args: &TrainArgs, console: &mut Console) -> Result<Outcome> {
    let recipe = args.recipe()?;
    let card_path = args.output.with_extension("md");
    // Opened and left before the work: hours must not be lost on a name that
    // cannot be written, and who interrupts them finds nothing to clean up.
    for path in [&args.output, &card_path] {
        drop(Destination::open(Some(path))?);
    }

    let corpus = read(&recipe, console)?;
    console.note(&format_args!(
        "The fit takes about {} MB of memory.",
        corpus.memory_of_fit().div_ceil(1_000_000)
    ));
    let is_english = recipe.features.language == Language::English;
    if recipe.base.is_none() && is_english && corpus.len() < FEW_ROWS {
        console.note(
            &"So few rows mostly do better on top of what the built-in model knows: --base shipped. \
                       `lamplighter eval --folds 5` measures both.",
        );
    }
    console.start_steps(steps(&recipe, &corpus));
    let model = fit(&recipe, &corpus, |progress| show(&progress, "", console))?;
    console.finish();
    let held_out = corpus.holds_out();
    let report = evaluate(&model, &corpus, held_out);
    let card = card(&recipe, &corpus, &model, &report, &args.command());
    let mut model_out = Destination::open(Some(&args.output))?;
    let mut card_out = Destination::open(Some(&card_path))?;
    model_out.write_all(&model.to_bytes()).map_err(Failure::output)?;
    card_out.write_all(card.as_bytes()).map_err(Failure::output)?;
    model_out.finish()?;
    card_out.finish()?;
    let on = if held_out { "rows that were held out" } else { "the rows it was trained on" };
    console.note(&format_args!(
        "{}\nWrote {} and its card {}. On {on}:",
        model.provenance(),
        args.output.display(),
        card_path.display()
    ));
    print(report.to_string())
}

/// `lamplighter eval`.
pub(super) fn eval(args: &EvalArgs, console: &mut Console) -> Result<Outcome> {
    let mut recipe = match &args.inputs[..] {
        [recipe] if is_recipe(recipe) => Recipe::open(recipe, args.labels.data.as_deref())?,
        tables => args.labels.recipe(tables)?,
    };
    set_base(&mut recipe, args.base.as_deref());
    if let Some(parts) = args.folds {
        let corpus = read(&recipe, console)?;
        console.start_steps(parts.count(&corpus) as u64 * steps(&recipe, &corpus));
        let report = cross_validate(&recipe, &corpus, parts, |part, of, progress| {
            show(&progress, &format!("part {part} of {of}: "), console);
        })?;
        console.finish();
        return print(report.to_string());
    }
    let model = match &args.model {
        Some(path) => Model::open(path)?,
        None => Moderator::shipped().model().clone(),
    };
    if let Some(head) = recipe.heads().iter().find(|head| !model.heads().contains(head)) {
        return Err(Failure::Said(format!(
            "The model has no head {head:?}; it has {}.",
            model.heads().join(", ")
        )));
    }
    let corpus = read(&recipe, console)?;
    print(evaluate(&model, &corpus, false).to_string())
}

/// Reads the labelled rows; bad ones are named and counted.
fn read(recipe: &Recipe, console: &mut Console) -> Result<Corpus> {
    let corpus = Corpus::read(recipe, |problem| console.skipped(&problem))?;
    for count in corpus.counts() {
        let SourceCounts { name, read, bad, repeated, excluded, .. } = count;
        console.note(&format_args!(
            "{name}: {read} rows read, {bad} bad, {repeated} repeated, {excluded} excluded"
        ));
    }
    Ok(corpus)
}

impl TrainArgs {
    fn recipe(&self) -> Result<Recipe> {
        let mut recipe = match &self.inputs[..] {
            [recipe] if is_recipe(recipe) => {
                if !self.labels.labels.is_empty() {
                    return Err(Failure::Said(
                        "The recipe says what its columns mean; leave --label out, or give CSV files."
                            .to_owned(),
                    ));
                }
                Recipe::open(recipe, self.labels.data.as_deref())?
            }
            tables => self.labels.recipe(tables)?,
        };
        if let Some(seed) = self.seed {
            recipe.seed = seed;
        }
        set_base(&mut recipe, self.base.as_deref());
        Ok(recipe)
    }

    /// The command line as the card shows it. The folder of the data is where
    /// this machine has it, which is nobody else's business.
    fn command(&self) -> String {
        let mut words = vec!["lamplighter train".to_owned()];
        words.extend(self.inputs.iter().map(|path| path.display().to_string()));
        words.extend(self.labels.labels.iter().map(|(column, head)| format!("--label {column}={head}")));
        words.extend(self.labels.label_from.iter().map(|field| format!("--label-from {field}")));
        words.extend(self.labels.outcomes.iter().map(|(head, Label { yes, no, .. })| {
            format!("--outcome {head}={}/{}", yes.join(","), no.join(","))
        }));
        words.extend(self.labels.text_column.iter().map(|name| format!("--text-column {name}")));
        words.extend(self.labels.group_column.iter().map(|name| format!("--group-column {name}")));
        words.extend(self.labels.data.iter().map(|_| "--data DATA".to_owned()));
        words.extend(self.base.iter().map(|base| format!("--base {}", base.display())));
        words.extend(self.seed.map(|seed| format!("--seed {seed}")));
        words.push(format!("-o {}", self.output.display()));
        words.join(" ")
    }
}

impl LabelArgs {
    /// A recipe for tables that share their columns.
    fn recipe(&self, tables: &[PathBuf]) -> Result<Recipe> {
        let labels = match &self.label_from {
            Some(_) if self.outcomes.is_empty() => usual_outcomes(tables)?,
            Some(_) => self.outcomes.iter().cloned().collect(),
            None if self.labels.is_empty() => {
                return Err(Failure::Said(
                    "Nothing says which column is a label: add --label COLUMN=HEAD or --label-from outcome, or \
                     give a recipe."
                        .to_owned(),
                ));
            }
            None => self.labels.iter().map(|(column, head)| (head.clone(), Label::column(column))).collect(),
        };
        let name = tables.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
        let mut source = Source::new(name, tables.to_vec(), labels);
        source.text.clone_from(&self.text_column);
        source.group.clone_from(&self.group_column);
        source.dump = self.label_from.is_some();
        source.parent = source.dump.then(|| "answered".to_owned());
        Ok(Recipe::with_sources(vec![source])?)
    }
}

/// Sets the base model that was typed: a file is looked for where the programme
/// runs, not beside the recipe.
fn set_base(recipe: &mut Recipe, base: Option<&Path>) {
    if let Some(base) = base {
        let file = if base.exists() { std::path::absolute(base).ok() } else { None };
        recipe.base = Some(file.unwrap_or(base.to_owned()));
    }
}

fn is_recipe(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
}

/// How many steps of a fit the bar counts.
fn steps(recipe: &Recipe, corpus: &Corpus) -> u64 {
    corpus.heads().len() as u64 + u64::from(recipe.folds) + 2
}

/// Shows how far a fit is.
fn show(progress: &Progress, part: &str, console: &Console) {
    let of = |fold: &Option<u32>| fold.map_or(String::new(), |fold| format!(" without fold {fold}"));
    let what = match progress {
        Progress::Lexicon { rows, units, features } => {
            format!("{rows} comments, {units} words and pairs, {features} features")
        }
        Progress::Step { fold, steps, gradient } => {
            let done = format!("{part}evidence{}: {steps} Newton steps, gradient {gradient:.2e}", of(fold));
            return console.message(&done);
        }
        Progress::Evidence { fold, steps, converged } => {
            let short = if *converged { "" } else { ", not converged" };
            format!("evidence{}: {steps} Newton steps{short}", of(fold))
        }
        Progress::Verdict { head } => format!("verdict for {head}"),
        _ => return,
    };
    console.step(&format!("{part}{what}"));
}
