//! Cuts `docs/problems.md` into one page per code.
use std::collections::BTreeMap;

use pulldown_cmark::{Options, Parser, html};

/// The one place that includes the text.
pub const SOURCE: &str = include_str!("../../../../docs/problems.md");

/// The page of a code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// What it is called.
    pub title: String,
    /// What it says, as HTML.
    pub html: String,
}

/// The page of every section whose heading is a code: `## code`, then `Status: … · Title: …`.
pub fn sections(markdown: &str) -> BTreeMap<String, Page> {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let mut code: Option<String> = None;
    for line in markdown.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            let name = heading.trim().trim_matches('`');
            code = is_code(name).then(|| name.to_owned());
        } else if line.starts_with("# ") {
            code = None;
        } else if let Some(code) = &code {
            let text = texts.entry(code.clone()).or_default();
            text.push_str(line);
            text.push('\n');
        }
    }
    texts.into_iter().map(|(code, text)| (code.clone(), page(&code, &text))).collect()
}

fn page(code: &str, text: &str) -> Page {
    let (first, rest) = text.trim_start().split_once('\n').unwrap_or((text, ""));
    let told = first.strip_prefix("Status: ").and_then(|line| line.split_once(" · Title: "));
    match told {
        Some((status, title)) => {
            let line = format!("`{code}` · {status}");
            Page { title: title.trim().to_owned(), html: render(&format!("{line}\n\n{rest}")) }
        }
        None => Page { title: code.to_owned(), html: render(text) },
    }
}

fn is_code(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || matches!(c, '.' | '_' | '<' | '>' | '*');
    !name.is_empty() && name.chars().all(fits)
}

fn render(markdown: &str) -> String {
    let mut out = String::new();
    html::push_html(&mut out, Parser::new_ext(markdown, Options::ENABLE_TABLES));
    out
}

/// The page of a code; a code of a family (`conflict.slug`) finds the page of its family.
pub fn find<'p>(pages: &'p BTreeMap<String, Page>, code: &str) -> Option<&'p Page> {
    let family = code.split('.').next().unwrap_or_default();
    let of_family = |(name, page): (&'p String, &'p Page)| {
        let stem = name.strip_prefix(family)?.strip_prefix('.')?;
        (stem.starts_with('<') || stem.starts_with('*')).then_some(page)
    };
    pages.get(code).or_else(|| pages.iter().find_map(of_family))
}

#[cfg(test)]
mod tests {
    use leme_contract::codes;

    use super::{SOURCE, find, sections};

    #[test]
    fn every_code_of_the_contract_has_a_page() {
        let pages = sections(SOURCE);
        let without: Vec<_> =
            codes::ALL.iter().filter(|code| find(&pages, code).is_none()).collect();
        assert!(without.is_empty(), "{without:?}");
    }

    #[test]
    fn a_family_stands_for_its_members() {
        let pages = sections(
            "# T\n\n## conflict.<what>\n\nTwo want *one*.\n\n## not_found\nStatus: 404 · Title: Not there\n\nGone.\n",
        );
        assert!(find(&pages, "conflict.slug").unwrap().html.contains("<em>one</em>"));
        let gone = find(&pages, "not_found").unwrap();
        assert_eq!(gone.title, "Not there");
        assert!(gone.html.contains("<code>not_found</code> · 404"), "{}", gone.html);
        assert!(find(&pages, "else.what").is_none());
    }
}
