//! Measures what each part of the reading and each rule is worth: works through pages with a known truth with everything on,
//! and again with each of them switched off. `make ablation` writes the tables of docs/ablation.md.
//!
//!     cargo run --release --example ablation -- SET … [--cache FOLDER] [--only NAME …] [--rows GROUP] [--all] [--write FILE]
//!         [--reading DETECTOR/RECOGNISER/LONG_SIDE]
//!
//! A SET holds `truth.json`, `images/` and `applicants.json`, like the development sets. A page is read once, and again for
//! rows that switch a part of the reading off; for the others only the search is repeated. The nets' answers are kept in
//! FOLDER (default `target/net-cache`), so only the first run over a set is slow. No second reader looks.
//!
//! `--only` takes one row and may be repeated, `--rows` takes a group of them, `reading` or `search`, `--all` takes every row;
//! without these, the figures with everything on and the pages that leak are printed. `--write` puts the tables of a whole
//! group, or of both, into FILE between the group's two marks. `--reading` takes other settings
//! of the reading stage, such as `small/small/1536`, the careful ones, or `small/tiny/1280`, where the tiny recogniser reads
//! first. Each set tells how many pixels the nets were shown a page.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "for developers"
)]

mod kept;
mod off;
mod pages;
mod table;

use std::path::PathBuf;
use std::time::Instant;

use blindmask::eval::show;
use blindmask::lang::Lang;
use blindmask::nets::engine::Size;
use blindmask::read::parts::Parts;
use blindmask::read::{Options, Recogniser};

use crate::off::{Group, Row};

struct Args {
    sets: Vec<PathBuf>,
    cache: PathBuf,
    reading: Options,
    only: Vec<String>,
    groups: Vec<Group>,
    write: Option<PathBuf>,
}

fn args() -> Args {
    let mut given = std::env::args().skip(1);
    let mut args = Args {
        sets: Vec::new(),
        cache: "target/net-cache".into(),
        reading: Options::default(),
        only: Vec::new(),
        groups: Vec::new(),
        write: None,
    };
    while let Some(option) = given.next() {
        match option.as_str() {
            "--all" => args.groups.extend(Group::ALL),
            "--rows" => args.groups.push(group(&given.next().expect("GROUP"))),
            "--cache" => args.cache = given.next().expect("FOLDER").into(),
            "--reading" => args.reading = reading(&given.next().expect("SETTINGS")),
            "--only" => args.only.push(given.next().expect("NAME")),
            "--write" => args.write = Some(given.next().expect("FILE").into()),
            set if !set.starts_with("--") => args.sets.push(set.into()),
            other => panic!("{other}?"),
        }
    }
    assert!(!args.sets.is_empty(), "SET");
    args
}

fn group(word: &str) -> Group {
    Group::ALL.into_iter().find(|group| group.word() == word).expect("reading or search")
}

fn reading(text: &str) -> Options {
    let size = |text: &str| if text == "tiny" { Size::Tiny } else { Size::Small };
    let parts: Vec<&str> = text.split('/').collect();
    let [detector, recogniser, long_side] = parts[..] else {
        panic!("{text}: DETECTOR/RECOGNISER/LONG_SIDE")
    };
    let recogniser = if recogniser == "tiny" { Recogniser::TinyFirst } else { Recogniser::Small };
    Options {
        detector: size(detector),
        recogniser,
        long_side: long_side.parse().expect("pixels"),
        parts: Parts::all(),
    }
}

fn main() {
    let args = args();
    for only in &args.only {
        let known = || off::rows().map(|row| row.name);
        assert!(
            known().any(|name| name == only),
            "no such row; there are: {:?}",
            known().collect::<Vec<_>>()
        );
    }
    let is_wanted =
        |row: &Row| args.groups.contains(&row.off.group()) || args.only.iter().any(|only| only == row.name);
    let rows: Vec<Row> = off::rows().filter(is_wanted).collect();
    let mut tables = Group::ALL.map(|group| (group, Vec::new()));
    for set in &args.sets {
        let started = Instant::now();
        let measured = pages::measure(set, &args.cache, &args.reading, &rows);
        eprintln!("{}: {:.0} s", set.display(), started.elapsed().as_secs_f32());
        if rows.is_empty() {
            println!("{}", show::text(&measured.figures(0), &measured.scored(0), 200, Lang::En));
        }
        for (group, tables) in &mut tables {
            if rows.iter().any(|row| row.off.group() == *group) {
                let table = table::of(&measured, &rows, *group);
                println!("{table}");
                tables.push(table);
            }
        }
    }
    if let Some(file) = args.write {
        for (group, tables) in tables.iter().filter(|(group, _)| args.groups.contains(group)) {
            table::write(&file, *group, tables);
        }
    }
}
