//! JSON bodies. Bytes come in; a [`Node`] goes out, which borrows from them,
//! and from it fields are read with their path at hand, so that a refusal can
//! say which one is wrong. Promise: never a panic, nesting is bounded, and a
//! name that stands twice in an object is refused: two readers of such a body
//! could see two different comments.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use super::refusal::Refusal;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node<'a> {
    Null,
    Bool(bool),
    Number(f64),
    Text(Cow<'a, str>),
    List(Vec<Node<'a>>),
    Object(Vec<(Cow<'a, str>, Node<'a>)>),
}

/// Reads a body.
pub(crate) fn parse(body: &[u8]) -> Result<Node<'_>, Refusal> {
    serde_json::from_slice(body).map_err(|e| Refusal::payload(format!("{e}.")))
}

impl<'de> Deserialize<'de> for Node<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node<'de>, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node<'de>, E> {
        Ok(Node::Number(value as f64))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node<'de>, E> {
        Ok(Node::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node<'de>, E> {
        Ok(Node::Number(value))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_string<E>(self, value: String) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Owned(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node<'de>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node<'de>, A::Error> {
        let mut object: Vec<(Cow<'de, str>, Node<'de>)> = Vec::new();
        while let Some(name) = entries.next_key()? {
            let Node::Text(name) = name else { return Err(A::Error::custom("A name must be a string")) };
            object.push((name, entries.next_value()?));
        }
        match repeated(&object) {
            Some(name) => Err(A::Error::custom(format_args!("The name {name:?} stands twice"))),
            None => Ok(Node::Object(object)),
        }
    }
}

fn repeated<'o>(object: &'o [(Cow<'_, str>, Node<'_>)]) -> Option<&'o str> {
    // Most objects have a handful of names; a hostile one may have a million.
    if object.len() <= 8 {
        let mut names = object.iter().enumerate();
        return names.find(|(i, (n, _))| object[..*i].iter().any(|(m, _)| m == n)).map(|(_, (n, _))| &**n);
    }
    let mut seen = HashSet::with_capacity(object.len());
    object.iter().find(|(name, _)| !seen.insert(&**name)).map(|(name, _)| &**name)
}

/// Where a value stands in its body: `comments[3].text`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Path<'p> {
    Root,
    Field(&'p Path<'p>, &'p str),
    Item(&'p Path<'p>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Root => Ok(()),
            Path::Field(Path::Root, name) => f.write_str(name),
            Path::Field(parent, name) => write!(f, "{parent}.{name}"),
            Path::Item(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}

impl<'p> Path<'p> {
    pub(crate) fn field(&'p self, name: &'p str) -> Path<'p> {
        Path::Field(self, name)
    }

    pub(crate) fn item(&'p self, index: usize) -> Path<'p> {
        Path::Item(self, index)
    }

    /// There is no field of this name here.
    pub(crate) fn unknown(&self, name: &str) -> Refusal {
        let at = match self {
            Path::Root => String::new(),
            _ => format!(" at '{self}'"),
        };
        let what = format!("Invalid JSON payload received. Unknown name {name:?}{at}: Cannot find field.");
        Refusal::field(self, what)
    }

    /// The field was given already, under its other spelling.
    fn repeated(&self) -> Refusal {
        Refusal::field(self, format!("Invalid JSON payload received. The field '{self}' is given twice."))
    }

    fn wrong(&self, kind: &str, node: &Node<'_>) -> Refusal {
        Refusal::field(self, format!("Invalid value at '{self}' ({kind}), {}", node.shown()))
    }
}

impl<'a> Node<'a> {
    /// The value in short, as an error shows it; nothing a person wrote at
    /// length is repeated.
    fn shown(&self) -> String {
        match self {
            Node::Null => "null".to_owned(),
            Node::Bool(value) => value.to_string(),
            Node::Number(value) => value.to_string(),
            Node::Text(text) if text.len() <= 40 => format!("{text:?}"),
            Node::Text(_) => "a longer string".to_owned(),
            Node::List(_) => "a list".to_owned(),
            Node::Object(_) => "an object".to_owned(),
        }
    }

    /// The fields of an object.
    pub(crate) fn object(self, path: &Path<'_>) -> Result<Vec<(Cow<'a, str>, Node<'a>)>, Refusal> {
        match self {
            Node::Object(object) => Ok(object),
            Node::Null => Ok(Vec::new()),
            _ if matches!(path, Path::Root) => Err(Refusal::field(
                path,
                "Invalid JSON payload received. Unknown name \"\": Root element must be a message."
                    .to_owned(),
            )),
            node => Err(path.wrong("an object", &node)),
        }
    }

    /// The items of a list.
    pub(crate) fn list(self, path: &Path<'_>) -> Result<Vec<Node<'a>>, Refusal> {
        match self {
            Node::List(list) => Ok(list),
            Node::Null => Ok(Vec::new()),
            node => Err(path.wrong("a list", &node)),
        }
    }

    /// A string; `None` for `null`.
    pub(crate) fn text(self, path: &Path<'_>) -> Result<Option<Cow<'a, str>>, Refusal> {
        match self {
            Node::Text(text) => Ok(Some(text)),
            Node::Null => Ok(None),
            node => Err(path.wrong("TYPE_STRING", &node)),
        }
    }

    /// A list of strings.
    pub(crate) fn texts(self, path: &Path<'_>) -> Result<Vec<Cow<'a, str>>, Refusal> {
        let items = self.list(path)?.into_iter().enumerate();
        items
            .map(|(i, item)| {
                let path = path.item(i);
                let shown = item.shown();
                item.text(&path)?.ok_or_else(|| {
                    Refusal::field(&path, format!("Invalid value at '{path}' (TYPE_STRING), {shown}"))
                })
            })
            .collect()
    }

    /// A switch; `None` for `null`.
    pub(crate) fn switch(self, path: &Path<'_>) -> Result<Option<bool>, Refusal> {
        match self {
            Node::Bool(value) => Ok(Some(value)),
            Node::Null => Ok(None),
            node => Err(path.wrong("TYPE_BOOL", &node)),
        }
    }

    /// A finite number, which may be written as a string; `None` for `null`.
    pub(crate) fn number(self, path: &Path<'_>) -> Result<Option<f64>, Refusal> {
        let number = match &self {
            Node::Null => return Ok(None),
            Node::Number(value) => Some(*value),
            Node::Text(text) => text.parse().ok(),
            _ => None,
        };
        match number.filter(|n: &f64| n.is_finite()) {
            Some(number) => Ok(Some(number)),
            None => Err(path.wrong("TYPE_FLOAT", &self)),
        }
    }
}

/// A field that may be given once, in either spelling.
#[derive(Clone, Debug)]
pub(crate) struct Once<T>(Option<T>, bool);

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self(None, false)
    }
}

impl<T> Once<T> {
    /// Takes the value; `None` is a field that was given as `null`.
    pub(crate) fn set(&mut self, path: &Path<'_>, value: Option<T>) -> Result<(), Refusal> {
        if std::mem::replace(&mut self.1, true) {
            return Err(path.repeated());
        }
        self.0 = value;
        Ok(())
    }

    pub(crate) fn get(self) -> Option<T> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_json_is_refused_with_its_place() {
        let cases: [(&str, &[u8], &str); 7] = [
            ("cut off", b"{\"a\": ", "EOF while parsing"),
            ("two values", b"1 2", "trailing characters"),
            ("not UTF-8", b"{\"a\": \"\xff\"}", "invalid unicode"),
            ("half a surrogate pair", br#"{"a": "\ud800"}"#, "hex escape"),
            ("twice", br#"{"a": 1, "a": 2}"#, "\"a\" stands twice"),
            ("twice, escaped", br#"{"a": 1, "\u0061": 2}"#, "\"a\" stands twice"),
            ("too large a number", b"1e999", "number out of range"),
        ];
        for (name, body, want) in cases {
            let refusal = parse(body).unwrap_err();
            assert!(refusal.message().contains(want), "{name}: {}", refusal.message());
        }
    }

    #[test]
    fn depth_is_bounded_and_a_million_names_are_looked_at_once() {
        assert!(parse("[".repeat(100_000).as_bytes()).is_err());
        let names: Vec<String> = (0..200_000).map(|i| format!("\"{i}\":0")).collect();
        let body = format!("{{{},\"7\":1}}", names.join(","));
        assert!(parse(body.as_bytes()).unwrap_err().message().contains("\"7\" stands twice"));
    }

    #[test]
    fn a_path_says_where() {
        let root = Path::Root;
        let list = root.field("comments");
        let item = list.item(3);
        assert_eq!(item.field("text").to_string(), "comments[3].text");
    }

    proptest! {
        #[test]
        fn reads_what_serde_json_writes(text in ".{0,40}", eighths in -1_000_000..1_000_000i32, flag: bool) {
            let number = f64::from(eighths) / 8.0;
            let body = serde_json::json!({"t": text, "n": number, "f": [flag, null]}).to_string();
            let Node::Object(fields) = parse(body.as_bytes()).unwrap() else { panic!("an object") };
            let find = |name| fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).unwrap();
            prop_assert_eq!(find("t"), Node::Text(text.into()));
            prop_assert_eq!(find("n"), Node::Number(number));
            prop_assert_eq!(find("f"), Node::List(vec![Node::Bool(flag), Node::Null]));
        }

        #[test]
        fn any_bytes_are_answered(bytes: Vec<u8>) {
            let _ = parse(&bytes);
        }
    }
}
