//! HTTP of the media: ranges, conditions, and no byte without a signed address.
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leme_base::ids::TenantId;
use leme_contract::codes;
use leme_contract::entitlement::CheckCode;
use leme_contract::headers::TENANT_ID;
use leme_ground::error::{During, Error, OrNotFound, Result};
use leme_ground::http::extract::{Path, Query};
use serde::Deserialize;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;
use utoipa::IntoParams;

use super::model::{Part, keep_for, part};
use super::queries::{self, Medium};
use crate::access::{feature, known_or_asked, refusal};
use crate::app::App;

/// The signature of an address.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Signature {
    /// Until when it is good, Unix seconds.
    exp: i64,
    /// Ours over path, tenant and end.
    sig: String,
}

/// Serves a file, or the range of it that is asked for, to whoever holds its signed address in the
/// tenant it was signed for.
#[utoipa::path(get, path = "/v1/media/{*path}", tag = "media", params(
        ("path" = String, Path, description = "The course and the file."), Signature),
    responses((status = 200, description = "The file.", content_type = "application/octet-stream"),
              (status = 206, description = "The range."),
              (status = 304, description = "Unchanged.")))]
pub(super) async fn media_read(
    State(app): State<App>,
    Path(path): Path<String>,
    Query(signature): Query<Signature>,
    headers: HeaderMap,
) -> Result<Response> {
    let tenant = tenant(&headers)?;
    let now = app.clock.now();
    if !app.signer.holds(&path, tenant, signature.exp, &signature.sig, now) {
        let public = "This address is not good, or no longer. Open the lesson again.";
        return Err(Error::forbidden(codes::AUTH_FORBIDDEN, public));
    }
    let mut tx = app.db.tenant(app.publisher()).await?;
    let medium = queries::find(&mut tx, &path).await?.or_not_found("file")?;
    drop(tx);
    may_open(&app, tenant, &medium).await?;
    let keep_for_s = keep_for(signature.exp, now);
    serve(open(&app, &path).await?, &medium, &headers, keep_for_s).await
}

fn tenant(headers: &HeaderMap) -> Result<TenantId> {
    let text = headers.get(TENANT_ID).and_then(|value| value.to_str().ok());
    text.and_then(|text| text.parse().ok()).ok_or_else(|| {
        Error::bad_request(codes::TENANT_REQUIRED, "Say for which organisation: `X-Tenant-Id`.")
    })
}

/// A course that was closed since the address was signed is closed for its films as well.
async fn may_open(app: &App, tenant: TenantId, medium: &Medium) -> Result<()> {
    if medium.is_cover {
        return Ok(());
    }
    let code = known_or_asked(app, tenant, &feature(&medium.course)).await?;
    if code == CheckCode::Ok { Ok(()) } else { Err(refusal(code)) }
}

/// `<course>/<file>` lies at `<course>/media/<file>`. The path is one that an import listed, so
/// it cannot lead anywhere else; a link put there later is not followed out of the folder.
async fn open(app: &App, path: &str) -> Result<File> {
    let (course, file) = path.split_once('/').or_not_found("file")?;
    let folder = app.media_dir.join(course).join("media");
    let found = tokio::fs::canonicalize(folder.join(file)).await.ok().or_not_found("file")?;
    let folder = tokio::fs::canonicalize(&folder).await.during("finding the media")?;
    if !found.starts_with(&folder) {
        return Err(Error::NotFound { kind: "file" });
    }
    File::open(found).await.ok().or_not_found("file")
}

async fn serve(
    mut file: File,
    medium: &Medium,
    headers: &HeaderMap,
    keep_for_s: i64,
) -> Result<Response> {
    let size = file.metadata().await.during("measuring a file")?.len();
    let tag = tag(medium, size);
    let given = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if given(header::IF_NONE_MATCH).is_some_and(|known| matches(known, &tag)) {
        return Ok(finish(StatusCode::NOT_MODIFIED.into_response(), medium, &tag, keep_for_s));
    }
    // A range of something else than the caller has is the whole of what there is.
    let range = given(header::RANGE)
        .filter(|_| given(header::IF_RANGE).is_none_or(|known| known.trim() == tag));
    let (status, first, length) = match part(range, size) {
        Part::Whole => (StatusCode::OK, 0, size),
        Part::Range(first, last) => (StatusCode::PARTIAL_CONTENT, first, last - first + 1),
        Part::Unsatisfiable => return Ok(unsatisfiable(size)),
    };
    file.seek(std::io::SeekFrom::Start(first)).await.during("reading a file")?;
    let body = Body::from_stream(ReaderStream::with_capacity(file.take(length), 64 * 1024));
    let mut response = (status, body).into_response();
    let set = response.headers_mut();
    set.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    if status == StatusCode::PARTIAL_CONTENT {
        set.insert(header::CONTENT_RANGE, text(&range_of(first, length, size)));
    }
    Ok(finish(response, medium, &tag, keep_for_s))
}

fn range_of(first: u64, length: u64, size: u64) -> String {
    format!("bytes {first}-{}/{size}", first + length - 1)
}

fn unsatisfiable(size: u64) -> Response {
    let range = text(&format!("bytes */{size}"));
    (StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, range)]).into_response()
}

/// What it is, how long it may be kept, and that a picture opened by itself runs nothing.
fn finish(mut response: Response, medium: &Medium, tag: &str, keep_for_s: i64) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, text(&medium.content_type));
    headers.insert(header::ETAG, text(tag));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    let keep = text(&format!("private, max-age={keep_for_s}"));
    headers.insert(header::CACHE_CONTROL, keep);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox"),
    );
    response
}

fn tag(medium: &Medium, size: u64) -> String {
    let digest = medium.digest.iter().take(12).map(|byte| format!("{byte:02x}"));
    format!("\"{}-{size:x}\"", digest.collect::<String>())
}

fn matches(known: &str, tag: &str) -> bool {
    known
        .split(',')
        .map(str::trim)
        .any(|known| known == "*" || known.trim_start_matches("W/") == tag)
}

fn text(value: &str) -> HeaderValue {
    HeaderValue::from_str(value).unwrap_or_else(|_| HeaderValue::from_static(""))
}
