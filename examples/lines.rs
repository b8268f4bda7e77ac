//! Prints what the reader reads on one page and what the search finds, to learn why a name was missed.
//!
//!     cargo run --release --example lines -- PICTURE NAME [ALIAS …]
//!
//! Prints names and text in clear: only for made-up pages.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a tool for development")]

use std::path::Path;

use blindmask::find::context::Context;
use blindmask::find::spot::{Hit, spot, spot_in_seal};
use blindmask::find::{Search, find};
use blindmask::geometry::Quad;
use blindmask::intake::attachment::{self, Limits};
use blindmask::nets::models::ModelDir;
use blindmask::nets::runtime::{self, Freed};
use blindmask::page::line::Line;
use blindmask::read::{self, Options, Wanted};
use blindmask::target::{self, Subject};

fn place(quad: &Quad) -> String {
    let (l, t, r, b) = quad.bounds();
    format!("{l:5.0} {t:5.0} {:4.0} x {:3.0}", r - l, b - t)
}

fn main() {
    let mut args = std::env::args().skip(1);
    let (picture, name) = (args.next().unwrap(), args.next().unwrap());
    let aliases: Vec<String> = args.collect();
    let engine =
        runtime::load(&ModelDir::open(Path::new("models")).unwrap(), None, Freed::Returned).unwrap().engine;
    let limits = Limits::default();
    let (bytes, _) = attachment::load(Path::new(&picture), &limits).unwrap();
    let attachment = attachment::decode(bytes, &limits).unwrap();
    let subject = Subject::new(target::forms(&name, &aliases), |size| engine.alphabet(size))
        .in_uyghur(engine.uyghur_alphabet());
    let options = Options::default();
    let wanted = Wanted::of(&subject);
    let page = read::read(&attachment, &wanted, engine.as_ref(), &options).unwrap();
    println!("{} quarter turns; lines in the stored grid: left, top, width, height", page.map.turns);
    for line in &page.lines {
        let (how, sure) = (format!("{:?}", line.layout), line.confidence());
        println!("{}  {how:10} {sure:.2}  {}", place(&line.stored()), line.text());
    }
    for frame in blindmask::pixels::frames::frames(page.pages.page()) {
        println!("{}  frame", place(&frame.quad.map(|p| page.map.to_stored(p))));
    }
    for seal in &page.seals {
        let texts: Vec<String> = seal.readings.iter().map(Line::text).collect();
        println!("{}  seal? {}", place(&seal.quad.map(|p| page.map.to_stored(p))), texts.join(" | "));
    }
    for line in &page.foreign.lines {
        let text: String = line.glyphs.iter().rev().map(|g| g.char).collect();
        let p = line.glyphs.iter().map(|g| g.p).sum::<f32>() / line.glyphs.len().max(1) as f32;
        println!("{}  uyghur     {p:.2}  {text}", place(&line.on_page.map(|p| page.map.to_stored(p))));
    }
    let show = |line: &Line, hit: &Hit| {
        let steps = hit.at.steps();
        let quad = line.stored_quad(steps.start as f32..steps.end as f32);
        println!("{}  hit {:.2} cost {:.1} {:.1?}", place(&quad), hit.p, hit.at.cost, hit.at.slot_costs);
    };
    for line in &page.lines {
        spot(line, &subject.forms, subject.labels(line.size)).iter().for_each(|hit| show(line, hit));
    }
    for line in page.seals.iter().flat_map(|s| &s.readings) {
        spot_in_seal(line, &subject.forms, subject.labels(line.size)).iter().for_each(|hit| show(line, hit));
    }
    let context = Context::new([name.as_str()]);
    for f in find(&Search { page: &page, subject: &subject, context: &context }) {
        let flag = if f.uncertain { "uncertain" } else { "" };
        println!("{}  FOUND {:?} {:?} {:.2} {flag}", place(&f.quad), f.shape, f.how, f.score);
    }
}
