//! The pages: languages, policies, escaping.
use crate::harness::Idp;
use crate::harness::browser::Browser;

#[tokio::test]
async fn the_page_speaks_the_language_asked_for_and_runs_no_script() {
    let idp = Idp::start().await;
    let client = idp.confidential().await;
    let mut browser = Browser::new();
    let english = browser.get(&idp.authorize(&client, &[])).await;
    assert!(english.body.contains("<html lang=\"en\">") && english.body.contains("Password"));
    browser.language = "pt-BR,pt;q=0.9,en;q=0.5";
    let page = browser.get(&idp.authorize(&client, &[])).await;
    assert!(page.body.contains("<html lang=\"pt-BR\">") && page.body.contains("Senha"));
    let asked = browser.get(&idp.authorize(&client, &[("ui_locales", "en-GB pt")])).await;
    assert!(asked.body.contains("<html lang=\"en\">"));
    // The language goes with the form.
    let wrong = idp.submit(&mut browser, &asked, "ada@leme.test", "wrong").await;
    assert!(wrong.body.contains("do not match"));
    for page in [english, page, wrong] {
        assert!(!page.body.contains("<script") && !page.body.contains("style="));
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'self'; img-src 'self'"));
        assert!(policy.contains("form-action 'self' https://app.example;"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'"));
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("x-frame-options"), "DENY");
    }
}

#[tokio::test]
async fn what_comes_from_outside_is_escaped() {
    let idp = Idp::start().await;
    let client = idp.confidential().await;
    let evil = "\"><script>alert(1)</script>";
    let extra = [("login_hint", evil), ("state", evil), ("nonce", evil)];
    let mut browser = Browser::new();
    let page = browser.get(&idp.authorize(&client, &extra)).await;
    assert!(!page.body.contains("<script"), "{}", page.body);
    let wrong = idp.submit(&mut browser, &page, evil, "wrong").await;
    assert!(!wrong.body.contains("<script"), "{}", wrong.body);
}

#[tokio::test]
async fn a_login_hint_fills_the_email_and_the_cursor_waits_at_the_password() {
    let idp = Idp::start().await;
    let client = idp.confidential().await;
    let hint = [("login_hint", "ada@leme.test")];
    let page = Browser::new().get(&idp.authorize(&client, &hint)).await;
    assert_eq!(page.attribute("id=\"email\"", "value"), "ada@leme.test");
    let password = page.body.find("id=\"password\"").unwrap();
    assert!(page.body.find("autofocus").unwrap() > password);
}

#[tokio::test]
async fn the_stylesheet_and_the_mark_are_served_and_may_be_kept() {
    let idp = Idp::start().await;
    let client = idp.confidential().await;
    let mut browser = Browser::new();
    let page = browser.get(&idp.authorize(&client, &[])).await;
    let base = idp.issuer.strip_suffix("/idp").unwrap();
    for (marker, kind) in [("rel=\"stylesheet\"", "text/css"), ("rel=\"icon\"", "image/svg+xml")] {
        let asset = browser.get(&format!("{base}{}", page.attribute(marker, "href"))).await;
        assert_eq!(asset.status, 200);
        assert!(asset.header("content-type").starts_with(kind));
        assert!(asset.header("cache-control").contains("immutable"));
    }
}
