//! Where seals may stand: places that print crosses.
#![allow(clippy::unwrap_used, reason = "tests")]

use blindmask::geometry::Quad;
use blindmask::read::seal::places::places;
use blindmask::target::{Labels, forms};
use image::{Rgb, RgbImage};

use crate::line_support::{Table, dictionary, line, printed};

/// How many places there are on a page with a frame in `ink`, through which a line of print runs.
fn found(ink: Rgb<u8>) -> usize {
    let alphabet = dictionary(&["签字日期"]);
    let labels = Labels::new(&forms("程朗", &[]), &alphabet);
    let table = Table::plant(&alphabet, &printed("签字日期"), 5, 0.999, &[1.0]);
    let mut print = line(&table, &alphabet, &labels, 300.0, 500.0, 0.0);
    print.on_page = Quad::from_bounds(300.0, 500.0, 700.0, 550.0);
    let page = RgbImage::from_fn(1000, 1400, |x, y| {
        let (dx, dy) = (x.abs_diff(500), y.abs_diff(530));
        Rgb(if (28..32).contains(&dx.max(dy)) { ink.0 } else { [245; 3] })
    });
    places(&page, &[print], &[2]).len()
}

#[test]
fn print_across_a_red_frame_is_not_what_the_frame_is_made_of() {
    assert_eq!(found(Rgb([200, 40, 40])), 1);
    assert_eq!(found(Rgb([40; 3])), 0, "a character in a box");
}
