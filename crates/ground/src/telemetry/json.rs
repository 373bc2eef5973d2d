//! Log lines for machines: one flat JSON object each, the fields of the spans around it included,
//! so that `correlation_id` and `tenant_id` are always at the top.
use std::fmt::{self, Debug};

use leme_base::time::Clock;
use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::{JsonFields, Writer};
use tracing_subscriber::fmt::{
    self as lines, FmtContext, FormatEvent, FormattedFields, MakeWriter,
};
use tracing_subscriber::registry::{LookupSpan, Scope};
use tracing_subscriber::{Layer, Registry};

/// The layer that writes them.
pub(super) fn layer<W>(writer: W) -> impl Layer<Registry> + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    lines::layer().fmt_fields(JsonFields::new()).event_format(Flat).with_writer(writer)
}

struct Flat;

impl<S> FormatEvent<S, JsonFields> for Flat
where
    S: Subscriber + for<'s> LookupSpan<'s>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, JsonFields>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let metadata = event.metadata();
        let now = Clock::System.now().to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
        let mut line = Map::new();
        line.insert("timestamp".to_owned(), now.into());
        line.insert("level".to_owned(), metadata.level().as_str().into());
        line.insert("target".to_owned(), metadata.target().into());
        line.insert("message".to_owned(), Value::Null);
        for span in context.event_scope().into_iter().flat_map(Scope::from_root) {
            let extensions = span.extensions();
            let fields = extensions.get::<FormattedFields<JsonFields>>();
            let fields = fields.and_then(|fields| serde_json::from_str(&fields.fields).ok());
            line.extend(fields.unwrap_or_else(Map::new));
        }
        event.record(&mut Fields(&mut line));
        // A span says "" where a request had no tenant: that is nothing to say.
        line.retain(|_, value| !value.is_null() && value != "");
        let text = serde_json::to_string(&line).map_err(|_| fmt::Error)?;
        writeln!(writer, "{text}")
    }
}

struct Fields<'l>(&'l mut Map<String, Value>);

impl Fields<'_> {
    fn set(&mut self, field: &Field, value: Value) {
        self.0.insert(field.name().to_owned(), value);
    }
}

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.set(field, format!("{value:?}").into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.set(field, value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.set(field, value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.set(field, value.into());
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.set(field, value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.set(field, value.into());
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex};

    use serde_json::Value;
    use tracing_subscriber::layer::SubscriberExt;

    #[derive(Clone, Default)]
    struct Page(Arc<Mutex<Vec<u8>>>);

    impl Write for Page {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn written(work: impl FnOnce()) -> Vec<Value> {
        let page = Page::default();
        let pen = page.clone();
        let layer = super::layer(move || pen.clone());
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), work);
        let text = String::from_utf8(page.0.lock().unwrap().clone()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn a_line_is_flat_and_carries_what_the_spans_around_it_know() {
        let lines = written(|| {
            let request =
                tracing::info_span!("http.request", correlation_id = "c1", tenant_id = "");
            let _request = request.enter();
            tracing::info!("outside");
            let job = tracing::info_span!("job", tenant_id = %"t1", job.attempt = 2);
            let _job = job.enter();
            tracing::warn!(duration_ms = 7, ok = false, error = ?"bad \"quote\"", "it {}", "broke");
        });
        assert_eq!(lines[0]["message"], "outside");
        assert!(lines[0].get("tenant_id").is_none());
        let line = &lines[1];
        assert_eq!((&line["level"], &line["message"]), (&"WARN".into(), &"it broke".into()));
        assert_eq!((&line["correlation_id"], &line["tenant_id"]), (&"c1".into(), &"t1".into()));
        assert_eq!((&line["duration_ms"], &line["job.attempt"]), (&7.into(), &2.into()));
        assert!(line["timestamp"].as_str().unwrap().ends_with('Z'));
        assert!(line.as_object().unwrap().values().all(|value| !value.is_object()));
    }
}
