//! The names of elements. What comes in: a tag's name as written. What goes
//! out: a [`Tag`], and what it means for the tree and for text. What it
//! promises: an unknown name is [`Tag::Other`], which behaves like a `span`.

macro_rules! tags {
    ($($tag:ident $name:literal,)*) => {
        /// An element's name, as far as the tree or a rule cares for it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(super) enum Tag {
            /// Not an element but a piece of text.
            Text,
            /// An element with another name.
            Other,
            $($tag,)*
        }

        impl Tag {
            fn of_lower(name: &[u8]) -> Self {
                match name {
                    $($name => Self::$tag,)*
                    _ => Self::Other,
                }
            }
        }
    };
}

tags! {
    A b"a", Address b"address", Article b"article", Aside b"aside", B b"b", Base b"base", Blockquote b"blockquote",
    Body b"body", Br b"br", Button b"button", Caption b"caption", Center b"center", Cite b"cite", Code b"code",
    Col b"col", Dd b"dd", Details b"details", Dialog b"dialog", Div b"div", Dl b"dl", Dt b"dt", Em b"em",
    Embed b"embed", Fieldset b"fieldset", Figcaption b"figcaption", Figure b"figure", Font b"font",
    Footer b"footer", Form b"form", H1 b"h1", H2 b"h2", H3 b"h3", H4 b"h4", H5 b"h5", H6 b"h6", Head b"head",
    Header b"header", Hr b"hr", Html b"html", I b"i", Iframe b"iframe", Img b"img", Input b"input",
    Label b"label", Legend b"legend", Li b"li", Link b"link", Main b"main", Menu b"menu", Meta b"meta", Nav b"nav",
    Noembed b"noembed", Noframes b"noframes", Noscript b"noscript", Ol b"ol", Optgroup b"optgroup",
    Option b"option", P b"p", Param b"param", Pre b"pre", S b"s", Script b"script", Section b"section",
    Select b"select", Small b"small", Source b"source", Span b"span", Strong b"strong", Style b"style",
    Sub b"sub", Summary b"summary", Sup b"sup", Svg b"svg", Table b"table", Tbody b"tbody", Td b"td",
    Template b"template", Textarea b"textarea", Tfoot b"tfoot", Th b"th", Thead b"thead", Time b"time",
    Title b"title", Tr b"tr", Track b"track", U b"u", Ul b"ul", Wbr b"wbr", Xmp b"xmp",
}

impl Tag {
    /// The element of that name, in any case of its letters.
    pub(super) fn of(name: &[u8]) -> Self {
        const LONGEST: usize = 10;
        let mut lower = [0; LONGEST];
        match lower.get_mut(..name.len()) {
            Some(lower) => {
                lower.copy_from_slice(name);
                lower.make_ascii_lowercase();
                Self::of_lower(lower)
            }
            None => Self::Other,
        }
    }

    /// Elements that hold nothing and have no end tag.
    pub(super) fn is_void(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Base | Br | Col | Embed | Hr | Img | Input | Link | Meta | Param | Source | Track | Wbr
        )
    }

    /// Elements in which a `<` is a letter like any other.
    pub(super) fn is_raw(self) -> bool {
        use Tag::*;
        matches!(self, Iframe | Noembed | Noframes | Script | Style | Textarea | Title | Xmp)
    }

    /// Elements that stand on lines of their own: they end an open paragraph,
    /// and inline end tags do not reach beyond them.
    pub(super) fn is_block(self) -> bool {
        use Tag::*;
        self.is_table_part()
            || self.is_heading()
            || matches!(
                self,
                Address
                    | Article
                    | Aside
                    | Blockquote
                    | Body
                    | Center
                    | Dd
                    | Details
                    | Dialog
                    | Div
                    | Dl
                    | Dt
                    | Fieldset
                    | Figcaption
                    | Figure
                    | Footer
                    | Form
                    | Header
                    | Hr
                    | Html
                    | Legend
                    | Li
                    | Main
                    | Menu
                    | Nav
                    | Ol
                    | P
                    | Pre
                    | Section
                    | Summary
                    | Table
                    | Ul
            )
    }

    pub(super) fn is_heading(self) -> bool {
        use Tag::*;
        matches!(self, H1 | H2 | H3 | H4 | H5 | H6)
    }

    pub(super) fn is_table_part(self) -> bool {
        use Tag::*;
        matches!(self, Caption | Tbody | Td | Tfoot | Th | Thead | Tr)
    }

    pub(super) fn is_cell(self) -> bool {
        matches!(self, Tag::Td | Tag::Th)
    }

    /// Elements that may stand in a page's head.
    pub(super) fn is_head_part(self) -> bool {
        use Tag::*;
        matches!(self, Base | Link | Meta | Noscript | Script | Style | Template | Title)
    }

    /// Elements whose text no reader of the page sees as part of it.
    pub(super) fn is_unseen(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Button
                | Dialog
                | Head
                | Iframe
                | Noembed
                | Noframes
                | Option
                | Script
                | Select
                | Style
                | Svg
                | Template
                | Textarea
                | Title
        )
    }
}
