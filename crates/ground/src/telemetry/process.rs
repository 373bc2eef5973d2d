//! What the operating system knows about this process.
use std::fs;

/// Sets the gauges `process_resident_bytes` and `process_open_fds`.
pub(crate) fn measure() {
    if let Some(bytes) = resident_bytes() {
        metrics::gauge!("process_resident_bytes").set(bytes);
    }
    if let Some(count) = open_files() {
        metrics::gauge!("process_open_fds").set(count);
    }
}

fn resident_bytes() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u32 = line.trim().trim_end_matches(" kB").parse().ok()?;
    #[expect(clippy::float_arithmetic, reason = "the metrics want a float")]
    Some(f64::from(kib) * 1024.0)
}

fn open_files() -> Option<f64> {
    let count = fs::read_dir("/proc/self/fd").ok()?.count();
    u32::try_from(count).ok().map(f64::from)
}
