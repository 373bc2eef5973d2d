//! Markdown to safe HTML: CommonMark and tables; raw HTML is shown, never passed through.
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

use crate::media::model::SCHEME;

#[expect(clippy::wildcard_enum_match_arm, reason = "every other event passes as it is")]
/// Renders a text. `place` says where the picture of a path lies; what it refuses is collected.
pub(super) fn render(
    text: &str,
    place: impl Fn(&str) -> Result<String, String>,
) -> Result<String, Vec<String>> {
    let mut faults = Vec::new();
    let mut events = Vec::new();
    let mut alternative: Option<bool> = None;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Html(raw) | Event::InlineHtml(raw) => events.push(Event::Text(raw)),
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                let placed = place(&dest_url).unwrap_or_else(|fault| {
                    faults.push(fault);
                    String::new()
                });
                let dest_url = CowStr::from(format!("{SCHEME}{placed}"));
                alternative = Some(false);
                events.push(Event::Start(Tag::Image { link_type, dest_url, title, id }));
            }
            Event::End(TagEnd::Image) => {
                if alternative.take() == Some(false) {
                    faults.push("a picture lacks its alternative text".to_owned());
                }
                events.push(Event::End(TagEnd::Image));
            }
            Event::Text(words) => {
                alternative = alternative.map(|there| there || !words.trim().is_empty());
                events.push(Event::Text(words));
            }
            other => events.push(other),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut rendered = String::new();
    html::push_html(&mut rendered, events.into_iter());
    Ok(SAFE.clean(&rendered).to_string())
}

/// One paragraph without its paragraph: for options of a question.
pub(super) fn inline(html: &str) -> &str {
    let inner = html.trim().strip_prefix("<p>").and_then(|html| html.strip_suffix("</p>"));
    inner.filter(|inner| !inner.contains("<p>")).unwrap_or(html)
}

static SAFE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .url_schemes(HashSet::from(["http", "https", "mailto", "media"]))
        .link_rel(Some("noopener noreferrer"))
        .tag_attributes(attributes())
        .attribute_filter(keep);
    builder
});

fn attributes() -> HashMap<&'static str, HashSet<&'static str>> {
    HashMap::from([
        ("a", HashSet::from(["href", "title"])),
        ("img", HashSet::from(["src", "alt", "title"])),
        ("code", HashSet::from(["class"])),
        ("ol", HashSet::from(["start"])),
        ("td", HashSet::from(["style"])),
        ("th", HashSet::from(["style"])),
    ])
}

/// Of classes only the language of code, of styles only the side of a column.
fn keep<'v>(element: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let language = || {
        let name = value.strip_prefix("language-").unwrap_or_default();
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '#' | '.');
        !name.is_empty() && name.chars().all(plain)
    };
    let side =
        || ["left", "center", "right"].iter().any(|side| value == format!("text-align: {side}"));
    let kept = match (element, attribute) {
        ("code", "class") => language(),
        (_, "style") => side(),
        ("img", "src") => value.starts_with(SCHEME),
        _ => true,
    };
    kept.then_some(Cow::Borrowed(value))
}
