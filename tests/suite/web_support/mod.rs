//! Shared by the tests of the servers: servers within the test, and a client that sends exactly the given bytes.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "not every test file uses every helper"
)]

use crate::run_support::fake::{Does, Fake, How, page, run};

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use blindmask::find::context::Context;
use blindmask::intake::attachment::Limits;
use blindmask::nets::engine::Engine;
use blindmask::nets::runtime::Runtime;
use blindmask::tools::Tools;
use blindmask::web::auth::{Role, Tokens};
use blindmask::web::review::Review;
use blindmask::web::serve::{Room, Serve};
use blindmask::web::{Door, Handle, Server, Settings};
use serde_json::Value;
use tempfile::TempDir;

/// Tools around a made-up engine.
pub fn tools(engine: impl Engine + 'static) -> Tools {
    Tools {
        context: Context::new([]),
        engine: Arc::new(engine),
        runtime: Runtime::Rten,
        second: None,
        reading: blindmask::read::Options::default(),
        limits: Limits::default(),
        tool: "blindmask test".to_owned(),
        models: BTreeMap::new(),
    }
}

/// A server that ends with the test.
pub struct Running {
    pub address: SocketAddr,
    handle: Handle,
    thread: Option<JoinHandle<()>>,
}

/// Settings on a free port.
pub fn settings() -> Settings {
    Settings { per_minute: 1_000_000, ..Settings::on("127.0.0.1:0".parse().unwrap()) }
}

impl Running {
    pub fn start(door: Door, settings: Settings) -> Running {
        let server = Server::bind(door, settings).unwrap();
        let (address, handle) = (server.address(), server.handle());
        let thread = std::thread::spawn(move || server.run().unwrap());
        Running { address, handle, thread: Some(thread) }
    }

    pub fn serve(engine: impl Engine + 'static, room: Room) -> Running {
        Running::start(Door::Serve(Serve::new(tools(engine), room)), settings())
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], b"")
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask("POST", path, &["Content-Type: application/json"], body.to_string().as_bytes())
    }

    pub fn ask(&self, method: &str, path: &str, headers: &[&str], body: &[u8]) -> Answer {
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.address);
        for header in headers {
            let _ = write!(head, "{header}\r\n");
        }
        if !body.is_empty() || method == "POST" {
            let _ = write!(head, "Content-Length: {}\r\n", body.len());
        }
        head.push_str("\r\n");
        let mut stream = self.connect();
        // A server that refuses early may close before everything is sent; its answer still arrives.
        let _ = stream.write_all(&[head.as_bytes(), body].concat());
        answer(stream).expect("an answer")
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(300))).unwrap();
        stream
    }

    /// Tells the server to end, and waits.
    pub fn end(&mut self) {
        self.handle.stop();
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.handle.stop();
    }
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The code of a problem document.
    pub fn code(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let problem = self.json();
        assert_eq!(problem["status"], self.status);
        assert!(problem["detail"].as_str().unwrap().len() > 10);
        problem["code"].as_str().unwrap().to_owned()
    }
}

/// Reads a response; `None` when the connection closes without one.
pub fn answer(stream: TcpStream) -> Option<Answer> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|n| *n > 0)?;
    let status = line.split(' ').nth(1)?.parse().ok()?;
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    let mut body = Vec::new();
    if headers.get("transfer-encoding").is_some_and(|v| v == "chunked") {
        loop {
            let mut size = String::new();
            reader.read_line(&mut size).ok()?;
            let size = usize::from_str_radix(size.trim(), 16).ok()?;
            let mut piece = vec![0; size + 2];
            reader.read_exact(&mut piece).ok()?;
            if size == 0 {
                break;
            }
            body.extend_from_slice(&piece[..size]);
        }
    } else {
        let length = headers.get("content-length").and_then(|v| v.parse().ok()).unwrap_or(0);
        body.resize(length, 0);
        reader.read_exact(&mut body).ok()?;
    }
    Some(Answer { status, headers, body })
}

/// The boundary of [`form`]'s parts.
pub const BORDER: &str = "xXborderXx";

/// The header that goes with a form.
pub fn form_type() -> String {
    format!("Content-Type: multipart/form-data; boundary={BORDER}")
}

/// A form of fields and files.
pub fn form(fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(
            format!("--{BORDER}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                .bytes(),
        );
    }
    for (called, bytes) in files {
        let head = format!(
            "--{BORDER}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{called}\"\r\nContent-Type: image/jpeg\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend_from_slice(bytes);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BORDER}--\r\n").bytes());
    body
}

/// Tokens of every role, in a file below `folder`: `(role, token)`.
pub fn tokens(folder: &std::path::Path) -> (Tokens, Vec<(Role, String)>) {
    let path = folder.join("tokens");
    let made =
        Role::ALL.iter().map(|role| (*role, Tokens::add(&path, *role, role.as_str()).unwrap())).collect();
    (Tokens::load(&path).unwrap(), made)
}

const FILES: [(&str, Does); 3] =
    [("A001/named.jpg", Does::Name), ("A001/other.jpg", Does::Other), ("A002/held.jpg", Does::Fail)];

/// A finished run.
pub fn finished() -> TempDir {
    finished_as(&How::default())
}

/// A run that was finished in this way.
pub fn finished_as(how: &How) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, does) in FILES {
        let path = folder.path().join("in").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, page(does)).unwrap();
    }
    run(&folder.path().join("in"), &folder.path().join("out"), Fake::new(), how).unwrap();
    folder
}

/// A server of the review of that run.
pub fn review(folder: &TempDir, sample: Option<usize>, settings: Settings) -> Running {
    let (out, input) = (folder.path().join("out"), folder.path().join("in"));
    Running::start(Door::Review(Review::open(&out, &input, 2, sample).unwrap()), settings)
}

/// The address of an image.
pub fn path(name: &str, rest: &str) -> String {
    format!("/api/v1/images/{}{rest}", name.replace('/', "%2F"))
}

/// Method, path and roles of every route that a server describes.
fn routes(server: &Running) -> Vec<(String, String, Option<String>)> {
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

/// Asks every route of a server as every role of `made`, and with wrong tokens: 401, 403 or neither, as the description says,
/// and never a failure. `filled` stands for what is in braces in a path. Returns how many routes were asked.
pub fn every_role_is_asked_for(server: &Running, made: &[(Role, String)], filled: &[(&str, &str)]) -> usize {
    let routes = routes(server);
    for (method, path, roles) in &routes {
        let path = filled.iter().fold(path.clone(), |path, (name, value)| path.replace(name, value));
        let ask = |token: Option<&str>| {
            let bearer = token.map(|t| format!("Authorization: Bearer {t}"));
            let headers: Vec<&str> =
                bearer.as_deref().into_iter().chain(["Content-Type: application/json"]).collect();
            // An empty object is no request's body, and a caller with the right role is told so.
            server.ask(method, &path, &headers, if method == "POST" { b"{}" } else { b"" }).status
        };
        for wrong in [None, Some("x"), Some("Bearer"), Some("0".repeat(64).as_str())] {
            let status = ask(wrong);
            assert!(
                status < 500 && (status == 401) == roles.is_some(),
                "{method} {path} {wrong:?}: {status}"
            );
        }
        for (role, token) in made {
            let may = roles.as_ref().is_none_or(|r| r.contains(role.as_str()));
            // The events of a run don't end for those who may have them.
            if may && path == "/api/v1/events" {
                continue;
            }
            let status = ask(Some(token));
            assert_eq!(status != 403, may, "{method} {path} {role:?}: {status}");
            assert!(status != 401 && status < 500, "{method} {path} {role:?}: {status}");
        }
    }
    routes.len()
}
