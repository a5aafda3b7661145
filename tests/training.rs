//! Training from outside: parity with linfa-logistic, determinism, recipes
//! and the rows they cannot use.
#![cfg(feature = "train")]

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use lamplighter::train::{Corpus, Csr, LogisticRegression, Parts, Recipe, cross_validate, evaluate, fit};
use lamplighter::{ErrorKind, Model, Moderator};
use linfa::dataset::DatasetBase;
use linfa::traits::{Fit, Predict};
use ndarray::{Array1, Array2, array};
use proptest::prelude::*;

/// A small problem with overlapping classes, dense and sparse.
fn problem(rows: usize, columns: usize, mut state: u64) -> (Array2<f64>, Csr, Array1<bool>) {
    let mut draw = move || {
        // Lehmer's generator: any spread of values will do.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 40) as f64 / f64::from(1 << 24)
    };
    let mut dense = Array2::zeros((rows, columns));
    let (mut indptr, mut indices, mut values) = (vec![0], Vec::new(), Vec::new());
    let mut targets = Vec::new();
    for row in 0..rows {
        let mut sum = 0.0;
        for column in 0..columns {
            if draw() < 0.4 {
                let value = draw() as f32;
                dense[(row, column)] = f64::from(value);
                indices.push(column as u32);
                values.push(value);
                sum += f64::from(value) * if column % 3 == 0 { 1.0 } else { -0.5 };
            }
        }
        indptr.push(indices.len());
        targets.push(sum + draw() > 0.5);
    }
    (dense, Csr::new(indptr, indices, values, columns).unwrap(), targets.into())
}

/// `Σ log-loss + alpha/2 · |w|²`
fn objective(
    x: &Array2<f64>,
    targets: &Array1<bool>,
    weights: &Array1<f64>,
    intercept: f64,
    alpha: f64,
) -> f64 {
    let margins = x.dot(weights) + intercept;
    let losses = margins.iter().zip(targets).map(|(&m, &t)| (1.0 + (if t { -m } else { m }).exp()).ln());
    losses.sum::<f64>() + alpha / 2.0 * weights.dot(weights)
}

#[test]
fn reaches_the_objective_of_linfa_logistic() {
    for (rows, columns, alpha) in [(60, 5, 1.0), (300, 20, 0.1), (500, 40, 3.0)] {
        let (dense, sparse, targets) = problem(rows, columns, 7);
        let theirs = linfa_logistic::LogisticRegression::default()
            .alpha(alpha)
            .max_iterations(1000)
            .gradient_tolerance(1e-6)
            .fit(&DatasetBase::new(dense.clone(), targets.clone()))
            .unwrap();
        // Their positive class is the more frequent one.
        let sign = if theirs.labels().pos.class { 1.0 } else { -1.0 };
        let theirs_at =
            objective(&dense, &targets, &(theirs.params() * sign), theirs.intercept() * sign, alpha);
        let ours = LogisticRegression::params()
            .alpha(alpha)
            .fit(&DatasetBase::new(sparse, targets.clone()))
            .unwrap();
        let ours_at =
            objective(&dense, &targets, &Array1::from(ours.weights().to_vec()), ours.intercept(), alpha);
        assert!(ours.converged());
        assert!((ours_at - ours.objective()).abs() < 1e-6 * ours_at, "{ours_at} is not {}", ours.objective());
        assert!((ours_at - theirs_at).abs() < 1e-3 * theirs_at, "{ours_at} against {theirs_at}");
    }
}

#[test]
fn a_sample_weight_of_two_is_the_row_twice() {
    let once = Csr::new(vec![0, 1, 2, 3], vec![0, 1, 0], vec![1.0, 2.0, 0.5], 2).unwrap();
    let twice = Csr::new(vec![0, 1, 2, 3, 4], vec![0, 1, 0, 0], vec![1.0, 2.0, 0.5, 0.5], 2).unwrap();
    let weighted = DatasetBase::new(once, array![true, false, false]).with_weights(array![1.0, 1.0, 2.0]);
    let repeated = DatasetBase::new(twice, array![true, false, false, false]);
    let params = LogisticRegression::params().alpha(0.5).tolerance(1e-9);
    let [a, b] = [params.fit(&weighted).unwrap(), params.fit(&repeated).unwrap()];
    for (a, b) in a.weights().iter().zip(b.weights()) {
        assert!((a - b).abs() < 1e-6, "{a} is not {b}");
    }
}

#[test]
fn predicts_what_it_was_taught() {
    let rows = Csr::new(vec![0, 1, 2, 3, 4], vec![0, 0, 1, 1], vec![1.0; 4], 2).unwrap();
    let targets = array![true, true, false, false];
    let data = DatasetBase::new(rows.clone(), targets.clone());
    let model = LogisticRegression::params().alpha(0.1).fit(&data).unwrap();
    let predicted: Array1<bool> = model.predict(&data);
    assert_eq!(predicted, targets);
    assert!(model.predict_proba(&rows)[0] > 0.5);
}

#[test]
fn parameters_are_checked_at_the_border() {
    let data = DatasetBase::new(Csr::new(vec![0, 1], vec![0], vec![1.0], 1).unwrap(), array![true]);
    let wrong = [
        LogisticRegression::params().alpha(0.0),
        LogisticRegression::params().alpha(f64::NAN),
        LogisticRegression::params().tolerance(1.0),
    ];
    for params in wrong {
        assert!(params.fit(&data).is_err(), "{params:?}");
    }
}

fn own_recipe() -> Recipe {
    Recipe::open("training/own/recipe.toml", None).unwrap()
}

#[test]
fn the_own_comments_make_a_model_and_make_it_again() {
    make_and_make_again(own_recipe());
}

#[test]
fn so_they_do_with_vectors_and_unlabelled_texts() {
    let own = fs::read_to_string("training/own/recipe.toml").unwrap();
    let more = "vectors = 8\nfeatures = { ends = true, addresses = true }\n";
    let unlabelled =
        "[[source]]\nname = \"again\"\nfiles = [\"comments.csv\"]\ntext = \"parent\"\nunlabelled = true\n";
    let recipe = format!("{more}{own}\n{unlabelled}");
    make_and_make_again(Recipe::from_toml(&recipe, &[Path::new("training/own")]).unwrap());
}

fn make_and_make_again(recipe: Recipe) {
    let corpus = Corpus::read(&recipe, |e| panic!("{e}")).unwrap();
    assert!(corpus.len() >= 300, "{}", corpus.len());
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| fit(&recipe, &corpus, |_| {}).unwrap())
    };
    let [one, three] = [on(1), on(3)];
    assert!(one.to_bytes() == three.to_bytes(), "the number of threads changes the model");

    let report = evaluate(&one, &corpus, true);
    let (_, heads) = &report.sections[0];
    let uncivil = heads.iter().find(|h| h.head == "uncivil").unwrap();
    assert!(uncivil.roc_auc.unwrap() > 0.6, "{report}");

    // A model of one's own is used like the shipped one.
    let moderator = Moderator::new(Model::from_bytes(one.to_bytes()).unwrap());
    let rude = moderator.judge("You are a pathetic idiot and a liar.").probability("uncivil").unwrap();
    let kind = moderator.judge("Thank you, the second recipe worked well.").probability("uncivil").unwrap();
    assert!(rude > kind, "{rude} {kind}");

    // Every input of a judge that was fitted now is accounted for.
    let texts = ["", "You are a pathetic idiot and a liar. Idiot!", "See www.example.org, it is 50 % off!!"];
    for (text, head) in texts.iter().flat_map(|text| moderator.model().heads().iter().map(move |h| (text, h)))
    {
        let verdict = moderator.judge(*text);
        let account = moderator.account(&verdict, head).unwrap();
        let statistics: f32 = account.statistics.iter().map(|(_, share)| share).sum();
        let words: f32 = account.words.iter().map(lamplighter::Evidence::weight).sum();
        let sum = account.intercept + words + statistics;
        assert!((sum - account.log_odds).abs() < 1e-3, "{head}, {text:?}: {sum} {}", account.log_odds);
        let p = verdict.probability(head).unwrap();
        assert!((p - 1.0 / (1.0 + (-account.log_odds).exp())).abs() < 1e-4, "{head}, {text:?}");
    }
}

/// Writes a recipe and a CSV to a folder and reads them.
fn read(csv: &[u8], recipe: &str) -> (lamplighter::Result<Corpus>, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("rows.csv"), csv).unwrap();
    let mut problems = Vec::new();
    let corpus = Recipe::from_toml(recipe, &[folder.path()])
        .and_then(|recipe| Corpus::read(&recipe, |e| problems.push(e.to_string())));
    (corpus, problems)
}

const RECIPE: &str = r#"
holdout = 0.0
[[source]]
name = "rows"
files = ["rows.csv"]
text = "text"
[source.labels]
uncivil = { column = "label" }
"#;

#[test]
fn a_bad_row_is_named_and_counted() {
    let cases: &[(&str, &[u8], &str)] = &[
        ("a wrong label", b"text,label\na,1\nb,maybe\nc,0\n", "rows.csv:3: The label \"maybe\""),
        (
            "too few fields",
            b"text,label\na,1\nb\nc,0\n",
            "rows.csv:3: The row has 1 fields where the header has 2",
        ),
        ("not UTF-8", b"text,label\na,1\n\xff\xfe,1\nc,0\n", "rows.csv:3: The row is not UTF-8"),
    ];
    for (name, csv, want) in cases {
        let (corpus, problems) = read(csv, RECIPE);
        let corpus = corpus.unwrap();
        assert_eq!(corpus.len(), 2, "{name}");
        assert_eq!((corpus.counts()[0].read, corpus.counts()[0].bad), (3, 1), "{name}");
        assert_eq!(problems.len(), 1, "{name}: {problems:?}");
        assert!(problems[0].contains(want), "{name}: {problems:?}");
    }
}

#[test]
fn says_why_nothing_can_be_trained() {
    let cases: &[(&str, &[u8], String, &str)] = &[
        (
            "no such column",
            b"text,toxic\na,1\n",
            RECIPE.into(),
            "There is no column \"label\"; the columns are text, toxic",
        ),
        ("an empty file", b"", RECIPE.into(), "There is no column"),
        ("no rows", b"text,label\n", RECIPE.into(), "no labelled row"),
        ("no such file", b"", RECIPE.replace("rows.csv", "gone.csv"), "cannot be opened"),
        ("an unknown key", b"", format!("colour = 1\n{RECIPE}"), "unknown field `colour`"),
        ("a number out of range", b"", RECIPE.replace("0.0", "1.5"), "holdout is 1.5"),
        (
            "a penalty of nothing",
            b"",
            format!("alphas = {{ uncivil = 0.0 }}\n{RECIPE}"),
            "alphas.uncivil is 0",
        ),
        (
            "a penalty for no head",
            b"",
            format!("alphas = {{ rude = 1.0 }}\n{RECIPE}"),
            "names the head \"rude\"",
        ),
        (
            "a verdict that is a number",
            b"",
            RECIPE.replace("[source.labels]", "verdict = 3\n[source.labels]"),
            "true, false or a list of heads was expected",
        ),
        (
            "a verdict for no head",
            b"",
            RECIPE.replace("[source.labels]", "verdict = [\"rude\"]\n[source.labels]"),
            "names the head \"rude\"",
        ),
        (
            "too many heads",
            b"",
            format!(
                "{RECIPE}{}",
                (0..16).map(|head| format!("h{head} = {{ always = true }}\n")).collect::<String>()
            ),
            "number of heads is 17",
        ),
        (
            "neither labels nor none",
            b"",
            format!("{RECIPE}\n[[source]]\nname = \"more\"\nfiles = [\"more.csv\"]\n"),
            "either [source.labels] or `unlabelled = true`",
        ),
        ("nothing is labelled", b"text,label\nA lamp.,\n", RECIPE.to_string(), "no labelled row"),
        ("vectors too long", b"", format!("vectors = 300\n{RECIPE}"), "vectors is 300"),
        ("a label of nothing", b"", RECIPE.replace("column = \"label\"", ""), "exactly one of"),
    ];
    for (name, csv, recipe, want) in cases {
        let error = read(csv, recipe).0.unwrap_err().to_string();
        assert!(error.contains(want), "{name}: {error}");
    }
}

#[test]
fn unlabelled_texts_train_and_are_never_held_out() {
    let more = format!(
        "{RECIPE}[[source]]\nname = \"more\"\nfiles = [\"rows.csv\"]\ntext = \"other\"\nunlabelled = true\n"
    );
    let recipe = more.replace("holdout = 0.0", "holdout = 0.9");
    // The last text stands in both columns, and is labelled once.
    let csv =
        b"text,label,other\na lamp,1,the first\nb lamp,0,the second\nc lamp,1,the third\nd lamp,0,a lamp\n";
    let (corpus, problems) = read(csv, &recipe);
    assert_eq!(problems, [""; 0]);
    let corpus = corpus.unwrap();
    let [labelled, unlabelled] = corpus.counts() else { panic!("two sources") };
    assert_eq!((labelled.repeated, unlabelled.repeated), (0, 1));
    assert_eq!(corpus.len(), 7);
    assert!(corpus.holds_out());
    let recipe = Recipe::from_toml(&more, &[Path::new("")]).unwrap();
    let kept = read(csv, &more).0.unwrap();
    assert!(!kept.holds_out());
    let model = fit(&recipe, &kept, |_| {}).unwrap();
    assert_eq!(model.heads(), ["uncivil"]);
}

#[test]
fn a_head_needs_both_answers() {
    let (corpus, _) = read(b"text,label\na,1\nb,1\nc,1\n", RECIPE);
    let recipe = Recipe::from_toml(RECIPE, &[Path::new("")]).unwrap();
    let error = fit(&recipe, &corpus.unwrap(), |_| {}).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Fit);
    assert!(error.to_string().contains("3 positive and 0 negative"), "{error}");
}

#[test]
fn labels_are_read_as_the_recipe_says() {
    let csv = b"text,label,other\na,1,0.2\nb,0,0.6\nc,,0.9\nd,yes,\n";
    // The rows with an answer.
    let cases = [
        ("plain", "column = \"label\"", 3),
        ("any of two", "any = [\"label\", \"other\"], yes = [\"1\", \"0.9\"], no = [\"0\"]", 3),
        ("at least", "column = \"other\", at_least = 0.5", 3),
        ("at least, at most", "column = \"other\", at_least = 0.7, at_most = 0.3", 2),
        ("yes and others", "column = \"label\", yes = [\"yes\"]", 3),
        ("yes and no", "column = \"label\", yes = [\"yes\"], no = [\"0\"]", 2),
        ("always", "always = false", 4),
    ];
    for (name, label, rows) in cases {
        let (corpus, problems) = read(csv, &RECIPE.replace("column = \"label\"", label));
        assert_eq!(corpus.unwrap().len(), rows, "{name}");
        assert!(problems.is_empty(), "{name}: {problems:?}");
    }
}

#[test]
fn a_text_stands_once_and_an_excluded_one_never() {
    let recipe = format!("{RECIPE}\n[[exclude]]\nfiles = [\"rows.csv\"]\ntext = \"test\"\n");
    let csv = "text,label,test\nGood day!,0,x\ngood   DAY!,0,y\nbad day,1,Worst day\nworst day,1,z\n";
    let (corpus, _) = read(csv.as_bytes(), &recipe);
    let corpus = corpus.unwrap();
    let counts = &corpus.counts()[0];
    assert_eq!((corpus.len(), counts.repeated, counts.excluded), (2, 1, 1));
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_safe_as_labelled_rows(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut csv = b"text,label\n".to_vec();
        csv.extend(bytes);
        let _ = read(&csv, RECIPE);
    }

    #[test]
    fn arbitrary_text_is_safe_as_a_recipe(text in "(\\[|\\]|source|name|=|\"|files|\n|[a-z ]){0,40}") {
        let _ = Recipe::from_toml(&text, &[Path::new("")]);
    }
}

/// Half of one source breaks the rule, of the other one in ten.
#[test]
fn each_head_is_calibrated_on_the_sources_that_name_it() {
    let folder = tempfile::tempdir().unwrap();
    let rows = |every: usize, offset: usize| {
        let row = |n: usize| {
            // Four words of one text, so that no two are alike, and one that tells.
            let words: Vec<_> = (0..4).map(|at| format!("w{}", (n * 7 + at * 13 + offset) % 97)).collect();
            let is_rude = n.is_multiple_of(every);
            // Not always, or the probabilities would be 0 and 1.
            let word = if is_rude == (n % 5 < 4) { "bad" } else { "fine" };
            format!("{word} {} x{n}y{offset},{}\n", words.join(" "), u8::from(is_rude))
        };
        (0..600).map(row).collect::<String>()
    };
    for (name, every, offset) in [("half", 2, 0), ("tenth", 10, 1)] {
        fs::write(folder.path().join(name), format!("text,label\n{}", rows(every, offset))).unwrap();
    }
    let source = |name: &str, calibrate: &str| {
        format!(
            "[[source]]\nname = \"{name}\"\nfiles = [\"{name}\"]\ntext = \"text\"\n{calibrate}\
             [source.labels]\nuncivil = {{ column = \"label\" }}\nspam = {{ column = \"label\" }}\n"
        )
    };
    let recipe = format!(
        "holdout = 0.0\n{}{}",
        source("half", "calibrate = [\"spam\"]\n"),
        source("tenth", "calibrate = [\"uncivil\"]\n")
    );
    let recipe = Recipe::from_toml(&recipe, &[folder.path()]).unwrap();
    let model = fit(&recipe, &Corpus::read(&recipe, |e| panic!("{e}")).unwrap(), |_| {}).unwrap();
    let moderator = Moderator::new(model);
    let mean = |csv: String, head: &str| {
        let texts: Vec<_> = csv.lines().map(|line| line.split(',').next().unwrap().to_owned()).collect();
        let sum: f32 = texts.iter().map(|text| moderator.judge(text).probability(head).unwrap()).sum();
        sum / texts.len() as f32
    };
    let (rare, even) = (mean(rows(10, 1), "uncivil"), mean(rows(2, 0), "spam"));
    assert!((0.05..0.17).contains(&rare), "{rare}");
    assert!((0.4..0.6).contains(&even), "{even}");
    let other = mean(rows(10, 1), "spam");
    assert!(other > 1.2 * rare, "{rare} {other}: the head that is calibrated elsewhere");
}

/// The fields of a recipe are public: what the file may not say, code may.
#[test]
fn a_recipe_changed_in_code_is_fitted() {
    let mut recipe = own_recipe();
    recipe.sources[0].labels.retain(|head, _| head == "uncivil");
    recipe.table_bits = 4;
    let corpus = Corpus::read(&recipe, |_| {}).unwrap();
    let model = fit(&recipe, &corpus, |_| {}).unwrap();
    assert_eq!(Model::from_bytes(model.to_bytes()).unwrap().heads(), ["uncivil"]);
}

/// Four threads of twenty comments. "bad" is in every rude one, "fine" in every
/// other; with `secret`, each thread has words of its own instead.
fn threads(secret: bool) -> String {
    let mut csv = String::from("text,thread,label\n");
    for thread in 0..4 {
        for n in 0..20 {
            let rude = n % 2 == 0;
            let word = match (rude, secret) {
                (false, false) => "fine",
                (false, true) => ["acorn", "basil", "clover", "daisy"][thread],
                (true, false) => "bad",
                (true, true) => ["alder", "birch", "cedar", "dogwood"][thread],
            };
            // Words that say nothing, so that no text stands twice.
            let other = ["lamp", "road", "bridge", "river", "market"][n / 2 % 5];
            let place = ["north", "south", "east", "west"][(n / 10 + thread) % 4];
            csv += &format!(
                "{word} {other} {place} {},t{thread},{}\n",
                ["x", "y", "z", "w"][thread],
                u8::from(rude)
            );
        }
    }
    csv
}

/// Comments of which every other one is rude, by one of `rude`.
fn comments(rude: &[&str], kind: &[&str]) -> String {
    let mut csv = String::from("text,label\n");
    for (n, other) in ["lamp", "road", "bridge", "river", "market", "harbour"].iter().enumerate() {
        let (rude, kind) = (rude.iter().map(|word| (word, 1)), kind.iter().map(|word| (word, 0)));
        for (word, label) in rude.chain(kind) {
            csv += &format!("{other} {word} number {n},{label}\n");
        }
    }
    csv
}

/// A base model's words count though no new row has them, and new words are learned.
#[test]
fn a_base_model_lends_what_the_rows_do_not_say() {
    let folder = tempfile::tempdir().unwrap();
    let make = |csv: &str, keys: &str| {
        fs::write(folder.path().join("rows.csv"), csv).unwrap();
        let recipe = Recipe::from_toml(&format!("{keys}{RECIPE}"), &[folder.path()]).unwrap();
        let corpus = Corpus::read(&recipe, |e| panic!("{e}")).unwrap();
        fit(&recipe, &corpus, |_| {}).unwrap()
    };
    let base = make(&comments(&["alder", "birch", "cedar"], &["acorn", "basil", "clover"]), "");
    fs::write(folder.path().join("base.llm"), base.to_bytes()).unwrap();
    let rows = comments(&["alder", "zinc"], &["acorn", "opal"]);
    let alone = make(&rows, "");
    let on_base = make(&rows, "base = \"base.llm\"\n");
    assert_eq!(on_base.to_bytes(), make(&rows, "base = \"base.llm\"\n").to_bytes());
    assert!(on_base.provenance().contains("On top of another model: Trained by"), "{}", on_base.provenance());

    let gap = |model: &Model, rude: &str, kind: &str| {
        let moderator = Moderator::new(model.clone());
        let p = |text: &str| moderator.judge(text).probability("uncivil").unwrap();
        p(rude) - p(kind)
    };
    for (name, model, rude, kind, want) in [
        ("in the rows, alone", &alone, "zinc", "opal", 0.2..1.0),
        ("in the rows, on top", &on_base, "zinc", "opal", 0.2..1.0),
        ("in no row, alone", &alone, "cedar", "clover", -0.01..0.01),
        ("in no row, on top", &on_base, "cedar", "clover", 0.2..1.0),
    ] {
        let gap = gap(model, rude, kind);
        assert!(want.contains(&gap), "{name}: {gap}");
    }
}

#[test]
fn says_why_a_base_model_cannot_be_used() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("rows.csv"), comments(&["alder"], &["acorn"])).unwrap();
    fs::write(folder.path().join("other.txt"), "no model").unwrap();
    for (name, keys, want) in [
        ("none there", "base = \"nowhere.llm\"\n", "nowhere.llm: The model cannot be read"),
        ("no model", "base = \"other.txt\"\n", "is not a lamplighter model"),
        ("other features", "base = \"shipped\"\nfeatures = { ngrams = [2, 4] }\n", "leave them out"),
    ] {
        let recipe = Recipe::from_toml(&format!("{keys}{RECIPE}"), &[folder.path()]).unwrap();
        let corpus = Corpus::read(&recipe, |e| panic!("{e}")).unwrap();
        let error = fit(&recipe, &corpus, |_| {}).unwrap_err().to_string();
        assert!(error.contains(want), "{name}: {error}");
    }
}

/// What was read of other sets names heads and rows, each once.
#[test]
fn readings_label_each_row_once() {
    let recipe = Recipe::open("training/shipped/recipe.toml", None).unwrap();
    let heads = recipe.heads();
    let mut files = 0;
    for file in fs::read_dir("training/own/readings").unwrap() {
        let path = file.unwrap().path();
        let mut seen = HashSet::new();
        for row in csv::Reader::from_path(&path).unwrap().records() {
            let row = row.unwrap();
            let [file, record, characters, yes, unsure] = [0, 1, 2, 3, 4].map(|column| &row[column]);
            let name = format!("{}: {file}, {record}", path.display());
            assert!(seen.insert((file.to_owned(), record.parse::<usize>().unwrap())), "{name} twice");
            assert!(characters.parse::<usize>().unwrap() > 0, "{name}");
            let labels: Vec<_> = yes.split_whitespace().chain(unsure.split_whitespace()).collect();
            for label in &labels {
                assert!(heads.iter().any(|head| head == label), "{name}: {label}");
            }
            assert_eq!(labels.iter().collect::<HashSet<_>>().len(), labels.len(), "{name}: {labels:?}");
        }
        assert!(!seen.is_empty(), "{}", path.display());
        files += 1;
    }
    assert_eq!(files, 11);
}

#[test]
fn cross_validation_judges_each_part_by_the_others() {
    let recipe = RECIPE.replace("[source.labels]", "group = \"thread\"\n[source.labels]");
    let folder = tempfile::tempdir().unwrap();
    let auc = |csv: String, parts: Parts| {
        fs::write(folder.path().join("rows.csv"), csv).unwrap();
        let recipe = Recipe::from_toml(&recipe, &[folder.path()]).unwrap();
        let corpus = Corpus::read(&recipe, |e| panic!("{e}")).unwrap();
        let report = cross_validate(&recipe, &corpus, parts, |_, _, _| {}).unwrap();
        assert_eq!(report.sections.len(), 2 + parts.count(&corpus));
        let all = &report.sections[0].1[0];
        assert_eq!((all.rows, all.positives), (80, 40), "each row is judged once");
        all.roc_auc.unwrap()
    };
    let shared = auc(threads(false), Parts::Groups);
    assert!(shared > 0.9, "{shared}: what the threads share is not learned");
    let by_thread = auc(threads(true), Parts::Groups);
    assert!((0.3..0.7).contains(&by_thread), "{by_thread}: a thread was on both sides");
}

#[test]
fn unlabelled_texts_are_no_group_to_leave_out() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("rows.csv"), threads(false)).unwrap();
    let more: String = (0..200).map(|n| format!("{}\n", "word ".repeat(n + 1))).collect();
    fs::write(folder.path().join("more.csv"), format!("text\n{more}")).unwrap();
    let unlabelled =
        "[[source]]\nname = \"more\"\nfiles = [\"more.csv\"]\ntext = \"text\"\nunlabelled = true\n";
    let recipe = RECIPE.replace("[source.labels]", "group = \"thread\"\n[source.labels]");
    let recipe = Recipe::from_toml(&format!("{recipe}{unlabelled}"), &[folder.path()]).unwrap();
    let corpus = Corpus::read(&recipe, |e| panic!("{e}")).unwrap();
    assert_eq!(Parts::Groups.count(&corpus), 4);
    let report = cross_validate(&recipe, &corpus, Parts::Groups, |_, _, _| {}).unwrap();
    assert_eq!(report.sections[0].1[0].rows, 80);
}

#[test]
fn cross_validation_says_what_it_cannot_part() {
    let folder = tempfile::tempdir().unwrap();
    let many: String = (0..200).map(|n| format!("{},{}\n", "word ".repeat(n + 1), n % 2)).collect();
    let cases = [
        ("no group", "text,label\n".to_string(), "no labelled row"),
        ("one group", "text,label\nalone,1\n".to_string(), "needs two parts or more; here are 1"),
        ("too many", format!("text,label\n{many}"), "There are 200 groups, too many"),
    ];
    for (name, csv, want) in cases {
        fs::write(folder.path().join("rows.csv"), csv).unwrap();
        let recipe = Recipe::from_toml(RECIPE, &[folder.path()]).unwrap();
        let error = Corpus::read(&recipe, |e| panic!("{e}"))
            .and_then(|corpus| cross_validate(&recipe, &corpus, Parts::Groups, |_, _, _| {}))
            .unwrap_err();
        assert!(error.to_string().contains(want), "{name}: {error}");
    }
}

#[test]
fn a_test_source_never_trains() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("rows.csv"), "text,label\na bad one,1\na fine one,0\nshared text,1\n")
        .unwrap();
    fs::write(folder.path().join("test.csv"), "text,label\nshared text,0\nnew text,1\n").unwrap();
    let test = RECIPE
        .split_once("[[source]]")
        .unwrap()
        .1
        .replace("rows", "test")
        .replace("[source", "held_out = true\n[source");
    let recipe = Recipe::from_toml(&format!("{RECIPE}[[source]]{test}"), &[folder.path()]).unwrap();
    let corpus = Corpus::read(&recipe, |e| panic!("{e}")).unwrap();
    // The shared text is tested; in the training file it is a repetition.
    assert_eq!((corpus.len(), corpus.counts()[0].repeated, corpus.counts()[1].repeated), (4, 1, 0));
    let error = fit(&recipe, &corpus, |_| {}).unwrap_err();
    assert!(error.to_string().contains("1 positive and 1 negative rows to train on"), "{error}");
}
