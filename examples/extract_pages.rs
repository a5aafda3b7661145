//! Reads every page of a folder and writes, for each `ID.txt`, the comments
//! as `OUT/ID.json`, their texts as `OUT/ID.txt` and the article as
//! `OUT/content/ID.txt`: what a scorer of comment extraction compares.
//!
//! ```text
//! cargo run --release --no-default-features --example extract_pages -- PAGES OUT
//! ```

use std::error::Error;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(pages), Some(out)) = (arguments.next(), arguments.next()) else {
        return Err("usage: extract_pages PAGES OUT".into());
    };
    let out = Path::new(&out);
    fs::create_dir_all(out.join("content"))?;
    for entry in fs::read_dir(pages)? {
        let path = entry?.path();
        let Some(name) =
            path.file_name().filter(|_| path.extension().is_some_and(|e| e == "txt" || e == "html"))
        else {
            continue;
        };
        let page = match lamplighter::page::read(&fs::read(&path)?) {
            Ok(page) => page,
            Err(error) => {
                eprintln!("{}: {error}", path.display());
                continue;
            }
        };
        let texts: Vec<&str> = page.comments().iter().map(|comment| comment.text.as_str()).collect();
        fs::write(out.join(name).with_extension("json"), serde_json::to_vec_pretty(page.comments())?)?;
        fs::write(out.join(name).with_extension("txt"), texts.join("\n\n"))?;
        fs::write(out.join("content").join(name).with_extension("txt"), page.article())?;
    }
    Ok(())
}
