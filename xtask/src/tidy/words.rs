//! Rule: the kernel's side of the tree does not know a product. Products reach it as data.
use super::Finding;
use crate::tree::{Source, Tree};

/// Words of products, in the singular. `zone` is left out: time zones have them too.
const WORDS: &[&str] = &[
    "course",
    "lesson",
    "quiz",
    "learner",
    "assessment",
    "lab",
    "terraform",
    "storefront",
    "cart",
    "sku",
    "cpanel",
    "whm",
    "chatbot",
    "prompt",
    "llm",
];

/// The contract fixes these two names of runtime types.
const CONTRACT_LITERALS: &[&str] = &["courses", "labs", "Courses", "Labs"];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    tree.files.iter().filter(|file| is_kernel_side(file)).flat_map(in_file).collect()
}

fn is_kernel_side(file: &Source) -> bool {
    file.in_crates(&["kernel", "ground", "contract", "base"]) || file.path == "openapi/kernel.json"
}

fn in_file(file: &Source) -> Vec<Finding> {
    let fixed = file.in_crates(&["contract"]) || file.path == "openapi/kernel.json";
    let mut found = Vec::new();
    for (at, line) in file.lines() {
        for token in line.split(|c: char| !c.is_alphanumeric() && c != '_') {
            if fixed && CONTRACT_LITERALS.contains(&token) {
                continue;
            }
            if let Some(word) = product_word(token) {
                found.push(Finding::at(&file.path, at, format!("`{word}` is a product's word")));
            }
        }
    }
    found
}

/// Looks into `snake_case` and `CamelCase`.
fn product_word(token: &str) -> Option<&'static str> {
    humps(token).into_iter().find_map(|hump| {
        let forms = [hump.as_str(), hump.trim_end_matches('s'), hump.trim_end_matches("zes")];
        WORDS.iter().copied().find(|word| forms.contains(word))
    })
}

fn humps(token: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut before_was_lower = false;
    for c in token.chars() {
        if c == '_' || (c.is_uppercase() && before_was_lower) {
            parts.push(String::new());
        }
        before_was_lower = c.is_lowercase() || c.is_numeric();
        if let (Some(last), true) = (parts.last_mut(), c != '_') {
            last.extend(c.to_lowercase());
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        check(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn a_product_word_in_the_kernel_is_found_however_it_is_written() {
        assert_eq!(found("crates/kernel/src/a.rs", "fn course_access()"), 1);
        assert_eq!(found("crates/kernel/src/a.rs", "struct CourseAccess;"), 1);
        assert_eq!(found("crates/ground/migrations/1.sql", "create table quizzes"), 1);
        assert_eq!(found("crates/kernel/src/a.rs", "\"course.access:x\" and Labs"), 2);
    }

    #[test]
    fn words_that_only_look_alike_are_fine() {
        assert_eq!(found("crates/kernel/src/a.rs", "label, slab, of_course_not? discourse"), 1);
        assert_eq!(found("crates/kernel/src/a.rs", "label, available, time_zone, cartesian"), 0);
    }

    #[test]
    fn the_contract_may_name_its_two_runtime_types_and_nothing_else() {
        assert_eq!(found("crates/contract/src/a.rs", "Courses, \"labs\""), 0);
        assert_eq!(found("crates/contract/src/a.rs", "course"), 1);
        assert_eq!(found("crates/kernel/src/a.rs", "courses"), 1);
    }

    #[test]
    fn a_runtime_speaks_of_its_product() {
        assert_eq!(found("crates/courses/src/a.rs", "lesson"), 0);
    }
}
