//! Started as a double click starts it, without arguments: the self-check page opens in the default browser.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Stdio};

use crate::run_support::{blindmask, program};

const NONE: &[&str] = &[];
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";

/// A folder with a browser of ours, which writes down what it is asked to open.
fn browser(dir: &std::path::Path) {
    let file = dir.join("xdg-open");
    fs::write(
        &file,
        format!("#!/bin/sh\nprintf %s \"$1\" > '{0}/part' && mv '{0}/part' '{0}/opened'\n", dir.display()),
    )
    .unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Asks it to end as Ctrl-C does, and gives back what it had said and whether it ended well.
fn ended(mut child: Child) -> (String, bool) {
    let asked = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(asked.success());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    (said, child.wait().unwrap().success())
}

#[test]
fn without_arguments_the_self_check_opens_in_the_browser() {
    let dir = tempfile::tempdir().unwrap();
    browser(dir.path());
    let path = format!("{}:/usr/bin:/bin", dir.path().display());
    let mut child =
        program(NONE).env("PATH", path).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut address = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
    assert!(address.starts_with("http://127.0.0.1:"), "{address}");
    let opened = dir.path().join("opened");
    let opened = (0..600).find_map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        fs::read_to_string(&opened).ok()
    });
    let (said, well) = ended(child);
    assert_eq!(opened.as_deref(), Some(address.trim_end()));
    assert!(said.contains("按 Ctrl-C 停止") && said.contains("Stop with Ctrl-C"), "{said}");
    assert!(well, "{said}");
}

/// The shipped unit didn't start with systemd 254 and later.
#[test]
fn a_file_of_tokens_that_systemd_hands_over_may_have_a_group_in_its_mode() {
    let dir = tempfile::tempdir().unwrap();
    let tokens = dir.path().join("tokens");
    let file = tokens.to_str().unwrap();
    let made = blindmask(&["token", "--tokens", file, "--role", "applicant", "--label", "portal"]);
    assert_eq!(made.code, 0, "{made:?}");
    fs::set_permissions(&tokens, fs::Permissions::from_mode(0o440)).unwrap();
    let serve = ["serve", "--tokens", file];
    // Elsewhere such a mode means what it says.
    for folder in [None, dir.path().parent()] {
        let ran = program(&serve).envs(folder.map(|f| (CREDENTIALS, f))).output().unwrap();
        assert_eq!(ran.status.code(), Some(2), "{ran:?}");
    }
    let mut child = program(&serve)
        .env(CREDENTIALS, dir.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut address = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
    let (said, well) = ended(child);
    assert!(address.starts_with("http://127.0.0.1:") && well, "{address}{said}");
}

#[test]
fn what_stops_a_double_click_is_said_in_both_languages() {
    let dir = tempfile::tempdir().unwrap();
    let out = program(NONE).env("BLINDMASK_MODELS", dir.path()).stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8(out.stderr).unwrap();
    assert!(!out.status.success() && out.stdout.is_empty(), "{said}");
    assert!(said.contains("error: ") && said.contains("错误："), "{said}");
}
