//! A Kernel in memory for the tests of runtimes: it keeps the contract and fails when told to.
mod answers;
mod routes;
mod world;

use std::collections::BTreeMap;
use std::future::IntoFuture;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use leme_base::ids::{IdentityId, SwitchId, TenantId};
use leme_base::secret::Secret;
use leme_base::time::Clock;
use leme_contract::audit::AuditEvent;
use leme_contract::identity::{Identity, Provider};
use leme_contract::runtime::{Applied, Directive, KillSwitch, RegisterRequest, SwitchScope};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::config::Config;
use world::World;
pub use world::{Fault, Grant};

/// The Kernel in memory. Dropping it closes its port.
#[derive(Debug)]
pub struct FakeKernel {
    addr: SocketAddr,
    world: Arc<Mutex<World>>,
    server: Mutex<Option<JoinHandle<()>>>,
}

impl Drop for FakeKernel {
    fn drop(&mut self) {
        self.close();
    }
}

impl FakeKernel {
    /// Starts on a free port of this machine.
    pub async fn start() -> std::io::Result<Self> {
        Self::start_at(Clock::System).await
    }

    /// The same, living by a clock that a test moves.
    pub async fn start_at(clock: Clock) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let addr = listener.local_addr()?;
        let world = Arc::new(Mutex::new(World::new(clock)));
        let server = serve(listener, Arc::clone(&world));
        Ok(Self { addr, world, server: Mutex::new(Some(server)) })
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its base URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// The tenant that owns shared runtimes.
    pub fn internal(&self) -> TenantId {
        self.world().internal
    }

    /// Everything a runtime needs to enter: a new enrolment, this URL, short timeouts.
    pub fn config(&self, data_dir: &Path) -> Config {
        let mut world = self.world();
        let token = format!("lme_enr_{}", world.enrolments.len());
        world.enrolments.insert(token.clone(), None);
        let mut config = Config::new(&self.url(), world.internal, data_dir.to_owned());
        config.enrolment_token = Some(Secret::new(token));
        config.clock = world.clock.clone();
        config.call_timeout = Duration::from_millis(1_500);
        config
    }

    /// A new active tenant.
    pub fn tenant(&self) -> TenantId {
        let mut world = self.world();
        let tenant = TenantId::at(world.clock.now());
        world.tenants.insert(tenant, false);
        tenant
    }

    /// A person of a tenant; the answer is the token that resolves to them.
    pub fn person(&self, tenant: TenantId, name: &str) -> String {
        let mut world = self.world();
        let id = IdentityId::at(world.clock.now());
        let identity = Identity {
            identity_id: id,
            tenant_id: tenant,
            external_id: name.to_owned(),
            provider: Provider::Local,
            roles: vec!["member".to_owned()],
            attributes: BTreeMap::from([("name".to_owned(), name.to_owned())]),
        };
        let token = format!("token-{id}");
        world.people.insert(token.clone(), identity);
        token
    }

    /// Makes a token worthless.
    pub fn forget_person(&self, token: &str) {
        self.world().people.remove(token);
    }

    /// Gives a tenant a feature without a limit.
    pub fn grant(&self, tenant: TenantId, feature: &str) {
        self.grant_with(tenant, feature, Grant::default());
    }

    /// Gives a tenant a feature.
    pub fn grant_with(&self, tenant: TenantId, feature: &str, grant: Grant) {
        let mut world = self.world();
        world.grants.push((tenant, feature.to_owned(), grant));
        world.policy_version += 1;
    }

    /// Takes every grant of a feature away.
    pub fn revoke(&self, tenant: TenantId, feature: &str) {
        let mut world = self.world();
        world.grants.retain(|(whose, what, _)| (*whose, what.as_str()) != (tenant, feature));
        world.policy_version += 1;
    }

    /// Suspends or resumes a tenant.
    pub fn suspend(&self, tenant: TenantId, suspended: bool) {
        let mut world = self.world();
        world.tenants.insert(tenant, suspended);
        world.policy_version += 1;
    }

    /// What the next heartbeats answer.
    pub fn direct(&self, directive: Directive, max_concurrent_requests: Option<u32>) {
        let mut world = self.world();
        (world.directive, world.max_concurrent_requests) = (directive, max_concurrent_requests);
        world.policy_version += 1;
    }

    /// Throws a kill switch.
    pub fn switch(
        &self,
        scope: SwitchScope,
        tenant: Option<TenantId>,
        feature: Option<&str>,
    ) -> SwitchId {
        let mut world = self.world();
        let now = world.clock.now();
        let id = SwitchId::at(now);
        world.switches.push(KillSwitch {
            id,
            scope,
            tenant_id: tenant,
            feature: feature.map(str::to_owned),
            reason: "a test".to_owned(),
            activated_at: now,
        });
        world.policy_version += 1;
        id
    }

    /// Clears all kill switches.
    pub fn clear_switches(&self) {
        let mut world = self.world();
        world.switches.clear();
        world.policy_version += 1;
    }

    /// The version that moves with every change above.
    pub fn policy_version(&self) -> u64 {
        self.world().policy_version
    }

    /// Seconds between heartbeats, for those that register or beat from now on.
    pub fn set_heartbeat(&self, seconds: u32) {
        self.world().heartbeat_seconds = seconds;
    }

    /// What each heartbeat said was applied, in order.
    pub fn beats(&self) -> Vec<Applied> {
        self.world().beats.clone()
    }

    /// What each registration said, in order.
    pub fn registrations(&self) -> Vec<RegisterRequest> {
        self.world().registrations.clone()
    }

    /// The audit: every event once, in order of arrival.
    pub fn audit(&self) -> Vec<AuditEvent> {
        self.world().audit.clone()
    }

    /// How many events were told again.
    pub fn duplicates(&self) -> usize {
        self.world().duplicates
    }

    /// How much of a feature a tenant has used.
    pub fn used(&self, tenant: TenantId, feature: &str) -> u64 {
        self.world().used(tenant, feature)
    }

    /// How often a path was called.
    pub fn calls(&self, path: &str) -> usize {
        self.world().calls.get(path).copied().unwrap_or_default()
    }

    /// Fails the next `times` calls whose path begins like this.
    pub fn fail(&self, path: &str, fault: Fault, times: u32) {
        self.world().faults.push((path.to_owned(), fault, times));
    }

    /// Ends all failing.
    pub fn heal(&self) {
        self.world().faults.clear();
    }

    /// From now on every runtime token made before is refused.
    pub fn expire_tokens(&self) {
        self.world().token_generation += 1;
    }

    /// Forgets all runtimes, as a Kernel with a new database would.
    pub fn forget_runtimes(&self) {
        let mut world = self.world();
        world.runtimes.clear();
        world.token_generation += 1;
    }

    /// Makes new signing keys; the old ones are no longer shown.
    pub fn rotate_keys(&self) {
        self.world().rotate();
    }

    /// The licence of a tenant for a runtime, with the claims changed and signed by its own key.
    pub fn forge_next_licence(&self, forgery: world::Forgery) {
        self.world().forgery = Some(forgery);
    }

    /// Closes the port: connections are refused.
    pub fn go_down(&self) {
        self.world().down = true;
        self.close();
    }

    fn close(&self) {
        let mut server = self.server.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(server) = server.take() {
            server.abort();
        }
    }

    /// Opens the same port again.
    pub async fn come_back(&self) -> std::io::Result<()> {
        let listener = TcpListener::bind(self.addr).await?;
        self.world().down = false;
        let server = serve(listener, Arc::clone(&self.world));
        *self.server.lock().unwrap_or_else(PoisonError::into_inner) = Some(server);
        Ok(())
    }
}

pub use world::Forgery;

fn serve(listener: TcpListener, world: Arc<Mutex<World>>) -> JoinHandle<()> {
    #[expect(clippy::disallowed_methods, reason = "a test's server; dropped with the Kernel")]
    tokio::spawn(async move {
        axum::serve(listener, routes::router(world)).into_future().await.ok();
    })
}
