//! Answers as a table for people.
use serde_json::Value;

use super::Answer;
use super::api::text;

/// A list as rows, one object as lines.
pub(super) fn table(answer: &Answer) -> String {
    match answer.value["items"].as_array() {
        Some(items) if items.is_empty() => "nothing there\n".to_owned(),
        Some(items) => rows(items, answer.columns, answer.value["next"].is_string()),
        None => lines(&answer.value),
    }
}

fn rows(items: &[Value], columns: &[&str], more: bool) -> String {
    let cell = |item: &Value, column: &str| {
        let found = column.split('.').fold(item, |value, key| &value[key]);
        if found.is_null() { "-".to_owned() } else { text(found) }
    };
    let mut grid: Vec<Vec<String>> = vec![columns.iter().map(|name| name.to_uppercase()).collect()];
    grid.extend(items.iter().map(|item| columns.iter().map(|name| cell(item, name)).collect()));
    let width = |index: usize| {
        grid.iter().filter_map(|row| row.get(index)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<usize> = (0..columns.len()).map(|it| width(it).unwrap_or_default()).collect();
    let mut out = String::new();
    for row in &grid {
        let padded: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        out += padded.join("  ").trim_end();
        out.push('\n');
    }
    if more {
        out += "(there are more; --json shows the cursor)\n";
    }
    out
}

fn lines(value: &Value) -> String {
    let members = value.as_object().into_iter().flatten();
    members.map(|(key, value)| format!("{key:<16} {}\n", text(value))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Answer, table};

    #[test]
    fn a_list_is_aligned_and_an_absent_value_is_a_dash() {
        let value = json!({ "items": [{ "a": "x", "b": { "c": 12 } }, { "a": "longer" }] });
        let shown = table(&Answer { value, columns: &["a", "b.c"] });
        assert_eq!(shown, "A       B.C\nx       12\nlonger  -\n");
    }
}
