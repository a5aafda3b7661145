//! Comments → whom they answer, where only a name is left to say so. What comes in:
//! the comments of a section. What goes out: the same, with the name of an earlier
//! writer taken off the end of a name (`NAME PARENT`, as an arrow between them is a
//! picture) or off the top of a text. What it promises: a text does not become empty.

use std::collections::HashSet;

use crate::comment::Comment;
use crate::page::name;

/// So many names that end with an earlier one are no chance.
const FEWEST: usize = 2;

/// Finds the parents of comments.
pub(super) fn read(comments: &mut [Comment]) {
    behind_names(comments);
    above_texts(comments);
}

fn behind_names(comments: &mut [Comment]) {
    let mut seen: HashSet<&str> = HashSet::new();
    let mut split: Vec<Option<(String, String)>> = Vec::with_capacity(comments.len());
    for comment in &*comments {
        let Some(author) = comment.author.as_deref() else {
            split.push(None);
            continue;
        };
        let spaces = author.char_indices().filter(|(_, c)| *c == ' ').map(|(at, _)| author.split_at(at));
        let answer = spaces.map(|(name, parent)| (name, parent.trim_start())).find(|(name, parent)| {
            comment.reply_to.is_none() && seen.contains(parent) && name::is_possible(name)
        });
        seen.insert(answer.map_or(author, |(name, _)| name));
        split.push(answer.map(|(name, parent)| (name.to_owned(), parent.to_owned())));
    }
    if split.iter().flatten().count() < FEWEST {
        return;
    }
    for (comment, (name, parent)) in
        comments.iter_mut().zip(split).filter_map(|(comment, split)| Some((comment, split?)))
    {
        (comment.author, comment.reply_to) = (Some(name), Some(parent));
    }
}

fn above_texts(comments: &mut [Comment]) {
    let mut seen: HashSet<String> = HashSet::new();
    for comment in comments {
        let named = comment.text.split_once('\n').filter(|(first, _)| seen.contains(*first));
        let answer = named.map(|(parent, rest)| (parent.to_owned(), rest.trim_start().to_owned()));
        if let Some((parent, text)) =
            answer.filter(|(_, text)| comment.reply_to.is_none() && !text.is_empty())
        {
            (comment.reply_to, comment.text) = (Some(parent), text);
        }
        seen.extend(comment.author.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::comment::Comment;

    #[test]
    fn names_beside_names_and_above_texts_are_those_of_parents() {
        let cases = [
            (
                "glued names",
                [("Ada", "One."), ("Old Wharf Ada", "Two."), ("Ada Old Wharf", "Three.")],
                [
                    ("Ada", None, "One."),
                    ("Old Wharf", Some("Ada"), "Two."),
                    ("Ada", Some("Old Wharf"), "Three."),
                ],
            ),
            (
                "one may be called so",
                [("Lee", "One."), ("Ann Lee", "Two."), ("Piet", "Three.")],
                [("Lee", None, "One."), ("Ann Lee", None, "Two."), ("Piet", None, "Three.")],
            ),
            (
                "above the text",
                [("Ada", "One."), ("Piet", "Ada\n\nTwo."), ("Ada", "Piet")],
                [("Ada", None, "One."), ("Piet", Some("Ada"), "Two."), ("Ada", None, "Piet")],
            ),
        ];
        for (name, given, want) in cases {
            let mut comments = given.map(|(author, text)| Comment::new(text).with_author(author));
            read(&mut comments);
            let got = comments
                .each_ref()
                .map(|c| (c.author.as_deref().unwrap(), c.reply_to.as_deref(), c.text.as_str()));
            assert_eq!(got, want, "{name}");
        }
    }
}
