//! Identity over HTTP: whose tokens are taken, and what a person is shown of themselves.
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use leme_base::ids::TenantId;
use leme_testkit::http::Call;
use leme_testkit::{Http, Idp};
use serde_json::{Value, json};

use crate::fixture::{Kernel, Runtime, Tenant};

/// A tenant with a runtime and a member, Ada.
struct Scene {
    kernel: Kernel,
    acme: Tenant,
    runtime: Runtime,
}

impl Scene {
    async fn start() -> Self {
        let kernel = Kernel::start().await;
        let acme = kernel.tenant("acme").await;
        let runtime = kernel.runtime_of(acme.id, "reports", "dedicated").await;
        kernel.member(acme.id, "ada@acme.test", &["member"]).await;
        Self { kernel, acme, runtime }
    }

    /// The claims of a good token of Ada's, with changes.
    fn claims(&self, changes: &Value) -> Value {
        let now = self.kernel.clock.now().timestamp();
        let mut claims = json!({
            "sub": "ada@acme.test", "aud": "leme", "email": "ada@acme.test",
            "email_verified": true, "iat": now, "exp": now + 86_400,
        });
        claims.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        claims
    }

    fn token(&self, changes: &Value) -> String {
        self.kernel.idp.token(&self.claims(changes))
    }

    fn resolve(&self, token: &str) -> Call {
        let request = json!({ "tenant_id": self.acme.id, "external_token": token });
        self.runtime.http.post("/kernel/identity/resolve", request)
    }

    /// Connects a tenant to a provider that lets people in just in time.
    async fn connect(&self, tenant: TenantId, sso: &Idp, audience: &str) {
        let connection = json!({
            "name": "SSO", "provider": "oidc", "issuer": sso.issuer(), "client_id": audience,
            "token_use": "id", "jit": { "enabled": true },
        });
        let path = format!("/v1/tenants/{tenant}/connections");
        self.kernel.owner().post(&path, connection).await.expect(201);
    }

    /// The slugs of the organisations that a token shows.
    async fn organisations(&self, token: &str) -> Vec<Value> {
        let me = self.kernel.http().bearer(token).get("/v1/me").await.expect(200);
        let me: Value = me.json();
        let all = me["memberships"].as_array().unwrap().iter();
        all.map(|it| it["tenant"]["slug"].clone()).collect()
    }

    async fn refuses(&self, token: &str, what: &str) {
        let reply = self.resolve(token).await;
        assert_eq!(reply.status, 401, "{what}: {}", reply.text());
        reply.problem(401, "identity.token_invalid");
    }
}

#[tokio::test]
async fn a_good_token_is_a_person_with_what_the_tenant_holds() {
    let scene = Scene::start().await;
    scene.kernel.grant(scene.acme.id, "reports", "report.view").await;
    let told: Value = scene.resolve(&scene.token(&json!({}))).await.expect(200).json();
    let identity = &told["identity"];
    assert_eq!(
        (&identity["external_id"], &identity["provider"]),
        (&json!("ada@acme.test"), &json!("local"))
    );
    assert_eq!(
        (&identity["roles"], &identity["tenant_id"]),
        (&json!(["member"]), &json!(scene.acme.id))
    );
    assert_eq!(identity["attributes"]["email"], "ada@acme.test");
    assert_eq!(told["entitlements"][0]["feature"], "report.view");
    assert_eq!(told["entitlements"][0]["runtime_id"], json!(scene.runtime.id));
}

#[tokio::test]
async fn a_token_that_does_not_say_what_it_must_is_refused() {
    let scene = Scene::start().await;
    let now = scene.kernel.clock.now().timestamp();
    for (what, changes) in [
        ("another issuer", json!({ "iss": "https://elsewhere.test" })),
        ("another audience", json!({ "aud": "somebody" })),
        ("several audiences and no party", json!({ "aud": ["leme", "more"] })),
        ("another party", json!({ "azp": "another-client" })),
        ("expired", json!({ "exp": now - 31 })),
        ("not yet", json!({ "nbf": now + 31 })),
        ("from the future", json!({ "iat": now + 31 })),
        ("nobody", json!({ "sub": "" })),
        ("a subject beyond measure", json!({ "sub": "x".repeat(256) })),
    ] {
        scene.refuses(&scene.token(&changes), what).await;
    }
    for changes in [
        json!({ "aud": ["leme", "more"], "azp": "leme-edge" }),
        json!({ "azp": "leme-edge" }),
        json!({ "exp": now - 20 }),
        json!({ "nbf": now + 20 }),
    ] {
        scene.resolve(&scene.token(&changes)).await.expect(200);
    }
}

#[tokio::test]
async fn a_token_that_nobody_signed_is_refused() {
    let scene = Scene::start().await;
    let claims = scene.claims(&json!({ "iss": scene.kernel.idp.issuer() }));
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let none = json!({ "alg": "none", "typ": "JWT" });
    scene.refuses(&format!("{}.{}.", part(&none), part(&claims)), "algorithm none").await;
    scene.refuses(&scene.kernel.idp.forged(&claims), "another key under a known id").await;
    scene.refuses("not.a.token", "no token").await;
    scene.refuses("", "nothing").await;
    let good = scene.token(&json!({}));
    let (head, signature) = good.rsplit_once('.').unwrap();
    let (header, _) = head.split_once('.').unwrap();
    let other = part(&scene.claims(&json!({ "sub": "admin@acme.test" })));
    scene.refuses(&format!("{header}.{other}.{signature}"), "another payload").await;
}

#[tokio::test]
async fn a_public_key_is_no_shared_secret() {
    let scene = Scene::start().await;
    let issuer = scene.kernel.idp.issuer();
    let keys: Value = Http::new(&issuer).get("/jwks.json").await.expect(200).json();
    let key = &keys["keys"][0];
    let header = Header {
        kid: Some(key["kid"].as_str().unwrap().to_owned()),
        ..Header::new(Algorithm::HS256)
    };
    let claims = scene.claims(&json!({ "iss": issuer }));
    let x = URL_SAFE_NO_PAD.decode(key["x"].as_str().unwrap()).unwrap();
    for secret in [key.to_string().into_bytes(), x] {
        let token = encode(&header, &claims, &EncodingKey::from_secret(&secret)).unwrap();
        scene.refuses(&token, "HS256 with the public key").await;
    }
}

#[tokio::test]
async fn a_new_key_is_fetched_when_a_token_names_it() {
    let scene = Scene::start().await;
    scene.resolve(&scene.token(&json!({}))).await.expect(200);
    for algorithm in [Algorithm::EdDSA, Algorithm::ES256] {
        scene.kernel.idp.rotate(algorithm);
        scene.kernel.advance(6);
        scene.resolve(&scene.token(&json!({}))).await.expect(200);
    }
}

#[tokio::test]
async fn a_withdrawn_key_is_worthless_when_the_keys_are_asked_for_again() {
    let scene = Scene::start().await;
    let old = |n: i32| scene.token(&json!({ "n": n }));
    let (first, second, third) = (old(1), old(2), old(3));
    scene.resolve(&first).await.expect(200);
    scene.kernel.idp.rotate(Algorithm::ES256);
    scene.kernel.idp.retire_old_keys();
    scene.resolve(&second).await.expect(200);
    scene.kernel.advance(601);
    scene.refuses(&third, "a withdrawn key").await;
}

#[tokio::test]
async fn a_storm_of_unknown_keys_asks_the_provider_once() {
    let scene = Scene::start().await;
    scene.resolve(&scene.token(&json!({}))).await.expect(200);
    let stranger = Idp::start().await;
    stranger.rotate(Algorithm::ES256);
    let claims = scene.claims(&json!({ "iss": scene.kernel.idp.issuer() }));
    scene.kernel.advance(6);
    let before = scene.kernel.idp.key_requests();
    let storm = (0..30).map(|n| {
        let mut claims = claims.clone();
        claims["n"] = json!(n);
        let token = stranger.token(&claims);
        let scene = &scene;
        async move { scene.refuses(&token, "an unknown key").await }
    });
    futures_util::future::join_all(storm).await;
    assert_eq!(scene.kernel.idp.key_requests(), before + 1);
}

#[tokio::test]
async fn a_provider_that_is_away_does_not_lock_out_whose_keys_are_known() {
    let scene = Scene::start().await;
    let (one, two) = (scene.token(&json!({ "n": 1 })), scene.token(&json!({ "n": 2 })));
    scene.kernel.idp.rotate(Algorithm::ES256);
    let unknown = scene.token(&json!({}));
    scene.kernel.idp.stop().await;
    scene.resolve(&one).await.expect(200);
    scene.kernel.advance(601);
    scene.resolve(&two).await.expect(200);
    let reply = scene.resolve(&unknown).await;
    assert_eq!(reply.header("retry-after"), "1");
    reply.problem(503, "unavailable");
    scene.kernel.advance(6);
    scene.resolve(&scene.token(&json!({}))).await.problem(503, "unavailable");
}

#[tokio::test]
async fn a_token_is_good_only_where_its_person_is_known() {
    let scene = Scene::start().await;
    let other = scene.kernel.tenant("other").await;
    let runtime = scene.kernel.runtime_of(other.id, "reports", "dedicated").await;
    let ask = |token: &str| {
        let request = json!({ "tenant_id": other.id, "external_token": token });
        runtime.http.post("/kernel/identity/resolve", request)
    };
    ask(&scene.token(&json!({}))).await.problem(403, "identity.unknown");
    let sso = Idp::start().await;
    let connection = json!({
        "name": "SSO", "provider": "oidc", "issuer": sso.issuer(), "client_id": "acme",
        "token_use": "id", "jit": { "enabled": true },
    });
    let path = format!("/v1/tenants/{}/connections", scene.acme.id);
    scene.acme.admin.post(&path, connection).await.expect(201);
    let token = sso.token(&json!({
        "sub": "joe", "aud": "acme", "email": "joe@acme.test", "email_verified": true,
    }));
    scene.resolve(&token).await.expect(200);
    ask(&token).await.problem(401, "identity.token_invalid");
}

#[tokio::test]
async fn a_removed_member_is_unknown_with_the_next_resolve() {
    let scene = Scene::start().await;
    let token = scene.token(&json!({}));
    let told: Value = scene.resolve(&token).await.expect(200).json();
    let id = told["identity"]["identity_id"].as_str().unwrap();
    let path = format!("/v1/tenants/{}/members/{id}", scene.acme.id);
    scene.acme.admin.delete(&path).await.expect(204);
    scene.resolve(&token).await.problem(403, "identity.unknown");
}

#[tokio::test]
async fn a_removed_member_is_out_of_another_process_within_two_seconds() {
    let scene = Scene::start().await;
    let told: Value = scene.resolve(&scene.token(&json!({}))).await.expect(200).json();
    let other = scene.kernel.another().await;
    let ada = other.http().bearer(&scene.token(&json!({}))).tenant(scene.acme.id);
    ada.get("/v1/navigation").await.expect(200);
    let id = told["identity"]["identity_id"].as_str().unwrap();
    let path = format!("/v1/tenants/{}/members/{id}", scene.acme.id);
    scene.acme.admin.delete(&path).await.expect(204);
    let out = tokio::time::timeout(Duration::from_secs(2), async {
        while ada.get("/v1/navigation").await.status != 403 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    out.await.unwrap();
}

#[tokio::test]
async fn people_see_all_their_organisations_and_what_they_may_do_in_one() {
    let scene = Scene::start().await;
    let other = scene.kernel.tenant("other").await;
    scene.kernel.member(other.id, "ada@acme.test", &["auditor"]).await;
    let ada = scene.kernel.person("ada@acme.test");
    let me: Value = ada.get("/v1/me").await.expect(200).json();
    let slugs: Vec<_> = me["memberships"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["tenant"]["slug"].clone())
        .collect();
    assert_eq!((slugs, me.get("active")), (vec![json!("acme"), json!("other")], None));
    let me: Value = ada.clone().tenant(other.id).get("/v1/me").await.expect(200).json();
    assert_eq!(me["active"]["tenant"]["slug"], "other");
    let permissions = me["active"]["permissions"].as_array().unwrap();
    assert!(
        permissions.contains(&json!("audit.read")) && !permissions.contains(&json!("tenant.write"))
    );
}

#[tokio::test]
async fn people_are_shown_nothing_where_they_do_not_belong() {
    let scene = Scene::start().await;
    let other = scene.kernel.tenant("other").await;
    let ada = scene.kernel.person("ada@acme.test");
    ada.clone().tenant(other.id).get("/v1/me").await.problem(403, "tenant.forbidden");
    ada.with("x-tenant-id", "nonsense").get("/v1/me").await.problem(403, "tenant.forbidden");
    scene.kernel.http().get("/v1/me").await.problem(401, "auth.required");
    let unverified = scene.token(&json!({ "sub": "x", "email_verified": false }));
    let me: Value = scene.kernel.http().bearer(&unverified).get("/v1/me").await.expect(200).json();
    assert_eq!(me["memberships"], json!([]));
    let strange = scene.kernel.idp.forged(&scene.claims(&json!({})));
    let reply = scene.kernel.http().bearer(&strange).get("/v1/me").await;
    reply.problem(401, "auth.invalid");
}

#[tokio::test]
async fn without_token_or_organisation_the_admin_api_says_what_is_missing() {
    let scene = Scene::start().await;
    let http = scene.kernel.http();
    http.get("/v1/tenants").await.problem(400, "tenant.required");
    http.clone().tenant(scene.acme.id).get("/v1/tenants").await.problem(401, "auth.required");
    let bad = http.tenant(scene.acme.id).bearer("nonsense");
    bad.get("/v1/tenants").await.problem(401, "auth.invalid");
}

/// The token of Joe, whom nobody invited, for one audience of a provider.
fn joe(sso: &Idp, audience: &str) -> String {
    sso.token(&json!({
        "sub": "joe", "aud": audience, "email": "joe@acme.test", "email_verified": true,
    }))
}

#[tokio::test]
async fn an_address_that_nobody_vouches_for_is_not_let_in_just_in_time() {
    let scene = Scene::start().await;
    let sso = Idp::start().await;
    scene.connect(scene.acme.id, &sso, "acme").await;
    for vouched in [json!(false), json!(null), json!("yes")] {
        let claims = json!({
            "sub": "joe", "aud": "acme", "email": "joe@acme.test", "email_verified": vouched,
        });
        scene.resolve(&sso.token(&claims)).await.problem(403, "identity.unknown");
    }
    scene.resolve(&joe(&sso, "acme")).await.expect(200);
}

#[tokio::test]
async fn a_token_shows_only_the_organisations_behind_its_own_audience() {
    let scene = Scene::start().await;
    let sso = Idp::start().await;
    let other = scene.kernel.tenant("other").await;
    scene.connect(scene.acme.id, &sso, "acme").await;
    scene.connect(other.id, &sso, "other").await;
    assert_eq!(scene.organisations(&joe(&sso, "acme")).await, ["acme"]);
    assert_eq!(scene.organisations(&joe(&sso, "other")).await, ["other"]);
    assert_eq!(scene.organisations(&joe(&sso, "acme")).await, ["acme"]);
}

#[tokio::test]
async fn a_crowd_that_trusts_the_same_issuer_locks_nobody_out() {
    let scene = Scene::start().await;
    let sso = Idp::start().await;
    for n in 0..61 {
        let slug = format!("crowd-{n}");
        let new = json!({ "name": slug, "slug": slug, "type": "company" });
        let made: Value = scene.kernel.owner().post("/v1/tenants", new).await.expect(201).json();
        let id = made["tenant_id"].as_str().unwrap().parse().unwrap();
        scene.connect(id, &sso, &slug).await;
    }
    scene.connect(scene.acme.id, &sso, "the-last").await;
    assert_eq!(scene.organisations(&joe(&sso, "the-last")).await, ["acme"]);
}

#[tokio::test]
async fn the_first_requests_of_an_invited_person_all_succeed() {
    let scene = Scene::start().await;
    let calls = (0..8).map(|n| {
        let call = scene.resolve(&scene.token(&json!({ "n": n })));
        async move { call.await.expect(200) }
    });
    futures_util::future::join_all(calls).await;
    let told = scene.kernel.audited(scene.acme.id).await;
    assert_eq!(told.iter().filter(|kind| *kind == "member.joined").count(), 1, "{told:?}");
}
