//! Where seals may stand: places that print crosses.
#![allow(clippy::unwrap_used, reason = "tests")]

use blindmask::geometry::Quad;
use blindmask::pixels::coloured::Coloured;
use blindmask::read::seal::in_colour;
use blindmask::read::seal::places::places;
use blindmask::target::{Labels, forms};
use image::{Rgb, RgbImage};

use crate::line_support::{Table, dictionary, line, printed};

/// How many places there are to be read, and how many frames that print crosses, on a page with a frame in `ink`, through which a line of
/// print runs.
fn found(ink: Rgb<u8>) -> (usize, usize) {
    let alphabet = dictionary(&["签字日期"]);
    let labels = Labels::new(&forms("程朗", &[]), &alphabet);
    let table = Table::plant(&alphabet, &printed("签字日期"), 5, 0.999, &[1.0]);
    let mut print = line(&table, &alphabet, &labels, 300.0, 500.0, 0.0);
    print.on_page = Quad::from_bounds(300.0, 500.0, 700.0, 550.0);
    let page = RgbImage::from_fn(1000, 1400, |x, y| {
        let (dx, dy) = (x.abs_diff(500), y.abs_diff(530));
        Rgb(if (28..32).contains(&dx.max(dy)) { ink.0 } else { [245; 3] })
    });
    let places = places(&page, &[print], &[2]);
    (places.free.len(), places.crossed.len())
}

#[test]
fn print_across_a_red_frame_is_not_what_the_frame_is_made_of() {
    assert_eq!(found(Rgb([200, 40, 40])), (1, 0));
    assert_eq!(found(Rgb([40; 3])), (0, 1), "a character in a box");
}

/// Where seals in coloured ink may stand on a page with a frame in `ink` and black print across it.
fn in_colour(ink: Rgb<u8>) -> Vec<Quad> {
    let page = RgbImage::from_fn(1000, 1400, |x, y| {
        let frame = (28..33).contains(&x.abs_diff(500).max(y.abs_diff(530)));
        let inked = (520..540).contains(&y) && (300..700).contains(&x) && x % 20 < 14 && (x + y) % 5 < 3;
        if inked {
            Rgb([30; 3])
        } else if frame {
            ink
        } else {
            Rgb([245, 240, 235])
        }
    });
    let places = Coloured::of(&page).map(|inks| in_colour::places(&page, &inks, &[], &[]));
    places.iter().flatten().map(|p| p.on_page).collect()
}

#[test]
fn a_coloured_seal_that_black_print_crosses_is_a_place_of_its_own() {
    let found = in_colour(Rgb([150, 90, 170]));
    assert_eq!(found.len(), 1, "{found:?}");
    let (l, t, r, b) = found[0].bounds();
    assert!((l - 468.0).abs() < 4.0 && (t - 498.0).abs() < 4.0, "{l} {t}");
    assert!((r - 533.0).abs() < 4.0 && (b - 563.0).abs() < 4.0, "{r} {b}");
    assert_eq!(in_colour(Rgb([30; 3])), [], "the box of a form");
}
