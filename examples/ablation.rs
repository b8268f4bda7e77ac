//! What each rule and part is worth: a set of pages with known truth, worked through once with everything on and once more
//! with each row of the rules' tables switched off. `make ablation` writes the table.
//!
//!     cargo run --release --example ablation -- SET [--roster FILE] [--cache FOLDER] [--only NAME …] [--all]
//!
//! SET holds `truth.json`, `images/` and `applicants.json`, as the development sets do. Answers of the nets are kept in
//! FOLDER (default `target/net-cache`), so that only the first pass costs time; there is no second reader. Without `--all`
//! and `--only` just the first row is printed, and the pages that leak are listed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "for developers"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant, SystemTime};

use blindmask::audit::NameKey;
use blindmask::digest::sha256;
use blindmask::eval::{Records, figures, score, show, truth};
use blindmask::find::context::Context;
use blindmask::find::rules::{Switches, names_of_all};
use blindmask::intake::attachment::Limits;
use blindmask::lang::Lang;
use blindmask::nets::engine::{Engine, EngineError, Posteriors, ProbMap, Size};
use blindmask::nets::models::ModelDir;
use blindmask::nets::runtime::{self, Loaded};
use blindmask::read::Options;
use blindmask::roster::people::Roster;
use blindmask::roster::plan::{self, Folders};
use blindmask::run::batch::{self, Run, Settings};
use blindmask::target::{self, Alphabet};
use blindmask::tools::Tools;
use image::RgbImage;

/// An engine whose answers are kept in a folder, under the hash of the question.
struct Kept {
    engine: Box<dyn Engine>,
    folder: PathBuf,
}

impl Kept {
    fn file(&self, what: &str, picture: &RgbImage, more: &[u8]) -> PathBuf {
        let size = [picture.width().to_le_bytes(), picture.height().to_le_bytes()].concat();
        let key = sha256(&[what.as_bytes(), &size, picture.as_raw(), more].concat());
        self.folder.join(&key[..2]).join(&key[2..])
    }

    fn recognised(&self, what: &str, crop: &RgbImage, keep: &[usize]) -> PathBuf {
        let wanted: Vec<u8> = keep.iter().flat_map(|k| (*k as u32).to_le_bytes()).collect();
        self.file(what, crop, &wanted)
    }
}

fn posteriors(values: &[f32], columns: usize) -> Posteriors {
    let (winners, rest) = values.split_at(values.len() / (columns + 2));
    let (best, kept) = rest.split_at(winners.len());
    let winners = winners.iter().map(|w| *w as u32).collect();
    Posteriors { winners, best: best.to_vec(), kept: kept.to_vec(), columns }
}

fn store_posteriors(file: &Path, answer: &Posteriors) {
    let winners = answer.winners.iter().map(|w| *w as f32);
    store(file, winners.chain(answer.best.iter().copied()).chain(answer.kept.iter().copied()));
}

fn load(file: &Path) -> Option<Vec<f32>> {
    let bytes = fs::read(file).ok()?;
    Some(bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
}

/// Renamed into place, since several threads write.
fn store(file: &Path, values: impl Iterator<Item = f32>) {
    let bytes: Vec<u8> = values.flat_map(f32::to_le_bytes).collect();
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let part = file.with_extension(format!("{:?}", std::thread::current().id()));
    fs::write(&part, bytes).unwrap();
    fs::rename(part, file).unwrap();
}

impl Engine for Kept {
    fn turn(&self, page: &RgbImage) -> Result<[f32; 4], EngineError> {
        let file = self.file("turn", page, &[]);
        if let Some(values) = load(&file) {
            return Ok([values[0], values[1], values[2], values[3]]);
        }
        let turn = self.engine.turn(page)?;
        store(&file, turn.into_iter());
        Ok(turn)
    }

    fn detect(&self, page: &RgbImage, size: Size) -> Result<ProbMap, EngineError> {
        let file = self.file(&format!("detect {size:?}"), page, &[]);
        let (width, height) = (page.width() as usize, page.height() as usize);
        if let Some(values) = load(&file) {
            return Ok(ProbMap { width, height, values });
        }
        let map = self.engine.detect(page, size)?;
        store(&file, map.values.iter().copied());
        Ok(map)
    }

    fn recognise(
        &self,
        crops: &[RgbImage],
        keep: &[usize],
        size: Size,
    ) -> Result<Vec<Posteriors>, EngineError> {
        let one = |crop: &RgbImage| {
            let file = self.recognised(&format!("recognise {size:?}"), crop, keep);
            if let Some(values) = load(&file) {
                return Ok(posteriors(&values, keep.len()));
            }
            let answer = self.engine.recognise(std::slice::from_ref(crop), keep, size)?.remove(0);
            store_posteriors(&file, &answer);
            Ok(answer)
        };
        crops.iter().map(one).collect()
    }

    fn read_uyghur(&self, crop: &RgbImage, keep: &[usize]) -> Result<Option<Posteriors>, EngineError> {
        if self.engine.uyghur_alphabet().is_none() {
            return Ok(None);
        }
        let file = self.recognised("uyghur", crop, keep);
        if let Some(values) = load(&file) {
            return Ok(Some(posteriors(&values, keep.len())));
        }
        let answer = self.engine.read_uyghur(crop, keep)?;
        if let Some(answer) = &answer {
            store_posteriors(&file, answer);
        }
        Ok(answer)
    }

    fn uyghur_alphabet(&self) -> Option<&Alphabet> {
        self.engine.uyghur_alphabet()
    }

    fn alphabet(&self, size: Size) -> &Alphabet {
        self.engine.alphabet(size)
    }
}

struct Args {
    set: PathBuf,
    roster: PathBuf,
    cache: PathBuf,
    only: Vec<String>,
    all: bool,
}

fn args() -> Args {
    let mut given = std::env::args().skip(1);
    let set = PathBuf::from(given.next().expect("SET"));
    let roster = set.join("applicants.json");
    let mut args = Args { set, roster, cache: "target/net-cache".into(), only: Vec::new(), all: false };
    while let Some(option) = given.next() {
        match option.as_str() {
            "--all" => args.all = true,
            "--roster" => args.roster = given.next().expect("FILE").into(),
            "--cache" => args.cache = given.next().expect("FOLDER").into(),
            "--only" => args.only.push(given.next().expect("NAME")),
            other => panic!("{other}?"),
        }
    }
    args
}

/// One pass over the set; prints a row of the table.
fn pass(args: &Args, off: Option<&str>) {
    let switches = Switches::without(off.map(str::to_owned)).expect("a row of the tables");
    let roster = Roster::load(&args.roster).unwrap();
    let Loaded { engine, runtime, .. } =
        runtime::load(&ModelDir::open(Path::new("models")).unwrap(), None).unwrap();
    let tools = Arc::new(Tools {
        context: Context::new(roster.applicants.iter().map(|a| a.name.as_str())).with(switches),
        engine: Box::new(Kept { engine, folder: args.cache.clone() }),
        runtime,
        second: None,
        reading: Options::default(),
        limits: Limits::default(),
        tool: "ablation".to_owned(),
        models: [].into(),
    });
    let forms: Vec<_> = roster.applicants.iter().map(|a| target::forms(&a.name, &a.aliases)).collect();
    let subjects: Vec<_> = forms.into_iter().map(|forms| Arc::new(tools.subject(forms))).collect();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let plan =
        plan::plan(Folders { input: &args.set.join("images"), out: Some(&out) }, &roster, false, &|_, _| {
            false
        })
        .unwrap();
    let settings = Settings {
        jobs: 2,
        resume: false,
        prune: false,
        timeout: Duration::from_secs(3600),
        plain_names: false,
    };
    let run = Run {
        plan: &plan,
        roster: &roster,
        subjects: &subjects,
        tools: &tools,
        key: &NameKey::from_bytes([7; 32]),
        settings: &settings,
        out: &out,
        clock: SystemTime::now,
    };
    let started = Instant::now();
    batch::run(&run, &AtomicBool::new(false), &|_| {}).unwrap();
    let pages = truth::load(&args.set.join("truth.json"), None).unwrap();
    let records = Records::load(&out).unwrap();
    let scored = score(&pages, &records);
    let figures = figures(&scored);
    if !args.all {
        println!("{}", show::text(&figures, &scored, 200, Lang::En));
    }
    println!("| {} | {} |", off.unwrap_or("everything on"), show::table_row(&figures));
    eprintln!("{:.0} s", started.elapsed().as_secs_f32());
}

fn main() {
    let args = args();
    if args.all {
        println!("| switched off | {} |", show::ROW_HEADS.join(" | "));
        println!("|{}", " --- |".repeat(show::ROW_HEADS.len() + 1));
    }
    pass(&args, None);
    let rows = names_of_all().filter(|name| args.all || args.only.iter().any(|only| only == name));
    for name in rows {
        pass(&args, Some(name));
    }
}
