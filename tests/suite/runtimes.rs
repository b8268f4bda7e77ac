//! ONNX Runtime and `rten` run the same nets and may differ by rounding alone. Tests that need the library are
//! skipped if `make models` couldn't fetch it.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use blindmask::error::{Detail, Error};
use blindmask::nets::engine::{Engine, Posteriors, Size};
use blindmask::nets::models::{Library, ModelDir};
use blindmask::nets::ort::{self, OrtEngine};
use blindmask::nets::ppocr::RtenEngine;
use blindmask::nets::runtime::{self, Freed, Runtime};
use blindmask::page::crop::Crop;
use blindmask::pixels::scale::{Pyramid, resize};
use blindmask::read::detect::Detector;
use blindmask::read::recognize::{decode, recognise};
use image::RgbImage;

/// Largest difference between two runtimes' probabilities. The nets are some hundred layers of float32; sums in
/// another order differ in the last digits, and a softmax near one half magnifies that most.
const TOLERANCE: f32 = 5e-4;
/// Longer side of the compared pages, to keep the test short; the nets accept any size.
const LONG_SIDE: u32 = 736;

fn folder(inside: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(inside)
}

fn models() -> ModelDir {
    ModelDir::open(&folder("models")).expect("`make models`")
}

/// Both engines; without the library `None`, and a message that says so.
fn engines() -> Option<&'static (RtenEngine, OrtEngine)> {
    static ENGINES: OnceLock<Option<(RtenEngine, OrtEngine)>> = OnceLock::new();
    let load = || {
        let models = models();
        let path = match models.library() {
            Library::Sound { path, .. } => path.clone(),
            Library::Unpinned | Library::Absent(_) => {
                println!("skipped: there is no ONNX Runtime beside the models");
                return None;
            }
            Library::Altered(path) => panic!("{} is not the pinned library", path.display()),
        };
        let library = ort::Library::load(&path).unwrap();
        Some((RtenEngine::load(&models).unwrap(), OrtEngine::load(&models, library, Freed::Kept).unwrap()))
    };
    ENGINES.get_or_init(load).as_ref()
}

/// Pages of several kinds: a card, a form, a certificate with a seal, a page of print.
const PAGES: [&str; 4] =
    ["T001/01_id_front.jpg", "T001/02_shebao.jpg", "T002/04_seal.jpg", "T003/04_zongjie.jpg"];

fn pages() -> [RgbImage; 4] {
    PAGES.map(|page| image::open(folder("testdata/pages").join(page)).unwrap().to_rgb8())
}

fn largest(a: impl Iterator<Item = f32>, b: impl Iterator<Item = f32>) -> f32 {
    a.zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

fn text(engine: &dyn Engine, reading: &Posteriors, size: Size) -> String {
    decode(reading, |class| engine.alphabet(size).char_of(class)).iter().map(|g| g.char).collect()
}

#[test]
fn both_runtimes_turn_and_detect_alike() {
    let Some((rten, ort)) = engines() else { return };
    for page in pages() {
        let [a, b] = [rten.turn(&page).unwrap(), ort.turn(&page).unwrap()];
        let apart = largest(a.into_iter(), b.into_iter());
        assert!(apart < TOLERANCE, "turn: {apart}");
        let scale = LONG_SIDE as f32 / page.width().max(page.height()) as f32;
        let side = |v: u32| ((v as f32 * scale / 32.0).round() as u32).max(1) * 32;
        let shown = resize(&page, side(page.width()), side(page.height()));
        for size in [Size::Tiny, Size::Small] {
            let [a, b] = [rten.detect(&shown, size).unwrap(), ort.detect(&shown, size).unwrap()];
            assert_eq!((a.width, a.height), (b.width, b.height));
            assert!(a.values.iter().any(|&p| p > 0.5), "a page with text");
            let apart = largest(a.values.into_iter(), b.values.into_iter());
            println!("{size:?} detector: {apart:e} apart at most");
            assert!(apart < TOLERANCE, "{size:?} detector: {apart}");
        }
    }
}

#[test]
fn both_runtimes_read_alike() {
    let Some((rten, ort)) = engines() else { return };
    for page in pages() {
        let pages = Pyramid::new(page);
        let quads = Detector { engine: rten, size: Size::Tiny, long_side: LONG_SIDE, margins: true }
            .on_page(pages.page())
            .unwrap();
        let crops: Vec<Crop> = quads.iter().filter_map(|q| Crop::cut(&pages, q)).take(16).collect();
        let crops: Vec<&Crop> = crops.iter().collect();
        for size in [Size::Tiny, Size::Small] {
            let keep: Vec<usize> = (0..rten.alphabet(size).classes()).step_by(7).collect();
            let read = |engine: &dyn Engine| recognise(&crops, engine, size, &keep).unwrap();
            let (a, b) = (read(rten), read(ort));
            assert!(!a.is_empty());
            let mut most: f32 = 0.0;
            for (a, b) in a.iter().zip(&b) {
                assert_eq!(text(rten, a, size), text(ort, b, size));
                let p = |r: &Posteriors| r.kept.iter().chain(&r.best).map(|l| l.exp()).collect::<Vec<_>>();
                assert_eq!(p(a).len(), p(b).len());
                let apart = largest(p(a).into_iter(), p(b).into_iter());
                most = most.max(apart);
            }
            println!("{size:?} recogniser: {most:e} apart at most");
            assert!(most < TOLERANCE, "{size:?} recogniser: {most}");
        }
    }
}

#[test]
fn threads_share_a_net_and_get_the_answers_of_one() {
    let Some((_, ort)) = engines() else { return };
    let pages = pages().map(|page| resize(&page, 320, 320));
    let alone = pages.each_ref().map(|page| ort.detect(page, Size::Tiny).unwrap());
    std::thread::scope(|scope| {
        for (page, alone) in pages.iter().zip(&alone) {
            scope.spawn(move || assert!(ort.detect(page, Size::Tiny).unwrap() == *alone));
        }
    });
}

#[test]
fn a_call_that_nobody_waits_for_is_ended_and_its_thread_makes_no_other() {
    let Some((_, ort)) = engines() else { return };
    // The call takes more than a second; the test lets it run for half of one.
    let (large, small) = (RgbImage::new(2048, 2048), RgbImage::new(64, 64));
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| (ort.detect(&large, Size::Small), ort.detect(&small, Size::Small)));
        std::thread::sleep(Duration::from_millis(500));
        assert!(ort.end_call(thread.thread().id()), "it is out of the library");
        let (ended, later) = thread.join().unwrap();
        println!("ended with: {}", ended.as_ref().err().map_or_else(String::new, ToString::to_string));
        assert!(ended.is_err());
        assert!(later.unwrap_err().to_string().contains("given up"));
    });
    assert!(ort.detect(&small, Size::Small).is_ok(), "other threads are left alone");
    assert!(ort.end_call(std::thread::spawn(|| ()).thread().id()), "a thread that is nowhere");
}

/// A folder with links to the models and another file in the library's place.
fn with_library(bytes: &[u8]) -> Option<(tempfile::TempDir, ModelDir)> {
    let (Library::Sound { path, .. } | Library::Absent(path) | Library::Altered(path)) =
        models().library().clone()
    else {
        return None;
    };
    let other = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(folder("models")).unwrap() {
        let file = entry.unwrap().path();
        let name = file.file_name().unwrap();
        if file != path && !name.to_string_lossy().starts_with('.') {
            std::fs::copy(&file, other.path().join(name)).unwrap();
        }
    }
    std::fs::write(other.path().join(path.file_name().unwrap()), bytes).unwrap();
    let models = ModelDir::open(other.path()).unwrap();
    Some((other, models))
}

#[test]
fn an_altered_library_is_never_loaded_and_stops_nobody_who_didn_t_ask_for_it() {
    let Some((_folder, models)) = with_library(b"not a library") else { return };
    assert!(matches!(models.library(), Library::Altered(_)));
    let loaded = runtime::load(&models, None, Freed::Returned).unwrap();
    assert_eq!(loaded.runtime, Runtime::Rten);
    assert!(loaded.passed_over.unwrap().to_string().contains("sha256"));
    assert_eq!(loaded.hashes, models.hashes());
    let error = runtime::load(&models, Some(Runtime::OnnxRuntime), Freed::Returned).err().unwrap();
    assert!(matches!(error, Error::Library { problem: Detail::NotPinned, .. }));
}

#[test]
fn a_file_that_is_no_library_is_an_error_and_no_crash() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), b"\x7fELF and nothing more").unwrap();
    // A loaded library can't be replaced, so no other one can be tried in this process.
    if engines().is_none() {
        assert!(matches!(ort::Library::load(file.path()), Err(Error::Library { .. })));
    }
}

#[test]
fn the_library_in_use_is_named_in_the_records() {
    let Some(_) = engines() else { return };
    let models = models();
    let used = runtime::load(&models, None, Freed::Returned).unwrap();
    assert_eq!(used.runtime, Runtime::OnnxRuntime);
    assert!(used.passed_over.is_none());
    assert_eq!(used.hashes.len(), models.hashes().len() + 1);
    let rten = runtime::load(&models, Some(Runtime::Rten), Freed::Returned).unwrap();
    assert_eq!((rten.runtime, rten.hashes), (Runtime::Rten, models.hashes()));
}
