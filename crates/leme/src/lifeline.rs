//! A child process that does not outlive the one that started it.
use anyhow::Result;

/// Asks the system to stop this process when `parent` ends; ends at once when it already has.
#[cfg(target_os = "linux")]
pub(crate) fn tie_to(parent: u32) -> Result<()> {
    use rustix::process::{Signal, getppid, set_parent_process_death_signal};

    set_parent_process_death_signal(Some(Signal::TERM))?;
    let now = getppid().map(|pid| pid.as_raw_nonzero().get());
    if now != i32::try_from(parent).ok() {
        anyhow::bail!("the process that started this one has ended");
    }
    Ok(())
}

/// Elsewhere the supervisor's `up` ends what an earlier one left behind.
#[cfg(not(target_os = "linux"))]
#[expect(clippy::unnecessary_wraps, reason = "the same shape as on Linux")]
pub(crate) fn tie_to(_parent: u32) -> Result<()> {
    Ok(())
}
