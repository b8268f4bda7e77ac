//! Review over HTTP: what reviewers do in the browser, and which requests are refused.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use crate::run_support::fake::{Does, Fake, How, page, run};
use crate::run_support::{Place, blindmask, json as file, manifest, program, small_page};
use crate::web_support::{Running, settings, tokens};

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

use blindmask::roster::people::Roster;
use blindmask::web::auth::Role;
use blindmask::web::review::Review;
use blindmask::web::{Door, Settings};
use serde_json::{Value, json};
use tempfile::TempDir;

const FILES: [(&str, Does); 3] =
    [("A001/named.jpg", Does::Name), ("A001/other.jpg", Does::Other), ("A002/held.jpg", Does::Fail)];

/// A finished run.
fn finished() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, does) in FILES {
        let path = folder.path().join("in").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, page(does)).unwrap();
    }
    run(&folder.path().join("in"), &folder.path().join("out"), Fake::new(), &How::default()).unwrap();
    folder
}

fn review(folder: &TempDir, sample: Option<usize>, settings: Settings) -> Running {
    let (out, input) = (folder.path().join("out"), folder.path().join("in"));
    Running::start(Door::Review(Review::open(&out, &input, 2, sample).unwrap()), settings)
}

fn path(name: &str, rest: &str) -> String {
    format!("/api/v1/images/{}{rest}", name.replace('/', "%2F"))
}

fn view(server: &Running, name: &str) -> Value {
    let answer = server.get(&path(name, ""));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn decision(view: &Value, changes: &Value) -> Value {
    json!({ "input_sha256": view["sha256"], "based_on": view["line"], "by": "li", "changes": changes })
}

fn applied(server: &Running) -> Value {
    assert_eq!(server.ask("POST", "/api/v1/apply", &[], b"").status, 202);
    loop {
        let state = server.get("/api/v1/apply").json();
        if state["running"] == false {
            return state;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn verify(folder: &TempDir) {
    let [out, input] = ["out", "in"].map(|f| folder.path().join(f).to_str().unwrap().to_owned());
    let verified = blindmask(&["verify", &out, "--originals", &input]);
    assert_eq!(verified.code, 0, "{verified:?}");
}

#[test]
fn a_run_is_reviewed_applied_and_verified() {
    let folder = finished();
    let server = review(&folder, None, settings());
    let list = server.get("/api/v1/images").json();
    let order: Vec<&str> =
        list["images"].as_array().unwrap().iter().map(|i| i["file"].as_str().unwrap()).collect();
    assert_eq!(order, ["A002/held.jpg", "A001/named.jpg", "A001/other.jpg"], "held first");
    assert_eq!(server.get("/api/v1/images?state=held&applicant=A001").json()["total"], 0);
    assert_eq!(server.get("/api/v1/images?form=han&limit=1").json()["total"], 1);

    let named = view(&server, "A001/named.jpg");
    let decide = |view: &Value, changes: Value| {
        server.post(&path(view["file"].as_str().unwrap(), "/decisions"), &decision(view, &changes))
    };
    let bare = decide(&named, json!([{ "do": "reject", "finding": "f1" }]));
    assert_eq!((bare.status, bare.code()), (422, "refused".to_owned()));
    assert_eq!(bare.json()["why"], "needs_reason");
    let done = decide(
        &named,
        json!([
            { "do": "reject", "finding": "f1", "reason": "another_person" }, { "do": "page", "page": "clear" }
        ]),
    );
    assert_eq!(done.status, 201, "{}", done.text());
    let done = done.json();
    assert_eq!(
        (&done["page"], &done["by"], &done["findings"][0]["state"]),
        (&json!("clear"), &json!("li"), &json!("rejected"))
    );
    let late = decide(&named, json!([{ "do": "confirm", "finding": "f1" }]));
    assert_eq!((late.status, late.code()), (409, "stale".to_owned()));
    let late = late.json();
    assert_eq!((&late["current"]["line"], &late["changed"][0]["by"]), (&done["line"], &json!("li")));

    let other =
        decide(&view(&server, "A001/other.jpg"), json!([{ "do": "add", "box": [300, 20, 40, 30] }])).json();
    let undone = decide(&other, json!([{ "do": "undo", "line": other["undo"] }])).json();
    assert_eq!((&undone["findings"], &undone["apply"]), (&json!([]), &json!(false)));
    decide(&undone, json!([{ "do": "add", "box": [300, 20, 40, 30] }, { "do": "page", "page": "mask" }]));
    let held = view(&server, "A002/held.jpg");
    assert_eq!(held["releasable"], true);
    assert_eq!(
        decide(&held, json!([{ "do": "page", "page": "release", "reason": "looked_no_name" }])).status,
        201
    );
    let progress = server.get("/api/v1/progress").json();
    assert_eq!(
        (&progress["decided"], &progress["waiting"], &progress["by"][0]["pages"]),
        (&json!(3), &json!(3), &json!(3))
    );

    let state = applied(&server);
    assert_eq!((&state["rendered"], &state["held"], &state["error"]), (&json!(3), &json!(0), &Value::Null));
    verify(&folder);
    assert_eq!(view(&server, "A002/held.jpg")["verdict"], "clear");
    assert_eq!(file(&folder.path().join("out/audit/A001.json"))["images"][0]["review"]["by"], "li");
    let metrics = server.get("/metrics").text();
    assert!(metrics.contains("blindmask_decisions_total 5") && !metrics.contains("A001"), "{metrics}");
}

#[test]
fn pictures_are_scaled_and_show_what_would_be_released() {
    let folder = finished();
    let server = review(&folder, None, settings());
    let seen = |what: &str| {
        let answer = server.get(&path("A001/named.jpg", what));
        assert_eq!((answer.status, answer.header("content-type")), (200, "image/jpeg"), "{what}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        image::load_from_memory(&answer.body).unwrap().into_rgb8()
    };
    assert_eq!(seen("/original").dimensions(), (640, 320), "never enlarged");
    assert_eq!(seen("/original?width=64&line=7").dimensions(), (64, 32));
    assert_eq!(seen("/thumbnail").dimensions(), (240, 120));
    let dark = |picture: &image::RgbImage| picture.get_pixel(20, 20).0[0] < 60;
    let named = view(&server, "A001/named.jpg");
    server.post(
        &path("A001/named.jpg", "/decisions"),
        &decision(&named, &json!([{ "do": "add", "box": [10, 10, 30, 30] }])),
    );
    assert!(dark(&seen("/masked")) && !dark(&seen("/masked?released=true")), "painted before it is applied");
    assert_eq!(server.get(&path("A002/held.jpg", "/masked")).status, 200, "also of held pages");
    assert_eq!(server.get(&path("A002/held.jpg", "/masked?released=true")).status, 404);
    let first = server.get(&path("A001/named.jpg", "/original"));
    let again = server.ask(
        "GET",
        &path("A001/named.jpg", "/original"),
        &[&format!("If-None-Match: {}", first.header("etag"))],
        b"",
    );
    assert_eq!((again.status, again.body.len()), (304, 0));
    for bad in ["/original?width=1", "/original?width=99999", "/original?width=x"] {
        assert_eq!(server.get(&path("A001/named.jpg", bad)).code(), "bad_request", "{bad}");
    }
}

#[test]
fn a_sample_is_reviewed_blind() {
    let folder = finished();
    let server = review(&folder, Some(2), settings());
    let list = server.get("/api/v1/images").json();
    assert_eq!(list["total"], 2);
    for item in list["images"].as_array().unwrap() {
        assert_eq!(
            (&item["verdict"], &item["reasons"], &item["findings"]),
            (&Value::Null, &json!([]), &json!(0))
        );
        let name = item["file"].as_str().unwrap();
        let page = view(&server, name);
        assert_eq!(
            (&page["record"], &page["findings"], &page["told"]),
            (&Value::Null, &json!([]), &json!([]))
        );
        let left = name.contains("other");
        let answer = server.post(
            &path(name, "/decisions"),
            &decision(&page, &json!([{ "do": "sample", "name_left": left }])),
        );
        assert_eq!(answer.status, 201, "{}", answer.text());
        assert_eq!(answer.json()["name_left"], left);
    }
    assert_eq!(server.get(&path("A002/held.jpg", "")).status, 404, "not of the sample");
    let sample = server.get("/api/v1/sample").json();
    assert_eq!((&sample["sample"]["left"], &sample["sample"]["share"]), (&json!(1), &json!(0.5)));
    assert_eq!(server.post("/api/v1/sample", &json!({ "pages": 1 })).json()["sample"]["decided"], 0);
    verify(&folder);
}

#[test]
fn names_are_shown_to_those_who_see_originals() {
    let folder = finished();
    let (known, made) = tokens(folder.path());
    let [out, input] = ["out", "in"].map(|part| folder.path().join(part));
    let roster = Roster::single("A001", "张伟", &["Zhang Wei".to_owned()]).unwrap();
    let review = Review::open(&out, &input, 1, None).unwrap().with_names(&roster);
    let server = Running::start(Door::Review(review), Settings { tokens: Some(known), ..settings() });
    for (role, token) in made.iter().filter(|(role, _)| *role != Role::Applicant) {
        let answer =
            server.ask("GET", "/api/v1/applicants", &[&format!("Authorization: Bearer {token}")], b"");
        let names = if *role == Role::Auditor { Value::Null } else { json!(["张伟", "Zhang Wei"]) };
        assert_eq!(answer.json()["applicants"][0]["names"], names, "{role:?}");
        assert_eq!(answer.json()["applicants"][1]["names"], Value::Null, "the roster lacks this one");
    }
}

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
        crate::web_support::answer(stream).unwrap()
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
    let routes = routes(&server);
    assert!(routes.len() > 15);
    for (method, path, roles) in routes {
        let path = path.replace("{file}", "A001%2Fnamed.jpg");
        let ask = |token: Option<&str>| {
            let bearer = token.map(|t| format!("Authorization: Bearer {t}"));
            let headers: Vec<&str> =
                bearer.as_deref().into_iter().chain(["Content-Type: application/json"]).collect();
            // An empty object isn't a decision, and a caller with the right role is told so.
            server.ask(&method, &path, &headers, if method == "POST" { b"{}" } else { b"" })
        };
        if path.ends_with("/events") {
            continue;
        }
        for wrong in
            [None, Some("x"), Some("0000000000000000000000000000000000000000000000000000000000000000")]
        {
            let status = ask(wrong).status;
            assert!(
                status < 500 && (status == 401) == roles.is_some(),
                "{method} {path} {wrong:?}: {status}"
            );
        }
        for (role, token) in &made {
            let status = ask(Some(token)).status;
            let may = roles.as_ref().is_none_or(|r| r.contains(role.as_str()));
            assert_eq!(status != 403, may, "{method} {path} {role:?}: {status}");
            assert!(status != 401 && status < 500, "{method} {path} {role:?}: {status}");
        }
    }
}

/// Method, path and roles of every route that a server describes.
pub fn routes(server: &Running) -> Vec<(String, String, Option<String>)> {
    let description = server.get("/api/v1/openapi.json").json();
    assert_eq!(description["openapi"], "3.1.0");
    let mut all = Vec::new();
    for (path, operations) in description["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let roles = operation["description"].as_str().map(str::to_owned);
            all.push((method.to_uppercase(), path.clone(), roles));
        }
    }
    all
}

/// Two servers on one folder: the second sees what the first recorded, and neither blocks the commands.
#[test]
fn two_servers_and_the_commands_share_a_folder() {
    let folder = finished();
    let (one, two) = (review(&folder, None, settings()), review(&folder, None, settings()));
    let before = view(&two, "A001/named.jpg");
    let body = |view: &Value| decision(view, &json!([{ "do": "page", "page": "mask" }]));
    assert_eq!(one.post(&path("A001/named.jpg", "/decisions"), &body(&before)).status, 201);
    assert_eq!(two.post(&path("A001/named.jpg", "/decisions"), &body(&before)).status, 409);
    assert_eq!(view(&two, "A001/named.jpg")["page"], "mask");
    let [out, input] = ["out", "in"].map(|f| folder.path().join(f).to_str().unwrap().to_owned());
    let applied = blindmask(&["apply", &out, "--originals", &input]);
    assert_eq!(applied.code, 0, "{applied:?}");
    verify(&folder);
    assert_eq!(view(&one, "A001/named.jpg")["apply"], false);
}

#[test]
fn decisions_survive_a_kill_of_the_server() {
    let place = Place::new();
    place.put("T001/a.jpg", &small_page());
    let ran = blindmask(&place.redact("out", &["--recheck", "off"]));
    assert!(matches!(ran.code, 0 | 3), "{ran:?}");
    let args = ["review", &place.text("out"), "--originals", &place.text("in")];
    let mut child = program(&args).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address =
        line.trim().strip_prefix("http://").and_then(|a| a.strip_suffix('/')).expect("an address alone");
    let server = Outside(address.parse().unwrap());
    let page = server.get(&path("T001/a.jpg", ""));
    let sent = server.post(
        &path("T001/a.jpg", "/decisions"),
        &decision(&page, &json!([{ "do": "add", "box": [8, 8, 40, 30] }])),
    );
    assert_eq!(sent["apply"], true);
    child.kill().unwrap();
    child.wait().unwrap();
    let applied = blindmask(&["apply", &place.text("out"), "--originals", &place.text("in")]);
    assert_eq!(applied.code, 0, "{applied:?}");
    let verified = blindmask(&["verify", &place.text("out"), "--originals", &place.text("in")]);
    assert_eq!(verified.code, 0, "{verified:?}");
    assert!(verified.out.contains("findings added: 1"), "{verified:?}");
    assert!(manifest().is_dir());
}

struct Outside(std::net::SocketAddr);

impl Outside {
    fn send(&self, method: &str, path: &str, body: &str) -> Value {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.0,
            body.len()
        );
        let mut stream = std::net::TcpStream::connect(self.0).unwrap();
        std::io::Write::write_all(&mut stream, head.as_bytes()).unwrap();
        crate::web_support::answer(stream).unwrap().json()
    }

    fn get(&self, path: &str) -> Value {
        self.send("GET", path, "")
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        self.send("POST", path, &body.to_string())
    }
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
