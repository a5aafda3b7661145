//! Which column of a dump is the text, which the id, and so on. The names
//! asked for and the names found come in; the part each one plays goes out.
//! A name that was asked for must be there; the others are guessed from what
//! such columns are commonly called, upper or lower case, the most telling
//! name first.

use crate::error::{Error, Result};

/// What a column is to a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Text,
    Id,
    Author,
    Date,
    Parent,
    ReplyTo,
    Permalink,
    Outcome,
    Votes,
}

/// The number of roles.
pub(super) const ROLES: usize = 9;

/// A role, and how well a name fits it: of two columns for one role, the
/// lower rank wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) role: Role,
    pub(super) rank: usize,
}

/// Names in use: this crate's own first, then Kaggle, Reddit, Twitter,
/// WordPress, Coral, Discourse, Hacker News and Perspective exports.
const GUESSES: [(Role, &[&str]); ROLES] = [
    (
        Role::Text,
        &[
            "text",
            "comment_text",
            "comment_body",
            "comment_content",
            "comment",
            "body",
            "content",
            "message",
            "tweet",
            "tweet_text",
            "full_text",
            "post_text",
            "selftext",
            "raw",
            "post",
        ],
    ),
    (
        Role::Id,
        &[
            "comment_id",
            "commentid",
            "id",
            "_id",
            "id_str",
            "tweet_id",
            "message_id",
            "post_id",
            "rev_id",
            "_unit_id",
        ],
    ),
    (
        Role::Author,
        &[
            "author",
            "author_name",
            "comment_author",
            "author_username",
            "username",
            "user_name",
            "screen_name",
            "user",
            "by",
        ],
    ),
    (
        Role::Date,
        &[
            "date",
            "comment_date",
            "created_date",
            "created_at",
            "createdat",
            "published_at",
            "published_timestamp",
            "publishedat",
            "created_utc",
            "created",
            "timestamp",
            "datetime",
            "time",
        ],
    ),
    (
        Role::Parent,
        &[
            "parent",
            "parent_id",
            "parentid",
            "comment_parent",
            "parent_comment_id",
            "in_reply_to",
            "in_reply_to_id",
            "in_reply_to_status_id",
            "reply_to_id",
        ],
    ),
    (Role::ReplyTo, &["reply_to", "reply_to_author", "in_reply_to_screen_name"]),
    (Role::Permalink, &["permalink", "comment_url", "comment_link"]),
    (Role::Outcome, &["outcome", "moderation_outcome", "moderation_status"]),
    (Role::Votes, &["votes"]),
];

/// The columns asked for by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    pub(super) text: Option<String>,
    pub(super) id: Option<String>,
    pub(super) parent: Option<String>,
}

impl Wanted {
    /// The roles that were given a name, each with the option that did it.
    pub(super) fn named(&self) -> impl Iterator<Item = (Role, &str, &'static str)> {
        let all = [
            (Role::Text, &self.text, "--text-column"),
            (Role::Id, &self.id, "--id-column"),
            (Role::Parent, &self.parent, "--parent-column"),
        ];
        all.into_iter().filter_map(|(role, name, option)| Some((role, name.as_deref()?, option)))
    }

    /// The role of a column of this name, if it has any. A name that was
    /// asked for plays the role it was asked for and no other.
    pub(super) fn claim(&self, name: &str) -> Option<Claim> {
        let name = name.trim();
        for (role, wanted, _) in self.named() {
            if wanted == name {
                return Some(Claim { role, rank: 0 });
            }
            if wanted.eq_ignore_ascii_case(name) {
                return Some(Claim { role, rank: 1 });
            }
        }
        // `Comment Text` means what `comment_text` does.
        let is_same = |guess: &str| {
            let same = |(a, b): (u8, u8)| a.eq_ignore_ascii_case(&b) || (a == b'_' && b == b' ');
            guess.len() == name.len() && guess.bytes().zip(name.bytes()).all(same)
        };
        let (role, rank) = GUESSES.iter().find_map(|(role, names)| {
            let rank = names.iter().position(|guess| is_same(guess))?;
            Some((*role, rank + 2))
        })?;
        let settled = self.named().any(|(named, ..)| named == role);
        (!settled).then_some(Claim { role, rank })
    }

    /// For each role, the index of the column that plays it.
    ///
    /// # Errors
    /// If a column that was asked for is not there, or none is known to hold
    /// the text.
    pub(super) fn resolve(&self, header: &[String]) -> Result<[Option<usize>; ROLES]> {
        let mut best: [Option<(usize, usize)>; ROLES] = [None; ROLES];
        for (column, name) in header.iter().enumerate() {
            if let Some(Claim { role, rank }) = self.claim(name) {
                let place = &mut best[role as usize];
                if place.is_none_or(|(lowest, _)| rank < lowest) {
                    *place = Some((rank, column));
                }
            }
        }
        for (role, name, option) in self.named() {
            if best[role as usize].is_none() {
                return Err(Error::input(format!(
                    "There is no column {name:?} ({option}); the columns are {}.",
                    listed(header)
                )));
            }
        }
        if best[Role::Text as usize].is_none() {
            return Err(Error::input(format!(
                "None of the columns is known to hold the comment; they are {}. Name it with --text-column.",
                listed(header)
            )));
        }
        Ok(best.map(|place| place.map(|(_, column)| column)))
    }
}

/// The column of this header that is taken for the text.
///
/// # Errors
/// If none is known to hold it.
#[cfg(feature = "train")]
pub(crate) fn text_column(header: &[String]) -> Result<usize> {
    Ok(Wanted::default().resolve(header)?[Role::Text as usize].unwrap_or_default())
}

/// Column names for a message: quoted, and no more of them than one can read.
pub(super) fn listed<S: AsRef<str>>(names: &[S]) -> String {
    const MOST: usize = 30;
    let mut list: Vec<String> = names.iter().take(MOST).map(|name| shortened(name.as_ref())).collect();
    if names.len() > MOST {
        list.push(format!("and {} more", names.len() - MOST));
    }
    if list.is_empty() { "none at all".to_owned() } else { list.join(", ") }
}

/// A name in quotes, cut where it is clearly no name any more.
fn shortened(name: &str) -> String {
    const LONGEST: usize = 60;
    match name.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{:?}", format!("{}…", &name[..cut])),
        None => format!("{name:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_and_id(wanted: &Wanted, header: &str) -> Result<(usize, Option<usize>)> {
        let header: Vec<String> = header.split(',').map(String::from).collect();
        let roles = wanted.resolve(&header)?;
        Ok((roles[Role::Text as usize].expect("resolve checks it"), roles[Role::Id as usize]))
    }

    #[test]
    fn columns_are_guessed_by_common_names() {
        let cases = [
            ("kaggle toxic comments", "id,comment_text,toxic", (1, Some(0))),
            ("youtube", "COMMENT_ID,AUTHOR,DATE,CONTENT,CLASS", (3, Some(0))),
            ("issue threads", "id,issue_id,comment_id,label,comment_body", (4, Some(2))),
            ("the more telling of two", "message,label,text", (2, None)),
            (
                "names in words, as Coral's download has them",
                "Comment ID,Article URL,Comment Text",
                (2, Some(0)),
            ),
            ("spaces around the name", "id, Text ", (1, Some(0))),
        ];
        for (name, header, want) in cases {
            assert_eq!(text_and_id(&Wanted::default(), header).unwrap(), want, "{name}");
        }
    }

    #[test]
    fn a_named_column_wins_and_plays_no_second_role() {
        let wanted = Wanted { text: Some("id".into()), ..Wanted::default() };
        assert_eq!(text_and_id(&wanted, "id,text").unwrap(), (0, None));
        let wanted = Wanted { text: Some("Body".into()), ..Wanted::default() };
        assert_eq!(text_and_id(&wanted, "body,BODY,Body").unwrap(), (2, None));
        assert_eq!(text_and_id(&wanted, "text,BODY").unwrap(), (1, None));
    }

    #[test]
    fn what_is_missing_is_named_with_what_there_is() {
        let wanted = Wanted { parent: Some("thread".into()), ..Wanted::default() };
        let error = text_and_id(&wanted, "id,text").unwrap_err().to_string();
        assert_eq!(
            error,
            "There is no column \"thread\" (--parent-column); the columns are \"id\", \"text\"."
        );
        let error = text_and_id(&Wanted::default(), "a,b").unwrap_err().to_string();
        assert_eq!(
            error,
            "None of the columns is known to hold the comment; they are \"a\", \"b\". \
             Name it with --text-column."
        );
    }
}
