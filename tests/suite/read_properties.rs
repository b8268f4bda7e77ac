//! Properties of reading: a crop reads the same alone and in company, and every point of a page maps back to the
//! stored pixel that it shows. The tests with the real recogniser need `make models`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::path::Path;
use std::sync::Mutex;

use blindmask::geometry::{Point, Quad};
use blindmask::nets::engine::{Engine, EngineError, Posteriors, ProbMap, STEP, Size};
use blindmask::nets::models::ModelDir;
use blindmask::nets::ppocr::RtenEngine;
use blindmask::page::crop::Crop;
use blindmask::page::map::PageMap;
use blindmask::pixels::orientation::{Orientation, turn};
use blindmask::pixels::scale::Pyramid;
use blindmask::read::parts::Parts;
use blindmask::read::reader::Reader;
use blindmask::read::recognize::recognise;
use blindmask::read::{Recogniser, Wanted};
use blindmask::target::Alphabet;
use image::{Rgb, RgbImage};
use proptest::prelude::*;

/// An engine that answers each crop with its colour and width, and notes the widths of every call.
struct Echo {
    alphabet: Alphabet,
    calls: Mutex<Vec<Vec<u32>>>,
}

impl Engine for Echo {
    fn turn(&self, _: &RgbImage) -> Result<[f32; 4], EngineError> {
        Ok([1.0, 0.0, 0.0, 0.0])
    }

    fn detect(&self, page: &RgbImage, _: Size) -> Result<ProbMap, EngineError> {
        let (width, height) = (page.width() as usize, page.height() as usize);
        Ok(ProbMap { width, height, values: vec![0.0; width * height] })
    }

    fn recognise(&self, crops: &[RgbImage], _: &[usize], _: Size) -> Result<Vec<Posteriors>, EngineError> {
        self.calls.lock().unwrap().push(crops.iter().map(RgbImage::width).collect());
        let answer = |c: &RgbImage| {
            let winner = u32::from(c.get_pixel(0, 0).0[0]);
            let steps = c.width() as usize / STEP;
            Posteriors { winners: vec![winner; steps], best: vec![0.0; steps], ..Posteriors::default() }
        };
        Ok(crops.iter().map(answer).collect())
    }

    fn alphabet(&self, _: Size) -> &Alphabet {
        &self.alphabet
    }
}

/// A crop of one colour.
fn flat(width: f32, colour: u8) -> Crop {
    let pages = Pyramid::new(RgbImage::from_pixel(64, 64, Rgb([colour; 3])));
    Crop::cut(&pages, &Quad::from_bounds(0.0, 0.0, width, 48.0)).unwrap()
}

fn engine() -> RtenEngine {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    RtenEngine::load(&ModelDir::open(&models).expect("`make models`")).unwrap()
}

#[test]
fn what_a_recogniser_has_read_it_is_not_shown_again() {
    let echo = Echo { alphabet: Alphabet::parse("a").unwrap(), calls: Mutex::default() };
    let wanted = Wanted { columns: [&[], &[]], signs: None, seals: &[], uyghur: None };
    let map = PageMap { orientation: Orientation::from(1), turns: 0, stored: (400, 300) };
    let reader = Reader {
        engine: &echo,
        recogniser: Recogniser::Small,
        wanted: &wanted,
        map,
        parts: Parts::all(),
        known: &[],
    };
    let pages =
        Pyramid::new(RgbImage::from_fn(400, 300, |x, y| Rgb([(x / 8 * 5) as u8, (y / 8 * 6) as u8, 9])));
    let places = [(10.0, 20.0), (150.0, 120.0), (40.0, 200.0)];
    let quads = places.map(|(l, t)| Quad::from_bounds(l, t, l + 180.0, t + 24.0));
    let lines = reader.once(&pages, &quads[..2]).unwrap();
    let known = Reader { known: &lines, ..reader };
    let shown = |reader: &Reader| {
        echo.calls.lock().unwrap().clear();
        let read = reader.once(&pages, &quads).unwrap();
        let winners = |i: usize| read.get(i).map(|line| line.posteriors.winners.clone());
        ([0, 1, 2].map(winners), echo.calls.lock().unwrap().iter().flatten().count())
    };
    let (all, (again, asked)) = (shown(&reader), shown(&known));
    assert_eq!((&all.0, all.1, asked), (&again, 3, 1));
    let (_, asked) = shown(&Reader { recogniser: Recogniser::TinyFirst, ..known });
    assert_eq!(asked, 3 + 1, "the tiny one has read nothing yet, and the small one one line less");
}

proptest! {
    #[test]
    fn answers_come_in_the_order_of_the_crops_and_batches_are_of_one_width(
        crops in prop::collection::vec((16.0..400.0_f32, 1..=255_u8), 0..20),
    ) {
        let echo = Echo { alphabet: Alphabet::parse("a").unwrap(), calls: Mutex::default() };
        let crops: Vec<Crop> = crops.into_iter().map(|(width, colour)| flat(width, colour)).collect();
        let answers = recognise(&crops.iter().collect::<Vec<_>>(), &echo, Size::Small, &[]).unwrap();
        prop_assert_eq!(answers.len(), crops.len());
        for (crop, answer) in crops.iter().zip(&answers) {
            prop_assert_eq!(answer.winners[0], u32::from(crop.picture.get_pixel(0, 0).0[0]));
            prop_assert_eq!(answer.steps(), crop.picture.width() as usize / STEP);
        }
        for call in echo.calls.lock().unwrap().iter() {
            prop_assert!(call.windows(2).all(|w| w[0] == w[1]), "{call:?}");
        }
    }

    #[test]
    fn a_crops_picture_does_not_depend_on_where_on_the_page_it_lies(dx in 0..300_u32, dy in 0..300_u32, w in 30..200_u32) {
        let ink = |x: u32, y: u32| Rgb([(x * 37 % 251) as u8, (y * 53 % 241) as u8, ((x * y) % 239) as u8]);
        let cut = |x0: u32, y0: u32| {
            let page = RgbImage::from_fn(600, 400, |x, y| ink(x.wrapping_sub(x0) & 0xff, y.wrapping_sub(y0) & 0xff));
            let (l, t) = (x0 as f32 + 5.0, y0 as f32 + 5.0);
            Crop::cut(&Pyramid::new(page), &Quad::from_bounds(l, t, l + w as f32, t + 24.0)).unwrap().picture
        };
        let (here, there) = (cut(0, 0), cut(dx, dy));
        let most = here.as_raw().iter().zip(there.as_raw()).map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(0);
        // Single precision may round a pixel differently.
        prop_assert!(most <= 2, "{most}");
    }

    #[test]
    fn a_page_point_shows_the_stored_pixel_it_maps_to(tag in 1..=8_u8, turns in 0..4_u8, w in 1..24_u32, h in 1..24_u32) {
        let stored = RgbImage::from_fn(w, h, |x, y| Rgb([x as u8, y as u8, 9]));
        let orientation = Orientation::from(tag);
        let page = turn(&orientation.apply(&stored), turns);
        let map = PageMap { orientation, turns, stored: (w, h) };
        for (x, y, pixel) in page.enumerate_pixels() {
            let p = map.to_stored(Point::new(x as f32 + 0.5, y as f32 + 0.5));
            prop_assert_eq!((p.x.floor() as u8, p.y.floor() as u8), (pixel.0[0], pixel.0[1]));
        }
    }

    #[test]
    fn quads_keep_their_size_on_the_way_to_the_stored_grid(
        tag in 1..=8_u8, turns in 0..4_u8, x in 0.0..500.0_f32, y in 0.0..500.0_f32, w in 1.0..400.0_f32, h in 1.0..90.0_f32,
        slope in -3.2..3.2_f32,
    ) {
        let (sin, cos) = slope.sin_cos();
        let quad = Quad::from_bounds(0.0, 0.0, w, h).map(|p| Point::new(x + p.x * cos - p.y * sin, y + p.x * sin + p.y * cos));
        let map = PageMap { orientation: Orientation::from(tag), turns, stored: (1000, 700) };
        let stored = quad.map(|p| map.to_stored(p));
        prop_assert!((stored.width() - quad.width()).abs() < 0.01 && (stored.height() - quad.height()).abs() < 0.01);
        prop_assert!((stored.area() - quad.area()).abs() < 1.0);
        // The page's corners map to the stored picture's.
        let (dw, dh) = map.orientation.displayed_size(map.stored);
        let (pw, ph) = if turns % 2 == 1 { (dh, dw) } else { (dw, dh) };
        let bounds = Quad::from_bounds(0.0, 0.0, pw as f32, ph as f32).map(|p| map.to_stored(p)).bounds();
        prop_assert_eq!(bounds, (0.0, 0.0, 1000.0, 700.0));
    }
}

/// Lines cut from pages of testdata: some of one width, and others.
fn lines() -> (Vec<Crop>, Vec<Crop>) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/pages/T001/02_shebao.jpg");
    let pages = Pyramid::new(image::open(file).unwrap().to_rgb8());
    let cut = |i: u32, length: f32| {
        let (x, y) = (90.0 + 35.0 * i as f32, 150.0 + 120.0 * i as f32);
        Crop::cut(&pages, &Quad::from_bounds(x, y, x + length, y + 24.0)).unwrap()
    };
    ((0..6).map(|i| cut(i, 160.0)).collect(), (0..3).map(|i| cut(i, 90.0 + 60.0 * i as f32)).collect())
}

#[test]
fn a_line_reads_the_same_alone_and_in_company() {
    let engine = engine();
    let keep: Vec<usize> = (0..400).chain([engine.alphabet(Size::Small).space()]).collect();
    let (equal, others) = lines();
    for size in [Size::Tiny, Size::Small] {
        let keep: Vec<usize> = match size {
            Size::Tiny => keep.iter().copied().filter(|&c| c < engine.alphabet(size).classes()).collect(),
            Size::Small => keep.clone(),
        };
        let read = |crops: &[&Crop]| recognise(crops, &engine, size, &keep).unwrap();
        let together = read(&equal.iter().chain(&others).collect::<Vec<_>>());
        let backwards = read(&others.iter().chain(equal.iter().rev()).collect::<Vec<_>>());
        for (i, crop) in equal.iter().enumerate() {
            let alone = &read(&[crop])[0];
            let company = [&together[i], &backwards[others.len() + equal.len() - 1 - i]];
            for posteriors in company {
                assert_eq!(alone.winners, posteriors.winners, "{size:?} {i}");
                assert_eq!(alone.kept.len(), posteriors.kept.len());
                let kept = alone.kept.iter().zip(&posteriors.kept).map(|(a, b)| (a - b).abs());
                let best = alone.best.iter().zip(&posteriors.best).map(|(a, b)| (a - b).abs());
                // Only the order of additions may differ.
                let most = kept.chain(best).fold(0.0, f32::max);
                assert!(most < 1e-3, "{size:?} {i}: {most}");
            }
        }
    }
}
