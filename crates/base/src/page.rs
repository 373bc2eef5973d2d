//! Pages of a list: keyset cursors that are opaque to the caller.
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::limits::{PAGE_ROWS_DEFAULT, PAGE_ROWS_MAX};
use crate::violation::Violation;

/// One page of a list.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The rows, in the order of the list.
    pub items: Vec<T>,
    /// Give this as `cursor` to read on; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// Cuts the one row too many that the query read, and makes the cursor from the last one kept.
    pub fn cut<K: Serialize>(mut rows: Vec<T>, limit: u32, key: impl Fn(&T) -> K) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(|row| encode(&key(row))) } else { None };
        Self { items: rows, next }
    }

    /// The same page with each row changed.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), next: self.next }
    }
}

/// What the caller asks of a list: `?cursor=&limit=`.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
pub struct PageQuery {
    /// Where to read on: the `next` of the page before.
    pub cursor: Option<String>,
    /// Rows wanted, 1 to 200; 50 when absent.
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 200))]
    pub limit: Option<u32>,
}

impl PageQuery {
    /// Rows wanted, held within the limits.
    pub fn rows(&self) -> u32 {
        self.limit.unwrap_or(PAGE_ROWS_DEFAULT).clamp(1, PAGE_ROWS_MAX)
    }

    /// The key to read after, or the violation that names a cursor that is not ours.
    pub fn after<K: DeserializeOwned>(&self) -> Result<Option<K>, Violation> {
        let Some(text) = self.cursor.as_deref().filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        decode(text).map(Some).ok_or_else(|| {
            Violation::new("/cursor", "format", "must be the `next` of an earlier page")
        })
    }
}

fn encode<K: Serialize>(key: &K) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
}

fn decode<K: DeserializeOwned>(text: &str) -> Option<K> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    serde_json::from_slice(&bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::{Page, PageQuery};

    #[test]
    fn a_page_reads_on_where_the_last_one_ended() {
        let page = Page::cut(vec![1, 2, 3], 2, |n| *n);
        assert_eq!(page.items, [1, 2]);
        let query = PageQuery { cursor: page.next, limit: None };
        assert_eq!(query.after::<i32>().unwrap(), Some(2));
    }

    #[test]
    fn the_last_page_has_no_next() {
        assert!(Page::cut(vec![1, 2], 2, |n| *n).next.is_none());
    }

    #[test]
    fn a_made_up_cursor_is_refused_not_ignored() {
        let query = PageQuery { cursor: Some("zzz!".into()), limit: Some(9999) };
        assert!(query.after::<i32>().is_err());
        assert_eq!(query.rows(), 200);
    }
}
