//! The program starts itself anew with settings under which ONNX Runtime reports nothing, and glibc keeps freed memory for a run and gives it back in
//! a server; settings for glibc that somebody chose are left.
#![cfg(all(target_os = "linux", target_env = "gnu"))]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::run_support;

use std::fs;
use std::process::{Child, Stdio};
use std::time::Duration;

use run_support::{Place, images_done, program};

const SETTINGS: &str = "GLIBC_TUNABLES";
const QUIET: &str = "ORT_DISABLE_TELEMETRY";

/// The environment of a child. An entry may be in several pieces: glibc ends each setting where it stands.
fn environment_of(child: &Child) -> String {
    fs::read_to_string(format!("/proc/{}/environ", child.id())).unwrap()
}

/// The program's environment while it works on a page, when it was started with these variables alone of the two.
fn environment(given: &[(&str, &str)]) -> String {
    let place = Place::with_pages(&["T001/01_id_front.jpg"]);
    place.put("T001/00_cut.jpg", b"\xff\xd8\xff\xe0 cut");
    let mut command = program(&place.redact("out", &["--jobs", "1"]));
    command.env_remove(SETTINGS).env_remove(QUIET).envs(given.iter().copied());
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while images_done(&place.path("out")) < 1 {
        assert!(child.try_wait().unwrap().is_none(), "the run ended before its first file was done");
        std::thread::sleep(Duration::from_millis(2));
    }
    let environment = environment_of(&child);
    child.kill().unwrap();
    child.wait().unwrap();
    environment
}

fn is_quiet(environment: &str) -> bool {
    environment.split('\0').any(|entry| entry == "ORT_DISABLE_TELEMETRY=1")
}

/// The environment of `serve` when it listens.
#[cfg(feature = "web")]
fn environment_of_a_server() -> String {
    use std::io::{BufRead, BufReader};

    let mut command = program(&["serve"]);
    command.env_remove(SETTINGS).env_remove(QUIET).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut address = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
    assert!(address.starts_with("http://127.0.0.1:"), "{address}");
    let environment = environment_of(&child);
    child.kill().unwrap();
    child.wait().unwrap();
    environment
}

/// What a run keeps for its next page would be held by a server for days, and hide a leak.
#[cfg(feature = "web")]
#[test]
fn a_server_gives_freed_memory_back() {
    let environment = environment_of_a_server();
    assert!(environment.contains("glibc.malloc.mmap_threshold=") && !is_kept(&environment), "{environment}");
    assert!(is_quiet(&environment), "{environment}");
}

fn is_kept(environment: &str) -> bool {
    environment.contains("glibc.malloc.trim_threshold=1073741824")
}

#[test]
fn glibc_keeps_freed_memory_unless_somebody_chose_otherwise() {
    let usual = environment(&[]);
    assert!(is_kept(&usual) && is_quiet(&usual), "{usual}");
    for chosen in ["", "glibc.malloc.arena_max=3"] {
        let environment = environment(&[(SETTINGS, chosen)]);
        assert!(
            environment.contains(&format!("{SETTINGS}={chosen}\0")) && !is_kept(&environment),
            "{chosen}"
        );
        assert!(is_quiet(&environment), "{chosen}");
    }
    assert!(is_quiet(&environment(&[(QUIET, "0")])), "no setting lets the library report");
}

/// Its library kept a file of reports to be sent in the user's cache, whatever its interface was told.
#[test]
fn onnx_runtime_collects_nothing_about_its_user() {
    let home = tempfile::tempdir().unwrap();
    let picture = run_support::manifest().join("testdata/lines/han.jpg");
    let mut check = program(&["check", picture.to_str().unwrap(), "--name", "赵玉兰"]);
    check.env_remove(QUIET).env_remove("XDG_CACHE_HOME").env("HOME", home.path());
    let done = check.output().unwrap();
    assert!(matches!(done.status.code(), Some(0 | 3 | 4)), "{done:?}");
    let left: Vec<_> = fs::read_dir(home.path()).unwrap().flatten().map(|entry| entry.path()).collect();
    assert!(left.is_empty(), "{left:?}");
}
