//! Signed addresses, and the parts of a file that a request asks for.
use std::fmt;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use leme_base::ids::TenantId;
use leme_base::secret::Secret;
use leme_base::time::DateTime;
use leme_ground::error::{During, Error, Result};
use sha2::Sha256;

/// Where browsers find media: the edge leads this to us.
pub const PREFIX: &str = "/api/courses/media/";
/// How an unsigned picture is written in stored HTML: `src="media:/…"`.
pub const SCHEME: &str = "media:/";
/// Seconds that an address is good for at most.
pub const GOOD_FOR_S_MAX: i64 = 7_200;
/// Addresses made within the same quarter of an hour are equal, so that browsers keep the file.
const STEP_S: i64 = 900;
const GOOD_FOR_S: i64 = 3_600;

/// Signs addresses and checks them.
#[derive(Clone)]
pub struct Signer(Secret<[u8; 32]>);

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signer")
    }
}

impl Signer {
    /// With a key of its own.
    pub const fn new(key: [u8; 32]) -> Self {
        Self(Secret::new(key))
    }

    /// From `LEME_MASTER_KEY`: base64 of 32 bytes.
    pub fn from_master(master: &str) -> Result<Self> {
        let bytes = STANDARD.decode(master.trim()).ok().filter(|bytes| bytes.len() == 32);
        let bytes = bytes.ok_or_else(|| {
            Error::internal("reading the master key", "it must be base64 of exactly 32 bytes")
        })?;
        let mut key = [0; 32];
        let derived = Hkdf::<Sha256>::new(None, &bytes);
        // 32 bytes are far below the limit of 255 × 32.
        derived.expand(b"leme courses media 1", &mut key).unwrap_or_default();
        Ok(Self::new(key))
    }

    /// The key of this installation, made at the first start.
    pub fn load_or_make(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder).during("making the data folder")?;
        let path = folder.join("media.key");
        let doing = "reading the key of media addresses";
        if !path.exists() {
            let new: [u8; 32] = rand::random();
            let beside = folder.join("media.key.new");
            let mut options = OpenOptions::new();
            let file = options.write(true).create(true).truncate(true).mode(0o600).open(&beside);
            let mut file = file.during(doing)?;
            file.write_all(&new).during(doing)?;
            file.sync_all().during(doing)?;
            std::fs::rename(&beside, &path).during(doing)?;
        }
        let bytes = std::fs::read(&path).during(doing)?;
        let key = bytes.try_into().map_err(|_| Error::internal(doing, "it is damaged"))?;
        Ok(Self::new(key))
    }

    /// The address of a file for one tenant, good for an hour and a little.
    pub fn address(&self, path: &str, tenant: TenantId, now: DateTime) -> String {
        let exp = (now.timestamp() / STEP_S + 1) * STEP_S + GOOD_FOR_S;
        let sig = URL_SAFE_NO_PAD.encode(self.mac(path, tenant, exp).finalize().into_bytes());
        format!("{PREFIX}{path}?exp={exp}&sig={sig}")
    }

    /// Whether an address is ours, for this tenant, and still good.
    pub fn holds(&self, path: &str, tenant: TenantId, exp: i64, sig: &str, now: DateTime) -> bool {
        let left = exp.saturating_sub(now.timestamp());
        let Ok(sig) = URL_SAFE_NO_PAD.decode(sig) else { return false };
        (1..=GOOD_FOR_S_MAX).contains(&left)
            && self.mac(path, tenant, exp).verify_slice(&sig).is_ok()
    }

    fn mac(&self, path: &str, tenant: TenantId, exp: i64) -> Hmac<Sha256> {
        // HMAC fills a short key up with zeroes.
        let mut key = [0; 64];
        let (head, _) = key.split_at_mut(32);
        head.copy_from_slice(self.0.reveal());
        let mut mac = Hmac::<Sha256>::new(&key.into());
        mac.update(tenant.uuid().as_bytes());
        mac.update(&exp.to_be_bytes());
        mac.update(path.as_bytes());
        mac
    }
}

/// Gives every picture of a stored text its signed address.
pub fn sign_html(html: &str, address: impl Fn(&str) -> String) -> String {
    let mark = format!("src=\"{SCHEME}");
    let mut parts = html.split(mark.as_str());
    let mut signed = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (path, rest) = part.split_once('"').unwrap_or((part, ""));
        signed.push_str("src=\"");
        signed.push_str(&address(path).replace('&', "&amp;"));
        signed.push('"');
        signed.push_str(rest);
    }
    signed
}

/// Which bytes of a file are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of them.
    Whole,
    /// From the first to the last, both included.
    Range(u64, u64),
    /// None that exist.
    Unsatisfiable,
}

/// Reads a `Range` header. What is not one range of bytes is answered with the whole file, as
/// RFC 9110 allows.
pub fn part(range: Option<&str>, size: u64) -> Part {
    let spec = range.and_then(|text| text.trim().strip_prefix("bytes="));
    let Some((first, last)) = spec.and_then(|spec| spec.trim().split_once('-')) else {
        return Part::Whole;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match (digits(first), digits(last)) {
        (false, true) if first.is_empty() => match last.parse::<u64>().unwrap_or(u64::MAX) {
            0 => Part::Unsatisfiable,
            _ if size == 0 => Part::Unsatisfiable,
            length => Part::Range(size.saturating_sub(length), size - 1),
        },
        (true, end) if end || last.is_empty() => {
            let first = first.parse::<u64>().unwrap_or(u64::MAX);
            let last = if end { last.parse::<u64>().unwrap_or(u64::MAX) } else { u64::MAX };
            match (first <= last, first < size) {
                (false, _) => Part::Whole,
                (true, false) => Part::Unsatisfiable,
                (true, true) => Part::Range(first, last.min(size - 1)),
            }
        }
        _ => Part::Whole,
    }
}

/// How long a browser may keep a file: until its address ends.
pub fn keep_for(exp: i64, now: DateTime) -> i64 {
    (exp - now.timestamp()).clamp(0, TimeDelta::hours(2).num_seconds())
}
