//! A web page as text → article body and comments.

use crate::comment::Page;
use crate::error::Result;

/// Takes a page apart.
///
/// # Errors
/// If the bytes are no text.
pub fn read(_bytes: &[u8]) -> Result<Page> {
    Ok(Page::default())
}
