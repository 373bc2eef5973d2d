//! Making and changing accounts.
use leme_base::secret::Secret;
use leme_idp::accounts::{Lang, NewUser, ensure_user, set_disabled, set_password};

use crate::harness::browser::Browser;
use crate::harness::{Idp, PASSWORD};

fn ada(password: &str) -> NewUser {
    NewUser {
        email: "Ada@Leme.test".parse().unwrap(),
        name: "Ada".parse().unwrap(),
        locale: Lang::En,
        password: Secret::new(password.to_owned()),
    }
}

#[tokio::test]
async fn ensuring_twice_gives_the_same_person_and_keeps_their_password() {
    let idp = Idp::start().await;
    let now = idp.clock.now();
    let first = ensure_user(&idp.db, now, &ada(PASSWORD)).await.unwrap();
    let second = ensure_user(&idp.db, now, &ada("quite another password")).await.unwrap();
    assert_eq!(first, second);
    let client = idp.confidential().await;
    let mut browser = Browser::new();
    let page = browser.get(&idp.authorize(&client, &[])).await;
    assert_eq!(idp.submit(&mut browser, &page, "ada@leme.test", PASSWORD).await.status, 303);
}

#[tokio::test]
async fn ensuring_at_once_gives_one_person() {
    let idp = Idp::start().await;
    let (now, user) = (idp.clock.now(), ada(PASSWORD));
    let made = tokio::join!(ensure_user(&idp.db, now, &user), ensure_user(&idp.db, now, &user));
    assert_eq!(made.0.unwrap(), made.1.unwrap());
}

#[tokio::test]
async fn easy_passwords_and_unknown_people_are_refused() {
    let idp = Idp::start().await;
    let now = idp.clock.now();
    assert!(ensure_user(&idp.db, now, &ada("short")).await.is_err());
    assert!(ensure_user(&idp.db, now, &ada(&"x".repeat(1025))).await.is_err());
    let nobody = "nobody@leme.test".parse().unwrap();
    assert!(set_password(&idp.db, now, &nobody, PASSWORD).await.is_err());
    assert!(set_disabled(&idp.db, now, &nobody, true).await.is_err());
}

#[tokio::test]
async fn whoever_is_disabled_loses_their_session_and_may_be_let_in_again() {
    let idp = Idp::start().await;
    let (client, person) = (idp.confidential().await, idp.person("ada@leme.test").await);
    let mut browser = Browser::new();
    idp.tokens(&mut browser, &client, &person).await;
    let email = person.email.parse().unwrap();
    set_disabled(&idp.db, idp.clock.now(), &email, true).await.unwrap();
    let page = browser.get(&idp.authorize(&client, &[])).await;
    assert_eq!(page.status, 200);
    assert_eq!(idp.submit(&mut browser, &page, &person.email, PASSWORD).await.status, 403);
    set_disabled(&idp.db, idp.clock.now(), &email, false).await.unwrap();
    assert_eq!(idp.submit(&mut browser, &page, &person.email, PASSWORD).await.status, 303);
}
