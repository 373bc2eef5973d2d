//! Finds the SQL in `queries.rs` files: the string literal of every `sqlx::query*(…)` call, and
//! the account that runs it, told by the first argument of the function around it.
use std::fs;
use std::path::{Path, PathBuf};

/// Who runs a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Account {
    Service,
    Platform,
}

/// A statement and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) sql: String,
    pub(super) account: Account,
    pub(super) function: String,
}

/// Every `queries.rs` below a folder.
pub(super) fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).expect("a source folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.file_name().is_some_and(|name| name == "queries.rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The statements of one file, or what cannot be read in it.
pub(super) fn statements(text: &str) -> Result<Vec<Statement>, String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("sqlx::query").chain(text.match_indices("sqlx::raw_sql")) {
        let line = text[text[..at].rfind('\n').map_or(0, |end| end + 1)..at].trim_start();
        if line.starts_with("//") {
            continue;
        }
        let (function, account) = around(&text[..at]);
        let sql = argument(&text[at..])
            .and_then(literal)
            .ok_or_else(|| format!("`{function}`: the statement is not a string literal"))?;
        found.push(Statement { sql, account, function });
    }
    Ok(found)
}

/// The name of the function that ends the text so far, and its account.
fn around(text: &str) -> (String, Account) {
    let Some(start) = text.rfind("fn ") else { return ("?".to_owned(), Account::Service) };
    let rest = &text[start + 3..];
    let name = rest.split(['(', '<']).next().unwrap_or_default().to_owned();
    let head = rest.split('{').next().unwrap_or_default();
    let tenant = head.find("TenantTx");
    let platform = head.find("PlatformTx");
    let account = match (tenant, platform) {
        (_, None) => Account::Service,
        (Some(tenant), Some(platform)) if tenant < platform => Account::Service,
        (_, Some(_)) => Account::Platform,
    };
    (name, account)
}

/// What stands after the call's opening parenthesis; a turbofish may come before it.
fn argument(call: &str) -> Option<&str> {
    let mut depth = 0_usize;
    for (at, c) in call.char_indices() {
        match c {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            '(' if depth == 0 => return Some(call[at + 1..].trim_start()),
            ';' | '{' => return None,
            _ => {}
        }
    }
    None
}

/// The value of a plain or raw string literal at the start of the text.
fn literal(text: &str) -> Option<String> {
    if let Some(raw) = text.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let body = raw[hashes..].strip_prefix('"')?;
        let end = body.find(&format!("\"{}", "#".repeat(hashes)))?;
        return Some(body[..end].to_owned());
    }
    let mut value = String::new();
    let mut letters = text.strip_prefix('"')?.chars().peekable();
    while let Some(c) = letters.next() {
        match (c, if c == '\\' { letters.next() } else { None }) {
            ('"', _) => return Some(value),
            ('\\', Some('\n')) => while letters.next_if(|c| c.is_whitespace()).is_some() {},
            ('\\', Some('n')) => value.push('\n'),
            ('\\', Some(escaped)) => value.push(escaped),
            (other, _) => value.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Account, statements};

    #[test]
    fn a_statement_knows_its_function_and_account() {
        let text = r##"
            // sqlx::query("ignored")
            pub async fn one(tx: &mut TenantTx, id: Id) -> Result<()> {
                sqlx::query("select \"a\" \
                             from t").execute(tx.conn()).await
            }
            async fn two<T>(
                tx: &mut PlatformTx,
            ) -> Result<()> {
                sqlx::query_as::<_, (i32, Vec<i64>)>(
                    r#"select 2"#,
                )
            }
        "##;
        let found = statements(text).unwrap();
        let seen: Vec<_> =
            found.iter().map(|s| (s.function.as_str(), s.account, s.sql.as_str())).collect();
        assert_eq!(
            seen,
            [
                ("one", Account::Service, "select \"a\" from t"),
                ("two", Account::Platform, "select 2")
            ]
        );
    }

    #[test]
    fn a_statement_that_is_built_is_refused_by_name() {
        let text = "fn made(tx: &mut TenantTx) { sqlx::query(&text).execute(tx) }";
        assert!(statements(text).unwrap_err().contains("`made`"));
    }
}
