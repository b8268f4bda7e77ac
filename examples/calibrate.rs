//! Prints the costs of true and false alignments on pages with a known truth, as CSV: the data to which
//! `find::spot::probability` is fitted (docs/calibration.md).
//!
//! `cargo run --release --example calibrate -- TRUTH.json IMAGES > costs.csv`. Every name that stands on a page is
//! searched on it, the applicant's and everybody else's. So are names that differ from one of these in a single
//! character, like those of brothers or look-alikes, and names that stand on other pages only.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a tool for developers")]

use std::collections::BTreeSet;
use std::path::Path;

use blindmask::eval::truth;
use blindmask::find::spot::spot;
use blindmask::geometry::{Point, Quad};
use blindmask::intake::attachment::{self, Limits};
use blindmask::nets::engine::{Engine, Posteriors, Size};
use blindmask::nets::models::ModelDir;
use blindmask::nets::ppocr::RtenEngine;
use blindmask::page::line::Line;
use blindmask::read::{self, Options, Wanted};
use blindmask::target::{self, Kind, Subject};
use rayon::prelude::*;

/// Names from other pages that are searched on each page.
const STRANGERS: usize = 80;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (truth, images) = (arguments.next().unwrap(), arguments.next().unwrap());
    let pages = truth::load(Path::new(&truth), None).unwrap();
    let engine = RtenEngine::load(&ModelDir::open(Path::new("models")).unwrap()).unwrap();
    let han = |text: &str| -> String { text.chars().filter(|c| target::han::is_han(*c)).collect() };
    let all: BTreeSet<String> = pages
        .iter()
        .flat_map(|p| p.occurrences.iter().map(|o| &o.text).chain(p.decoys.iter().map(|d| &d.text)))
        .map(|t| han(t))
        .filter(|t| t.chars().count() >= 2)
        .collect();
    let all: Vec<String> = all.into_iter().collect();
    println!("file,truth,kind,characters,cost,worst,sure");
    let rows = pages
        .par_iter()
        .enumerate()
        .filter(|(_, p)| p.readable)
        .flat_map_iter(|(number, page)| rows(page, number, &all, &engine, Path::new(&images)));
    for row in rows.collect::<Vec<_>>() {
        println!("{row}");
    }
}

fn rows(
    page: &truth::Page,
    number: usize,
    all: &[String],
    engine: &RtenEngine,
    images: &Path,
) -> Vec<String> {
    let file = page.file.strip_prefix("images/").unwrap_or(&page.file);
    let (bytes, _) = attachment::load(&images.join(file), &Limits::default()).unwrap();
    let attachment = attachment::decode(bytes, &Limits::default()).unwrap();
    let quad = |q: &[[f64; 2]; 4]| Quad(q.map(|[x, y]| Point::new(x as f32, y as f32)));
    let plain = |t: &str| -> String {
        t.chars().filter(|c| target::han::is_han(*c)).map(target::han::simplified).collect()
    };
    let whole =
        page.occurrences.iter().filter(|o| o.group.is_none()).map(|o| (plain(&o.text), quad(&o.quad)));
    let written: Vec<(String, Quad)> =
        whole.chain(page.decoys.iter().map(|d| (plain(&d.text), quad(&d.quad)))).collect();
    // Partly known places prove nothing: a name in two parts, or in a longer name.
    let broken: Vec<Quad> =
        page.occurrences.iter().filter(|o| o.group.is_some()).map(|o| quad(&o.quad)).collect();
    let here = written.iter().map(|(t, _)| t.clone()).filter(|t| t.chars().count() >= 2);
    let strangers = (0..STRANGERS).map(|i| all[(number * 37 + i * 61) % all.len()].clone());
    let here: BTreeSet<String> = here.collect();
    let alike: BTreeSet<String> =
        here.iter().enumerate().flat_map(|(i, t)| alike(t, i + number, all)).collect();
    let targets: BTreeSet<String> =
        here.iter().cloned().chain(strangers).chain(alike.iter().cloned()).collect();
    let subjects: Vec<Subject> =
        targets.iter().map(|t| Subject::new(target::forms(t, &[]), |size| engine.alphabet(size))).collect();
    let keep: BTreeSet<usize> =
        subjects.iter().flat_map(|s| s.labels(Size::Small).columns()).copied().collect();
    let keep: Vec<usize> = keep.into_iter().collect();
    let wanted = Wanted { columns: [&[], &keep], signs: None, seals: &[], uyghur: None };
    let read = read::read(&attachment, &wanted, engine, &Options::default()).unwrap();
    let mut rows = Vec::new();
    for (target, subject) in targets.iter().zip(&subjects) {
        let labels = subject.labels(Size::Small);
        let columns: Vec<usize> = labels.columns().iter().map(|c| keep.binary_search(c).unwrap()).collect();
        for line in &read.lines {
            let line = Line { posteriors: only(&line.posteriors, &columns), ..line.clone() };
            for hit in spot(&line, &subject.forms, labels).iter().filter(|h| h.form.kind == Kind::Han) {
                let steps = hit.at.steps();
                let at = line.stored_quad(steps.start as f32..steps.end as f32 + 1.0);
                if broken.iter().any(|b| at.share_inside(b) > 0.3) {
                    continue;
                }
                let part = |(t, q): &(String, Quad)| {
                    at.share_inside(q) > 0.3 && t.contains(target.as_str()) && t != target
                };
                if written.iter().any(part) {
                    continue;
                }
                let there = written.iter().filter(|(_, q)| q.share_inside(&at) > 0.6);
                let texts: Vec<&String> = there.map(|(t, _)| t).collect();
                let right = texts.contains(&target);
                let worst = hit.at.slot_costs.iter().copied().fold(0.0, f32::max);
                // The recogniser's confidence in what it read at the most expensive slot.
                let dearest = hit.at.slots.iter().zip(&hit.at.slot_costs).max_by(|a, b| a.1.total_cmp(b.1));
                let best = dearest.and_then(|(steps, _)| line.posteriors.best.get(steps.clone()));
                let sure = best.unwrap_or_default().iter().copied().fold(f32::NEG_INFINITY, f32::max).exp();
                let kind = match (here.contains(target), alike.contains(target)) {
                    (true, _) => "here",
                    (_, true) => "alike",
                    _ => "stranger",
                };
                rows.push(format!(
                    "{file},{},{kind},{},{:.3},{worst:.3},{sure:.3}",
                    u8::from(right),
                    hit.at.slots.len(),
                    hit.at.cost
                ));
            }
        }
    }
    rows
}

/// Names that differ from `name` in one character, taken from the ends of other names.
fn alike(name: &str, seed: usize, all: &[String]) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    (1..chars.len().min(4))
        .filter_map(|at| {
            let other = all.get((seed * 29 + at * 53) % all.len())?.chars().last()?;
            let mut changed = chars.clone();
            changed[at] = other;
            (changed != chars).then(|| changed.into_iter().collect())
        })
        .collect()
}

/// The columns of one name.
fn only(p: &Posteriors, columns: &[usize]) -> Posteriors {
    let kept = (0..p.steps()).flat_map(|t| columns.iter().map(move |&c| p.log_p(t, c))).collect();
    Posteriors { kept, columns: columns.len(), ..p.clone() }
}
