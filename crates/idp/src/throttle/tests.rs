//! Guessing, and who must not suffer from it.
use chrono::TimeDelta;

use crate::harness::browser::{Answer, Browser};
use crate::harness::{Client, Idp, PASSWORD};

async fn guess(
    idp: &Idp,
    browser: &mut Browser,
    client: &Client,
    email: &str,
    password: &str,
) -> Answer {
    let page = browser.get(&idp.authorize(client, &[("prompt", "login")])).await;
    idp.submit(browser, &page, email, password).await
}

#[tokio::test]
async fn after_five_failures_even_the_right_password_waits_and_the_wait_doubles() {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    let mut browser = Browser::new();
    for _ in 0..5 {
        let answer = guess(&idp, &mut browser, &client, &ada.email, "a wrong password").await;
        assert_eq!(answer.status, 403);
    }
    let blocked = guess(&idp, &mut browser, &client, &ada.email, PASSWORD).await;
    assert_eq!(blocked.status, 429);
    assert!(blocked.body.contains("wait 1 min"), "{}", blocked.body);
    let wait: i64 = blocked.header("retry-after").parse().unwrap();
    assert!((1..=31).contains(&wait));
    idp.clock.advance(TimeDelta::seconds(31));
    let answer = guess(&idp, &mut browser, &client, &ada.email, "a wrong password").await;
    assert_eq!(answer.status, 403);
    let blocked = guess(&idp, &mut browser, &client, &ada.email, PASSWORD).await;
    assert!(blocked.header("retry-after").parse::<i64>().unwrap() > 31);
    idp.clock.advance(TimeDelta::minutes(2));
    let answer = guess(&idp, &mut browser, &client, &ada.email, PASSWORD).await;
    assert!(answer.sent("code").is_some());
    // Success forgives: the next failure is a first one.
    for _ in 0..4 {
        guess(&idp, &mut Browser::new(), &client, &ada.email, "a wrong password").await;
    }
    let answer = guess(&idp, &mut Browser::new(), &client, &ada.email, PASSWORD).await;
    assert_eq!(answer.status, 303);
}

#[tokio::test]
async fn an_account_that_does_not_exist_is_blocked_just_the_same() {
    let idp = Idp::start().await;
    let client = idp.confidential().await;
    let mut statuses = Vec::new();
    for _ in 0..6 {
        let mut browser = Browser::new();
        let answer = guess(&idp, &mut browser, &client, "nobody@leme.test", PASSWORD).await;
        statuses.push(answer.status);
    }
    assert_eq!(statuses, [403, 403, 403, 403, 403, 429]);
}

#[tokio::test]
async fn parallel_guesses_gain_nothing() {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    let mut browser = Browser::new();
    let page = browser.get(&idp.authorize(&client, &[])).await;
    let one = || async {
        let mut browser = browser.clone();
        idp.submit(&mut browser, &page, &ada.email, "a wrong password").await.status
    };
    let four = || async { <[u16; 4]>::from(tokio::join!(one(), one(), one(), one())) };
    let statuses = <[[u16; 4]; 2]>::from(tokio::join!(four(), four())).concat();
    assert_eq!(statuses.iter().filter(|status| **status == 403).count(), 5, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 3, "{statuses:?}");
}

#[tokio::test]
async fn a_stranger_cannot_lock_out_the_owners_browser_or_session() {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    let mut hers = Browser::new();
    idp.tokens(&mut hers, &client, &ada).await;
    for _ in 0..6 {
        let mut stranger = Browser { from: "198.51.100.7", ..Browser::new() };
        guess(&idp, &mut stranger, &client, &ada.email, "a wrong password").await;
    }
    // Her session goes on, and so does her browser when it must sign in again.
    assert!(hers.get(&idp.authorize(&client, &[])).await.sent("code").is_some());
    let answer = guess(&idp, &mut hers, &client, &ada.email, PASSWORD).await;
    assert!(answer.sent("code").is_some());
    // A new browser has to wait, and nobody has to wait longer than a quarter of an hour.
    let blocked = guess(&idp, &mut Browser::new(), &client, &ada.email, PASSWORD).await;
    assert_eq!(blocked.status, 429);
    idp.clock.advance(TimeDelta::minutes(15));
    let answer = guess(&idp, &mut Browser::new(), &client, &ada.email, PASSWORD).await;
    assert!(answer.sent("code").is_some());
}

#[tokio::test]
async fn a_known_browser_is_no_licence_to_guess_and_none_for_other_accounts() {
    let idp = Idp::start().await;
    let client = idp.confidential().await;
    let (ada, eve) = (idp.person("ada@leme.test").await, idp.person("eve@leme.test").await);
    let mut eves = Browser::new();
    idp.tokens(&mut eves, &client, &eve).await;
    let mut statuses = Vec::new();
    for _ in 0..6 {
        let answer = guess(&idp, &mut eves, &client, &ada.email, "a wrong password").await;
        statuses.push(answer.status);
    }
    assert_eq!(statuses[5], 429);
    for _ in 0..5 {
        guess(&idp, &mut eves, &client, &eve.email, "a wrong password").await;
    }
    assert_eq!(guess(&idp, &mut eves, &client, &eve.email, PASSWORD).await.status, 429);
}

/// As if this many had failed before.
async fn failed(idp: &Idp, kind: &str, failures: i32) {
    let mut owner = idp.database.owner().await;
    let done = sqlx::query("update idp.throttles set failures = $2 where key like $1 || ':%'")
        .bind(kind)
        .bind(failures)
        .execute(&mut owner)
        .await;
    assert_eq!(done.unwrap().rows_affected(), 1);
}

#[tokio::test]
async fn one_address_trying_many_accounts_waits_and_another_does_not() {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    guess(&idp, &mut Browser::new(), &client, "one@leme.test", "a wrong password").await;
    failed(&idp, "address", 59).await;
    let last = guess(&idp, &mut Browser::new(), &client, "two@leme.test", PASSWORD).await;
    assert_eq!(last.status, 403);
    let blocked = guess(&idp, &mut Browser::new(), &client, &ada.email, PASSWORD).await;
    assert_eq!(blocked.status, 429);
    let mut elsewhere = Browser { from: "198.51.100.7", ..Browser::new() };
    let answer = guess(&idp, &mut elsewhere, &client, &ada.email, PASSWORD).await;
    assert!(answer.sent("code").is_some());
}

#[tokio::test]
async fn a_success_gives_an_address_back_only_its_own_attempt() {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    guess(&idp, &mut Browser::new(), &client, "one@leme.test", "a wrong password").await;
    failed(&idp, "address", 59).await;
    for _ in 0..2 {
        let answer = guess(&idp, &mut Browser::new(), &client, &ada.email, PASSWORD).await;
        assert!(answer.sent("code").is_some());
    }
    let wrong = guess(&idp, &mut Browser::new(), &client, "two@leme.test", PASSWORD).await;
    assert_eq!(wrong.status, 403);
    let blocked = guess(&idp, &mut Browser::new(), &client, &ada.email, PASSWORD).await;
    assert_eq!(blocked.status, 429);
}
