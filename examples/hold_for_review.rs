//! A forum backend that holds comments for a person to review.
//!
//! Comments arrive on several threads. Each is judged at once: it is
//! published, refused, or put into a queue with the reason. A person takes the
//! most probable case first, and the decision is written down.
//!
//!     cargo run --release --example hold_for_review

use std::sync::Mutex;
use std::thread;

use lamplighter::{Action, Comment, Moderator, Subject, Verdict};

/// A comment that waits for a person. It owns what the person needs to see; a
/// verdict only borrows the comment.
struct Held {
    comment: Comment,
    guideline: String,
    quote: String,
    probability: f32,
    words: Vec<String>,
}

/// What the person made of it. With the text beside it, this is a row that
/// `lamplighter train` can learn from.
struct Decision {
    held: Held,
    publish: bool,
    by: &'static str,
}

/// The forum's shared state. A real one would keep these in its database.
#[derive(Default)]
struct Forum {
    published: Mutex<Vec<Comment>>,
    queue: Mutex<Vec<Held>>,
    refused: Mutex<Vec<Comment>>,
    decisions: Mutex<Vec<Decision>>,
}

impl Forum {
    /// Called for each new comment, on whichever thread it arrives.
    fn receive(&self, moderator: &Moderator, comment: Comment, parent: Option<&str>) {
        let mut subject = Subject::from(&comment);
        if let Some(parent) = parent {
            subject = subject.replying_to(parent);
        }
        let verdict = moderator.judge(subject);
        match verdict.action() {
            Action::Approve => self.published.lock().unwrap().push(comment),
            Action::Reject => self.refused.lock().unwrap().push(comment),
            Action::Hold => {
                let held = hold(moderator, &verdict, comment.clone());
                self.queue.lock().unwrap().push(held);
            }
        }
    }

    /// The case that most probably breaks a guideline.
    fn next_case(&self) -> Option<Held> {
        let mut queue = self.queue.lock().unwrap();
        queue.sort_by(|a, b| a.probability.total_cmp(&b.probability).then(b.comment.id.cmp(&a.comment.id)));
        queue.pop()
    }

    /// Records what a person decided.
    fn decide(&self, held: Held, publish: bool, by: &'static str) {
        if publish {
            self.published.lock().unwrap().push(held.comment.clone());
        }
        self.decisions.lock().unwrap().push(Decision { held, publish, by });
    }
}

/// Copies out of the verdict what the person will want to know.
fn hold(moderator: &Moderator, verdict: &Verdict<'_>, comment: Comment) -> Held {
    let flag = verdict.worst().expect("a comment is held only if something is flagged");
    Held {
        comment,
        guideline: flag.guideline().name().to_owned(),
        quote: flag.guideline().quote().to_owned(),
        probability: flag.probability(),
        words: moderator.explain(verdict, 3).iter().map(|e| e.text().to_owned()).collect(),
    }
}

fn main() {
    let question = "Would a second crossing on Fuller Street help?";
    let arriving = [
        ("1", "Noor", "It would. My mother needs more than the nine seconds that the lights give her.", None),
        ("2", "Gaz71", "You people are idiots and the council is a bunch of clowns.", Some(question)),
        ("3", "Petra", "No. The school has moved, so count the children again first.", Some(question)),
        ("4", "deals4u", "FREE followers!!! Click here www.deals.example to win a phone", None),
        ("5", "Ansel", "Shut up, you pathetic liar, nobody asked you.", Some(question)),
        ("6", "Wim", "I was an idiot to drive there at eight. Thanks for the detour tip.", None),
    ];

    let moderator = Moderator::shipped();
    let forum = Forum::default();
    thread::scope(|scope| {
        for share in arriving.chunks(2) {
            let (moderator, forum) = (moderator.clone(), &forum);
            scope.spawn(move || {
                for &(id, author, text, parent) in share {
                    let comment = Comment::new(text).with_id(id).with_author(author);
                    forum.receive(&moderator, comment, parent);
                }
            });
        }
    });

    println!("published at once: {}", forum.published.lock().unwrap().len());
    println!("refused: {}", forum.refused.lock().unwrap().len());
    println!("to review: {}\n", forum.queue.lock().unwrap().len());
    while let Some(held) = forum.next_case() {
        let author = held.comment.author.as_deref().unwrap_or("somebody");
        println!("{:.2} {} (\"{}\")", held.probability, held.guideline, held.quote);
        println!("     {author}: {}", held.comment.text);
        println!("     because of: {}", held.words.join(", "));
        // Here a person reads, and presses one of two buttons. This one
        // forgives those who only err against themselves.
        let publish = held.comment.text.starts_with("I was");
        forum.decide(held, publish, "Imre");
    }

    println!("\ncomment,guideline,probability,published,by");
    for Decision { held, publish, by } in forum.decisions.lock().unwrap().iter() {
        let id = held.comment.id.as_deref().unwrap_or_default();
        println!("{id},{},{:.2},{publish},{by}", held.guideline, held.probability);
    }
}
