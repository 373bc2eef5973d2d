//! The test kit's own promises: mail arrives, tokens verify, databases are apart.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, TokenData, Validation, decode, decode_header};
use leme_testkit::{Database, Http, Idp, Mailbox};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

#[tokio::test]
async fn a_raw_smtp_dialogue_leaves_a_mail() {
    let mailbox = Mailbox::start().await;
    let (read, mut write) = TcpStream::connect(mailbox.addr()).await.unwrap().into_split();
    let mut answers = BufReader::new(read).lines();
    let mut said = vec![answers.next_line().await.unwrap().unwrap()];
    for line in [
        "DATA",
        "HELO test",
        "RCPT TO:<early@leme.test>",
        "MAIL FROM:<leme@leme.test>",
        "RCPT TO:<ada@leme.test>",
        "RCPT TO:<bob@leme.test>",
        "DATA",
        "Subject: hello\r\n\r\nfirst\r\n..dotted\r\n.",
        "VRFY ada",
        "QUIT",
    ] {
        write.write_all(format!("{line}\r\n").as_bytes()).await.unwrap();
        said.push(answers.next_line().await.unwrap().unwrap());
    }
    let codes: Vec<&str> = said.iter().map(|line| &line[..3]).collect();
    let expected = ["220", "503", "250", "503", "250", "250", "250", "354", "250", "502", "221"];
    assert_eq!(codes, expected, "{said:?}");
    let mail = mailbox.mail_to("bob@leme.test").await;
    assert_eq!((mail.from.as_str(), mail.to.len()), ("leme@leme.test", 2));
    assert_eq!(mail.data, "Subject: hello\n\nfirst\n.dotted\n");
    assert_eq!(mailbox.mails().len(), 1);
}

/// Verifies a token as a relying party does: by the documents of its issuer alone.
async fn verify(issuer: &str, token: &str) -> Option<TokenData<Value>> {
    let http = Http::new(issuer);
    let found: Value = http.get("/.well-known/openid-configuration").await.expect(200).json();
    assert_eq!(found["issuer"], issuer);
    let jwks: JwkSet = http.get(found["jwks_uri"].as_str().unwrap()).await.expect(200).json();
    let header = decode_header(token).unwrap();
    let jwk = jwks.find(header.kid.as_ref().unwrap())?;
    let mut rules = Validation::new(header.alg);
    rules.set_audience(&["leme"]);
    rules.set_issuer(&[issuer]);
    decode(token, &DecodingKey::from_jwk(jwk).unwrap(), &rules).ok()
}

#[tokio::test]
async fn a_token_verifies_by_discovery_until_its_key_is_retired() {
    let idp = Idp::start().await;
    let issuer = idp.issuer();
    let claims = json!({ "sub": "ada", "aud": "leme", "groups": ["staff"] });
    let old = idp.token(&claims);
    let read = verify(&issuer, &old).await.unwrap();
    assert_eq!((&read.claims["sub"], &read.claims["groups"][0]), (&json!("ada"), &json!("staff")));

    for algorithm in [Algorithm::EdDSA, Algorithm::ES256] {
        idp.rotate(algorithm);
        let new = idp.token(&claims);
        assert_eq!(decode_header(&new).unwrap().alg, algorithm);
        assert!(verify(&issuer, &new).await.is_some());
        assert!(verify(&issuer, &old).await.is_some());
        assert!(verify(&issuer, &idp.forged(&claims)).await.is_none());
    }
    idp.retire_old_keys();
    assert!(verify(&issuer, &old).await.is_none());
    assert!(verify(&issuer, &idp.token(&json!({ "aud": "leme", "exp": 1 }))).await.is_none());
    assert!(idp.key_requests() >= 8);
}

#[tokio::test]
async fn a_fresh_database_is_alone_and_gone_afterwards() {
    let (one, two) = (Database::fresh(&[]).await, Database::fresh(&[]).await);
    let mut owner = one.owner().await;
    sqlx::raw_sql("create table leme.mine ()").execute(&mut owner).await.unwrap();
    let mine = "select to_regclass('leme.mine') is not null";
    let seen: bool = sqlx::query_scalar(mine).fetch_one(&mut two.owner().await).await.unwrap();
    assert!(!seen);
    let name: String =
        sqlx::query_scalar("select current_database()").fetch_one(&mut owner).await.unwrap();
    drop(one);
    let left: i64 = sqlx::query_scalar("select count(*) from pg_database where datname = $1")
        .bind(&name)
        .fetch_one(&mut two.owner().await)
        .await
        .unwrap();
    assert_eq!(left, 0);
}
