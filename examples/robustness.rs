//! How well a model sees through disguise: every other word of the held-out
//! comments is written in each of a dozen disguises, and the area under the
//! ROC curve is printed beside that of the plain comments.
//!
//! ```text
//! cargo run --release --example robustness -- MODEL RECIPE.toml DATA [HEAD]
//! ```
//!
//! Only the held-out rows of the recipe's first source count; `HEAD` is
//! `uncivil` if it is left out.

use std::path::Path;

use lamplighter::Model;
use lamplighter::train::{Corpus, Recipe, Report, evaluate};

type Disguise = fn(&str, &mut Draw) -> String;

const DISGUISES: [(&str, Disguise); 12] = [
    ("leet", leet),
    ("homoglyphs", homoglyphs),
    ("zero-width characters", |word, _| join(word, '\u{200b}')),
    ("letters apart", |word, _| join(word, ' ')),
    ("repeated letters", repeated),
    ("dots between letters", |word, _| join(word, '.')),
    ("one letter hidden", hidden),
    ("full width", |word, _| shifted(word, 0xff41)),
    ("mathematical", |word, _| shifted(word, 0x1d41a)),
    ("combining marks", |word, _| word.chars().flat_map(|c| [c, '\u{336}']).collect()),
    ("mixed case", mixed),
    ("joined to the next", |word, _| format!("{word}\0")),
];

/// Numbers that look drawn by chance and are the same every time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, recipe, data, head @ ..] = &arguments[..] else {
        return Err("usage: robustness MODEL RECIPE.toml DATA [HEAD]".into());
    };
    let head = head.first().map_or("uncivil", String::as_str);
    let model = Model::open(model)?;
    let recipe = Recipe::open(recipe, Some(Path::new(data)))?;
    let corpus = Corpus::read(&recipe, |problem| eprintln!("{problem}"))?;
    let clean = auc(&evaluate(&model, &corpus, true), head)?;
    println!("{:<22} {clean:.4}", "plain");
    for (name, disguise) in DISGUISES {
        let mut draw = Draw(7);
        let disguised = corpus.clone().with_texts(|text| every_other(text, disguise, &mut draw));
        let found = auc(&evaluate(&model, &disguised, true), head)?;
        println!("{name:<22} {found:.4}  {:+.4}", found - clean);
    }
    Ok(())
}

/// The area under the curve of `head` on the first source.
fn auc(report: &Report, head: &str) -> Result<f64, String> {
    let (_, heads) = report.sections.get(1).or(report.sections.first()).ok_or("nothing was held out")?;
    let found = heads.iter().find(|h| h.head == head).and_then(|h| h.roc_auc);
    found.ok_or_else(|| format!("no held-out row labels {head}"))
}

/// Disguises half of the words of three letters or more.
fn every_other(text: &str, disguise: Disguise, draw: &mut Draw) -> String {
    let words = text.split_inclusive(|c: char| !c.is_ascii_alphabetic());
    let whole: String = words
        .map(|piece| {
            let (word, rest) =
                piece.split_at(piece.trim_end_matches(|c: char| !c.is_ascii_alphabetic()).len());
            if word.len() >= 3 && draw.below(2) == 0 {
                format!("{}{rest}", disguise(word, draw))
            } else {
                piece.to_string()
            }
        })
        .collect();
    // What joins a word to the next one takes the space between them away.
    whole.replace("\0 ", "").replace('\0', "")
}

fn join(word: &str, separator: char) -> String {
    let mut out = String::new();
    for (i, c) in word.chars().enumerate() {
        if i > 0 {
            out.push(separator);
        }
        out.push(c);
    }
    out
}

fn leet(word: &str, draw: &mut Draw) -> String {
    let each = |c: char| match c.to_ascii_lowercase() {
        'a' => ['4', '@'][draw.below(2) as usize],
        'e' => '3',
        'i' => '1',
        'o' => '0',
        's' => ['5', '$'][draw.below(2) as usize],
        't' => '7',
        _ => c,
    };
    word.chars().map(each).collect()
}

fn homoglyphs(word: &str, _: &mut Draw) -> String {
    let each = |c: char| match c {
        'a' => 'а',
        'c' => 'с',
        'e' => 'е',
        'i' => 'і',
        'o' => 'о',
        'p' => 'р',
        's' => 'ѕ',
        'x' => 'х',
        'y' => 'у',
        _ => c,
    };
    word.chars().map(each).collect()
}

fn repeated(word: &str, draw: &mut Draw) -> String {
    let mut out = String::new();
    for c in word.chars() {
        let times = if draw.below(2) == 0 { 1 } else { 3 + draw.below(2) };
        out.extend((0..times).map(|_| c));
    }
    out
}

fn hidden(word: &str, _: &mut Draw) -> String {
    let vowel = |(_, c): &(usize, char)| "aeiou".contains(c.to_ascii_lowercase());
    let at = word.char_indices().skip(1).find(vowel).map_or(1, |(at, _)| at);
    format!("{}*{}", &word[..at], &word[at + 1..])
}

fn shifted(word: &str, a: u32) -> String {
    let each = |c: char| char::from_u32(a + u32::from(c.to_ascii_lowercase()) - u32::from('a')).unwrap_or(c);
    word.chars().map(each).collect()
}

fn mixed(word: &str, draw: &mut Draw) -> String {
    word.chars()
        .map(|c| if draw.below(2) == 0 { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() })
        .collect()
}
