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

/// Pages of two times: of tables, and of elements that say what they are.
pub(crate) fn pages(body: &str) -> [(&'static str, String); 2] {
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
    [("tables", tables), ("parts", parts)]
}
