//! Which lines the small recogniser is shown after the tiny one: those that show a sign of the name.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::sync::atomic::{AtomicUsize, Ordering};

use blindmask::geometry::Quad;
use blindmask::nets::engine::{Engine, EngineError, Posteriors, ProbMap, Size};
use blindmask::pixels::scale::Pyramid;
use blindmask::read::parts::Parts;
use blindmask::read::reader::Reader;
use blindmask::read::{Recogniser, Wanted};
use blindmask::target::{Alphabet, Subject, forms};
use image::RgbImage;

use crate::line_support::{Table, dictionary, map, printed};

/// An engine whose tiny recogniser reads `table` everywhere, and which counts what its small one is shown.
struct Fixed {
    alphabet: Alphabet,
    table: Table,
    shown: AtomicUsize,
}

impl Engine for Fixed {
    fn turn(&self, _: &RgbImage) -> Result<[f32; 4], EngineError> {
        Ok([1.0, 0.0, 0.0, 0.0])
    }

    fn detect(&self, _: &RgbImage, _: Size) -> Result<ProbMap, EngineError> {
        Ok(ProbMap { width: 0, height: 0, values: Vec::new() })
    }

    fn recognise(
        &self,
        crops: &[RgbImage],
        keep: &[usize],
        size: Size,
    ) -> Result<Vec<Posteriors>, EngineError> {
        if size == Size::Small {
            self.shown.fetch_add(crops.len(), Ordering::Relaxed);
        }
        Ok(crops.iter().map(|_| self.table.posteriors(keep)).collect())
    }

    fn alphabet(&self, _: Size) -> &Alphabet {
        &self.alphabet
    }
}

/// True where the small recogniser is asked about a line that the tiny one surely reads as `text`.
fn asked(name: &str, text: &str) -> bool {
    let alphabet = dictionary(&[name, text, "·"]);
    let table = Table::plant(&alphabet, &printed(text), 5, 0.999, &[1.0]);
    let subject = Subject::new(forms(name, &[]), |_| &alphabet);
    let engine = Fixed { table, shown: AtomicUsize::new(0), alphabet: alphabet.clone() };
    let wanted = Wanted::of(&subject);
    let reader = Reader {
        engine: &engine,
        recogniser: Recogniser::TinyFirst,
        wanted: &wanted,
        map: map(),
        parts: Parts::all(),
        known: &[],
    };
    let pages = Pyramid::new(RgbImage::new(400, 64));
    reader.once(&pages, &[Quad::from_bounds(10.0, 10.0, 250.0, 40.0)]).unwrap();
    engine.shown.load(Ordering::Relaxed) > 0
}

#[test]
fn half_of_a_long_name_is_a_sign_of_it() {
    let name = "祖丽皮亚·伊力哈木";
    assert!(asked(name, "祖丽皮亚伊加含木"), "two of eight are misread");
    assert!(asked(name, "祖丽皮亚玉山山江"), "another's name that shares half");
    assert!(!asked(name, "祖丽胡玛玉山山江") && !asked(name, "复印件与原件一致"));
}
