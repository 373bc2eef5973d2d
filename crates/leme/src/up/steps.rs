//! One line per step: what, how it went, how long it took.
use std::future::Future;
use std::time::Instant;

use anyhow::{Context, Result};

/// Runs a step and says so; its text is the second half of what it returns.
pub(crate) async fn step<T>(
    name: &'static str,
    work: impl Future<Output = Result<(T, String)>>,
) -> Result<T> {
    let begun = Instant::now();
    let done = work.await;
    let seconds = begun.elapsed().as_millis();
    let (value, text) = done.with_context(|| format!("the step `{name}` failed"))?;
    println!("{}", line(name, seconds, &text));
    Ok(value)
}

fn line(name: &str, millis: u128, text: &str) -> String {
    let seconds = format!("{}.{} s", millis / 1000, millis % 1000 / 100);
    format!("  {name:<9} {seconds:>7}  {text}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_step_shows_its_name_time_and_outcome() {
        assert_eq!(line("seed", 1_250, "4 people"), "  seed        1.2 s  4 people");
        assert_eq!(line("migrate", 40, ""), "  migrate     0.0 s");
    }
}
