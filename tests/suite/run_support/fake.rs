//! Nets that misbehave on demand. The grey of a page's background selects the behaviour.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use blindmask::audit::NameKey;
use blindmask::error::Error;
use blindmask::intake::attachment::Limits;
use blindmask::nets::engine::{Engine, EngineError, Posteriors, ProbMap, STEP, Size};
use blindmask::nets::runtime::Runtime;
use blindmask::recheck::Second;
use blindmask::roster::people::Roster;
use blindmask::roster::plan::{self, Folders};
use blindmask::run::batch::{self, Run, Settings, Summary};
use blindmask::target::{self, Alphabet};
use blindmask::tools::Tools;
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};

/// The made-up applicant of these tests.
pub const NAME: &str = "赵玉兰";
/// Other text on the pages: people who aren't applicants.
pub const OTHERS: &str = "王建国陈文斌周海涛";

/// A net's behaviour on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Does {
    /// Reads the name.
    Name = 250,
    /// Reads other text.
    Other = 246,
    /// Finds lines, reads nothing in them.
    Empty = 242,
    /// Finds no line.
    NoLines = 238,
    /// Answers after the time limit.
    Slow = 234,
    /// Never answers.
    Hang = 230,
    /// Panics.
    Panic = 226,
    /// Fails with an error.
    Fail = 222,
    /// The orientation net answers NaN.
    TurnNan = 218,
    /// The detector answers NaN.
    MapNan = 214,
    /// The detector's map has another size than declared.
    MapShort = 210,
    /// The detector returns another page's map.
    MapOther = 206,
    /// The recogniser answers NaN for its winners.
    BestNan = 202,
    /// The recogniser answers infinity in the wanted columns.
    KeptInfinite = 198,
    /// There are too few wanted columns.
    KeptShort = 194,
    /// There are fewer steps than the crop's width gives.
    FewSteps = 190,
    /// A class past the dictionary's end.
    NoSuchClass = 186,
    /// Fewer answers than crops.
    FewAnswers = 182,
}

impl Does {
    pub const ALL: [Does; 18] = {
        use Does::*;
        [
            Name,
            Other,
            Empty,
            NoLines,
            Slow,
            Hang,
            Panic,
            Fail,
            TurnNan,
            MapNan,
            MapShort,
            MapOther,
            BestNan,
            KeptInfinite,
            KeptShort,
            FewSteps,
            NoSuchClass,
            FewAnswers,
        ]
    };

    fn on(paper: Rgb<u8>) -> Does {
        // JPEG moves a flat grey by one step at most.
        *Does::ALL.iter().find(|d| (**d as u8).abs_diff(paper.0[1]) <= 1).unwrap_or(&Does::Fail)
    }
}

/// A page with one bar where a line of text would be.
pub fn page(does: Does) -> Vec<u8> {
    let paper = does as u8;
    let mut picture = RgbImage::from_pixel(640, 320, Rgb([paper; 3]));
    for (_, _, pixel) in
        picture.enumerate_pixels_mut().filter(|(x, y, _)| (96..544).contains(x) && (128..176).contains(y))
    {
        // Black enough that the page isn't contrast-stretched as a faint one, which would change its grey.
        *pixel = Rgb([10; 3]);
    }
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 95).encode_image(&picture).unwrap();
    bytes
}

/// The fake.
pub struct Fake {
    alphabet: Alphabet,
    /// How long a slow net takes.
    pub slow: Duration,
    /// Pages seen so far.
    pub pages: Arc<AtomicUsize>,
    /// Lines read so far.
    pub lines: Arc<AtomicUsize>,
}

impl Fake {
    pub fn new() -> Self {
        // The characters of all applicants and of the others: a net that can't spell a name would make it unreadable.
        let dictionary: String =
            "赵玉兰林远山沈知秋王建国陈文斌周海涛".chars().flat_map(|c| [c, '\n']).collect();
        Fake {
            alphabet: Alphabet::parse(&dictionary).unwrap(),
            slow: Duration::from_secs(30),
            pages: Arc::default(),
            lines: Arc::default(),
        }
    }

    fn line(&self, does: Does, width: u32, keep: &[usize]) -> Posteriors {
        let steps = match does {
            Does::FewSteps => width as usize / STEP / 2,
            _ => width as usize / STEP,
        };
        let text = match does {
            Does::Empty => "",
            // Enough text that a second reader which reads nothing is noticed.
            Does::Other => OTHERS,
            _ => NAME,
        };
        let mut winners = vec![0_u32; steps];
        for (i, c) in text.chars().enumerate() {
            if let Some(slot) = winners.get_mut(3 + 3 * i) {
                *slot = self.alphabet.label(c).unwrap() as u32;
            }
        }
        let log_p = |winner: u32, column: usize| if winner as usize == column { -0.001 } else { -14.0 };
        let mut kept: Vec<f32> =
            winners.iter().flat_map(|&w| keep.iter().map(move |&c| log_p(w, c))).collect();
        let mut best = vec![-0.001; steps];
        match does {
            Does::BestNan => best.fill(f32::NAN),
            Does::KeptInfinite => kept.fill(f32::INFINITY),
            Does::KeptShort => kept.truncate(kept.len() / 2),
            Does::NoSuchClass => winners.fill(1 << 20),
            _ => {}
        }
        Posteriors { winners, best, kept, columns: keep.len() }
    }
}

impl Engine for Fake {
    fn turn(&self, page: &RgbImage) -> Result<[f32; 4], EngineError> {
        self.pages.fetch_add(1, Ordering::Relaxed);
        match Does::on(*page.get_pixel(0, 0)) {
            Does::Slow => std::thread::sleep(self.slow),
            Does::Hang => loop {
                std::thread::park();
            },
            Does::Panic => panic!("on demand"),
            Does::Fail => return Err(EngineError { net: "orientation", problem: "on demand".into() }),
            Does::TurnNan => return Ok([f32::NAN; 4]),
            _ => {}
        }
        Ok([1.0, 0.0, 0.0, 0.0])
    }

    fn detect(&self, page: &RgbImage, _: Size) -> Result<ProbMap, EngineError> {
        let does = Does::on(*page.get_pixel(0, 0));
        let ink = |p: &Rgb<u8>| if p.0[1] < 128 && does != Does::NoLines { 0.9 } else { 0.0 };
        let (width, height) = (page.width() as usize, page.height() as usize);
        let mut map = ProbMap { width, height, values: page.pixels().map(ink).collect() };
        match does {
            Does::MapNan => map.values.fill(f32::NAN),
            Does::MapShort => map.values.truncate(width),
            Does::MapOther => (map.width, map.height) = (height, width),
            _ => {}
        }
        Ok(map)
    }

    fn recognise(&self, crops: &[RgbImage], keep: &[usize], _: Size) -> Result<Vec<Posteriors>, EngineError> {
        self.lines.fetch_add(crops.len(), Ordering::Relaxed);
        let mut answers: Vec<Posteriors> =
            crops.iter().map(|c| self.line(Does::on(*c.get_pixel(0, 0)), c.width(), keep)).collect();
        if crops.first().is_some_and(|c| Does::on(*c.get_pixel(0, 0)) == Does::FewAnswers) {
            answers.clear();
        }
        Ok(answers)
    }

    fn alphabet(&self, _: Size) -> &Alphabet {
        &self.alphabet
    }
}

/// Settings of a run with the fake.
pub struct How {
    pub jobs: usize,
    pub timeout: Duration,
    pub clock: fn() -> SystemTime,
    pub prune: bool,
    pub plain_names: bool,
    /// The roster as CSV.
    pub roster: String,
}

impl Default for How {
    fn default() -> Self {
        // The times don't matter, but golden files hold them.
        How {
            jobs: 2,
            timeout: Duration::from_secs(60),
            clock: || SystemTime::UNIX_EPOCH + Duration::from_secs(1_772_352_000),
            prune: false,
            plain_names: false,
            roster: format!("编号,姓名\nA001,{NAME}\nA002,林远山\nA003,沈知秋\n"),
        }
    }
}

/// A run over `input` for [`NAME`], whose folder is A001, and for A002 and A003.
#[allow(dead_code, reason = "not every test file uses every helper")]
pub fn run(input: &Path, out: &Path, engine: Fake, how: &How) -> Result<Summary, Error> {
    run_with(input, out, engine, None, how)
}

/// [`run`] with a second reader.
pub fn run_with(
    input: &Path,
    out: &Path,
    engine: Fake,
    second: Option<Second>,
    how: &How,
) -> Result<Summary, Error> {
    let roster = out.with_extension("roster.csv");
    std::fs::write(&roster, &how.roster).unwrap();
    let roster = Roster::load(&roster)?;
    let tools = Arc::new(Tools {
        context: blindmask::find::context::Context::new([]),
        engine: Arc::new(engine),
        runtime: Runtime::Rten,
        second,
        reading: blindmask::read::Options::default(),
        limits: Limits::default(),
        tool: "blindmask test".to_owned(),
        models: BTreeMap::from([("det_small".to_owned(), "00".repeat(32))]),
    });
    let forms: Vec<_> = roster.applicants.iter().map(|a| target::forms(&a.name, &a.aliases)).collect();
    let plan = plan::plan(Folders { input, out: Some(out) }, &roster, false, &|applicant, part| {
        part.contains(&applicant.name)
    })?;
    let subjects: Vec<_> = forms.into_iter().map(|forms| Arc::new(tools.subject(forms))).collect();
    let run = Run {
        plan: &plan,
        roster: &roster,
        subjects: &subjects,
        tools: &tools,
        key: &NameKey::from_bytes([7; 32]),
        settings: &Settings {
            jobs: how.jobs,
            resume: true,
            prune: how.prune,
            timeout: how.timeout,
            plain_names: how.plain_names,
        },
        out,
        clock: how.clock,
    };
    batch::run(&run, &AtomicBool::new(false), &|_| {})
}
