//! Tests of the kill switches: who pulls them, who hears of them, and who said so.
use leme_base::ids::{RuntimeId, SwitchId};
use serde_json::{Value, json};

use crate::fixture::Kernel;

const PATH: &str = "/v1/switches";

fn id(switch: &Value) -> &str {
    switch["switch_id"].as_str().unwrap()
}

fn told(beat: &Value) -> Vec<&str> {
    let switches = beat["kill_switches"].as_array().unwrap();
    switches.iter().map(|switch| switch["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_switch_is_heard_acknowledged_shown_and_cleared() {
    let kernel = Kernel::start().await;
    let runtime = kernel.runtime("reports").await;
    runtime.beat().await;
    let new = json!({ "scope": "feature", "feature": "report.export:*", "reason": "wrong totals" });
    let switch: Value = kernel.owner().post(PATH, new).await.expect(201).json();
    let waiting = json!([{ "runtime_id": runtime.id }]);
    assert_eq!(switch["acknowledgements"], waiting);

    let beat = runtime.beat().await;
    assert_eq!(told(&beat), [id(&switch)]);
    assert_eq!(beat["kill_switches"][0]["scope"], "feature");
    assert_eq!(beat["kill_switches"][0]["feature"], "report.export:*");
    let runtime_path = format!("/v1/runtimes/{}", runtime.id);
    let shown: Value = kernel.owner().get(&runtime_path).await.expect(200).json();
    assert_eq!(shown["kill_switches_pending"], json!([id(&switch)]));

    kernel.advance(1);
    let at = kernel.clock.now();
    runtime.acknowledge(&[id(&switch)]).await;
    kernel.advance(10);
    runtime.acknowledge(&[id(&switch)]).await;
    let page: Value = kernel.owner().get(PATH).await.expect(200).json();
    let first = json!([{ "runtime_id": runtime.id, "applied_at": at }]);
    assert_eq!(page["items"][0]["acknowledgements"], first, "the first time counts");
    let shown: Value = kernel.owner().get(&runtime_path).await.expect(200).json();
    assert_eq!(shown["kill_switches_pending"], json!([]));

    let clear = format!("{PATH}/{}/clear", id(&switch));
    let cleared: Value = kernel.owner().post(&clear, json!({})).await.expect(200).json();
    assert!(cleared["cleared_at"].is_string());
    assert!(told(&runtime.beat().await).is_empty());
    kernel.owner().post(&clear, json!({})).await.expect(200);
    let audited = kernel.audited(kernel.internal).await;
    let of_switches: Vec<_> = audited.iter().filter(|kind| kind.starts_with("switch.")).collect();
    assert_eq!(of_switches, ["switch.activated", "switch.cleared"], "cleared twice is once");
}

#[tokio::test]
async fn a_switch_stops_the_check_it_names() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let runtime = kernel.runtime("reports").await;
    kernel.grant(acme.id, "reports", "report.view").await;
    let check = || {
        let question =
            json!({ "tenant_id": acme.id, "runtime_id": runtime.id, "feature": "report.view" });
        let http = runtime.http.clone().tenant(acme.id);
        async move {
            let call = http.post("/kernel/entitlements/check", question);
            call.await.expect(200).json::<Value>()["code"].clone()
        }
    };
    assert_eq!(check().await, "ok");
    for new in [
        json!({ "scope": "global", "reason": "fire" }),
        json!({ "scope": "tenant", "tenant_id": acme.id, "reason": "fire" }),
        json!({ "scope": "runtime", "runtime_id": runtime.id, "reason": "fire" }),
        json!({ "scope": "feature", "feature": "report.*", "reason": "fire" }),
    ] {
        let switch: Value = kernel.owner().post(PATH, new).await.expect(201).json();
        assert_eq!(check().await, "kill_switch", "{switch}");
        let clear = format!("{PATH}/{}/clear", id(&switch));
        kernel.owner().post(&clear, json!({})).await.expect(200);
        assert_eq!(check().await, "ok");
    }
}

#[tokio::test]
async fn a_switch_is_told_only_to_runtimes_it_concerns() {
    let kernel = Kernel::start().await;
    let (acme, other) = (kernel.tenant("acme").await, kernel.tenant("other").await);
    let shared = kernel.runtime("reports").await;
    let own = kernel.runtime_of(acme.id, "reports", "dedicated").await;
    let foreign = kernel.runtime_of(other.id, "reports", "dedicated").await;
    let new = json!({ "scope": "tenant", "tenant_id": acme.id, "reason": "they asked for it" });
    let stop_acme: Value = acme.admin.post(PATH, new).await.expect(201).json();
    let new = json!({ "scope": "runtime", "runtime_id": own.id, "reason": "it smokes" });
    let stop_own: Value = acme.admin.post(PATH, new).await.expect(201).json();

    assert_eq!(told(&shared.beat().await), [id(&stop_acme)]);
    assert!(told(&foreign.beat().await).is_empty(), "another tenant's trouble is not its business");
    let mut heard: Vec<String> = told(&own.beat().await).into_iter().map(str::to_owned).collect();
    heard.sort_unstable();
    let mut both = [id(&stop_acme), id(&stop_own)];
    both.sort_unstable();
    assert_eq!(heard, both);

    // A tenant's switch, acknowledged by the platform's runtime: kept where the switch is.
    shared.acknowledge(&[id(&stop_acme), id(&stop_own)]).await;
    foreign.acknowledge(&[id(&stop_acme)]).await;
    let page: Value = acme.admin.get(PATH).await.expect(200).json();
    for switch in page["items"].as_array().unwrap() {
        let said = switch["acknowledgements"].as_array().unwrap().iter();
        let applied: Vec<&Value> =
            said.filter(|it| it.get("applied_at").is_some()).map(|it| &it["runtime_id"]).collect();
        let expected = if switch["scope"] == "tenant" { vec![json!(shared.id)] } else { vec![] };
        assert_eq!(applied, expected.iter().collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn a_tenant_stops_itself_and_below_and_nothing_else() {
    let kernel = Kernel::start().await;
    let (acme, other) = (kernel.tenant("acme").await, kernel.tenant("other").await);
    let branch = kernel.tenant_below("branch", acme.id).await;
    let shared = kernel.runtime("reports").await;
    let forbidden = [
        json!({ "scope": "global", "reason": "no" }),
        json!({ "scope": "feature", "feature": "report.view", "reason": "no" }),
    ];
    for new in forbidden {
        acme.admin.post(PATH, new).await.problem(403, "auth.forbidden");
    }
    let foreign = [
        json!({ "scope": "tenant", "tenant_id": other.id, "reason": "no" }),
        json!({ "scope": "tenant", "tenant_id": kernel.internal, "reason": "no" }),
        json!({ "scope": "runtime", "runtime_id": shared.id, "reason": "no" }),
        json!({ "scope": "runtime", "runtime_id": RuntimeId::at(kernel.clock.now()),
                "reason": "no" }),
    ];
    for new in foreign {
        acme.admin.post(PATH, new).await.problem(404, "not_found");
    }
    let new = json!({ "scope": "tenant", "tenant_id": branch.id, "reason": "moving house" });
    acme.admin.post(PATH, new).await.expect(201);
    let auditor = kernel.member(acme.id, "auditor@acme.test", &["auditor"]).await;
    let new = json!({ "scope": "tenant", "tenant_id": acme.id, "reason": "no" });
    auditor.post(PATH, new).await.problem(403, "auth.forbidden");
}

#[tokio::test]
async fn what_the_platform_stopped_the_tenant_sees_but_does_not_clear() {
    let kernel = Kernel::start().await;
    let (acme, other) = (kernel.tenant("acme").await, kernel.tenant("other").await);
    let new = json!({ "scope": "tenant", "tenant_id": acme.id, "reason": "unpaid" });
    let switch: Value = kernel.owner().post(PATH, new).await.expect(201).json();
    let new = json!({ "scope": "global", "reason": "fire" });
    kernel.owner().post(PATH, new).await.expect(201);
    let page: Value = acme.admin.get(PATH).await.expect(200).json();
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
    assert_eq!(id(&page["items"][0]), id(&switch));
    let clear = format!("{PATH}/{}/clear", id(&switch));
    acme.admin.post(&clear, json!({})).await.problem(404, "not_found");
    let page: Value = other.admin.get(PATH).await.expect(200).json();
    assert_eq!(page["items"], json!([]));
    other.admin.post(&clear, json!({})).await.problem(404, "not_found");
    let unknown = format!("{PATH}/{}/clear", SwitchId::at(kernel.clock.now()));
    kernel.owner().post(&unknown, json!({})).await.problem(404, "not_found");
    // Who stands above a tenant clears what it pulled.
    let new = json!({ "scope": "tenant", "tenant_id": acme.id, "reason": "their own wish" });
    let own: Value = acme.admin.post(PATH, new).await.expect(201).json();
    let clear = format!("{PATH}/{}/clear", id(&own));
    kernel.owner().post(&clear, json!({})).await.expect(200);
}

#[tokio::test]
async fn scope_and_target_must_fit() {
    let kernel = Kernel::start().await;
    let some = kernel.internal;
    for (new, pointer) in [
        (json!({ "scope": "tenant", "reason": "x" }), "/tenant_id"),
        (json!({ "scope": "runtime", "reason": "x" }), "/runtime_id"),
        (json!({ "scope": "feature", "reason": "x" }), "/feature"),
        (json!({ "scope": "global", "tenant_id": some, "reason": "x" }), "/tenant_id"),
        (json!({ "scope": "feature", "feature": "*", "reason": "x" }), "/feature"),
        (json!({ "scope": "feature", "feature": "A B", "reason": "x" }), "/feature"),
        (json!({ "scope": "global", "reason": " " }), "/reason"),
    ] {
        let problem = kernel.owner().post(PATH, new).await.problem(422, "request.invalid");
        assert_eq!(problem["violations"][0]["pointer"], pointer);
    }
}

#[tokio::test]
async fn a_repeated_pull_is_one_switch_and_the_list_is_filtered_and_paged() {
    let kernel = Kernel::start().await;
    let new = json!({ "scope": "global", "reason": "fire" });
    let first: Value = kernel.owner().post(PATH, &new).key("fire").await.expect(201).json();
    let again: Value = kernel.owner().post(PATH, &new).key("fire").await.expect(201).json();
    assert_eq!(id(&first), id(&again));
    kernel.advance(1);
    let second: Value = kernel.owner().post(PATH, &new).await.expect(201).json();
    let clear = format!("{PATH}/{}/clear", id(&first));
    kernel.owner().post(&clear, json!({})).await.expect(200);

    let ids = |page: &Value| -> Vec<String> {
        page["items"].as_array().unwrap().iter().map(|it| id(it).to_owned()).collect()
    };
    let page: Value = kernel.owner().get("/v1/switches?limit=1").await.expect(200).json();
    assert_eq!(ids(&page), [id(&second)]);
    let path = format!("/v1/switches?limit=1&cursor={}", page["next"].as_str().unwrap());
    let page: Value = kernel.owner().get(&path).await.expect(200).json();
    assert_eq!(ids(&page), [id(&first)]);
    for (in_force, expected) in [(true, id(&second)), (false, id(&first))] {
        let path = format!("/v1/switches?in_force={in_force}");
        let page: Value = kernel.owner().get(&path).await.expect(200).json();
        assert_eq!(ids(&page), [expected]);
    }
}
