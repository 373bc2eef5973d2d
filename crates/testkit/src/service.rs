//! A router served over real HTTP on a loopback port.
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use leme_ground::http::health::Readiness;
use leme_ground::http::serve;
use leme_ground::tasks::Tasks;

use crate::http::Http;

/// A running service; it stops, draining, with [`Service::stop`], and at once when dropped.
#[derive(Debug)]
pub struct Service {
    addr: SocketAddr,
    tasks: Tasks,
    // One for all: making a client reads the machine's certificates.
    http: Http,
}

impl Service {
    /// Serves exactly this router.
    pub async fn start(router: Router) -> Self {
        let tasks = Tasks::new();
        Self::start_with(router, tasks).await
    }

    /// Serves this router with the layers that every role has.
    pub async fn of(router: Router) -> Self {
        Self::start(serve::with_layers(router, Readiness::new())).await
    }

    /// Serves a router whose background work runs in `tasks`.
    pub async fn start_with(router: Router, tasks: Tasks) -> Self {
        let loopback = SocketAddr::from(([127, 0, 0, 1], 0));
        let listener = serve::bind(loopback).await.expect("a free port");
        let addr = listener.local_addr().expect("a bound address");
        let own = tasks.clone();
        tasks.spawn("test service", async move {
            serve::serve(listener, router, &own).await.expect("serving");
        });
        Self { addr, tasks, http: Http::new(&format!("http://{addr}")) }
    }

    /// Where it listens.
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// `http://127.0.0.1:port`.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// A client of it.
    pub fn http(&self) -> Http {
        self.http.clone()
    }

    /// Its tasks.
    pub const fn tasks(&self) -> &Tasks {
        &self.tasks
    }

    /// Drains and stops.
    pub async fn stop(&self) {
        self.tasks.shut_down(Duration::from_secs(15)).await;
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.tasks.stop();
    }
}
