//! Hostile and accidental requests to the review: paths, hosts, sites, tokens and roles.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use crate::run_support::blindmask;
use crate::web_support::{answer, every_role_is_asked_for, finished, path, review, settings, tokens};

use std::fs;

use blindmask::web::Settings;
use serde_json::{Value, json};

#[test]
fn hostile_addresses_lead_nowhere() {
    let folder = finished();
    let server = review(&folder, None, settings());
    let names = [
        "..%2F..%2Fetc%2Fpasswd",
        "%2Fetc%2Fpasswd",
        "A001%2F..%2F..%2Fledger.ndjson",
        "A001%2F.%2Fnamed.jpg",
        "..",
        "%2e%2e",
        "A001%2F%2Fnamed.jpg",
        "A001%5Cnamed.jpg",
        "A001%2Fnamed.jpg%00",
        "%00",
        "%ff%fe",
        "A001%2F",
        "%252e%252e%252fetc",
        "file:%2F%2F%2Fetc%2Fpasswd",
        "C:%5Cwindows%5Cwin.ini",
        "A001%2Fnamed.jpg%2F..%2Fother.jpg",
        "%F0%9F%92%A9",
        "~root",
        "A001%2Fnamed.jpg%3Fx",
        "masked%2FA001%2Fnamed.jpg",
        "ledger.ndjson",
        "....%2F%2F....%2F%2Fetc",
    ];
    assert!(names.len() >= 20);
    for name in names {
        for rest in ["", "/original", "/masked", "/thumbnail"] {
            let answer = server.get(&format!("/api/v1/images/{name}{rest}"));
            assert!(matches!(answer.status, 400 | 404), "{name}{rest}: {answer:?}");
        }
        assert_eq!(server.get(&format!("/assets/{name}")).status, 404, "{name}");
        let body =
            json!({ "input_sha256": null, "based_on": 0, "changes": [{ "do": "add", "box": [1, 1, 9, 9] }] });
        let answer = server.post(&format!("/api/v1/images/{name}/decisions"), &body);
        assert!(matches!(answer.status, 400 | 404), "{name}: {answer:?}");
    }
    for raw in [
        "/../../etc/passwd",
        "/assets/../mod.rs",
        "//etc/passwd",
        "/api/v1/images/../../x",
        "/api/v2/x",
        "/.git/config",
    ] {
        assert_eq!(server.get(raw).status, 404, "{raw}");
    }
}

#[test]
fn other_sites_and_other_hosts_are_refused() {
    let folder = finished();
    let (known, made) = tokens(folder.path());
    let hosts = vec!["Review.Example".to_owned()];
    let server = review(&folder, None, Settings { tokens: Some(known), hosts, ..settings() });
    let token = &made[0].1;
    let raw = |head: String| {
        let mut stream = server.connect();
        std::io::Write::write_all(&mut stream, head.as_bytes()).unwrap();
        answer(stream).unwrap()
    };
    for (host, status) in
        [("evil.example", 421), ("review.example:8443", 200), ("localhost", 200), ("127.0.0.1:1", 200)]
    {
        let answer = raw(format!("GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
        assert_eq!(answer.status, status, "{host}");
    }
    assert_eq!(
        raw("GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
            .into())
        .status,
        421
    );
    let cookie = server.post("/api/v1/session", &json!({ "token": token }));
    assert_eq!(cookie.status, 204);
    let cookie = cookie.header("set-cookie").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let cookie = format!("Cookie: {}", cookie.split(';').next().unwrap());
    let session = |headers: &[&str]| server.ask("GET", "/api/v1/session", headers, b"").json();
    assert_eq!(session(&[&cookie])["role"], "operator");
    assert_eq!(session(&[])["role"], Value::Null);
    let apply = |headers: &[&str]| server.ask("POST", "/api/v1/apply", headers, b"");
    assert_eq!(
        apply(&[&cookie]).code(),
        "cross_site",
        "a form of another site sends the cookie, but no header"
    );
    let own = format!("Origin: http://{}", server.address);
    assert_eq!(apply(&[&cookie, "X-Blindmask: 1", &own]).status, 202);
    for foreign in [
        "Origin: http://evil.example",
        "Origin: null",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
    ] {
        assert_eq!(apply(&[&cookie, "X-Blindmask: 1", foreign]).code(), "cross_site", "{foreign}");
    }
    let framed = server.ask(
        "GET",
        &path("A001/named.jpg", "/original"),
        &[&cookie, "Sec-Fetch-Site: cross-site"],
        b"",
    );
    assert_eq!(framed.code(), "cross_site");
    let page = server.get("/");
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
}

#[test]
fn every_route_asks_for_its_role() {
    let folder = finished();
    let (known, made) = tokens(folder.path());
    let server = review(&folder, None, Settings { tokens: Some(known), ..settings() });
    let filled = [("{file}", "A001%2Fnamed.jpg"), ("{applicant}", "A001")];
    assert!(every_role_is_asked_for(&server, &made, &filled) > 15);
}

#[test]
fn elsewhere_than_on_a_loopback_address_tokens_are_demanded() {
    let folder = finished();
    let [out, input] = ["out", "in"].map(|f| folder.path().join(f).to_str().unwrap().to_owned());
    let ran = blindmask(&["review", &out, "--originals", &input, "--bind", "0.0.0.0:0"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    assert!(ran.err.contains("--tokens"), "{ran:?}");
    let file = folder.path().join("t");
    let made =
        blindmask(&["token", "--tokens", file.to_str().unwrap(), "--role", "reviewer", "--label", "r1"]);
    assert_eq!((made.code, made.out.trim().len()), (0, 64), "{made:?}");
    #[cfg(unix)]
    {
        fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
        let ran = blindmask(&["review", &out, "--originals", &input, "--tokens", file.to_str().unwrap()]);
        assert_eq!(ran.code, 2, "{ran:?}");
    }
}
