//! `guidelines`: a policy comes in; a table of it goes out, or a TOML file to
//! start one's own from.

use lamplighter::Policy;

use super::args::{GuidelinesArgs, PolicyForm};
use super::failure::{Failure, Result};
use super::{Outcome, moderator, print};

/// `lamplighter guidelines`.
pub(super) fn run(args: &GuidelinesArgs) -> Result<Outcome> {
    let moderator = moderator(&args.model)?;
    match args.to {
        PolicyForm::Human => print(table(moderator.policy())),
        PolicyForm::Toml => match toml::to_string(moderator.policy()) {
            Ok(toml) => print(toml),
            Err(e) => Err(Failure::Said(format!("The policy cannot be written as TOML: {e}."))),
        },
    }
}

/// Columns as wide as their widest cell.
fn table(policy: &Policy) -> String {
    let header = ["GUIDELINE", "QUOTE", "HEADS", "FROM", "ACTION"].map(String::from);
    let row = |g: &lamplighter::Guideline| {
        [
            g.name().to_owned(),
            format!("\"{}\"", g.quote()),
            g.heads().join(", "),
            format!("{:.0} %", g.threshold() * 100.0),
            g.action().name().to_owned(),
        ]
    };
    let rows: Vec<_> = std::iter::once(header).chain(policy.guidelines().iter().map(row)).collect();
    let mut widths = [0; 5];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |row: &[String; 5]| {
        let cells: Vec<_> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        format!("{}\n", cells.join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}
