//! The program starts itself anew with settings under which glibc keeps freed memory, and leaves settings that somebody chose.
#![cfg(all(target_os = "linux", target_env = "gnu"))]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::run_support;

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use run_support::{Place, images_done, program};

const SETTINGS: &str = "GLIBC_TUNABLES";

/// The program's environment while it works on a page, when it was started with `given` as settings for glibc. An entry may be in
/// several pieces: glibc ends each setting where it stands.
fn environment(given: Option<&str>) -> String {
    let place = Place::with_pages(&["T001/01_id_front.jpg"]);
    place.put("T001/00_cut.jpg", b"\xff\xd8\xff\xe0 cut");
    let mut command = program(&place.redact("out", &["--jobs", "1"]));
    command.env_remove(SETTINGS).envs(given.map(|settings| (SETTINGS, settings)));
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while images_done(&place.path("out")) < 1 {
        assert!(child.try_wait().unwrap().is_none(), "the run ended before its first file was done");
        std::thread::sleep(Duration::from_millis(2));
    }
    let environment = fs::read_to_string(format!("/proc/{}/environ", child.id())).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    environment
}

#[test]
fn glibc_keeps_freed_memory_unless_somebody_chose_otherwise() {
    let is_kept = |environment: &str| environment.contains("glibc.malloc.mmap_max=0");
    assert!(is_kept(&environment(None)));
    for chosen in ["", "glibc.malloc.arena_max=3"] {
        let environment = environment(Some(chosen));
        assert!(
            environment.contains(&format!("{SETTINGS}={chosen}\0")) && !is_kept(&environment),
            "{chosen}"
        );
    }
}
