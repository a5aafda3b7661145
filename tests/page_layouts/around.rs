//! A filled layout → whole pages: two of HTML, of two times, and two of text.
//! What it promises: each has menus, dates and links that are no comments, and
//! an article but for the front pages, which are nothing but a list.

const ARTICLE: &str = "<p>The council has voted by ten to seven to put up sixty new lamps along the quay before the winter. \
The old ones, which have stood there since the ferry was moved, are to be sold.</p>\
<p>Councillor Adeyemi said that the lamps would save the town 118,000 a year. \
\"We have talked about this for eleven years,\" she said on Monday, \"and it is time to do it.\"</p>\
<p>The harbour master was less sure. Ships, he said, find their way by what they can see, and not by what is bright.</p>";

/// What is left of a page in text: with and without empty lines above it.
pub(crate) fn text_pages(body: &str) -> [(&'static str, String); 2] {
    let article = ARTICLE.replace("<p>", "").replace("</p>", "\n\n");
    let page = |before: &str, behind: &str| format!("{before}{article}{body}{behind}");
    let byline = "Council votes for new lamps\n\nBy Rosa Winter\nLast updated: 24 November 2009, 08:15\n\n";
    let menu = "Home\nNews\nSport\nTuesday, 24 November 2009\nCouncil votes for new lamps\n";
    [
        ("text", page(byline, "\nMost read\n\nFerry to stop again\n\nLibrary opens on Sundays\n")),
        ("menus", page(menu, "\n© 2009 The Quay Courier\nPrivacy policy\n")),
    ]
}

/// A front page in text: what is left of its menus, and the list.
pub(crate) fn text_front(body: &str) -> String {
    format!(
        "The Quay Courier\nHome\nNews\nSport\n\n{body}\nOlder entries\n\nArchive\n\nNovember 2009\nOctober 2009\n\n\
        © 2009 The Quay Courier\n"
    )
}

/// A front page: menus, the list, and what is older.
pub(crate) fn front(body: &str) -> String {
    format!(
        "<!doctype html><html><head><title>The Quay Courier</title></head><body><div id=\"header\"><h1><a href=\"/\">The Quay Courier</a></h1>\
<p>Tuesday, 24 November 2009</p></div><div id=\"main\">{body}<p><a href=\"/page/2\">Older entries</a></p></div>\
<div id=\"side\"><h4>Archive</h4><ul><li><a href=\"/2009/11\">November 2009</a></li><li><a href=\"/2009/10\">October 2009</a></li></ul></div></body></html>"
    )
}

/// Pages of three times: of tables, of a portal, and of elements that say what they are.
pub(crate) fn pages(body: &str) -> [(&'static str, String); 3] {
    let tables = format!(
        "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\"><html><head><title>Lamps - The Quay Courier</title></head>\
<body bgcolor=\"#ffffff\"><table width=\"760\"><tr><td colspan=\"3\"><a href=\"/\">Home</a> | <a href=\"/news/\">News</a> | \
<a href=\"/sport/\">Sport</a> | Tuesday, 24 November 2009</td></tr>\
<tr><td width=\"120\"><a href=\"/news/local.html\">Local</a><br><a href=\"/news/world.html\">World</a><br></td><td>\
<font size=\"5\"><b>Council votes for new lamps</b></font><br><font size=\"1\">By Rosa Winter<br>Last updated: 24 November 2009, 08:15</font>\n\
{ARTICLE}\n{body}</td><td width=\"160\"><b>Most read</b><br><a href=\"/1.html\">Ferry to stop again</a><br>\
<a href=\"/2.html\">Library opens on Sundays</a><br><b>Weather</b><br>Rain, 7 degrees</td></tr>\
<tr><td colspan=\"3\"><font size=\"1\">&copy; 2009 The Quay Courier. <a href=\"/privacy.html\">Privacy policy</a></font></td></tr></table></body></html>"
    );
    let parts = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Lamps</title></head><body>\
<header><nav><ul><li><a href=\"/\">Home</a></li><li><a href=\"/news\">News</a></li></ul></nav></header>\
<main><article><h1>Council votes for new lamps</h1><p class=\"byline\">By <a href=\"/rosa\">Rosa Winter</a> \
<time datetime=\"2009-11-24\">24 November 2009</time></p>{ARTICLE}</article>\n{body}</main>\
<aside><h4>Most read</h4><ul><li><a href=\"/1\">Ferry to stop again</a></li><li><a href=\"/2\">Library opens on Sundays</a></li></ul></aside>\
<footer><p>&copy; 2009 The Quay Courier</p></footer></body></html>"
    );
    let portal = format!(
        "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\"><html><head><title>Trams | Millbrook Mail</title>\
<script>var dataLayer=[{{'page':'article','comments':12,'author':'Ada'}}];</script></head><body class=\"story\"><div id=\"wrap\">\
<div id=\"masthead\"><a href=\"/\">Millbrook Mail</a><form action=\"/search\"><input name=\"q\"></form><div class=\"today\">Sun 22 Nov 2009</div></div>\
<div id=\"nav\"><ul><li><a href=\"/news\">News</a></li><li><a href=\"/sport\">Sport</a></li><li><a href=\"/letters\">Letters</a></li></ul></div>\
<div id=\"content\"><div class=\"tools\"><a href=\"#\">Print</a> <a href=\"#\">Email</a> <a href=\"#comments\">Comments</a></div>\
<h1>Last tram leaves at ten</h1><div class=\"byline\"><span class=\"author\">Jan Kowal</span>, transport reporter<br /><span class=\"date\">20 November 2009, 18:40</span></div>\
<div class=\"body\"><p>The last tram of the old line will leave the brewery at ten on Saturday night, and nobody expects it to be empty.</p>\
<p>For eleven years the town has argued about the line, which carried 9,000 people a day in its best time and fewer than 800 last winter. \"We kept it as long as we could,\" said Jon Ames, who runs the depot.</p>\
<blockquote><p>I shall miss the bell more than the tram.</p></blockquote><p>Buses will run every twelve minutes from Sunday.</p></div>\
<div class=\"share\">Share: <a href=\"#\">Facebook</a> <a href=\"#\">Twitter</a></div><div class=\"tags\">Tags: <a href=\"/tag/tram\">tram</a>, <a href=\"/tag/bus\">bus</a></div>\
<div class=\"related\"><h3>Related stories</h3><ul><li><a href=\"/2009/11/02/fares\">Fares to rise in spring</a> <span>2 Nov 2009</span></li><li><a href=\"/2009/10/11/depot\">Depot to become a market hall</a> <span>11 Oct 2009</span></li></ul></div>\
{body}</div><div id=\"sidebar\"><div class=\"box\"><h3>Recent comments</h3><ul><li><a href=\"/a#c1\">Rudi on Fares to rise in spring</a></li><li><a href=\"/b#c9\">May on The mill wheel turns again</a></li></ul></div>\
<div class=\"box\"><h3>Newsletter</h3><form><label>E-mail</label><input name=\"e\"><button>Sign up</button></form></div></div>\
<div id=\"footer\">&copy; 2009 Millbrook Mail | <a href=\"/contact\">Contact</a> | <a href=\"/rules\">House rules</a></div></div></body></html>"
    );
    [("tables", tables), ("parts", parts), ("portal", portal)]
}

/// Pages that are nothing but the section: a thread of a forum, or a list.
pub(crate) fn alone(body: &str) -> [(&'static str, String); 2] {
    let board = format!(
        "<!DOCTYPE html><html><head><title>Lamps on the quay - Harbour Forum</title><script src=\"/js/board.js\"></script></head><body>\
<div id=\"header\"><a href=\"/\">Harbour Forum</a><ul><li><a href=\"/faq\">FAQ</a></li><li><a href=\"/members\">Members</a></li><li><a href=\"/login\">Log in</a></li></ul></div>\
<div class=\"breadcrumb\"><a href=\"/\">Home</a> &raquo; <a href=\"/town\">The town</a> &raquo; <a href=\"/town/quay\">The quay</a></div>\
<h1>Lamps on the quay</h1><div class=\"pagination\">Page 1 of 2 <a href=\"?p=1\">1</a> <a href=\"?p=2\">2</a> <a href=\"?p=2\">Next</a></div>\
{body}<div class=\"similar\"><h4>Similar threads</h4><ul><li><a href=\"/t/1\">Lamps in Mill Street</a></li><li><a href=\"/t/2\">Who took the bench?</a></li></ul></div>\
<div class=\"stats\">Users browsing this thread: 2 guests</div><div id=\"footer\">Powered by Board. All times are GMT. The time now is 10:12 PM.</div></body></html>"
    );
    let page = format!(
        "<html><head><title>Lamps on the quay</title></head><body bgcolor=\"#FFFFEE\" text=\"#000000\"><font face=\"Verdana\">\
<a href=\"/\">Home</a> - <a href=\"/lamps.html\">Lamps</a> - <a href=\"/links.html\">Links</a><br>\n{body}\n<br><a href=\"/\">Back</a></font></body></html>"
    );
    [("board", board), ("page", page)]
}

/// What is left in text of a page that is nothing but the section.
pub(crate) fn text_alone(body: &str) -> String {
    format!(
        "Harbour Forum\n\nFAQ\nMembers\nLog in\n\nHome » The town » The quay\n\nLamps on the quay\n\nPage 1 of 2\n\n{body}\n\
Similar threads\n\nLamps in Mill Street\nWho took the bench?\n\nPowered by Board\nAll times are GMT\n"
    )
}
