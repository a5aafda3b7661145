//! The model from outside: what is written is read back, what is damaged is
//! refused, and the account of a score adds up to it.

use lamplighter::{ErrorKind, Model, Moderator};
use proptest::prelude::*;

fn shipped() -> Vec<u8> {
    Moderator::shipped().model().to_bytes()
}

#[test]
fn what_is_written_is_read_back() {
    let bytes = shipped();
    let again = Model::from_bytes(bytes.clone()).unwrap();
    assert!(again.to_bytes() == bytes);
    assert_eq!(again.heads(), Moderator::shipped().model().heads());
}

#[test]
fn a_file_that_is_no_sound_model_is_refused() {
    let good = shipped();
    let changed = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        bytes
    };
    let cases = [
        ("empty", Vec::new(), "not a lamplighter model"),
        ("text", b"id,text\n1,hello\n".to_vec(), "not a lamplighter model"),
        ("only the magic", good[..8].to_vec(), "cut short"),
        ("prefix", good[..20].to_vec(), "cut short"),
        ("half a header", good[..200].to_vec(), "cut short"),
        ("half a table", good[..good.len() / 2].to_vec(), "cut short"),
        ("one byte short", good[..good.len() - 1].to_vec(), "cut short"),
        ("a later version", changed(8, 3), "of version 3"),
        ("a bit of the checksum", changed(20, !good[20]), "damaged"),
        ("a bit of the header", changed(30, !good[30]), "damaged"),
        ("a bit of the tables", changed(good.len() - 5, !good[good.len() - 5]), "damaged"),
    ];
    for (name, bytes, want) in cases {
        let error = Model::from_bytes(bytes).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Model, "{name}");
        assert!(error.to_string().contains(want), "{name}: {error}");
    }
}

/// What the golden model said when it was written.
const GOLDEN: [(&str, [f32; 2]); 4] = [
    ("You are a pathetic idiot.", [0.422, 0.0023]),
    ("Thanks, the second recipe worked.", [0.2483, 0.0101]),
    ("Cheap watches, click here: https://watches.example NOW!!!", [0.1084, 0.7569]),
    ("Syrian voters are 1d10ts.", [0.3682, 0.0294]),
];

/// The same of the first model with a view, ends of sentences and addresses.
const GOLDEN_2: [(&str, [f32; 2]); 4] = [
    ("You are a pathetic idiot.", [0.505, 0.0011]),
    ("Thanks, the second recipe worked.", [0.1242, 0.0415]),
    ("Cheap watches, click here: https://watches.example NOW!!!", [0.2376, 0.4472]),
    ("Syrian voters are 1d10ts.", [0.1674, 0.0103]),
];

#[test]
fn the_first_model_file_is_read_for_good() {
    says("tests/data/model/golden.llm", &GOLDEN);
}

#[test]
fn so_is_the_first_of_version_2() {
    says("tests/data/model/golden-2.llm", &GOLDEN_2);
}

fn says(model: &str, golden: &[(&str, [f32; 2])]) {
    // What was written by an older lamplighter is written again to the byte.
    let bytes = std::fs::read(model).unwrap();
    assert!(Model::from_bytes(bytes.clone()).unwrap().to_bytes() == bytes, "{model} is written otherwise");
    let moderator = Moderator::open(model).unwrap();
    assert_eq!(moderator.model().heads(), ["uncivil", "spam"]);
    let say = |text: &str| moderator.judge(text).scores().map(|s| s.1).collect::<Vec<_>>();
    for (text, want) in golden {
        let found = say(text);
        let close = want.iter().zip(&found).all(|(want, found)| (want - found).abs() < 1e-4);
        assert!(close, "{text}: {found:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_flipped_bit_is_refused(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let mut bytes = shipped();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(Model::from_bytes(bytes).is_err());
    }

    #[test]
    fn the_account_of_a_score_adds_up(text in "([a-zA-Zéя'.!? \n🙄@1*]{0,12} ?(you|idiot|the|Stupid|i\\.d\\.i)[ .!]){0,12}",
                                      parent in prop::option::of("[a-z ]{0,40}")) {
        let moderator = Moderator::shipped();
        let mut subject = lamplighter::Subject::from(&text);
        if let Some(parent) = &parent {
            subject = subject.replying_to(parent);
        }
        let verdict = moderator.judge(subject);
        for (head, probability) in verdict.scores() {
            let account = moderator.account(&verdict, head).unwrap();
            let sum: f32 = account.intercept
                + account.words.iter().map(|e| e.weight()).sum::<f32>()
                + account.statistics.iter().map(|s| s.1).sum::<f32>();
            prop_assert!((sum - account.log_odds).abs() < 1e-3, "{}: {} is not {}", head, sum, account.log_odds);
            let by_account = 1.0 / (1.0 + (-account.log_odds).exp());
            prop_assert!((by_account - probability).abs() < 1e-5);
            for word in &account.words {
                prop_assert_eq!(&text[word.span()], word.text());
            }
        }
    }

    #[test]
    fn judging_arbitrary_text_is_safe_and_repeatable(text in any::<String>()) {
        let moderator = Moderator::shipped();
        let mut scorer = moderator.scorer();
        let [once, again] = [0, 1].map(|_| scorer.judge(&text).scores().map(|s| s.1).collect::<Vec<_>>());
        prop_assert!(once.iter().all(|p| (0.0..=1.0).contains(p)), "{:?}", once);
        prop_assert_eq!(&once, &again);
        let alone = moderator.judge(&text).scores().map(|s| s.1).collect::<Vec<_>>();
        prop_assert_eq!(once, alone);
    }
}

#[test]
fn public_types_cross_threads() {
    fn check<T: Send + Sync>() {}
    check::<Moderator>();
    check::<Model>();
    check::<lamplighter::Scorer>();
    check::<lamplighter::Verdict<'static>>();
    check::<lamplighter::Error>();
}
