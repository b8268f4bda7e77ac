//! Second readers that fail in every way, one page each: the page is held with its reason, and the run goes on.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::run_support;
use crate::run_support::fake;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use blindmask::geometry::Quad;
use blindmask::recheck::{Ask, Reader, ReaderError, Scope, Second, SeenLine};
use fake::{Does, Fake, How, NAME, OTHERS, page, run_with};
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use run_support::{Place, assert_judged, files, verdicts};

/// The second reader's behaviour on a page; the number is the grey of the page's last corner, brighter than any ink.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Looks {
    /// Reads the text correctly.
    Reads = 228,
    /// Sees the name until it is covered.
    SeesName = 220,
    /// Does so after a while.
    Slow = 212,
    /// Never answers.
    Hang = 204,
    /// Panics.
    Panic = 196,
    /// Fails with an error.
    Fail = 188,
    /// Reads nothing.
    Empty = 180,
    /// Finds lines but reads nothing in them.
    NoGlyphs = 172,
    /// Reads wrong text.
    Babble = 164,
    /// Sees the name at a NaN place along the line.
    PlaceNan = 156,
    /// Sees the name past the line's end.
    PlacePast = 148,
    /// Sees the name on a line without a place.
    QuadNan = 140,
    /// Sees the name on a line outside of the page.
    QuadOutside = 132,
}

impl Looks {
    const ALL: [Looks; 13] = {
        use Looks::*;
        [
            Reads,
            SeesName,
            Slow,
            Hang,
            Panic,
            Fail,
            Empty,
            NoGlyphs,
            Babble,
            PlaceNan,
            PlacePast,
            QuadNan,
            QuadOutside,
        ]
    };

    fn at(page: &RgbImage) -> Looks {
        let corner = page.get_pixel(page.width() - 16, page.height() - 16).0[1];
        *Looks::ALL.iter().find(|l| (**l as u8).abs_diff(corner) <= 2).unwrap()
    }

    /// The verdict and the reason that a page must get.
    fn expected(self) -> (&'static str, &'static str) {
        match self {
            Looks::Reads => ("clear", ""),
            Looks::SeesName => ("mask", "found_again"),
            Looks::Slow | Looks::Hang => ("held", "time_out"),
            _ => ("held", "crashed"),
        }
    }

    /// A page on which the first reader reads other people's names, and the second one behaves like this.
    fn page(self) -> Vec<u8> {
        let mut picture = image::load_from_memory(&page(Does::Other)).unwrap().into_rgb8();
        let (w, h) = picture.dimensions();
        for y in h - 32..h {
            for x in w - 32..w {
                picture.put_pixel(x, y, Rgb([self as u8; 3]));
            }
        }
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, 95).encode_image(&picture).unwrap();
        bytes
    }
}

/// The fake.
struct Faulty {
    slow: Duration,
    looks: Arc<AtomicUsize>,
    stopped: Arc<AtomicBool>,
}

impl Faulty {
    fn new(slow: Duration) -> Self {
        Faulty { slow, looks: Arc::default(), stopped: Arc::default() }
    }

    fn second(self) -> Option<Second> {
        Some(Second { reader: Box::new(self), scope: Scope::Page })
    }
}

/// A line of text in the page's empty upper part.
fn line(text: &str, quad: Quad) -> SeenLine {
    let count = text.chars().count() as f32;
    let glyphs = text.chars().enumerate().map(|(i, c)| (c, (i as f32 + 0.5) / count)).collect();
    SeenLine { on_page: quad, glyphs }
}

impl Reader for Faulty {
    fn name(&self) -> &'static str {
        "faulty"
    }

    fn read(&self, page: &RgbImage, _: Ask, given_up: &AtomicBool) -> Result<Vec<SeenLine>, ReaderError> {
        self.looks.fetch_add(1, Ordering::Relaxed);
        let quad = Quad::from_bounds(96.0, 40.0, 240.0, 88.0);
        let others = line(OTHERS, Quad::from_bounds(96.0, 128.0, 544.0, 176.0));
        let mut name = line(NAME, quad);
        match Looks::at(page) {
            Looks::Reads => return Ok(vec![others]),
            Looks::Slow => std::thread::sleep(self.slow),
            Looks::Hang => {
                while !given_up.load(Ordering::Relaxed) {
                    std::thread::sleep(Duration::from_millis(20));
                }
                self.stopped.store(true, Ordering::Relaxed);
            }
            Looks::Panic => panic!("on demand"),
            Looks::Fail => return Err(ReaderError::new("on demand")),
            Looks::Empty => return Ok(Vec::new()),
            Looks::NoGlyphs => return Ok(vec![line("", quad)]),
            Looks::Babble => return Ok(vec![line("口口口口口口口口口口口口", quad)]),
            Looks::PlaceNan => name.glyphs.iter_mut().for_each(|g| g.1 = f32::NAN),
            Looks::PlacePast => name.glyphs.iter_mut().for_each(|g| g.1 += 7.0),
            Looks::QuadNan => name.on_page = Quad::from_bounds(f32::NAN, 40.0, f32::NAN, 88.0),
            Looks::QuadOutside => name.on_page = Quad::from_bounds(96.0, -888.0, 240.0, -840.0),
            Looks::SeesName => {}
        }
        // Once the place is black, nothing is seen there.
        let covered = page.get_pixel(168, 64).0[1] < 20;
        Ok(if covered { vec![others] } else { vec![others, name] })
    }
}

#[test]
fn every_fault_of_the_second_reader_holds_its_page_and_no_other() {
    let place = Place::new();
    for looks in Looks::ALL {
        place.put(&format!("A001/{looks:?}.jpg"), &looks.page());
    }
    let (input, out) = (place.path("in"), place.path("out"));
    let faulty = Faulty::new(Duration::from_secs(30));
    let stopped = faulty.stopped.clone();
    let how = How { timeout: Duration::from_secs(10), ..How::default() };
    let summary = run_with(&input, &out, Fake::new(), faulty.second(), &how).unwrap();
    assert!(summary.complete);
    let tries = (0..500).take_while(|_| !stopped.load(Ordering::Relaxed));
    tries.for_each(|_| std::thread::sleep(Duration::from_millis(20)));
    assert!(stopped.load(Ordering::Relaxed), "a reader that waits is told to end");
    let wanted = Looks::ALL.map(|looks| (format!("A001/{looks:?}.jpg"), looks.expected()));
    assert_judged(&out, &wanted, &["A001/Reads.jpg", "A001/SeesName.jpg"]);
}

#[test]
fn a_page_that_the_second_reader_fails_on_loses_its_earlier_release() {
    let place = Place::new();
    let (input, out) = (place.path("in"), place.path("out"));
    for (looks, released) in [(Looks::Reads, 1), (Looks::Panic, 0), (Looks::SeesName, 1), (Looks::Empty, 0)] {
        place.put("A001/page.jpg", &looks.page());
        let second = Faulty::new(Duration::ZERO).second();
        run_with(&input, &out, Fake::new(), second, &How::default()).unwrap();
        assert_eq!(files(&out.join("masked")).len(), released, "{looks:?}");
    }
}

#[test]
fn a_second_reader_given_up_is_not_asked_again_and_tried_again_by_the_next_run() {
    let place = Place::new();
    place.put("A001/slow.jpg", &Looks::Slow.page());
    let (input, out) = (place.path("in"), place.path("out"));
    let go = |timeout: u64, slow: u64| {
        let faulty = Faulty::new(Duration::from_millis(slow));
        let looks = faulty.looks.clone();
        let how = How { timeout: Duration::from_millis(timeout), ..How::default() };
        run_with(&input, &out, Fake::new(), faulty.second(), &how).unwrap();
        (verdicts(&out, "A001").remove("A001/slow.jpg").unwrap().0, looks)
    };
    let (verdict, looks) = go(5000, 8000);
    assert_eq!(verdict, "held");
    std::thread::sleep(Duration::from_millis(5000));
    assert_eq!(looks.load(Ordering::Relaxed), 1, "its thread went on after the time-out");
    let (verdict, looks) = go(60_000, 0);
    assert_eq!((verdict.as_str(), looks.load(Ordering::Relaxed)), ("mask", 2));
}
