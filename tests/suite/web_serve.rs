//! Self-check and the API over HTTP: answers, batches, and hostile or accidental requests.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use crate::run_support::fake::{Does, Fake, NAME, page};
use crate::web_support::{
    Answer, BORDER, Running, answer, every_role_is_asked_for, form, form_type, settings, tokens, tools,
};

use std::io::{Cursor, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use blindmask::web::serve::{Room, Serve};
use blindmask::web::{Door, Settings};
use serde_json::{Value, json};

fn server() -> Running {
    Running::serve(Fake::new(), Room { pages: 2, ..Room::default() })
}

fn slow(time: Duration) -> Fake {
    let mut engine = Fake::new();
    engine.slow = time;
    engine
}

fn send(server: &Running, path: &str, headers: &[&str], body: &[u8]) -> Answer {
    let kind = form_type();
    let headers: Vec<&str> = [kind.as_str()].into_iter().chain(headers.iter().copied()).collect();
    server.ask("POST", path, &headers, body)
}

fn named() -> Vec<u8> {
    form(
        &[("name", NAME), ("alias", "林远山"), ("alias", "")],
        &[("b/2.jpg", &page(Does::Name)), ("1.jpg", &page(Does::Other))],
    )
}

#[test]
fn pages_are_checked_in_the_order_of_the_form() {
    let server = server();
    let answer = send(&server, "/api/v1/check", &["Accept-Language: zh-CN"], &named());
    assert_eq!(answer.status, 200, "{}", answer.text());
    let got = answer.json();
    let column = |list: &str, member: &str| -> Vec<Value> {
        got[list].as_array().unwrap().iter().map(|f| f[member].clone()).collect()
    };
    assert_eq!(column("files", "answer"), ["yes", "no"]);
    assert_eq!(column("images", "file"), ["applicant/b/2.jpg", "applicant/1.jpg"]);
    assert_eq!(column("images", "output"), [Value::Null, Value::Null], "nothing was asked to be covered");
    assert!(!answer.text().contains(NAME));
}

#[test]
fn a_page_is_redacted_as_records_picture_and_archive() {
    let server = server();
    let one = form(&[("name", NAME)], &[("赵玉兰.jpg", &page(Does::Name))]);
    let jpeg = send(&server, "/api/v1/redact", &["Accept: image/jpeg"], &one);
    assert_eq!((jpeg.status, jpeg.header("content-type")), (200, "image/jpeg"), "{}", jpeg.text());
    let picture = image::load_from_memory(&jpeg.body).unwrap().into_rgb8();
    assert!(picture.get_pixel(200, 150).0[0] < 30);
    let inline = send(&server, "/api/v1/redact?inline=true", &[], &one).json();
    assert_eq!(inline["images"][0]["file"], "applicant/file-001.jpg", "the name of the file tells the name");
    let bytes = base64::Engine::decode(
        &base64::engine::general_purpose::STANDARD,
        inline["masked"][0].as_str().unwrap(),
    )
    .unwrap();
    assert_eq!(blindmask::digest::sha256(&bytes), inline["images"][0]["output"]["sha256"].as_str().unwrap());
    assert_eq!(bytes, jpeg.body, "the same page gives the same file");

    let both = form(&[("name", NAME)], &[("a.jpg", &page(Does::Name)), ("b.jpg", &page(Does::Fail))]);
    let zip = send(&server, "/api/v1/redact", &["Accept: application/zip"], &both);
    assert_eq!(zip.header("content-type"), "application/zip", "{}", zip.text());
    let mut archive = zip::ZipArchive::new(Cursor::new(zip.body)).unwrap();
    let names: Vec<String> =
        (0..archive.len()).map(|n| archive.by_index(n).unwrap().name().unwrap().into_owned()).collect();
    assert_eq!(names, ["masked/applicant/a.jpg", "audit.json"], "what is held isn't released");
    let audit: Value = serde_json::from_reader(archive.by_name("audit.json").unwrap()).unwrap();
    assert_eq!(audit["images"][1]["verdict"], "held");

    let held = form(&[("name", NAME)], &[("b.jpg", &page(Does::Fail))]);
    assert_eq!(send(&server, "/api/v1/redact", &["Accept: image/jpeg"], &held).code(), "crashed");
    assert_eq!(send(&server, "/api/v1/redact", &["Accept: image/jpeg"], &both).code(), "not_acceptable");
    assert_eq!(send(&server, "/api/v1/redact", &["Accept: text/html"], &one).code(), "not_acceptable");
}

#[test]
fn a_batch_is_followed_fetched_once_and_forgotten() {
    let server = server();
    let began = send(&server, "/api/v1/jobs", &[], &named());
    assert_eq!(began.status, 202, "{}", began.text());
    let place = began.header("location").to_owned();
    assert_eq!(place, format!("/api/v1/jobs/{}", began.json()["id"].as_str().unwrap()));
    let events = server.get(&format!("{place}/events"));
    assert_eq!(events.header("content-type"), "text/event-stream");
    let text = events.text();
    assert_eq!(
        (text.matches("event: page\n").count(), text.matches("event: end\n").count()),
        (2, 1),
        "{text}"
    );
    assert!(text.ends_with("data: {\"state\":\"done\"}\n\n"), "{text}");
    let state = server.get(&place).json();
    assert_eq!(
        (&state["state"], &state["done"], &state["files"][1]["answer"]),
        (&json!("done"), &json!(2), &json!("no"))
    );
    let result = server.get(&format!("{place}/result"));
    assert_eq!((result.status, result.header("content-type")), (200, "application/zip"));
    assert_eq!(server.get(&place).status, 404, "it is gone");
    assert_eq!(server.get(&format!("{place}/result")).status, 404);

    let check = form(&[("kind", "check"), ("name", NAME)], &[("1.jpg", &page(Does::Name))]);
    let place = send(&server, "/api/v1/jobs", &[], &check).header("location").to_owned();
    server.get(&format!("{place}/events"));
    assert_eq!(server.get(&format!("{place}/result")).json()["files"][0]["answer"], "yes");
    let engine = slow(Duration::from_millis(600));
    let server = Running::serve(engine, Room::default());
    let many = form(&[("name", NAME)], &[("1.jpg", page(Does::Slow).as_slice()); 9]);
    let place = send(&server, "/api/v1/jobs", &[], &many).header("location").to_owned();
    assert_eq!(server.get(&format!("{place}/result")).code(), "conflict");
    assert_eq!(server.ask("DELETE", &place, &[], b"").status, 204);
    assert_eq!(server.get(&place).status, 404);
}

#[test]
fn nothing_of_an_upload_is_left() {
    let folders = || {
        let all = std::fs::read_dir(std::env::temp_dir()).unwrap().flatten();
        let mine = all.filter(|e| e.file_name().to_string_lossy().starts_with("blindmask-"));
        mine.map(|e| e.path()).collect::<std::collections::BTreeSet<_>>()
    };
    // Other tests upload at the same time, so this test's uploads are recognised by their content.
    let mark = page(Does::MapShort);
    let holds =
        |folder: &std::path::PathBuf| std::fs::read(folder.join("0")).is_ok_and(|bytes| bytes == mark);
    let server = server();
    let answer = send(&server, "/api/v1/redact", &[], &form(&[("name", NAME)], &[("1.jpg", &mark)]));
    assert_eq!(answer.json()["images"][0]["verdict"], "held");
    let deadline = Instant::now() + Duration::from_secs(60);
    while folders().iter().any(&holds) {
        assert!(Instant::now() < deadline, "an upload is left");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn forms_that_are_none_are_refused() {
    let server = server();
    let picture = page(Does::Other);
    let file: &[(&str, &[u8])] = &[("1.jpg", &picture)];
    let long = "赵".repeat(2000);
    for (body, code) in [
        (form(&[], file), "bad_request"),
        (form(&[("name", NAME)], &[]), "bad_request"),
        (form(&[("name", NAME), ("name", NAME)], file), "bad_request"),
        (form(&[("name", NAME), ("kind", "burn")], file), "bad_request"),
        (form(&[("name", NAME), ("colour", "red")], file), "bad_request"),
        (form(&[("name", &long)], file), "bad_request"),
        (form(&[("name", "赵")], file), "usage"),
        (form(&[("name", "")], file), "usage"),
        (b"no form at all".to_vec(), "bad_request"),
        (form(&[("name", NAME)], file)[..200].to_vec(), "bad_request"),
        (Vec::new(), "bad_request"),
    ] {
        let answer = send(&server, "/api/v1/check", &[], &body);
        assert_eq!(answer.code(), code, "{}", answer.text());
        assert!(!answer.text().contains('赵'), "{}", answer.text());
    }
    let kind = ["Content-Type: application/json"];
    assert_eq!(server.ask("POST", "/api/v1/check", &kind, b"{}").code(), "unsupported_media_type");
    assert_eq!(server.ask("PUT", "/api/v1/check", &[], b"").code(), "method_not_allowed");
    assert_eq!(server.get("/api/v1/images").code(), "not_found", "this door has no run");
    let chinese = send(&server, "/api/v1/check", &["Accept-Language: zh"], b"x").json();
    assert_eq!(chinese["title"], "请求有误");
}

#[test]
fn a_huge_header_is_held_before_any_memory_is_taken() {
    let server = server();
    // A JPEG that claims 60,000 × 60,000 pixels.
    let mut huge = page(Does::Other);
    let frame = huge.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
    huge[frame + 5..frame + 9].copy_from_slice(&[0xea, 0x60, 0xea, 0x60]);
    let got = send(&server, "/api/v1/redact", &[], &form(&[("name", NAME)], &[("1.jpg", &huge)])).json();
    assert_eq!(got["images"][0]["reasons"][0]["code"], "too_many_pixels", "{got}");
    assert_eq!(got["images"][0]["verdict"], "held");
}

#[test]
fn a_gigabyte_is_refused_early() {
    let server = Running::serve(Fake::new(), Room { bytes: 8 << 20, ..Room::default() });
    let head = |length: &str| {
        format!(
            "POST /api/v1/check HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{}\r\n{length}\r\n\r\n",
            server.address,
            form_type()
        )
    };
    let part =
        format!("--{BORDER}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"1.jpg\"\r\n\r\n");
    for (length, chunked) in [("Content-Length: 1073741824", false), ("Transfer-Encoding: chunked", true)] {
        let mut stream = server.connect();
        let reader = stream.try_clone().unwrap();
        let answered = std::thread::spawn(move || answer(reader));
        stream.write_all(head(length).as_bytes()).unwrap();
        let piece = vec![0x5a; 64 << 10];
        let written = |stream: &mut std::net::TcpStream, bytes: &[u8]| {
            if chunked {
                let frame = [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat();
                stream.write_all(&frame)
            } else {
                stream.write_all(bytes)
            }
        };
        let mut sent = 0_usize;
        let mut open = written(&mut stream, part.as_bytes()).is_ok();
        while open && sent < 1 << 30 && !answered.is_finished() {
            open = written(&mut stream, &piece).is_ok();
            sent += piece.len();
        }
        let got = answered.join().unwrap().expect("an answer");
        assert_eq!((got.status, got.code()), (413, "too_large".to_owned()));
        assert!(sent < 128 << 20, "{sent} bytes were taken");
    }
    assert_eq!(server.get("/healthz").status, 200);
}

#[test]
fn of_two_hundred_uploads_at_once_every_one_is_answered() {
    let engine = Fake::new();
    let seen = Arc::clone(&engine.pages);
    let server = Running::serve(engine, Room { pages: 2, uploads: 6, ..Room::default() });
    let (server, body) =
        (Arc::new(server), Arc::new(form(&[("name", NAME)], &[("1.jpg", &page(Does::Name))])));
    let (done, refused) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let threads: Vec<_> = (0..200)
        .map(|_| {
            let (server, body) = (Arc::clone(&server), Arc::clone(&body));
            let (done, refused) = (Arc::clone(&done), Arc::clone(&refused));
            std::thread::spawn(move || {
                let answer = send(&server, "/api/v1/check", &[], &body);
                match answer.status {
                    200 => {
                        assert_eq!(answer.json()["files"][0]["answer"], "yes");
                        done.fetch_add(1, Ordering::Relaxed);
                    }
                    503 => {
                        assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1);
                        assert_eq!(answer.code(), "busy");
                        refused.fetch_add(1, Ordering::Relaxed);
                    }
                    other => panic!("{other}: {}", answer.text()),
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    let (done, refused) = (done.load(Ordering::Relaxed), refused.load(Ordering::Relaxed));
    assert_eq!(done + refused, 200);
    assert!(done > 0 && refused > 0, "{done} done, {refused} refused");
    assert_eq!(seen.load(Ordering::Relaxed), done, "what was taken was read, what was refused wasn't");
    assert!(server.get("/metrics").text().contains("blindmask_pages_queued 0"));
}

#[test]
fn too_many_requests_of_one_caller_are_told_when_to_come_back() {
    let door = Door::Serve(Serve::new(tools(Fake::new()), Room::default()));
    let server = Running::start(door, Settings { per_minute: 5, ..settings() });
    let answers: Vec<Answer> =
        (0..8).map(|_| server.post("/api/v1/session", &json!({ "token": "x" }))).collect();
    let refused: Vec<&Answer> = answers.iter().filter(|a| a.status == 429).collect();
    assert!(!refused.is_empty() && refused.len() < 8);
    assert!(refused.iter().all(|a| a.header("retry-after").parse::<u64>().unwrap() >= 1));
}

/// Clients that send a byte a second would hold a thousand connections for hours.
#[test]
fn slow_clients_are_left() {
    let door = Door::Serve(Serve::new(tools(Fake::new()), Room::default()));
    let quick = Settings { head: Duration::from_secs(1), body: Duration::from_secs(2), ..settings() };
    let server = Running::start(door, quick);
    let heads = [
        format!("GET /healthz HTTP/1.1\r\nHost: {}\r\nX-Slow: ", server.address),
        format!(
            "POST /api/v1/session HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n",
            server.address
        ),
        format!(
            "POST /api/v1/check HTTP/1.1\r\nHost: {}\r\n{}\r\nContent-Length: 5000\r\n\r\n--{BORDER}\r\n",
            server.address,
            form_type()
        ),
    ];
    let threads: Vec<_> = heads
        .into_iter()
        .map(|head| {
            let mut stream = server.connect();
            std::thread::spawn(move || {
                stream.write_all(head.as_bytes()).unwrap();
                // Far beyond any limit: a connection that is still open now would never be closed.
                for _ in 0..120 {
                    std::thread::sleep(Duration::from_millis(500));
                    if stream.write_all(b" ").is_err() {
                        return true;
                    }
                    stream.set_read_timeout(Some(Duration::from_millis(1))).unwrap();
                    let mut bytes = [0; 4096];
                    match stream.read(&mut bytes) {
                        Ok(0) => return true,
                        Ok(n) => return bytes[..n].starts_with(b"HTTP/1.1 408"),
                        Err(_) => {}
                    }
                }
                false
            })
        })
        .collect();
    for thread in threads {
        assert!(thread.join().unwrap(), "a slow client was never left");
    }
    assert_eq!(server.get("/healthz").status, 200);
}

#[test]
fn pages_in_hand_are_finished_when_the_server_ends() {
    let engine = slow(Duration::from_millis(1500));
    let seen = Arc::clone(&engine.pages);
    let mut server = Running::serve(engine, Room::default());
    let address = server.address;
    let body = form(&[("name", NAME)], &[("1.jpg", &page(Does::Slow))]);
    let head = format!(
        "POST /api/v1/check HTTP/1.1\r\nHost: {address}\r\n{}\r\nContent-Length: {}\r\n\r\n",
        form_type(),
        body.len()
    );
    let mut stream = server.connect();
    stream.write_all(&[head.as_bytes(), &body].concat()).unwrap();
    while seen.load(Ordering::Relaxed) == 0 {
        std::thread::sleep(Duration::from_millis(5));
    }
    server.end();
    let got = answer(stream).expect("the page in hand is answered");
    assert_eq!((got.status, got.json()["files"][0]["answer"].clone()), (200, json!("yes")));
    assert!(std::net::TcpStream::connect(address).is_err(), "nobody is taken any more");
}

#[test]
fn every_route_asks_for_its_role() {
    let folder = tempfile::tempdir().unwrap();
    let (known, made) = tokens(folder.path());
    let door = Door::Serve(Serve::new(tools(Fake::new()), Room::default()));
    let server = Running::start(door, Settings { tokens: Some(known), ..settings() });
    every_role_is_asked_for(&server, &made, &[("{id}", "0123")]);
    // Another applicant's token gives no access to a batch.
    let path = folder.path().join("more");
    let more: Vec<String> = ["a", "b"]
        .iter()
        .map(|l| blindmask::web::auth::Tokens::add(&path, blindmask::web::auth::Role::Applicant, l).unwrap())
        .collect();
    let known = blindmask::web::auth::Tokens::load(&path).unwrap();
    let door = Door::Serve(Serve::new(tools(Fake::new()), Room::default()));
    let server = Running::start(door, Settings { tokens: Some(known), ..settings() });
    let bearer: Vec<String> = more.iter().map(|t| format!("Authorization: Bearer {t}")).collect();
    let place = send(&server, "/api/v1/jobs", &[&bearer[0]], &named()).header("location").to_owned();
    assert_eq!(server.ask("GET", &place, &[&bearer[1]], b"").status, 404);
    assert_eq!(server.ask("GET", &place, &[&bearer[0]], b"").status, 200);
}
