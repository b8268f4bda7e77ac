//! Where a page's time goes: works through the pages of a set as a run does, and prints processor seconds, calls
//! and pixels by net.
//!
//!     cargo run --release --example stages -- SET [--thorough]
//!
//! A SET holds `images/` and `applicants.json`, like the development sets. One page at a time.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "for developers"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use blindmask::intake::attachment::Limits;
use blindmask::nets::engine::{Engine, EngineError, Posteriors, ProbMap, Size};
use blindmask::nets::runtime::Freed;
use blindmask::pipeline;
use blindmask::read::Options;
use blindmask::recheck::Scope;
use blindmask::recheck::grey::Grey;
use blindmask::roster::people::Roster;
use blindmask::roster::plan::{self, Folders};
use blindmask::target::{self, Alphabet};
use blindmask::tools::{Setup, Tools};
use image::RgbImage;

/// Seconds, calls and pixels by net.
type Spent = Mutex<BTreeMap<String, (f64, u64, f64)>>;

struct Timed {
    /// The reader that asks.
    reader: &'static str,
    engine: Arc<dyn Engine>,
    spent: Arc<Spent>,
}

impl Timed {
    fn note<T>(&self, what: &str, pixels: u64, work: impl FnOnce() -> T) -> T {
        note(&self.spent, &format!("{}{what}", self.reader), pixels, work)
    }
}

/// Processor seconds of this thread.
fn now() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

fn note<T>(spent: &Spent, what: &str, pixels: u64, work: impl FnOnce() -> T) -> T {
    let before = now();
    let done = work();
    let mut spent = spent.lock().unwrap();
    let entry = spent.entry(what.to_owned()).or_default();
    *entry = (entry.0 + now() - before, entry.1 + 1, entry.2 + pixels as f64);
    done
}

impl Engine for Timed {
    fn turn(&self, page: &RgbImage) -> Result<[f32; 4], EngineError> {
        self.note("turn", 0, || self.engine.turn(page))
    }

    fn detect(&self, page: &RgbImage, size: Size) -> Result<ProbMap, EngineError> {
        let pixels = u64::from(page.width()) * u64::from(page.height());
        let kind = if pixels > 700_000 { "whole" } else { "part" };
        self.note(&format!("detect {size:?} {kind}"), pixels, || self.engine.detect(page, size))
    }

    fn recognise(
        &self,
        crops: &[RgbImage],
        keep: &[usize],
        size: Size,
    ) -> Result<Vec<Posteriors>, EngineError> {
        let pixels = crops.iter().map(|c| u64::from(c.width())).sum();
        let kind = if keep.is_empty() { "turn" } else { "" };
        self.note(&format!("recognise {size:?} {kind}"), pixels, || self.engine.recognise(crops, keep, size))
    }

    fn alphabet(&self, size: Size) -> &Alphabet {
        self.engine.alphabet(size)
    }

    fn read_uyghur(&self, crop: &RgbImage, keep: &[usize]) -> Result<Option<Posteriors>, EngineError> {
        self.note("uyghur", u64::from(crop.width()), || self.engine.read_uyghur(crop, keep))
    }

    fn uyghur_alphabet(&self) -> Option<&Alphabet> {
        self.engine.uyghur_alphabet()
    }
}

fn main() {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let set = PathBuf::from(given.first().expect("SET"));
    let thorough = given.iter().any(|arg| arg == "--thorough");
    let roster = Roster::load(&set.join("applicants.json")).unwrap();
    let setup = Setup {
        models: "models".as_ref(),
        runtime: None,
        freed: Freed::Returned,
        reading: if thorough { Options::thorough() } else { Options::default() },
        recheck: if thorough { Scope::Page } else { Scope::Unsure },
        limits: Limits::default(),
    };
    let (mut tools, _) = Tools::load(&setup, &roster).unwrap();
    let spent: Arc<Spent> = Arc::default();
    let timed =
        |reader: &'static str| Arc::new(Timed { reader, engine: tools.engine.clone(), spent: spent.clone() });
    let (first, second) = (timed(""), timed("second reader: "));
    if let Some(reader) = &mut tools.second {
        reader.reader = Box::new(Grey::new(second));
    }
    tools.engine = first;
    let forms = roster.applicants.iter().map(|a| target::forms(&a.name, &a.aliases));
    let subjects: Vec<_> = forms.map(|forms| tools.subject(forms)).collect();
    let images = set.join("images");
    let jobs = plan::plan(Folders { input: &images, out: None }, &roster, false, &|_, _| false).unwrap().jobs;
    for (i, job) in jobs.iter().enumerate() {
        eprint!("\r{} of {} pages ", i + 1, jobs.len());
        let run = || pipeline::run(job, &subjects[job.applicant], &tools, &AtomicBool::new(false));
        let _outcome = note(&spent, "page", 0, run);
    }
    println!("| | s a page | calls | pixels a page |\n| --- | --- | --- | --- |");
    let pages = jobs.len() as f64;
    for (what, (seconds, calls, pixels)) in spent.lock().unwrap().iter() {
        println!(
            "| {what} | {:.3} | {:.1} | {:.0} |",
            seconds / pages,
            *calls as f64 / pages,
            pixels / pages
        );
    }
}
