//! Every form of a name on rendered lines, through the real reader: each is found, told apart and covered, and other
//! people's names of the same form are left alone. Needs `make models`; `testdata/lines.py` renders the lines.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::path::PathBuf;
use std::sync::OnceLock;

use blindmask::audit::wire::Shape;
use blindmask::find::context::Context;
use blindmask::find::{Finding, Search, find};
use blindmask::geometry::{Point, Quad, Rect};
use blindmask::intake::attachment::{self, Limits};
use blindmask::mask::boxes::box_of;
use blindmask::nets::engine::Engine;
use blindmask::nets::models::ModelDir;
use blindmask::nets::ppocr::RtenEngine;
use blindmask::read::{self, Options, Wanted};
use blindmask::target::{Subject, forms};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    file: String,
    name: String,
    aliases: Vec<String>,
    names: Vec<Mark>,
    others: Vec<Mark>,
}

#[derive(Deserialize)]
struct Mark {
    text: String,
    quad: [[f32; 2]; 4],
    /// The shapes that count as right; empty for other people's names.
    #[serde(default)]
    forms: Vec<Shape>,
    /// `missed` marks what the program is known to get wrong.
    known: Option<String>,
}

impl Mark {
    fn quad(&self) -> Quad {
        Quad(self.quad.map(|[x, y]| Point::new(x, y)))
    }

    /// The largest share of the mark's ink that one box covers, and the finding of that box.
    fn covered<'a>(&self, boxes: &'a [(Finding, Rect)]) -> Option<(f32, &'a Finding)> {
        let share = |(f, r): &'a (Finding, Rect)| (self.quad().share_inside(&r.quad()), f);
        boxes.iter().map(share).max_by(|a, b| a.0.total_cmp(&b.0))
    }

    fn problem(&self, boxes: &[(Finding, Rect)]) -> Option<String> {
        let covered = self.covered(boxes);
        if self.forms.is_empty() {
            // The scorer of runs calls a third of a name a hit.
            return covered
                .filter(|c| c.0 > 0.3)
                .map(|(s, f)| format!("{}: hit ({s:.2}) as {:?}", self.text, f.shape));
        }
        match covered {
            Some((s, f)) if s >= 0.95 && self.forms.contains(&f.shape.into()) => None,
            Some((s, f)) if s > 0.0 => Some(format!("{}: {s:.2} covered, {:?}", self.text, f.shape)),
            _ => Some(format!("{}: missed", self.text)),
        }
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn cases() -> Vec<Case> {
    serde_json::from_str(&std::fs::read_to_string(folder().join("testdata/lines.json")).unwrap()).unwrap()
}

fn engine() -> &'static RtenEngine {
    static ENGINE: OnceLock<RtenEngine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        RtenEngine::load(&ModelDir::open(&folder().join("models")).expect("`make models`")).unwrap()
    })
}

/// The findings of a case with their boxes.
fn boxes(case: &Case) -> Vec<(Finding, Rect)> {
    let bytes = std::fs::read(folder().join("testdata").join(&case.file)).unwrap();
    let attachment = attachment::decode(bytes, &Limits::default()).unwrap();
    let subject = Subject::new(forms(&case.name, &case.aliases), |size| engine().alphabet(size));
    let options = Options::default();
    let wanted = Wanted { uyghur: None, ..Wanted::of(&subject) };
    let page = read::read(&attachment, &wanted, engine(), &options).unwrap();
    let context = Context::new([case.name.as_str()]);
    let findings = find(&Search { page: &page, subject: &subject, context: &context });
    let with_box = |finding: Finding| {
        let painted = box_of(&finding, &attachment.pixels);
        (finding, painted)
    };
    findings.into_iter().map(with_box).collect()
}

/// Every mark of a picture comes out right; those known to be missed must still be missed.
fn check(key: &str) {
    let all = cases();
    let case = all.iter().find(|c| c.file == format!("lines/{key}.jpg")).expect("a case");
    assert!(!case.names.is_empty());
    let boxes = boxes(case);
    let marks = || case.names.iter().chain(&case.others);
    let problems = |known: bool| -> Vec<String> {
        marks().filter(|m| m.known.is_some() == known).filter_map(|m| m.problem(&boxes)).collect()
    };
    assert!(problems(false).is_empty(), "{key}: {:#?}", problems(false));
    let known = marks().filter(|m| m.known.is_some()).count();
    assert_eq!(problems(true).len(), known, "{key}: better than known; still wrong: {:#?}", problems(true));
}

macro_rules! forms_on_lines {
    ($($name:ident),* $(,)?) => {
        $(#[test] fn $name() { check(stringify!($name)); })*

        /// Every picture has its test.
        #[test]
        fn every_picture_has_a_test() {
            let mut tested = vec![$(format!("lines/{}.jpg", stringify!($name))),*];
            let mut rendered: Vec<String> = cases().into_iter().map(|c| c.file).collect();
            tested.sort();
            rendered.sort();
            assert_eq!(tested, rendered);
        }
    };
}

forms_on_lines!(
    han,
    spaced,
    dots,
    vertical,
    to_traditional,
    to_simplified,
    broken_lines,
    broken_cells,
    partial,
    pinyin,
    tones,
    initials,
    shan,
    qiu,
    umlaut,
    latin,
    latin_initials,
);
