//! Tenants over HTTP: the tree, what stops, paging.
use serde_json::{Value, json};

use crate::fixture::Kernel;

fn names(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect()
}

fn new(slug: &str) -> Value {
    json!({ "name": slug, "slug": slug, "type": "company" })
}

#[tokio::test]
async fn a_new_tenant_lies_below_the_acting_one_and_is_shown_as_it_was_made() {
    let kernel = Kernel::start().await;
    let body = json!({
        "name": "Acme Educação", "slug": "acme", "type": "company",
        "policies": { "security_level": "enterprise", "data_residency": "BR",
                      "time_zone": "America/Sao_Paulo" },
    });
    let made: Value = kernel.owner().post("/v1/tenants", &body).await.expect(201).json();
    assert_eq!((&made["status"], &made["parent_id"]), (&json!("active"), &json!(kernel.internal)));
    assert_eq!(made["policies"], body["policies"]);
    let path = format!("/v1/tenants/{}", made["tenant_id"].as_str().unwrap());
    assert_eq!(kernel.owner().get(&path).await.expect(200).json::<Value>(), made);
    let id = made["tenant_id"].as_str().unwrap().parse().unwrap();
    assert_eq!(kernel.audited(id).await, ["tenant.created"]);
}

#[tokio::test]
async fn a_tenant_sees_itself_and_what_lies_below_and_nothing_else() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let below = kernel.tenant_below("below", acme.id).await;
    let deeper = kernel.tenant_below("deeper", below.id).await;
    let other = kernel.tenant("other").await;
    let page: Value = acme.admin.get("/v1/tenants").await.expect(200).json();
    assert_eq!(names(&page), ["acme", "below", "deeper"]);
    acme.admin.get(&format!("/v1/tenants/{}", deeper.id)).await.expect(200);
    for hidden in [other.id, kernel.internal] {
        acme.admin.get(&format!("/v1/tenants/{hidden}")).await.problem(404, "not_found");
    }
    below.admin.get(&format!("/v1/tenants/{}", acme.id)).await.problem(404, "not_found");
}

#[tokio::test]
async fn a_slug_belongs_to_one_tenant() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    kernel.owner().post("/v1/tenants", new("acme")).await.problem(409, "conflict.slug");
    acme.admin.post("/v1/tenants", new("leme")).await.problem(409, "conflict.slug");
}

#[tokio::test]
async fn what_the_tree_cannot_hold_is_refused_by_field() {
    let kernel = Kernel::start().await;
    let cases = [
        (json!({ "type": "internal" }), 422, "/type"),
        (json!({ "slug": "No Slug" }), 422, "/slug"),
        (json!({ "name": "" }), 422, "/name"),
        (json!({ "policies": { "time_zone": "Mars/Olympus" } }), 422, "/policies/time_zone"),
        (json!({ "policies": { "data_residency": "" } }), 422, "/policies/data_residency"),
    ];
    for (change, status, pointer) in cases {
        let mut body = new("fresh");
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let reply = kernel.owner().post("/v1/tenants", body).await;
        let problem = reply.problem(status, "request.invalid");
        assert_eq!(problem["violations"][0]["pointer"], pointer, "{problem}");
    }
    let body = json!({ "name": "x", "slug": "x", "type": "company", "colour": 1 });
    kernel.owner().post("/v1/tenants", body).await.problem(400, "request.unknown_field");
}

#[tokio::test]
async fn the_tree_has_sixteen_levels() {
    let kernel = Kernel::start().await;
    let mut parent = kernel.internal;
    for level in 1..=16 {
        let mut body = new(&format!("level-{level}"));
        body["parent_id"] = json!(parent);
        let made: Value = kernel.owner().post("/v1/tenants", body).await.expect(201).json();
        parent = made["tenant_id"].as_str().unwrap().parse().unwrap();
    }
    let mut body = new("level-17");
    body["parent_id"] = json!(parent);
    kernel.owner().post("/v1/tenants", body).await.problem(422, "request.invalid");
}

#[tokio::test]
async fn a_change_keeps_what_it_does_not_name() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let path = format!("/v1/tenants/{}", acme.id);
    let policies = json!({ "security_level": "enterprise", "time_zone": "Europe/Lisbon" });
    acme.admin.patch(&path, json!({ "policies": policies })).await.expect(200);
    let named: Value = acme.admin.patch(&path, json!({ "name": "A" })).await.expect(200).json();
    assert_eq!((&named["name"], &named["policies"]), (&json!("A"), &policies));
    let bad = json!({ "policies": { "time_zone": "Nowhere" } });
    acme.admin.patch(&path, bad).await.problem(422, "request.invalid");
}

#[tokio::test]
async fn suspending_stops_every_call_and_resuming_lets_them_go_on() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    acme.admin.get("/v1/tenants").await.expect(200);
    let at = |action: &str| format!("/v1/tenants/{}/{action}", acme.id);
    let reason = json!({ "reason": " It did not pay. " });
    let shown: Value = kernel.owner().post(&at("suspend"), reason).await.expect(200).json();
    assert_eq!(shown["suspended_reason"], "It did not pay.");
    acme.admin.get("/v1/tenants").await.problem(403, "tenant.suspended");
    acme.admin.get("/v1/me").await.problem(403, "tenant.suspended");
    let shown: Value = kernel.owner().post(&at("resume"), json!({})).await.expect(200).json();
    assert_eq!((&shown["status"], shown.get("suspended_reason")), (&json!("active"), None));
    acme.admin.get("/v1/tenants").await.expect(200);
    let told = kernel.audited(acme.id).await;
    assert!(told.ends_with(&["tenant.suspended".into(), "tenant.resumed".into()]), "{told:?}");
}

#[tokio::test]
async fn nobody_suspends_the_platform_or_themselves_or_without_a_reason() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let reason = json!({ "reason": "Why not." });
    let at = |id| format!("/v1/tenants/{id}/suspend");
    let reply = kernel.owner().post(&at(kernel.internal), &reason).await;
    reply.problem(409, "conflict.internal_tenant");
    acme.admin.post(&at(acme.id), &reason).await.problem(409, "conflict.own_tenant");
    let empty = json!({ "reason": "  " });
    kernel.owner().post(&at(acme.id), empty).await.problem(422, "request.invalid");
}

#[tokio::test]
async fn roles_that_may_only_read_cannot_write_and_members_cannot_read() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let auditor = kernel.member(acme.id, "auditor@acme.test", &["auditor"]).await;
    auditor.get("/v1/tenants").await.expect(200);
    auditor.post("/v1/tenants", new("mine")).await.problem(403, "auth.forbidden");
    let member = kernel.member(acme.id, "member@acme.test", &["member", "teacher"]).await;
    member.get("/v1/tenants").await.problem(403, "auth.forbidden");
}

#[tokio::test]
async fn pages_follow_each_other_without_a_gap_or_a_repeat() {
    let kernel = Kernel::start().await;
    for slug in ["delta", "alpha", "charlie", "bravo"] {
        kernel.owner().post("/v1/tenants", new(slug)).await.expect(201);
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/v1/tenants?type=company&limit=1&cursor={cursor}");
        let page: Value = kernel.owner().get(&path).await.expect(200).json();
        seen.extend(names(&page).into_iter().map(str::to_owned));
        match page.get("next") {
            Some(next) => next.as_str().unwrap().clone_into(&mut cursor),
            None => break,
        }
    }
    assert_eq!(seen, ["alpha", "bravo", "charlie", "delta"]);
    kernel.owner().get("/v1/tenants?cursor=zzz").await.problem(422, "request.invalid");
    kernel.owner().get("/v1/tenants?limit=x").await.problem(422, "request.invalid");
}

#[tokio::test]
async fn a_search_takes_percent_and_underscore_literally() {
    let kernel = Kernel::start().await;
    for (name, slug) in [("100% Legal", "legal"), ("under_score", "under"), ("Plain", "plain")] {
        let body = json!({ "name": name, "slug": slug, "type": "company" });
        kernel.owner().post("/v1/tenants", body).await.expect(201);
    }
    for (q, expected) in [
        ("%25", vec!["100% Legal"]),
        ("_", vec!["under_score"]),
        ("PLAIN", vec!["Plain"]),
        ("%5C", vec![]),
    ] {
        let page: Value =
            kernel.owner().get(&format!("/v1/tenants?q={q}")).await.expect(200).json();
        assert_eq!(names(&page), expected, "{q}");
    }
}

#[tokio::test]
async fn the_same_key_makes_one_tenant_and_gives_the_same_answer() {
    let kernel = Kernel::start().await;
    let owner = kernel.owner();
    let first = owner.post("/v1/tenants", new("acme")).key("k-1").await.expect(201);
    let again = owner.post("/v1/tenants", new("acme")).key("k-1").await.expect(201);
    assert_eq!(first.text(), again.text());
    assert_eq!(again.header("idempotent-replay"), "true");
    let other = owner.post("/v1/tenants", new("other")).key("k-1").await;
    other.problem(409, "idempotency.conflict");
    // A failure is not kept: the key may be used again.
    owner.post("/v1/tenants", new("acme")).key("k-2").await.problem(409, "conflict.slug");
    owner.post("/v1/tenants", new("fresh")).key("k-2").await.expect(201);
}

#[tokio::test]
async fn a_text_that_cannot_be_kept_is_the_callers_fault() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    kernel.owner().get("/v1/tenants?q=%00").await.problem(400, "request.malformed");
    let reason = json!({ "reason": "a\u{0}b" });
    let path = format!("/v1/tenants/{}/suspend", acme.id);
    kernel.owner().post(&path, reason).await.problem(400, "request.malformed");
}

#[tokio::test]
async fn what_the_platform_suspended_only_the_platform_resumes() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let branch = kernel.tenant_below("branch", acme.id).await;
    let at = |action: &str| format!("/v1/tenants/{}/{action}", branch.id);
    let (owner, reason) = (kernel.owner(), json!({ "reason": "Fraud." }));
    // Whoever is below may suspend once more, but does not take over.
    for who in [&owner, &acme.admin] {
        who.post(&at("suspend"), &reason).await.expect(200);
        acme.admin.post(&at("resume"), json!({})).await.problem(403, "auth.forbidden");
    }
    branch.admin.get("/v1/tenants").await.problem(403, "tenant.suspended");
    owner.post(&at("resume"), json!({})).await.expect(200);
    branch.admin.get("/v1/tenants").await.expect(200);
    // Nothing of that is left: what the parent suspends, it resumes.
    acme.admin.post(&at("suspend"), &reason).await.expect(200);
    acme.admin.post(&at("resume"), json!({})).await.expect(200);
}

#[tokio::test]
async fn resuming_a_tenant_that_is_not_stopped_is_no_event() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let before = kernel.audited(acme.id).await;
    let path = format!("/v1/tenants/{}/resume", acme.id);
    kernel.owner().post(&path, json!({})).await.expect(200);
    assert_eq!(kernel.audited(acme.id).await, before);
}
