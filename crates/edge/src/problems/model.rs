//! Cuts `docs/problems.md` into one page per code.
use std::collections::BTreeMap;

use pulldown_cmark::{Options, Parser, html};

/// The one place that includes the text.
pub const SOURCE: &str = include_str!("../../../../docs/problems.md");

/// HTML of every section whose heading is a code: `## code` or ``## `code` ``.
pub fn sections(markdown: &str) -> BTreeMap<String, String> {
    let mut sections: BTreeMap<String, String> = BTreeMap::new();
    let mut code: Option<String> = None;
    for line in markdown.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            let name = heading.trim().trim_matches('`');
            code = is_code(name).then(|| name.to_owned());
        } else if line.starts_with("# ") {
            code = None;
        } else if let Some(code) = &code {
            let section = sections.entry(code.clone()).or_default();
            section.push_str(line);
            section.push('\n');
        }
    }
    sections.into_iter().map(|(code, text)| (code, render(&text))).collect()
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
pub fn find<'p>(pages: &'p BTreeMap<String, String>, code: &str) -> Option<&'p str> {
    let family = code.split('.').next().unwrap_or_default();
    let of_family = |(name, page): (&'p String, &'p String)| {
        let stem = name.strip_prefix(family)?.strip_prefix('.')?;
        (stem.starts_with('<') || stem.starts_with('*')).then_some(page.as_str())
    };
    let exact = pages.get(code).map(String::as_str);
    exact.or_else(|| pages.iter().find_map(of_family))
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
        let pages =
            sections("# T\n\n## conflict.<what>\n\nTwo want *one*.\n\n## not_found\nGone.\n");
        assert!(find(&pages, "conflict.slug").unwrap().contains("<em>one</em>"));
        assert!(find(&pages, "not_found").is_some());
        assert!(find(&pages, "else.what").is_none());
    }
}
