//! What a person sees when everything runs.
use super::run_json::{RunFile, SignIn};

/// The addresses and who to sign in as.
pub(crate) fn print(run: &RunFile) {
    println!();
    for link in &run.urls {
        println!("  {:<10} {}", link.name, link.url);
    }
    println!("  {:<10} {}", "Database", without_password(&run.database.url));
    print_sign_ins(&run.sign_ins);
}

/// Aligned columns: who, with what, as what.
pub(crate) fn print_sign_ins(people: &[SignIn]) {
    if people.is_empty() {
        return;
    }
    let widest = |text: fn(&SignIn) -> &str| {
        people.iter().map(|p| text(p).chars().count()).max().unwrap_or_default()
    };
    let (email, password) = (widest(|p| &p.email), widest(|p| &p.password));
    println!("\n  Sign in as");
    for person in people {
        println!(
            "  {:<email$}  {:<password$}  {}, {} of {}",
            person.email, person.password, person.name, person.role, person.tenant
        );
    }
    println!();
}

fn without_password(url: &str) -> String {
    let Ok(mut parsed) = url::Url::parse(url) else { return url.to_owned() };
    let _ = parsed.set_password(None);
    parsed.to_string()
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn the_table_never_shows_a_database_password() {
        assert_eq!(without_password("postgres://a:hush@db/x"), "postgres://a@db/x");
    }
}
