//! What a comment answers. The comments of a dump or page come in as they are
//! read; the text of the one that a later comment answers goes out, if it was
//! read before and is not forgotten yet. Promise: memory stays within a limit,
//! whatever the size of the dump, and a comment is found only in the source of
//! its answer.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};

use super::Record;
use crate::comment::Comment;

/// Remembers comments, so that an answer can be judged beside what it
/// answers.
///
/// A comment that names its parent's id answers the comment of that id. One
/// that names only an author, as text pages do, answers the author's last
/// comment so far. Dumps that hold answers before what they answer, newest
/// first, leave nothing to find.
///
/// ```
/// use lamplighter::dump::{Options, Parents, Reader};
///
/// let dump = "id,parent_id,text\n1,,The tax is fair.\n2,1,Nobody asked you.\n";
/// let mut parents = Parents::default();
/// let mut answered = Vec::new();
/// for record in Reader::from_bytes(dump, "night.csv", &Options::default())? {
///     let record = record?;
///     answered.push(parents.of(&record).map(String::from));
///     parents.remember(&record);
/// }
/// assert_eq!(answered, [None, Some("The tax is fair.".to_owned())]);
/// # Ok::<(), lamplighter::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Parents {
    /// The oldest first; the number of the first is `forgotten`.
    remembered: VecDeque<Remembered>,
    forgotten: u64,
    /// The numbers of comments by id and by author.
    by_id: HashMap<Key, u64>,
    by_author: HashMap<Key, u64>,
    keys: RandomState,
    bytes: usize,
    limit: usize,
}

/// Stands for a source and an id or a name in it: 64 bits of a keyed hash, of
/// which two are never equal by chance, nor by the will of a stranger.
type Key = u64;

#[derive(Clone, Debug)]
struct Remembered {
    id: Option<Key>,
    author: Option<Key>,
    text: Box<str>,
}

/// What a remembered comment takes beside its text: its place in the queue
/// and in two maps, with the room that these keep in reserve.
const OVERHEAD: usize = 192;

impl Remembered {
    fn size(&self) -> usize {
        OVERHEAD + self.text.len()
    }
}

impl Default for Parents {
    /// 16 MiB: the last thirty thousand comments or so, which no thread under
    /// an article exceeds.
    fn default() -> Self {
        Self::with_limit(16 << 20)
    }
}

impl Parents {
    /// Remembers so many bytes.
    pub fn with_limit(bytes: usize) -> Self {
        Self {
            remembered: VecDeque::new(),
            forgotten: 0,
            by_id: HashMap::new(),
            by_author: HashMap::new(),
            keys: RandomState::new(),
            bytes: 0,
            limit: bytes,
        }
    }

    /// The text of what the record's comment answers, as far as it is known.
    pub fn of(&self, record: &Record) -> Option<&str> {
        let Comment { parent, reply_to, .. } = &record.comment;
        let find = |map: &HashMap<Key, u64>, name: &str| map.get(&self.key(record, name)).copied();
        let number = match (parent, reply_to) {
            // Reddit writes `t1_` before a comment's id where it is a parent.
            (Some(id), _) => find(&self.by_id, id).or_else(|| find(&self.by_id, id.strip_prefix("t1_")?)),
            (None, Some(author)) => find(&self.by_author, author),
            (None, None) => None,
        }?;
        let at = usize::try_from(number - self.forgotten).ok()?;
        self.remembered.get(at).map(|remembered| &*remembered.text)
    }

    /// Remembers the record's comment, and forgets the oldest if there is no
    /// room. One that nothing could refer to is not remembered.
    pub fn remember(&mut self, record: &Record) {
        let Comment { id, author, text, .. } = &record.comment;
        let key = |name: &Option<String>| Some(self.key(record, name.as_deref()?));
        let new = Remembered { id: key(id), author: key(author), text: text.as_str().into() };
        let nameless = new.id.is_none() && new.author.is_none();
        if nameless || new.size() > self.limit {
            return;
        }
        self.bytes += new.size();
        while self.bytes > self.limit {
            self.forget();
        }
        let number = self.forgotten + self.remembered.len() as u64;
        if let Some(id) = new.id {
            self.by_id.insert(id, number);
        }
        if let Some(author) = new.author {
            self.by_author.insert(author, number);
        }
        self.remembered.push_back(new);
    }

    fn key(&self, record: &Record, name: &str) -> Key {
        self.keys.hash_one((&*record.source, name))
    }

    fn forget(&mut self) {
        let Some(oldest) = self.remembered.pop_front() else { return };
        self.bytes -= oldest.size();
        // The name may belong to a later comment by now.
        let forget = |map: &mut HashMap<Key, u64>, key: Option<Key>| {
            if let Some(key) = key.filter(|key| map.get(key) == Some(&self.forgotten)) {
                map.remove(&key);
            }
        };
        forget(&mut self.by_id, oldest.id);
        forget(&mut self.by_author, oldest.author);
        self.forgotten += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(source: &str, comment: Comment) -> Record {
        Record { source: source.into(), comment, ..Record::default() }
    }

    #[test]
    fn finds_what_was_answered() {
        let mut parents = Parents::default();
        let written = |id: &str, author: &str, text: &str| Comment::new(text).with_id(id).with_author(author);
        parents.remember(&record("a", written("1", "Ada", "first")));
        parents.remember(&record("a", written("2", "Brun", "second")));
        parents.remember(&record("a", written("3", "Ada", "third")));
        let answer = || Comment::new("an answer");
        let cases = [
            ("nothing", record("a", answer()), None),
            ("an id", record("a", answer().with_parent("1")), Some("first")),
            ("an id of Reddit", record("a", answer().with_parent("t1_2")), Some("second")),
            ("an unknown id", record("a", answer().with_parent("4")), None),
            (
                "the id goes before the name",
                record("a", answer().with_parent("4").with_reply_to("Ada")),
                None,
            ),
            ("an author's last", record("a", answer().with_reply_to("Ada")), Some("third")),
            ("another source", record("b", answer().with_parent("1")), None),
        ];
        for (name, answer, want) in cases {
            assert_eq!(parents.of(&answer), want, "{name}");
        }
    }

    #[test]
    fn memory_is_bounded() {
        let mut parents = Parents::with_limit(10 * (OVERHEAD + 100));
        let answer = |id: u32| record("a", Comment::new("x").with_parent(id.to_string()));
        for id in 0..1_000_u32 {
            let text = "x".repeat(100);
            parents.remember(&record("a", Comment::new(text).with_id(id.to_string()).with_author("Ada")));
        }
        assert_eq!((parents.remembered.len(), parents.by_id.len(), parents.by_author.len()), (10, 10, 1));
        assert_eq!(parents.of(&answer(989)), None);
        assert!(parents.of(&answer(990)).is_some());
        parents.remember(&record("a", Comment::new("x".repeat(9_999)).with_id("long")));
        assert!(parents.of(&answer(990)).is_some(), "what has no room at all costs no other its place");
    }
}
