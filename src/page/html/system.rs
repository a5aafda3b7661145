//! The comment systems, as a table. What comes in: nothing. What goes out:
//! [`SYSTEMS`], for each system where in a page its comments stand. What it
//! promises: an entry names what the *system* writes on every site.
//!
//! Adding a system is an entry here and a page in `tests/data/pages/html`.
//! The first entry that finds a comment with text reads the page, so a system
//! stands before another whose marks it also writes; `select.rs` says how
//! elements are named.

/// How a system shows which comment another one answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nesting {
    /// The answer stands inside of its parent.
    Within,
    /// The answer stands inside of such an element, behind its parent.
    Behind(&'static str),
    /// The value of this attribute says how far the comment is indented.
    Indent(&'static str),
    /// It does not, or only by name.
    Flat,
}

/// Where a system puts its comments. Each field is a selector; of several
/// alternatives the first that yields anything counts.
pub(super) struct System {
    /// The name, for messages and tests.
    pub(super) name: &'static str,
    /// The element of one comment.
    pub(super) comment: &'static str,
    /// What was written.
    pub(super) body: &'static str,
    pub(super) author: &'static str,
    pub(super) date: &'static str,
    /// The name of whom the comment answers, also as `Reply to NAME`.
    pub(super) reply_to: &'static str,
    /// Parts of the body that the writer did not write, as signatures are.
    pub(super) leave: &'static str,
    /// Quotes of other posts that are no `blockquote`.
    pub(super) quote: &'static str,
    pub(super) nesting: Nesting,
    /// Whether themes rename everything but the comment itself. Then the text
    /// may also be all that is neither header nor button, and the name may
    /// stand on the button to answer it.
    pub(super) is_renamed: bool,
    /// Whether a script brings the comments, so that the page has only the
    /// place for them, or the script: `comment` names that.
    pub(super) is_script: bool,
}

const PLAIN: System = System {
    name: "",
    comment: "",
    body: "",
    author: "",
    date: "",
    reply_to: "",
    leave: "",
    quote: "",
    nesting: Nesting::Flat,
    is_renamed: false,
    is_script: false,
};

/// A system whose comments are never in the page.
const fn script(name: &'static str, place: &'static str) -> System {
    System { name, comment: place, is_script: true, ..PLAIN }
}

pub(super) const SYSTEMS: &[System] = &[
    System {
        name: "wpDiscuz",
        comment: ".wpd-comment",
        body: ".wpd-comment-text",
        author: ".wpd-comment-author",
        date: ".wpd-comment-date",
        reply_to: ".wpd-reply-to a",
        leave: ".wpd-inline-feedback-wrapper",
        nesting: Nesting::Within,
        ..PLAIN
    },
    System {
        name: "Substack",
        comment: "div.comment",
        body: ".comment-content .comment-body, .comment-body",
        author: "[aria-label^=Comment]@aria-label, .profile-name, .comment-meta a",
        date: "a[href*=/comment/]@title, .comment-timestamp, a[href*=/comment/]",
        nesting: Nesting::Within,
        ..PLAIN
    },
    System {
        name: "Discourse",
        comment: ".crawler-post, .topic-post article[data-post-id], #post_%[itemtype*=DiscussionForumPosting]",
        body: ".post[itemprop=text], .post[itemprop=articleBody], .post, .cooked",
        author: ".creator [itemprop=name], [itemprop=author] [itemprop=name], .creator, .names .username a",
        date: "time.post-time, [itemprop=datePublished]@content, time, .post-date",
        quote: "aside.quote",
        leave: ".lightbox-wrapper .meta, aside.onebox",
        reply_to: "aside.quote@data-username",
        ..PLAIN
    },
    System {
        name: "XenForo",
        comment: ".message--post, li.message",
        body: ".message-body .bbWrapper, .messageText, .message-body",
        author: "@data-author, h4.message-name .username, .message-name, .username",
        date: "time.u-dt, .message-attribution time, .messageMeta .DateTime, .DateTime",
        reply_to: "blockquote@data-quote, .bbCodeBlock--quote@data-quote, .bbCodeQuote@data-author",
        leave: ".bbCodeBlock-expandLink, .bbCodeBlock-shrinkLink, .bbCodeBlock--unfurl, .messageTextEndMarker, .js-selectToQuoteEnd, .message-lastEdit",
        ..PLAIN
    },
    System {
        name: "phpBB",
        comment: "#p%.post, #p%.postbody, #post%.post, div#p%",
        body: ".postbody .content, .content, .postbody",
        author: ".author .username, .author .username-coloured, .postprofile .username, .postprofile .username-coloured, p.author strong, .postauthor, .author a",
        date: ".author time, p.author, .postdate, .author",
        reply_to: "blockquote cite a, blockquote cite",
        leave: ".signature, .notice, .codebox p, .attachbox, .inline-attachment, dl.file, .postbody-signature",
        ..PLAIN
    },
    System {
        name: "vBulletin",
        comment: "li.postcontainer, table.tborder#post%, table#post%, .b-post, li#post_%",
        body: ".postcontent, #post_message_%, .js-post__content-text, .b-post__content",
        author: "a.bigusername, .bigusername, .username strong, .username, .author a",
        date: ".postdate, .postdate .date, .b-post__timestamp, td.thead, .date",
        reply_to: ".bbcode_postedby strong, .bbcode_quote strong",
        quote: ".bbcode_quote",
        leave: ".signature, .signaturecontainer, .after_content, .lastedited",
        ..PLAIN
    },
    System {
        name: "Invision",
        comment: "#elComment_%, .ipsComment[data-commentid]",
        body: "[data-role=commentContent], .cPost_contentWrap .ipsType_richText, .ipsType_richText",
        author: ".cAuthorPane_author a, .cAuthorPane_author strong, .cAuthorPane_author, .ipsComment_author, .ipsEntry__username, [class*=username]",
        date: ".ipsComment_meta time, .ipsType_reset time, time",
        reply_to: "blockquote@data-ipsquote-username",
        leave: ".ipsSignature, .ipsComment_edited, .ipsHide",
        ..PLAIN
    },
    System {
        name: "SMF",
        comment: ".post_wrapper",
        body: "#msg_%.inner, .inner, .post",
        author: ".poster h4 a, .poster h4",
        date: ".keyinfo .smalltext, .postinfo .smalltext, .postinfo, .keyinfo",
        leave: ".quotefooter, .signature, .attachments, .moderatorbar, .modified",
        ..PLAIN
    },
    System {
        name: "Vanilla",
        comment: ".ItemComment, .ItemDiscussion",
        body: ".Message.userContent, .Message",
        author: ".Author .Username, .Username, .Author",
        date: ".DateCreated time, .CommentMeta time, time",
        reply_to: ".js-quoteEmbed@data-author, .QuoteAuthor a",
        leave: ".UserSignature, .Signature",
        ..PLAIN
    },
    System {
        name: "NodeBB",
        comment: "[component=post]",
        body: "[component=post/content]",
        author: "@data-username, [itemprop=name]@content",
        date: "[itemprop=datePublished]@content, .timeago@title",
        reply_to: "[component=post/parent]",
        leave: "[component=post/parent], [component=post/signature]",
        ..PLAIN
    },
    System {
        name: "Hacker News",
        comment: "tr.athing.comtr",
        body: ".commtext",
        author: ".hnuser",
        date: ".age@title, .age",
        leave: ".reply",
        nesting: Nesting::Indent("td.ind@indent, td.ind img@width"),
        ..PLAIN
    },
    System {
        name: "Lobsters",
        comment: "li.comments_subtree",
        body: ".comment_text",
        author: ".byline a[href^=/~], .byline a[href^=/u/]",
        date: ".byline time, .byline [title]@title",
        nesting: Nesting::Within,
        ..PLAIN
    },
    System {
        name: "Reddit",
        comment: ".thing.comment, .thing.link.self",
        body: ".usertext-body .md",
        author: "@data-author, .tagline .author",
        date: ".tagline time",
        nesting: Nesting::Within,
        ..PLAIN
    },
    System {
        name: "Reddit",
        comment: "[thingid^=t1_], [created-timestamp][post-title]",
        body: "[slot=comment], [slot=text-body]",
        author: "@author",
        date: "@created, @created-timestamp, time",
        nesting: Nesting::Within,
        ..PLAIN
    },
    System {
        name: "Lemmy",
        comment: "li.comment",
        body: ".comment-content .md-div, .md-div",
        author: ".person-listing, a[href^=/u/]",
        date: ".moment-time@data-tippy-content, .moment-time@title, .moment-time",
        nesting: Nesting::Within,
        ..PLAIN
    },
    System {
        name: "Slashdot",
        comment: "#tree_%.comment",
        body: "#comment_body_%",
        author: ".by a, .by",
        date: ".otherdetails",
        nesting: Nesting::Within,
        ..PLAIN
    },
    System {
        name: "Stack Exchange",
        comment: "#question, #answer-%, li.comment.js-comment, tr.comment",
        body: ".js-post-body, .post-text, .comment-copy",
        author: ".comment-user, .post-signature.owner .user-details a, .user-details a, .user-details",
        date: ".comment-date .relativetime-clean@title, .user-action-time .relativetime@title, .relativetime@title",
        nesting: Nesting::Within,
        ..PLAIN
    },
    System {
        name: "bbPress",
        comment: ".type-reply, .type-topic",
        body: ".bbp-reply-content, .bbp-topic-content",
        author: ".bbp-author-name, .bbp-reply-author, .bbp-topic-author",
        date: ".bbp-reply-post-date, .bbp-topic-post-date, time",
        leave: ".bbp-reply-revision-log, .bbp-topic-revision-log",
        ..PLAIN
    },
    System {
        name: "GitHub",
        comment: ".timeline-comment-group",
        body: ".comment-body",
        author: ".timeline-comment-header .author, .author",
        date: "relative-time@datetime, time",
        ..PLAIN
    },
    System {
        name: "Flarum",
        comment: ".CommentPost",
        body: ".Post-body",
        author: ".PostUser-name .username, .PostUser-name, .PostUser .username",
        date: ".PostMeta time, time",
        ..PLAIN
    },
    System {
        name: "FluxBB",
        comment: ".blockpost",
        body: ".postmsg",
        author: ".postleft dt, .postleft strong",
        date: "h2 a, h2",
        reply_to: ".quotebox cite",
        quote: ".quotebox",
        leave: ".postsignature, .postedit",
        ..PLAIN
    },
    System {
        name: "MyBB",
        comment: ".post.classic#post_%, table#post_%, #post_%.post",
        body: ".post_body, #pid_%",
        author: ".author_information .largetext, .author_information a, .largetext a",
        date: ".post_date, .post_head .smalltext",
        reply_to: "blockquote cite",
        leave: ".signature, .post_edit",
        ..PLAIN
    },
    System {
        name: "WoltLab",
        comment: "article.message, article.wbbPost",
        body: ".messageText, .htmlContent",
        author: ".messageAuthor .username, .username",
        date: ".messagePublicationTime time, .datetime, time",
        reply_to: "blockquote@data-author, .quoteBoxTitle a",
        leave: ".messageSignature, .messageFooterNote",
        ..PLAIN
    },
    System {
        name: "Khoros",
        comment: ".lia-message-view-forum-message, .lia-message-view-qanda-message, .lia-thread-reply",
        body: ".lia-message-body-content, .lia-message-body",
        author: ".lia-user-name-link, .UserName, .lia-user-name",
        date: ".lia-message-posted-on, .lia-message-post-date, .DateTime",
        leave: ".lia-message-signature, .lia-quilt-column-signature, .lia-inline-ajax-feedback",
        ..PLAIN
    },
    System {
        name: "Question2Answer",
        comment: ".qa-q-view, .qa-a-list-item, .qa-c-list-item",
        body: ".qa-q-view-content, .qa-a-item-content, .qa-c-item-content",
        author: ".qa-q-view-who-data, .qa-a-item-who-data, .qa-c-item-who-data, .qa-user-link",
        date: ".qa-q-view-when-data, .qa-a-item-when-data, .qa-c-item-when-data, time",
        nesting: Nesting::Within,
        ..PLAIN
    },
    System {
        name: "PTT",
        comment: ".push",
        body: ".push-content",
        author: ".push-userid",
        date: ".push-ipdatetime",
        ..PLAIN
    },
    System {
        name: "4chan",
        comment: ".postContainer",
        body: ".postMessage",
        author: ".nameBlock .name, .name",
        date: ".dateTime",
        ..PLAIN
    },
    System {
        name: "Trac",
        comment: "#trac-change-%.change",
        body: ".comment",
        author: ".trac-author, .trac-author-user",
        date: ".timeline",
        ..PLAIN
    },
    System {
        name: "Coral",
        comment: ".coral-comment",
        body: ".coral-comment-content",
        author: ".coral-comment-username",
        date: ".coral-comment-timestamp",
        reply_to: ".coral-comment-inReplyTo-username",
        nesting: Nesting::Within,
        ..PLAIN
    },
    System {
        name: "Livefyre",
        comment: ".fyre-comment-article",
        body: ".fyre-comment",
        author: ".fyre-comment-username",
        date: ".fyre-comment-date@title, .fyre-comment-date",
        nesting: Nesting::Within,
        ..PLAIN
    },
    System {
        name: "Kinja",
        comment: "article#reply_%",
        body: ".reply-content, .post-content",
        author: ".display-name .fn, .display-name, @data-authorname",
        date: ".publish-time .published, .publish-time",
        reply_to: ".replyto-author, .reply-author",
        ..PLAIN
    },
    System {
        name: "Isso",
        comment: ".isso-comment",
        body: ".isso-text",
        author: ".isso-author",
        date: ".isso-permalink time, time",
        nesting: Nesting::Within,
        ..PLAIN
    },
    System {
        name: "Blogger",
        comment: "li#c%.comment, li#bc_0_%, .comment-thread li.comment",
        body: ".comment-content",
        author: ".comment-header .user, .user",
        date: ".datetime a, .datetime",
        nesting: Nesting::Within,
        ..PLAIN
    },
    System {
        name: "Drupal",
        comment: "article.js-comment, #comment-%.js-comment, article.comment[typeof*=Comment], .comment[about*=/comment/]",
        body: ".field--name-comment-body, .field-name-comment-body, .comment__content, .content",
        author: ".comment__author, .comment__submitted a, .comment__submitted .username, .submitted .username, .username, .comment__meta a",
        date: ".comment__time, .comment__submitted time, .submitted [datatype*=dateTime]@content, .comment__submitted, .submitted",
        leave: ".links, .field--name-field-signature, .user-signature, .rate-widget",
        nesting: Nesting::Behind(".indented"),
        ..PLAIN
    },
    System {
        name: "WordPress",
        comment: "li.comment, div.comment#comment-%, article.comment#comment-%, div#comment-%, li#comment-%, li#li-comment-%, article#comment-%, dt.comment, div#div-comment-%",
        body: ".wp-block-comment-content, .comment-content, .comment_content, .comment-text, .comment_text, .commenttext, .comment-entry, .comment-body-text, .comment__content, .comment__text, .comment-body-content, .comment-copy, .comment-message, .comment-main p, .comment_body p, .comment-body p, .comment-inner p, .comment_container p, [class*=comment-content], [class*=comment-text]",
        author: ".wp-block-comment-author-name, .comment-author .fn, .fn, .comment-author-name, .comment_author_name, .comment-author-link, .comment-name, .comment_author, .comment__author, .comment-by strong, .comment-author cite, .comment-author b, .comment-author strong, .comment-author, .commenter, .author-name, .author, cite, [class*=author-link], [class*=author-name], a.url",
        date: ".wp-block-comment-date time, .comment-metadata time, time, .datetime, .comment-date, .comment_date, .comment__date, .comment-time, .comment-meta-time, .commentmetadata a, .comment-meta .date, .comment-metadata a, .comment-meta a, .comment-meta, .comment_meta a, .commentmetadata, .date, .comment-link",
        reply_to: "",
        leave: ".comment-author, .comment_author, .comment-meta, .comment_meta, .comment-metadata, .commentmetadata, .comment-awaiting-moderation, .comment-edit-link, .comment_postinfo, .cluv",
        nesting: Nesting::Within,
        is_renamed: true,
        ..PLAIN
    },
    System {
        name: "Flarum",
        comment: "article.CommentPost, #flarum-content article",
        body: ".Post-body",
        author: ".PostUser-name .username, .PostUser-name",
        date: ".PostMeta time",
        leave: ".Post-actions, .Post-footer",
        ..PLAIN
    },
    System {
        name: "schema.org",
        comment: "[itemtype*=schema.org/Comment], [itemtype*=schema.org/UserComment], [itemtype*=schema.org/DiscussionForumPosting], [itemtype*=schema.org/Answer], [itemtype*=schema.org/Question]",
        body: "[itemprop=text], [itemprop=commentText], [itemprop=articleBody], [itemprop=description], .message-body .bbWrapper, [itemprop=text]@content",
        author: "[itemprop=author] [itemprop=name]@content, [itemprop=author] [itemprop=name], [itemprop=creator] [itemprop=name], [itemprop=author]@content, [itemprop=author], [itemprop=creator]",
        date: "[itemprop=datePublished]@datetime, [itemprop=datePublished]@content, [itemprop=dateCreated]@datetime, [itemprop=dateCreated]@content, [itemprop=commentTime]@datetime, [itemprop=commentTime]@content, [itemprop=datePublished], [itemprop=dateCreated], [itemprop=commentTime], time",
        reply_to: "blockquote@data-quote",
        nesting: Nesting::Within,
        ..PLAIN
    },
    System {
        name: "h-entry",
        comment: ".u-comment, .h-cite.comment, .p-comment",
        body: ".e-content, .p-content, .p-name",
        author: ".p-author .p-name, .p-author",
        date: ".dt-published, time",
        nesting: Nesting::Within,
        ..PLAIN
    },
    script("Disqus", "#disqus_thread, #disqus_comments, script[src*=disqus.com/embed]"),
    script("Commento", "#commento, script[src*=commento.js]"),
    script("Hyvor Talk", "#hyvor-talk-view, script[src*=talk.hyvor.com], .hyvor-talk-comments"),
    script(
        "OpenWeb",
        "[data-spotim-module], script[src*=spot.im/launcher], [data-spot-id], .spot-im-comments",
    ),
    script("Facebook", ".fb-comments, iframe[src*=facebook.com/plugins/comments]"),
    script("giscus", ".giscus, script[src*=giscus.app]"),
    script("utterances", ".utterances, script[src*=utteranc.es]"),
    script("Coral", "#coral_thread, #coral-talk-stream, #coral-comments, #coral-stream"),
    script("Isso", "#isso-thread"),
    script("Remark42", "#remark42"),
    script("Cusdis", "#cusdis_thread"),
    script("GraphComment", "#graphcomment"),
    script("Viafoura", ".viafoura, .vf-conversations, script[src*=viafoura.net]"),
    script("Vuukle", "#vuukle-comments"),
    script("IntenseDebate", "#idc-container, script[src*=intensedebate.com]"),
    script("Livefyre", "#livefyre-comments, .livefyre"),
    script("Discourse", "#data-discourse-setup"),
    script("Jetpack", "#jetpack_remote_comment"),
];
