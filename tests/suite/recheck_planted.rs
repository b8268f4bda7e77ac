//! Planted misses on more than 40 pages of testdata: everything but one name is covered, and the second reader must
//! see it. Needs `make models`.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use blindmask::eval::truth;
use blindmask::find::context::Context;
use blindmask::find::{Finding, How, Search, Shape};
use blindmask::geometry::{Point, Quad};
use blindmask::intake::attachment::{self, Attachment, Limits};
use blindmask::mask::{self, Masked};
use blindmask::nets::engine::Engine;
use blindmask::nets::models::ModelDir;
use blindmask::nets::runtime::{self, Freed};
use blindmask::page::Page;
use blindmask::page::line::Line;
use blindmask::page::map::PageMap;
use blindmask::read::{self, Options, Wanted};
use blindmask::recheck::grey::Grey;
use blindmask::recheck::{Ask, Hints, Reader, ReaderError, Rechecked, Scope, Second, SeenLine, Task, look};
use blindmask::target::{self, Forms, Subject};
use image::RgbImage;
use rayon::prelude::*;

fn here(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn quad(corners: &[[f64; 2]; 4]) -> Quad {
    Quad(corners.map(|[x, y]| Point::new(x as f32, y as f32)))
}

/// A page, the name left uncovered on it, and its place: two places over a line break.
struct Planted<'a> {
    page: &'a truth::Page,
    name: &'a str,
    /// How the name is written here: an alias, when it isn't a form of the name.
    text: &'a str,
    at: Vec<Quad>,
}

/// Two names a page: first the applicant's, except on seals, which this reader can't read, then other people's, as if
/// each were the applicant. A name over a line break counts, though it can't see those.
fn planted(pages: &[truth::Page]) -> Vec<Planted<'_>> {
    let mut all = Vec::new();
    for page in pages.iter().filter(|p| p.readable) {
        let mut here: Vec<Planted> = Vec::new();
        let mut groups = Vec::new();
        for o in page.occurrences.iter().filter(|o| o.style != "seal") {
            let known = groups.iter().position(|g| *g == o.group && o.group.is_some());
            match known.and_then(|i| here.get_mut(i)) {
                Some(plant) => plant.at.push(quad(&o.quad)),
                None => {
                    let (name, text) = (page.applicant.name.as_str(), o.text.as_str());
                    here.push(Planted { page, name, text, at: vec![quad(&o.quad)] });
                    groups.push(o.group);
                }
            }
        }
        if here.is_empty() {
            let whole =
                |text: &str| !text.starts_with('·') && !text.ends_with('·') && text.chars().count() > 1;
            let others = page.decoys.iter().filter(|d| !d.ambiguous && whole(&d.text));
            here.extend(others.map(|d| Planted {
                page,
                name: &d.text,
                text: &d.text,
                at: vec![quad(&d.quad)],
            }));
        }
        all.extend(here.into_iter().take(2));
    }
    all
}

fn task<'a>(forms: &'a Forms, context: &'a Context, map: PageMap, limits: &'a Limits) -> Task<'a> {
    static WAITING: AtomicBool = AtomicBool::new(false);
    Task { forms, context, limits, map, hints: Hints::default(), given_up: &WAITING }
}

/// Covers what was seen in addition, and looks again.
fn covered_too(
    attachment: &Attachment,
    masked: &Masked,
    seen: &Rechecked,
    look: impl Fn(&Masked) -> Rechecked,
) -> (Masked, Rechecked) {
    let all: Vec<Finding> = masked.covered.iter().map(|c| &c.finding).chain(&seen.names).cloned().collect();
    let masked = mask::mask(attachment, &all).unwrap();
    let seen = look(&masked);
    (masked, seen)
}

/// The result of one planted miss.
struct Tried {
    caught: bool,
    /// Caught although the first reader found no line there.
    alone: bool,
    still_visible: bool,
}

/// Covers everything on the page but the planted name, and lets the second reader look, told what the first makes of the page.
fn try_one(plant: &Planted, engine: &dyn Engine, second: &Second) -> Tried {
    let (limits, context, waiting) = (Limits::default(), Context::new([]), AtomicBool::new(false));
    let bytes = fs::read(here("testdata").join(&plant.page.file)).expect("a page");
    let attachment = attachment::decode(bytes, &limits).expect("a picture");
    let rest: Vec<Finding> = plant
        .page
        .occurrences
        .iter()
        .map(|o| quad(&o.quad))
        .filter(|q| plant.at.iter().all(|at| q.share_inside(at) < 0.1))
        .map(|quad| Finding { quad, shape: Shape::Han, how: How::Text, score: 1.0, uncertain: false })
        .collect();
    let masked = mask::mask(&attachment, &rest).unwrap();
    let alias = plant.text.is_ascii().then(|| plant.text.to_owned());
    let subject = Subject::new(target::forms(plant.name, alias.as_slice()), |size| engine.alphabet(size));
    let mut page = read::read(&attachment, &Wanted::of(&subject), engine, &Options::default()).unwrap();
    let look = |page: &Page, masked: &Masked| {
        let search = Search { page, subject: &subject, context: &context };
        let hints = Hints::of(&search, masked, second.scope);
        let (forms, map) = (&subject.forms, page.map);
        let task = Task { forms, context: &context, limits: &limits, map, hints, given_up: &waiting };
        look(Some(second), &attachment, masked, &task).unwrap()
    };
    let first = look(&page, &masked);
    let (_, last) = covered_too(&attachment, &masked, &first, |masked| look(&page, masked));
    assert!(last.outside_unchanged, "{}", plant.page.file);
    let holds = |seen: &Rechecked| {
        plant.at.iter().all(|at| seen.names.iter().any(|f| at.share_inside(&f.quad) > 0.5))
    };
    let caught = holds(&first);
    if !caught {
        println!("missed on {} in {} parts", plant.page.file, plant.at.len());
    }
    let first_look = page.first_look;
    let is_elsewhere = |line: &Line| !plant.at.iter().any(|at| at.touches(&line.on_page));
    page.first_look = page.lines.iter().take(first_look).filter(|line| is_elsewhere(line)).count();
    page.lines.retain(is_elsewhere);
    let alone = holds(&look(&page, &masked));
    Tried { caught, alone, still_visible: !last.names.is_empty() }
}

#[test]
fn four_of_five_planted_misses_are_caught_and_covered() {
    let models = ModelDir::open(&here("models")).expect("make models");
    let engine = runtime::load(&models, None, Freed::Returned).unwrap().engine;
    let second = Second { reader: Box::new(Grey::new(engine.clone())), scope: Scope::Unsure };
    let truths = ["testdata/truth.json", "testdata/planted.json"];
    let pages: Vec<truth::Page> = truths.iter().flat_map(|t| truth::load(&here(t), None).unwrap()).collect();
    let planted = planted(&pages);
    let files: BTreeSet<&str> = planted.iter().map(|p| p.page.file.as_str()).collect();
    assert!(files.len() >= 40, "{} pages", files.len());
    let tried: Vec<Tried> =
        planted.par_iter().map(|plant| try_one(plant, engine.as_ref(), &second)).collect();
    let caught = tried.iter().filter(|t| t.caught).count();
    let alone = tried.iter().filter(|t| t.alone).count();
    let visible = tried.iter().filter(|t| t.still_visible).count();
    println!(
        "{caught} of {} caught, {alone} where the first reader found no line, on {} pages, {visible} still visible after the second try",
        planted.len(),
        files.len()
    );
    assert!(caught * 5 >= planted.len() * 4, "{caught} of {}", planted.len());
    assert!(alone * 5 >= planted.len() * 4, "{alone} of {} without a line there", planted.len());
    assert!(visible * 10 <= planted.len(), "{visible}: the second try must cover what it saw");
}

/// A reader that always sees the name in the same place, even under paint.
struct Stubborn;

impl Reader for Stubborn {
    fn name(&self) -> &'static str {
        "stubborn"
    }

    fn read(&self, page: &RgbImage, _: Ask, _: &AtomicBool) -> Result<Vec<SeenLine>, ReaderError> {
        // In another place each time, since nothing can be seen under a box.
        let y = if page.pixels().any(|p| p.0[1] < 20) { 300.0 } else { 60.0 };
        let glyphs = "韩立群".chars().zip([0.2, 0.5, 0.8]).collect();
        Ok(vec![SeenLine { on_page: Quad::from_bounds(40.0, y, 130.0, y + 30.0), glyphs }])
    }
}

/// A reader that fails.
struct Broken;

impl Reader for Broken {
    fn name(&self) -> &'static str {
        "broken"
    }

    fn read(&self, _: &RgbImage, _: Ask, _: &AtomicBool) -> Result<Vec<SeenLine>, ReaderError> {
        Err(ReaderError::new("on demand"))
    }
}

fn blank() -> (Attachment, PageMap) {
    let mut bytes = std::io::Cursor::new(Vec::new());
    RgbImage::from_pixel(480, 400, image::Rgb([250; 3]))
        .write_to(&mut bytes, image::ImageFormat::Jpeg)
        .unwrap();
    let attachment = attachment::decode(bytes.into_inner(), &Limits::default()).unwrap();
    let map = PageMap { orientation: attachment.orientation, turns: 0, stored: (480, 400) };
    (attachment, map)
}

#[test]
fn what_is_still_seen_after_the_second_try_is_told() {
    let (attachment, map) = blank();
    let (forms, context, limits) = (target::forms("韩立群", &[]), Context::new([]), Limits::default());
    let masked = mask::mask(&attachment, &[]).unwrap();
    let second = Second { reader: Box::new(Stubborn), scope: Scope::Page };
    let task = task(&forms, &context, map, &limits);
    let look = |masked: &Masked| look(Some(&second), &attachment, masked, &task).unwrap();
    let first = look(&masked);
    let (masked, last) = covered_too(&attachment, &masked, &first, look);
    assert_eq!((first.names.len(), masked.covered.len(), last.names.len()), (1, 1, 1));
    assert_eq!((last.largest, last.outside_unchanged), (Some(0), true));
}

#[test]
fn a_reader_that_fails_holds_the_file_and_none_leaves_it_alone() {
    let (attachment, map) = blank();
    let (forms, context, limits) = (target::forms("韩立群", &[]), Context::new([]), Limits::default());
    let task = task(&forms, &context, map, &limits);
    let masked = mask::mask(&attachment, &[]).unwrap();
    let second = Second { reader: Box::new(Broken), scope: Scope::Page };
    let reason = look(Some(&second), &attachment, &masked, &task).err().unwrap();
    assert!(reason.code.holds() && reason.detail.to_string().contains("on demand"));
    let off = Second { reader: Box::new(Broken), scope: Scope::Off };
    for second in [Some(&off), None] {
        let seen = look(second, &attachment, &masked, &task).unwrap();
        assert_eq!((seen.reader, seen.names.len()), (None, 0));
    }
}
