//! HTTP of the events.
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::sse::{self, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream, StreamExt};
use leme_contract::runtime::RuntimeStatus;
use leme_ground::error::Result;
use leme_ground::http::extract::{Json, Query};
use leme_ground::outbox::{Cursor, Stored, read_tenant_after};

use super::model::{self, Event, EventPage, EventQuery};
use crate::app::App;
use crate::calling::Calling;

/// Events read at once for a stream.
const BATCH: u32 = 100;
/// A comment line at least this often.
const KEEP_ALIVE: Duration = Duration::from_secs(10);
/// How often the policy version is looked at, in memory.
const LOOK: Duration = Duration::from_millis(100);
/// Looks without news after which the database is asked all the same.
const LOOKS_MAX: u32 = 20;
/// Looks at a stream's life; then the runtime comes again with a fresh token.
const LIFE: u32 = 15 * 60 * 10;

/// Reads what the Kernel did in one tenant, oldest first: a page, or with
/// `Accept: text/event-stream` a stream that stays open.
#[utoipa::path(get, path = "/kernel/events", tag = "contract", params(EventQuery),
    responses((status = 200, description = "Events.", content(
        (EventPage = "application/json"), (String = "text/event-stream")))))]
pub(super) async fn event_list(
    State(app): State<App>,
    calling: Calling,
    Query(query): Query<EventQuery>,
    headers: HeaderMap,
) -> Result<Response> {
    if !wants_stream(&headers) {
        let after = model::read(query.after.as_deref())?;
        let events = read(&app, &calling, after, query.rows()).await?;
        return Ok(Json(EventPage::of(after, events)).into_response());
    }
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    let after = model::read(last.or(query.after.as_deref()))?;
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE).text("still here");
    Ok(Sse::new(follow(app, calling, after)).keep_alive(keep_alive).into_response())
}

fn wants_stream(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/event-stream"))
}

async fn read(app: &App, calling: &Calling, after: Cursor, limit: u32) -> Result<Vec<Stored>> {
    let mut tx = app.db.tenant(calling.ctx.tenant).await?;
    read_tenant_after(&mut tx, after, limit).await
}

/// Where a stream stands.
struct Following {
    app: App,
    calling: Calling,
    after: Cursor,
    looks: u32,
}

fn follow(
    app: App,
    calling: Calling,
    after: Cursor,
) -> impl Stream<Item = Result<sse::Event, Infallible>> {
    let start = Following { app, calling, after, looks: 0 };
    let batches = stream::unfold(start, |mut following| async move {
        let events = following.next().await?;
        Some((stream::iter(events.into_iter().map(|event| Ok(line(event)))), following))
    });
    batches.flatten()
}

impl Following {
    /// The next events; `None` when the stream is over: its time is, or the runtime may no longer
    /// speak for the tenant. Then it asks again and is told why.
    async fn next(&mut self) -> Option<Vec<Stored>> {
        while self.looks < LIFE && self.may_go_on() {
            let seen = self.app.directory.version();
            // An outage is waited out: the reader loses nothing.
            let read = read(&self.app, &self.calling, self.after, BATCH).await;
            let events = read.unwrap_or_default();
            if let Some(last) = events.last() {
                self.after = last.cursor();
                return Some(events);
            }
            self.wait_for_news(seen).await;
        }
        None
    }

    /// Whoever records something moves the policy version. Looks at it, which costs nothing.
    async fn wait_for_news(&mut self, seen: u64) {
        for _ in 0..LOOKS_MAX {
            tokio::time::sleep(LOOK).await;
            self.looks += 1;
            if self.app.directory.version() != seen || !self.may_go_on() {
                return;
            }
        }
    }

    fn may_go_on(&self) -> bool {
        let directory = &self.app.directory;
        let runtime = directory.runtime(self.calling.runtime.runtime_id);
        runtime.is_some_and(|runtime| runtime.status != RuntimeStatus::Suspended)
            && directory.active(self.calling.ctx.tenant).is_ok()
    }
}

fn line(stored: Stored) -> sse::Event {
    let id = model::write(stored.cursor());
    let event = Event::from(stored);
    // An event is plain JSON; there is nothing in it that could not be written.
    let data = serde_json::to_string(&event).unwrap_or_default();
    sse::Event::default().id(id).event(event.kind).data(data)
}
