//! Review over HTTP: what reviewers do in the browser.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use crate::run_support::fake::How;
use crate::run_support::{Place, blindmask, json as file, manifest, program, small_page};
use crate::web_support::{Running, finished, finished_as, path, review, settings, tokens};

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

use blindmask::roster::people::Roster;
use blindmask::web::auth::Role;
use blindmask::web::review::Review;
use blindmask::web::{Door, Settings};
use serde_json::{Value, json};
use tempfile::TempDir;

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

/// The description is what clients' own validators go by.
#[test]
fn what_the_description_bounds_is_bounded() {
    let folder = finished();
    let server = review(&folder, None, settings());
    for (limit, status) in [("0", 400), ("1", 200), ("100000", 200), ("100001", 400), ("-1", 400)] {
        let answer = server.get(&format!("/api/v1/images?limit={limit}"));
        assert_eq!(answer.status, status, "limit={limit}: {}", answer.text());
    }
    let schemas = &server.get("/api/v1/openapi.json").json()["components"]["schemas"];
    let member = |schema: &str, name: &str| schemas[schema]["properties"][name].clone();
    assert_eq!(member("Sent", "changes")["maxItems"], 200);
    assert_eq!(member("Sent", "by")["maxLength"], 40);
    assert_eq!(member("Sent", "based_on")["maximum"], u64::MAX);
    let named = view(&server, "A001/named.jpg");
    assert_eq!(server.post("/api/v1/session", &json!(["a token in a list"])).status, 400);
    let post = |sent: &Value| server.post(&path("A001/named.jpg", "/decisions"), sent).status;
    let change = json!({ "do": "confirm", "finding": "f1" });
    for (by, times, status) in
        [("li", 201, 422), ("", 1, 422), (&"l".repeat(41), 1, 422), ("li", 0, 422), (&"l".repeat(40), 1, 201)]
    {
        let mut sent = decision(&named, &Value::Array(vec![change.clone(); times]));
        sent["by"] = by.into();
        assert_eq!(post(&sent), status, "by {by:?}, {times} changes");
    }
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
            (&item["verdict"], &item["reasons"], &item["boxes"]),
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
fn an_auditor_gets_the_audit_of_an_applicant() {
    let folder = finished_as(&How { plain_names: true, ..How::default() });
    let (known, made) = tokens(folder.path());
    let server = review(&folder, None, Settings { tokens: Some(known), ..settings() });
    let written = file(&folder.path().join("out/audit/A001.json"));
    assert!(written["name"].is_string(), "the operator asked for it");
    for (role, token) in &made {
        let bearer = format!("Authorization: Bearer {token}");
        let ask = |id: &str| server.ask("GET", &format!("/api/v1/applicants/{id}/audit"), &[&bearer], b"");
        match role {
            Role::Operator => assert_eq!(ask("A001").json(), written),
            Role::Auditor => {
                let audit = ask("A001").json();
                assert_eq!((&audit["name"], &audit["chain"]), (&Value::Null, &written["chain"]));
                assert_eq!(audit["images"], written["images"]);
                for id in ["A999", "..%2Faudit%2FA001", "A001.json"] {
                    assert_eq!(ask(id).status, 404, "{id}");
                }
            }
            Role::Reviewer | Role::Applicant => assert_eq!(ask("A001").status, 403),
        }
    }
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
