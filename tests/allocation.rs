//! Judging on the request path of a forum must not wait for memory: once a
//! scorer is warm, a comment allocates nothing, whether it is flagged or not
//! (listing the flags and the words that say so does). An allocator that
//! counts is the whole programme's, so this test stands alone.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use lamplighter::{Moderator, Subject};

/// The system's allocator, counting the allocations of each thread: the test
/// harness has threads of its own.
struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

/// A thread that is being torn down has no counter any more.
fn count() {
    let _ = ALLOCATIONS.try_with(|allocations| allocations.set(allocations.get() + 1));
}

// SAFETY: every call is handed to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations(work: impl FnOnce()) -> u64 {
    let before = ALLOCATIONS.get();
    work();
    ALLOCATIONS.get() - before
}

const COMMENTS: [&str; 6] = [
    "Thanks for the recipe.",
    "You are a stupid idiot.",
    "I disagree: the second table says the opposite, and it is from 2014.",
    "Ich hätte gern die Zahlen für Köln. Gibt es die irgendwo? 🙂",
    "See https://example.org/report, page 7.",
    "",
];

#[test]
fn the_allocations_are_counted() {
    assert_eq!(allocations(|| drop(std::hint::black_box(Box::new(7)))), 1);
}

#[test]
fn judging_allocates_nothing() {
    let moderator = Moderator::shipped();
    let mut scorer = moderator.scorer();
    let mut judge_all = || {
        for text in COMMENTS {
            let reply = Subject::from(text).replying_to("What did you put in?");
            for verdict in [scorer.judge(text), scorer.judge(reply), moderator.judge(text)] {
                std::hint::black_box((verdict.is_flagged(), verdict.action()));
            }
        }
    };
    judge_all();
    assert_eq!(allocations(judge_all), 0);
}

/// Words never met are judged by their inner pieces, without a note of them
/// that grows.
#[test]
fn new_words_allocate_nothing() {
    let mut scorer = Moderator::shipped().scorer();
    let texts: Vec<_> = (0..2_000_u32).map(|n| format!("The {n:x}wick and the ó{n:o}by met.")).collect();
    scorer.judge("A first comment, the ó7777by and the 7cfwick in it, so that the scorer is warm.");
    assert_eq!(allocations(|| texts.iter().for_each(|text| _ = scorer.judge(text))), 0);
}
