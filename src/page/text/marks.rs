//! The marks that comment systems leave in text: the one place to extend
//! when a new system is met. What comes in: a line. What goes out: the
//! [`Mark`] it is, if any. What it promises: one table look-up per line.
//!
//! A pattern is a whole line as words in lower case, without the signs around
//! them (`• Reply • Share ›` is `reply share`). `#` stands for a number and a
//! last `*` for whatever follows. Of two patterns for one line the first wins.
//! Patterns name what a *system* writes, never what a site writes.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a line is for a comment section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Only a comment section begins like this.
    Start,
    /// A heading that may stand over comments; headers have to follow.
    Title,
    /// The same, but it says that there are none.
    Empty,
    /// A control of the section: sorting, counting, the fields of its form.
    Control,
    /// A button or counter under a comment.
    Tail,
    /// A number alone: votes, or the number of a post.
    Count,
    /// A word beside a name: `Author`, `Moderator`.
    Badge,
    /// A line of a forum member's profile beside a post.
    Profile,
    /// Something between comments that belongs to none.
    Noise,
    /// More comments than the page holds: the end, unless one follows.
    More,
    /// The form for a new comment, or that there is none: the end of most
    /// sections, but some pages show it first.
    Form,
    /// The section is over: the page goes on with something else.
    End,
}

const PATTERNS: [(Mark, &str); 12] = [
    (Mark::Count, "#"),
    (
        Mark::Empty,
        "0 comments | zero comments | no comments | no comments yet | 0 responses | no responses | 0 replies | no replies | \
         be the first to comment | be the first to comment * | 0 kommentare | keine kommentare | \
         aucun commentaire | 0 commentaire | sin comentarios | no hay comentarios | nessun commento | \
         nenhum comentário | geen reacties | comments are closed | comments are off * | comments are disabled | \
         this post is closed to comments | comments have been disabled *",
    ),
    (
        Mark::Start,
        // wpDiscuz, WordPress, Genesis, Substack, Facebook
        "# comments read them below or add one | # comment read it below or add one | # comments so far | # responses so far | \
         there are # comments | there are # comments * | there is # comment * | # comments for * | # people commented * | \
         notify of | inline feedbacks | view all comments | # thoughts on * | one thought on * | \
         # thought on * | # comments on * | # comment on * | # responses to * | # response to * | one response to * | \
         # replies to * | # reply to * | one reply to * | reader interactions | discussion about this post | \
         # reader comments | comments section | join the discussion | comments filter | # comments sorted by * | \
         kommentare zu * | # kommentare zu * | # gedanken zu * | # commentaires sur * | # réponses à * | \
         # comentarios en * | # respuestas a * | # pensieri su * | # reacties op *",
    ),
    (
        Mark::Title,
        "comments on * | comments for * | comments to * | join the conversation | talkback | what others say | post comments # | \
         read comments | comments | comment | # comments | # comment | one comment | comments # | all # comments | # responses | \
         # response | responses | # replies | # reply | replies | user comments | reader comments | \
         readers' comments | reader responses | latest comments | recent comments on this * | discussion | \
         # thoughts | # reviews | search # comments * | showing # comments | showing # of # comments | \
         view comments | show comments | what readers say | replies to * | \
         showing replies * | feedback | conversation | conversation # comments | discussion # | comments: # | \
         kommentare | # kommentare | # kommentar | kommentare # | antworten | # antworten | leserkommentare | \
         commentaires | # commentaires | # commentaire | vos commentaires | # réponses | réactions | # réactions | \
         comentarios | # comentarios | # comentario | # respuestas | respuestas | commenti | # commenti | \
         # commento | # risposte | comentários | # comentários | # comentário | # respostas | \
         reacties | # reacties | # reactie | # opmerkingen | kommentarer | # kommentarer | комментарии | \
         # комментариев | # комментария | # комментарий | komentarze | # komentarzy | yorumlar | # yorum",
    ),
    (
        Mark::Control,
        "subscribe | subscribe * notify of | label | website | δ | name | email | e-mail | \
         oldest | newest | most voted | newest most voted | newest oldest | most voted newest oldest | \
         oldest newest | oldest newest most voted | \
         sort by | sort by * | sorted by | sorted by * | sort | recommend | recommended | \
         join the discussion… | log in with | or sign up with disqus | new follow-up comments * | \
         comments navigation | older comments | newer comments | \
         previous comments | next comments | expand all | collapse all | toplatestdiscussions | threaded | flat | \
         the fine print: * | \
         please wait... | cancel reply | cancel | log in to comment | login to comment | share your thoughts * | \
         page # of # | pages * | at | facebook comments plugin | login | log in | trackbacks | pingbacks | \
         trackbacks/pingbacks | älteste | neueste | meiste bewertungen",
    ),
    (
        Mark::Tail,
        "reply | replies | like | likelike | like like | unlike | dislike | share | share this | quote | report | flag | \
         delete | edit | permalink | link | parent | top | up | reply delete | replydelete | reply share | \
         reply quote | quote reply | likereply | reply like | reply link | reply report | reply flag | \
         reply to this | reply to this share | reply to this parent | reply to this parent share | \
         reply to this comment | reply to comment | \
         log in to reply | login to reply | log in to leave a comment | sign in to reply | \
         # likes | # like | # reply | # replies | liked by * | like liked by * | likeliked by * | loading | like loading | \
         # replies by * | # reply by * | view replies | view replies (#) | view # replies | view # more replies | \
         view reply | hide replies | show replies | show # replies | show more replies | expand full comment | \
         see more | read more replies | last edited * | edited | (edit) | report comment | report this comment | report post | report abuse | \
         flag as inappropriate | twitter facebook | mark as spam | permalinkembed * | permalinkembedsave | permalinkembedsavereport | permalinkembedsavereportreply | permalinkembedsaveparentreportreply | \
         # reply share | like reply * | \
         # like * | # share * | upvote * | upvote | downvote | vote up * | # upvotes | # votes | # points | \
         thumb up * | was this helpful * | # people found this helpful * | no readers like this yet | \
         reply with quote | reply with quote * | multi quote | share this post | link to post | \
         share on other sites | reactions: * | likes: * | replyshare * | replysharereport | reply | reply to post | replylike | replyreport | \
         antworten | auf kommentar antworten | antworten zitieren | zitieren | melden | gefällt mir | \
         répondre | citer | signaler | j'aime | répondre en citant * | responder | responder citando | responder responder citando | citar | \
         denunciar | me gusta | rispondi | cita | segnala | curtir | beantwoorden | reageren | citeren | svar | svara | \
         odpowiedz | ответить | cevapla | logged | top | haut | nach oben",
    ),
    (
        Mark::Badge,
        "author | post author | admin | administrator | moderator | mod | staff | staff member | op | original poster | \
         editor | team | verified | guest | member | active member | new member | senior member | well-known member | \
         registered user | registered member | registered | topic author | thread starter | subscriber | pro | \
         top contributor | top commenter | topic starter | contributor | community champion | community manager | autor | auteur | autore | \
         moderatorin | gast | mitglied | themenstarter | newbie | premium member | premium | reply author | author reply",
    ),
    (
        Mark::Profile,
        "posts: # | posts # | # posts | messages: # | messages # | # messages | joined: * | joined * | join date: * | join date | \
         location: * | location | reaction score * | points: # | reputation: # | karma: # | likes received * | \
         thanked # * | thanks: # | offline | online | beiträge: # | beiträge | dabei seit | dabei seit * | registriert seit: * | \
         registriert | registriert: * | wohnort: * | ort: * | beiträge: * | mensajes: # | registrado: * | mensagens: # | \
         inscription: * | enregistré le: * | message privé | berichten: # | age: # | gender: * | founded: * | contact | \
         contact: * | view profile | view public profile | view forum posts | find all posts by * | send private message | \
         private message | website: * | user info | userlevel # | # views | joined | posts | messages | \
         likes | zustimmungen: | zustimmungen | trophy points | punkte für erfolge | ex-nation | threadstarter | personal message | \
         profile | www | pm | # threads | contributions: # | contributions # | thread starter * | start date *",
    ),
    (
        Mark::Noise,
        "report this ad | advertisement | advertisements | advertising | ad | anzeige | sponsored | sponsored content | promoted | \
         sorry, something went wrong | uh oh | there was an error while loading. please reload this page | copy link | \
         this comment has been removed * | this comment was removed * | comment removed | \
         [deleted] | [removed] | comment deleted | loading comments | unread post | highlight | bookmark | options | \
         print | add bookmark | pingback * | trackback *",
    ),
    (
        Mark::More,
        "load more | load more comments * | view more comments | show more comments | more comments | # more comments | \
         view remaining # comments | see all comments | see all # comments | read all comments | weitere kommentare * | \
         voir plus de commentaires",
    ),
    (
        Mark::Form,
        "leave a reply | leave a reply * | leave a replycancel reply | leave a comment | leave a comment * | leave your comment | \
         leave a response | leave comment | leave your reply | \
         post a comment | post a comment * | post comment | post your comment | post a reply | post reply | submit a comment | \
         add a comment | add a comment * | add comment | add your comment | add your comment * | add new comment | write a comment | write a comment * | \
         submit comment | submit a comment * | comment cancel reply | write a reply | make a comment | your comment | your comment * | \
         add a reply | write your comment * | what do you think | what are your thoughts | \
         your email address will not be published | your email address will not be published * | required fields are marked * | \
         your email is never published * | you must be logged in * | you must log in * | please log in * | you must be * to post * | \
         sign in to comment | sign in or register to * | sign in or join us * | sign in or join * | log in or register to * | \
         sign up for free to join this conversation * | login or register to * | \
         this site uses akismet * | would love your thoughts, please comment.x | would love your thoughts, please comment * | \
         would love your thoughts, please comment | wpdiscuz | wpdiscuzinsert | insert | wpdiscuz insert | \
         powered by * | comments powered by * | blog comments powered by * | comments are closed | comments are now closed | comments on this entry are closed | comments on this post are closed | \
         comments are closed * | commenting is closed * | this discussion is closed * | these comments are closed | \
         closed to new comments | comments closed | the comments are closed | comments for this * closed | comments have been closed * | \
         got something to say | notify me of * | save my name, email * | you may use these html * | recipe rating | \
         schreibe einen kommentar | schreibe einen kommentar * | kommentar hinterlassen | kommentar schreiben | kommentar verfassen | \
         deine e-mail-adresse wird nicht veröffentlicht * | laisser un commentaire | laisser un commentaire * | \
         laissez un commentaire * | votre adresse e-mail ne sera pas publiée * | votre adresse de messagerie * | deja una respuesta | deja una respuesta * | deja un comentario | \
         deja un comentario * | tu dirección de correo * | lascia un commento | lascia un commento * | il tuo indirizzo email * | \
         deixe um comentário | deixe um comentário * | deixe uma resposta * | o seu endereço de e-mail * | geef een reactie | geef een reactie * | \
         plaats een reactie | het e-mailadres wordt niet * | lämna ett svar | lämna en kommentar | оставить комментарий | \
         добавить комментарий * | dodaj komentarz *",
    ),
    (
        Mark::End,
        "newer post older post home | newer post | older post | newer posts | older posts | subscribe to: * | \
         post navigation | primary sidebar | footer | related posts | related articles | related links * | related topics | related stories | \
         related | similar posts | similar threads | recent posts | recent comments | recommended articles | recommended for you | \
         recommended stories | you may also like | you might also like | you may also like * | more from * | more posts you may like | \
         more stories | more like this | read more | read next | next post | previous post | popular posts | most popular | \
         most read | trending | trending now | about the author | about me | also on * | ready for more | no posts | \
         sign up for * | subscribe to our * | join our * | follow us | follow us * | stay connected | stay in touch | contact us | \
         privacy policy | terms of use | terms of service | © * | copyright * | all rights reserved * | archives | categories | \
         search this blog * | search | tags | about | menu | site map | newsletter | guidelines | faq * | \
         guidelines | faq | lists | # posts page # of # | # messages page # sur # | # beiträge seite # von # | \
         return to * | jump to | jump to * | posting permissions | posting rules | who is online | show ignored content | \
         quick reply | this thread is closed | topic is locked | not open for further replies | \
         ähnliche beiträge | das könnte dich auch interessieren | neues thema erstellen * | \
         go up | go down | end of comments | slashdot top deals | π rendered by *",
    ),
];

/// Longer lines are never marks. `This site uses Akismet …` is the longest
/// usual one.
const LONGEST_MARK: usize = 160;

struct Pattern {
    mark: Mark,
    /// The words behind the first one.
    rest: Vec<&'static str>,
}

static TABLE: LazyLock<HashMap<&str, Vec<Pattern>>> = LazyLock::new(|| {
    let mut table: HashMap<&str, Vec<Pattern>> = HashMap::new();
    for (mark, patterns) in PATTERNS {
        for pattern in patterns.split(" | ") {
            let mut words = pattern
                .split_whitespace()
                .map(|word| if matches!(word, "#" | "*") { word } else { bare(word) });
            if let Some(first) = words.next() {
                table.entry(first).or_default().push(Pattern { mark, rest: words.collect() });
            }
        }
    }
    table
});

/// Lines of signs only: wpDiscuz's form, and what parts a name from a date.
const SIGNS: [&str; 6] = ["{} [+]", "{}", "[+]", "[›]", "•", "·"];

/// The mark that a line is, without its list marker.
pub(super) fn of(line: &str) -> Option<Mark> {
    if line.len() > LONGEST_MARK {
        return None;
    }
    let Some(first) = Words(line).next() else {
        return SIGNS.contains(&line).then_some(Mark::Control);
    };
    let key = if is_number(first) { Cow::Borrowed("#") } else { lower(first) };
    let named = if first == "0" { TABLE.get(first) } else { None };
    let mut patterns = named.into_iter().chain(TABLE.get(&*key)).flatten().peekable();
    patterns.peek()?;
    let line = lower(line);
    let rest: Vec<&str> = Words(&line).skip(1).collect();
    patterns.find(|pattern| pattern.matches(&rest)).map(|pattern| pattern.mark)
}

impl Pattern {
    fn matches(&self, rest: &[&str]) -> bool {
        let (rest, wanted) = match self.rest.split_last() {
            Some((&"*", wanted)) => (rest.get(..wanted.len()).unwrap_or_default(), wanted),
            _ => (rest, &*self.rest),
        };
        rest.len() == wanted.len()
            && rest.iter().zip(wanted).all(|(word, &want)| *word == want || want == "#" && is_number(word))
    }
}

/// The words of a line without the signs around them.
#[derive(Clone, Copy)]
struct Words<'a>(&'a str);

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        loop {
            let start = self.0.trim_start();
            if start.is_empty() {
                return None;
            }
            let (word, rest) = start.split_once(char::is_whitespace).unwrap_or((start, ""));
            self.0 = rest;
            let word = bare(word);
            if !word.is_empty() {
                return Some(word);
            }
        }
    }
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric() && c != '©')
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.'))
}

fn lower(text: &str) -> Cow<'_, str> {
    let is_lower = text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase());
    if is_lower { Cow::Borrowed(text) } else { Cow::Owned(text.to_lowercase()) }
}

#[cfg(test)]
mod tests {
    use super::{Mark, of};

    #[test]
    fn lines_are_marks_whatever_the_signs_around_them() {
        let cases = [
            ("number", "1,204 Comments", Some(Mark::Title)),
            ("colon", "10 comments:", Some(Mark::Title)),
            ("brackets", "Comments (3)", Some(Mark::Title)),
            ("none", "0 Comments", Some(Mark::Empty)),
            ("title quoted", "12 thoughts on “On Bridges”", Some(Mark::Start)),
            ("buttons", "12 • Reply • Share ›", Some(Mark::Tail)),
            ("glued buttons", "ReplyDelete", Some(Mark::Tail)),
            ("votes", "-1", Some(Mark::Count)),
            ("form of signs", "{} [+]", Some(Mark::Control)),
            ("bubble", "Would love your thoughts, please comment.x", Some(Mark::Form)),
            ("a sentence", "Reply to this if you dare.", None),
            ("a smile", ":)", None),
            ("nothing", "", None),
        ];
        for (name, line, want) in cases {
            assert_eq!(of(line), want, "{name}");
        }
    }
}
