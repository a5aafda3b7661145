//! Any bytes as a page: they are answered, and in a page of plain text every
//! word of a comment stood on the page.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(page) = lamplighter::page::read(bytes) else { return };
    // Markup and entities are decoded, and so is Markdown, so that words may be new.
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if text.contains(['<', '&', '[']) {
        return;
    }
    for word in page.comments().iter().flat_map(|comment| comment.text.split_whitespace()) {
        assert!(text.contains(word), "{word:?} did not stand on the page");
    }
});
