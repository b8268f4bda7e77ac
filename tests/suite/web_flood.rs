//! Two hundred uploads at once to the program itself: its memory is that of the pages in hand, not of what is sent.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use crate::run_support::program;
use crate::web_support::{answer, form, form_type};

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Stdio};
use std::sync::Arc;

const UPLOADS: usize = 200;
/// Bytes of an upload: all of them together are 1600 MB.
const BYTES: usize = 8 << 20;
/// MB that the program may grow by: two pages in hand, read whole, and room for what comes from two hundred connections.
const GROWTH: u64 = 256;

/// The program's resident memory at its highest, in MB.
fn peak(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap() >> 10
}

fn send(address: SocketAddr, body: &[u8]) -> (u16, String) {
    let head = format!(
        "POST /api/v1/check HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{}\r\nContent-Length: {}\r\n\r\n",
        form_type(),
        body.len()
    );
    let mut stream = TcpStream::connect(address).unwrap();
    // A refusal may come before everything is sent.
    let _ = stream.write_all(&[head.as_bytes(), body].concat());
    let answer = answer(stream).expect("an answer");
    match answer.status {
        200 => (200, answer.json()["files"][0]["answer"].as_str().unwrap().to_owned()),
        status => (status, answer.header("retry-after").to_owned()),
    }
}

#[test]
fn memory_is_bounded_under_two_hundred_uploads() {
    let args = ["serve", "--jobs", "2", "--uploads", "8", "--per-minute", "100000"];
    let mut child = program(&args).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("http://").and_then(|a| a.strip_suffix('/')).expect("an address");
    let address: SocketAddr = address.parse().unwrap();
    // No picture, so that each is held as soon as it was read.
    let body = Arc::new(form(&[("name", "赵玉兰")], &[("1.jpg", &vec![0x5a; BYTES])]));
    let before = peak(&child);
    let threads: Vec<_> = (0..UPLOADS)
        .map(|_| {
            let body = Arc::clone(&body);
            std::thread::spawn(move || send(address, &body))
        })
        .collect();
    let answers: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    let after = peak(&child);
    let again = send(address, &body);
    child.kill().unwrap();
    child.wait().unwrap();
    for (status, said) in &answers {
        match status {
            200 => assert_eq!(said, "unclear"),
            503 => assert!(said.parse::<u64>().is_ok_and(|seconds| seconds >= 1), "Retry-After: {said}"),
            other => panic!("{other}: {said}"),
        }
    }
    assert!(answers.iter().any(|(status, _)| *status == 200));
    assert_eq!(again, (200, "unclear".to_owned()), "the server goes on");
    assert!(after - before < GROWTH, "from {before} to {after} MB");
}
