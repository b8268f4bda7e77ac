//! The documents tell of what there is: files, tests and options that they name exist, and both READMEs say the same.
#![allow(clippy::unwrap_used)]

#[cfg(feature = "web")]
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
#[cfg(feature = "web")]
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(file: impl AsRef<Path>) -> String {
    fs::read_to_string(root().join(file)).unwrap()
}

/// The documents in Markdown, relative to the repository.
fn documents() -> Vec<PathBuf> {
    let folders = ["", "docs", "tools/unseen", "tools/race"];
    let files = folders.into_iter().flat_map(|folder| fs::read_dir(root().join(folder)).unwrap());
    let paths = files.map(|entry| entry.unwrap().path().strip_prefix(root()).unwrap().to_path_buf());
    paths.filter(|path| path.extension().is_some_and(|e| e == "md")).collect()
}

/// What stands between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split('`').skip(1).step_by(2))
}

#[test]
fn files_that_the_documents_name_exist() {
    // What the program, a command of the Makefile or cargo-fuzz makes.
    let made =
        |path: &str| ["tools/unseen/.", "fuzz/corpus", "fuzz/artifacts"].iter().any(|p| path.starts_with(p));
    let folders =
        ["src/", "tests/", "examples/", "tools/", "docs/", "models/", "deploy/", "fuzz/", "testdata/"];
    let (mut named, mut missing) = (0, Vec::new());
    for document in documents() {
        let text = text(&document);
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        let links = links.filter(|link| !link.starts_with("http") && !link.starts_with('#'));
        let paths = quoted(&text).filter(|path| folders.iter().any(|f| path.starts_with(f)) && !made(path));
        for path in links.chain(paths).filter(|path| !path.contains([' ', '*', '<', '…', '{'])) {
            named += 1;
            if !root().join(path).exists() {
                missing.push(format!("{}: {path}", document.display()));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(named > 40, "paths are found at all");
}

#[test]
fn every_test_that_holds_a_threat_exists() {
    let (text, mut named, mut missing) = (text("docs/threats.md"), 0, Vec::new());
    let rows = text.lines().filter(|line| line.starts_with('|'));
    for test in rows.filter_map(|row| row.split('|').nth(3)).flat_map(quoted) {
        let file =
            if test.ends_with(".rs") { format!("src/{test}") } else { format!("tests/suite/{test}.rs") };
        named += 1;
        if !root().join(&file).exists() {
            missing.push(file);
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(named > 50, "the tables are found at all");
}

/// Everything in a text that begins with two hyphens, like an option.
#[cfg(feature = "web")]
fn options(text: &str) -> BTreeSet<&str> {
    let is_part = |c: char| c.is_ascii_lowercase() || c == '-';
    let words = text.split(|c: char| !is_part(c));
    words.filter(|word| word.starts_with("--") && word.len() > 3 && !word.starts_with("---")).collect()
}

#[cfg(feature = "web")]
#[test]
fn both_readmes_name_the_same_things_and_only_options_that_there_are() {
    let (english, chinese) = (text("README.md"), text("README.zh-CN.md"));
    assert_eq!(options(&english), options(&chinese));
    let blocks = |text: &str| text.lines().filter(|line| line.starts_with("    blindmask ")).count();
    assert_eq!(blocks(&english), blocks(&chinese), "commands");
    let headings = |text: &str| -> Vec<usize> {
        text.lines()
            .filter(|l| l.starts_with('#'))
            .map(|l| l.chars().take_while(|c| *c == '#').count())
            .collect()
    };
    assert_eq!(headings(&english), headings(&chinese));
    let tables = |text: &str| text.lines().filter(|line| line.starts_with('|')).count();
    assert_eq!(tables(&english), tables(&chinese), "rows of tables");

    let mut known = String::new();
    let commands = ["redact", "check", "verify", "review", "apply", "serve", "token", "report", "eval"];
    for command in commands {
        assert!(
            english.contains(&format!("blindmask {command}"))
                && chinese.contains(&format!("blindmask {command}"))
        );
        let help = Command::new(env!("CARGO_BIN_EXE_blindmask")).args([command, "--help"]).output().unwrap();
        known.push_str(&String::from_utf8(help.stdout).unwrap());
    }
    let known = options(&known);
    let unknown: Vec<_> = options(&english).into_iter().filter(|option| !known.contains(option)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
