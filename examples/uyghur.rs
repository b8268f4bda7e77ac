//! Makes the figures of docs/uyghur.md: which names of a roster are found in the lines of Uyghur script on pages.
//!
//! `cargo run --release --example uyghur -- ROSTER.json[,ROSTER.json] PAGE.jpg …` looks for everybody on every page, with all
//! aliases and with none, and prints one line for each hit, after the lines that the reader of that script saw.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a tool for developers")]

use std::path::Path;

use blindmask::find::uyghur;
use blindmask::intake::attachment::{self, Limits};
use blindmask::nets::engine::Engine;
use blindmask::nets::models::ModelDir;
use blindmask::nets::ppocr::RtenEngine;
use blindmask::read::{self, Options, Wanted, hidden_rows};
use blindmask::target::{self, Forms, Labels, Script};

#[derive(serde::Deserialize)]
struct Person {
    id: String,
    name: String,
    aliases: Vec<String>,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let rosters = arguments.next().unwrap();
    let people: Vec<Person> = rosters
        .split(',')
        .flat_map(|file| serde_json::from_slice::<Vec<Person>>(&std::fs::read(file).unwrap()).unwrap())
        .collect();
    let engine = RtenEngine::load(&ModelDir::open(Path::new("models")).unwrap()).unwrap();
    let alphabet = engine.uyghur_alphabet().unwrap();
    for file in arguments {
        let (bytes, _) = attachment::load(Path::new(&file), &Limits::default()).unwrap();
        let attachment = attachment::decode(bytes, &Limits::default()).unwrap();
        let wanted = Wanted { columns: [&[], &[0]], signs: None, seals: &[], uyghur: None };
        let mut page = read::read(&attachment, &wanted, &engine, &Options::default()).unwrap();
        let strips = hidden_rows::strips(&page.lines[..page.first_look], &[]);
        for (i, person) in people.iter().enumerate() {
            for aliases in ["all", "latin", "none"] {
                let given: Vec<String> = match aliases {
                    "all" => person.aliases.clone(),
                    "latin" => person.aliases.iter().filter(|a| a.is_ascii()).cloned().collect(),
                    _ => Vec::new(),
                };
                let forms: Forms = target::forms(&person.name, &given);
                page.foreign =
                    read::foreign::read(&page, &strips, &Labels::uyghur(&forms, alphabet), &engine).unwrap();
                if i == 0 && aliases == "all" {
                    println!("{file}: {} lines, {} shown", page.lines.len(), page.foreign.lines.len());
                    for line in &page.foreign.lines {
                        let text: String = line.glyphs.iter().rev().map(|g| g.char).collect();
                        println!("  sure {} {:?} {text}", line.is_sure(), line.on_page.bounds());
                    }
                }
                for hit in uyghur::names(&page, &forms) {
                    let known = forms.unread_scripts().contains(&Script::Arabic);
                    println!(
                        "  hit {} aliases {aliases} ({known}) p {:.2} {:?} uncertain {} {:?}",
                        person.id,
                        hit.score,
                        hit.how,
                        hit.uncertain,
                        hit.quad.bounds()
                    );
                }
            }
        }
    }
}
