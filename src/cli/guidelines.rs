//! `guidelines`: a policy comes in; a table of it goes out, or a TOML file to
//! start one's own from.

use lamplighter::Policy;

use super::args::{GuidelinesArgs, PolicyForm};
use super::failure::{Failure, Result};
use super::table::table;
use super::{Outcome, moderator, print};

/// `lamplighter guidelines`.
pub(super) fn run(args: &GuidelinesArgs) -> Result<Outcome> {
    let moderator = moderator(&args.model)?;
    match args.to {
        PolicyForm::Human => print(listed(moderator.policy())),
        PolicyForm::Toml => match toml::to_string(moderator.policy()) {
            Ok(toml) => print(toml),
            Err(e) => Err(Failure::Said(format!("The policy cannot be written as TOML: {e}."))),
        },
    }
}

/// One line for each guideline.
fn listed(policy: &Policy) -> String {
    let header = ["GUIDELINE", "QUOTE", "HEADS", "FROM", "ACTION"].map(String::from).to_vec();
    let row = |g: &lamplighter::Guideline| {
        vec![
            g.name().to_owned(),
            format!("\"{}\"", g.quote()),
            g.heads().join(", "),
            g.shown_thresholds(),
            g.action().name().to_owned(),
        ]
    };
    let rows: Vec<_> = std::iter::once(header).chain(policy.guidelines().iter().map(row)).collect();
    table(&rows)
}
