//! Carries an upgraded connection (WebSocket) as bytes, both ways, until one side ends it.
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;

use crate::app::App;

/// Joins the two sides once both have changed their protocol.
pub(super) fn join(app: &App, caller: OnUpgrade, upstream: OnUpgrade) {
    let stopping = app.tasks.stopping();
    app.tasks.spawn("tunnel", async move {
        let (caller, upstream) = match tokio::try_join!(caller, upstream) {
            Ok(both) => both,
            Err(error) => {
                tracing::debug!(%error, "an upgrade did not happen");
                return;
            }
        };
        metrics::gauge!("edge_tunnels").increment(1);
        let (mut caller, mut upstream) = (TokioIo::new(caller), TokioIo::new(upstream));
        tokio::select! {
            _ = tokio::io::copy_bidirectional(&mut caller, &mut upstream) => {}
            () = stopping => {}
        }
        metrics::gauge!("edge_tunnels").decrement(1);
    });
}
