//! Web archives: what is read of them, and what becomes of damage.

use std::io::Write as _;

use lamplighter::dump::{Format, Options, Reader};
use proptest::prelude::*;

/// A page with one comment by this author.
fn page(author: &str, text: &str) -> String {
    format!(
        "<!doctype html><html><head><title>Lamps</title></head><body><p>The lamps come on at dusk.</p>\
         <ol class='comment-list'><li class='comment' id='comment-1'><b class='fn'>{author}</b>\
         <time datetime='2024-05-02'>May 2</time><div class='comment-content'>{text}</div></ol></body></html>"
    )
}

fn record(kind: &str, address: &str, media: &str, content: &[u8]) -> Vec<u8> {
    let header = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nContent-Type: {media}\r\n\
         Content-Length: {}\r\n\r\n",
        content.len()
    );
    [header.as_bytes(), content, b"\r\n\r\n"].concat()
}

fn answer(address: &str, header: &str, body: &[u8]) -> Vec<u8> {
    let answer = [b"HTTP/1.1 200 OK\r\n", header.as_bytes(), b"\r\n", body].concat();
    record("response", address, "application/http; msgtype=response", &answer)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The answers in the archives below.
fn records() -> Vec<Vec<u8>> {
    let html = "Content-Type: text/html\r\n";
    let chunked = page("Brun", "Wait for the tolls.");
    let (first, second) = chunked.split_at(70);
    let chunked = format!("{:x}\r\n{first}\r\n{:x}\r\n{second}\r\n0\r\n\r\n", first.len(), second.len());
    let text = "Lamps\n\n2 Comments\nCleo\n3 days ago\n\nAt last!\n\nReply\nDov\n1 day ago\n\nToo bright.\n\nReply\n";
    vec![
        record("warcinfo", "", "application/warc-fields", b"software: a crawler\r\n"),
        answer("https://a.example/1", html, page("Ada", "At last!").as_bytes()),
        record("request", "https://a.example/1", "application/http", b"GET /1 HTTP/1.1\r\n\r\n"),
        answer("https://a.example/2", &format!("{html}Transfer-Encoding: chunked\r\n"), chunked.as_bytes()),
        answer(
            "https://a.example/3",
            "Content-Type: text/html; charset=windows-1251\r\nContent-Encoding: gzip\r\n",
            &gzip(
                &[
                    page("Vera", "").split("content'>").next().unwrap().as_bytes(),
                    b"content'>\xcf\xf0\xe8\xe2\xe5\xf2</div>",
                ]
                .concat(),
            ),
        ),
        answer("https://a.example/lamp.png", "Content-Type: image/png\r\n", b"\x89PNG\0\0"),
        record("conversion", "https://a.example/4", "text/plain", text.as_bytes()),
        record("resource", "https://a.example/5", "text/html", page("Eve", "A page of its own.").as_bytes()),
    ]
}

const WANT: [&str; 6] = [
    "https://a.example/1 Ada: At last!",
    "https://a.example/2 Brun: Wait for the tolls.",
    "https://a.example/3 Vera: Привет",
    "https://a.example/4 Cleo: At last!",
    "https://a.example/4 Dov: Too bright.",
    "https://a.example/5 Eve: A page of its own.",
];

/// What is read: a line for each comment or error.
fn told(bytes: Vec<u8>, options: &Options) -> Vec<String> {
    let reader = match Reader::from_bytes(bytes, "crawl", options) {
        Ok(reader) => reader,
        Err(e) => return vec![format!("refused: {e}")],
    };
    let told = reader.map(|record| match record {
        Ok(record) => {
            let comment = &record.comment;
            assert_eq!(&*record.source, format!("crawl#{}", comment.permalink.as_ref().unwrap()));
            format!(
                "{} {}: {}",
                comment.permalink.as_ref().unwrap(),
                comment.author.as_ref().unwrap(),
                comment.text
            )
        }
        Err(e) => format!("error: {e}"),
    });
    told.collect()
}

#[test]
fn archives_are_read_page_by_page() {
    let records = records();
    let cases = [
        ("plain", records.concat()),
        ("members", records.iter().flat_map(|record| gzip(record)).collect()),
        ("one member", gzip(&records.concat())),
        ("members that part records", records.concat().chunks(100).flat_map(gzip).collect()),
        ("zstd", zstd::stream::encode_all(&*records.concat(), 1).unwrap()),
        ("line feeds only, blank lines", [b"\n\n".to_vec(), records.concat(), b"\n\n\n".to_vec()].concat()),
        ("zeros at the end", [records.iter().flat_map(|r| gzip(r)).collect(), vec![0; 9]].concat()),
    ];
    for (name, bytes) in cases {
        let reader = Reader::from_bytes(bytes.clone(), "crawl", &Options::default()).unwrap();
        assert_eq!(reader.format(), Some(Format::Warc), "{name}");
        assert_eq!(told(bytes.clone(), &Options::default()), WANT, "{name}");
        assert_eq!(told(bytes, &Options::default().format(Format::Wet)), WANT, "{name}, asked for");
    }
    let wet = Reader::from_bytes(gzip(&records[6]), "crawl.warc.wet.gz", &Options::default()).unwrap();
    assert_eq!(wet.format(), Some(Format::Wet));
}

/// What is damaged costs itself and is named with its place.
#[test]
fn damage_is_named_and_passed_over() {
    let [info, first, _, second, ..] = &records()[..] else { panic!() };
    let no_length = String::from_utf8(second.clone()).unwrap().replace("Content-Length", "Content-Size");
    let brotli = answer(
        "https://a.example/b",
        "Content-Type: text/html\r\nContent-Encoding: br\r\n",
        b"\x0b\x02\x80\x03",
    );
    let huge = answer("https://a.example/h", "Content-Type: text/html\r\n", &vec![b'x'; 11 << 20]);
    let no_http = record("response", "https://a.example/n", "application/http", b"<html>");
    let nul = record("conversion", "https://a.example/z", "text/plain", b"a\0b");
    let at = info.len() + first.len();
    let mut torn = gzip(first);
    let middle = torn.len() / 2;
    torn[middle..middle + 8].fill(0x55);
    let packed = gzip(info).len();
    let whole = [gzip(info), gzip(first)].concat();
    let plain = |broken: &[u8]| [info, first, broken, second].concat();
    let cases: Vec<(&str, Vec<u8>, usize, String)> = vec![
        (
            "no length",
            plain(no_length.as_bytes()),
            2,
            format!("error: crawl, byte {at}: The record's header does not say"),
        ),
        (
            "no record",
            plain(b"Lamps and more lamps\r\n\r\n"),
            2,
            format!("error: crawl, byte {at}: Here should a record"),
        ),
        (
            "brotli",
            plain(&brotli),
            2,
            format!("byte {at}: https://a.example/b: The page is compressed with br"),
        ),
        ("a huge page", plain(&huge), 2, format!("byte {at}: https://a.example/h is longer than 10 MiB")),
        ("no answer", plain(&no_http), 2, format!("byte {at}: https://a.example/n: The server's answer")),
        ("no text", plain(&nul), 2, format!("byte {at}: https://a.example/z: This is not a text page")),
        (
            "a torn member",
            [gzip(info), torn, gzip(second)].concat(),
            1,
            format!("error: crawl, byte {packed}: The record is damaged: it cannot be decompressed"),
        ),
        (
            "something between the members",
            [gzip(info), gzip(b"nothing"), gzip(second)].concat(),
            1,
            format!("error: crawl, byte {packed}: Here should a record begin"),
        ),
        (
            "a truncated archive",
            [&info[..], first, &second[..second.len() - 40]].concat(),
            1,
            format!(
                "error: crawl: The archive breaks off inside of https://a.example/2, which begins at byte {at}."
            ),
        ),
        (
            "a truncated header",
            [&info[..], first, &second[..30]].concat(),
            1,
            format!("error: crawl, byte {at}: The record's header has no end"),
        ),
        (
            "a truncated member",
            [&whole[..], &gzip(second)[..100]].concat(),
            1,
            format!("which begins at byte {}.", whole.len()),
        ),
    ];
    for (name, bytes, comments, sentence) in cases {
        let told = told(bytes, &Options::default());
        assert_eq!(
            told.iter().filter(|line| line.starts_with("https")).count(),
            comments,
            "{name}: {told:?}"
        );
        let errors: Vec<_> = told.iter().filter(|line| line.starts_with("error")).collect();
        assert_eq!(errors.len(), 1, "{name}: {told:?}");
        assert!(errors[0].contains(&sentence), "{name}: {sentence:?} is not {:?}", errors[0]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn damaged_archives_do_no_harm(
        is_packed in any::<bool>(),
        at in any::<proptest::sample::Index>(),
        length in 0usize..200,
        patch in proptest::collection::vec(any::<u8>(), 0..20),
    ) {
        let mut bytes: Vec<u8> =
            if is_packed { records().iter().flat_map(|r| gzip(r)).collect() } else { records().concat() };
        let at = at.index(bytes.len());
        let end = (at + length).min(bytes.len());
        bytes.splice(at..end, patch);
        let length = bytes.len();
        let options = Options::default().format(Format::Warc);
        if let Ok(reader) = Reader::from_bytes(bytes, "crawl", &options) {
            prop_assert!(reader.count() <= length);
        }
    }
}
