//! Pure decisions about files: which paths are files, their types, how long they are kept.
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, header};
use sha2::{Digest, Sha256};

/// How bytes are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Not at all.
    Plain,
    /// gzip.
    Gzip,
    /// Brotli.
    Brotli,
}

/// The policy of the console's pages: files of this origin, nothing inline but style attributes.
pub const POLICY: &str = "default-src 'self'; img-src 'self' data:; style-src 'self'; \
     style-src-attr 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'none'";

/// Whether a path names a file without climbing, hiding or going elsewhere.
pub fn is_plain(path: &str) -> bool {
    let part = |part: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '@' | '~');
        !part.is_empty() && !part.starts_with('.') && part.chars().all(fits)
    };
    path.split('/').all(part)
}

/// Whether a path looks like a file rather than a page of the console.
pub fn looks_like_file(path: &str) -> bool {
    path.starts_with("/assets/")
        || path.rsplit('/').next().is_some_and(|name| {
            name.rsplit_once('.').is_some_and(|(_, end)| {
                (1..=5).contains(&end.len()) && end.chars().all(|c| c.is_ascii_alphanumeric())
            })
        })
}

/// The media type of a file.
pub fn media_type(path: &str) -> String {
    let guess = mime_guess::from_path(path).first_or_octet_stream();
    let text =
        guess.type_() == "text" || guess.subtype() == "json" || guess.subtype() == "javascript";
    if text { format!("{}; charset=utf-8", guess.essence_str()) } else { guess.to_string() }
}

/// How long a file may be kept. Vite puts files that carry their hash into `assets/`.
pub fn caching(path: &str) -> &'static str {
    if path == "index.html" {
        "no-store"
    } else if path.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "public, max-age=300, must-revalidate"
    }
}

/// Changes with the bytes.
pub fn etag(bytes: &[u8]) -> String {
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(&Sha256::digest(bytes)[..12]))
}

/// Text is; what is packed already is not, and small things are not.
pub fn worth_packing(path: &str, bytes: usize) -> bool {
    const TEXT: [&str; 10] =
        ["html", "js", "mjs", "css", "svg", "json", "map", "txt", "wasm", "webmanifest"];
    let end = path.rsplit_once('.').map_or("", |(_, end)| end);
    bytes >= 1024 && TEXT.contains(&end)
}

/// The encodings that a caller takes.
pub fn takes(headers: &HeaderMap) -> Vec<Encoding> {
    let asked = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let wanted = asked.unwrap_or_default().split(',').filter_map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next()?;
        let zero = parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
        if zero { None } else { Some(name) }
    });
    wanted
        .filter_map(|name| match name {
            "gzip" => Some(Encoding::Gzip),
            "br" => Some(Encoding::Brotli),
            _ => None,
        })
        .collect()
}

/// Whether the caller holds these bytes already.
pub fn held_already(headers: &HeaderMap, etag: &str) -> bool {
    let told = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let same = |tag: &str| tag.trim().trim_start_matches("W/") == etag;
    told.is_some_and(|told| told.trim() == "*" || told.split(',').any(same))
}

#[cfg(test)]
mod tests {
    use super::{caching, is_plain, looks_like_file, media_type};

    #[test]
    fn only_plain_paths_are_files() {
        for path in ["index.html", "assets/index-B2x_9.js", "favicon.svg"] {
            assert!(is_plain(path), "{path}");
        }
        for path in
            ["", "../x", "a/../b", ".env", "a//b", "/etc/passwd", "a\\b", "a%2fb", ".vite/m"]
        {
            assert!(!is_plain(path), "{path}");
        }
    }

    #[test]
    fn a_page_of_the_console_is_no_file() {
        assert!(!looks_like_file("/tenants/0190-aa"));
        assert!(looks_like_file("/favicon.ico") && looks_like_file("/assets/x"));
    }

    #[test]
    fn types_and_caching_are_right() {
        assert_eq!(media_type("assets/a.js"), "text/javascript; charset=utf-8");
        assert_eq!(media_type("a.svg"), "image/svg+xml");
        assert_eq!(caching("index.html"), "no-store");
        assert!(caching("assets/a-1.js").contains("immutable"));
    }
}
