//! Red ink: where it lies, and the page without it.
//!
//! A red stamp over black print hides the text from the detector. In the red channel the stamp fades to paper and the
//! print stays black, so the text under stamps is looked for once more there. Knows colours; nothing of text.

use image::{Rgb, RgbImage};

use super::areas::Cells;
use crate::geometry::Rect;

/// How much more red than green and blue a pixel of stamp ink holds, as a share of its red.
const REDNESS: f32 = 0.25;
/// Green minus blue, as a share of red minus green, above which a colour is brown (a desk, skin, wood), not red.
const BROWN: f32 = 0.4;
/// Darkest red that is told from black.
const DARKEST: u8 = 60;
/// The page is looked at in cells of this share of its longer side.
const CELLS: u32 = 96;
/// Share of red pixels that makes a cell red: a thin ring crosses a cell in a few per cent of its pixels.
const CELL_SHARE: f32 = 0.04;

/// True for the colour of stamp ink, from bright to shaded.
pub fn is_red(p: &Rgb<u8>) -> bool {
    let [r, g, b] = p.0.map(f32::from);
    p.0[0] >= DARKEST && r - g.max(b) >= REDNESS * r && g - b <= BROWN * (r - g)
}

/// The page as seen in red light: its red channel in all three.
pub fn faded(page: &RgbImage) -> RgbImage {
    let mut out = page.clone();
    for p in out.pixels_mut() {
        p.0 = [p.0[0]; 3];
    }
    out
}

/// The connected areas of red ink, as rectangles of the page; empty for a page without colour.
pub fn areas(page: &RgbImage) -> Vec<Rect> {
    let (w, h) = page.dimensions();
    let cells = Cells::new(page, CELLS, 6);
    let mut counts = vec![0u32; cells.count()];
    // Every second pixel of every second row is enough for a share.
    for y in (0..h).step_by(2) {
        for x in (0..w).step_by(2) {
            if is_red(page.get_pixel(x, y)) {
                counts[cells.at(x, y)] += 1;
            }
        }
    }
    let least = (CELL_SHARE * (cells.side() * cells.side()) as f32 / 4.0).max(1.0) as u32;
    cells.joined(&|at| counts.get(at).is_some_and(|c| *c >= least))
}

/// The windows in which the text under red ink is looked for: each area with as much of its lines to the left and to
/// the right as it is wide itself, joined where they overlap.
pub fn windows(areas: &[Rect], w: u32, h: u32) -> Vec<Rect> {
    Rect::joined(areas.iter().filter_map(|area| {
        let (dx, dy) = (area.w.max(w / 16), h / 48);
        let (x, y) = (area.x.saturating_sub(dx), area.y.saturating_sub(dy));
        Rect { x, y, w: area.right() + dx - x, h: area.bottom() + dy - y }.clip(w, h)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamp_ink_is_red_and_desks_are_not() {
        for red in [[205, 40, 45], [230, 120, 115], [120, 30, 25], [200, 70, 40]] {
            assert!(is_red(&Rgb(red)), "{red:?}");
        }
        for other in
            [[250, 248, 240], [240, 225, 190], [150, 95, 50], [30, 28, 28], [60, 90, 200], [222, 180, 150]]
        {
            assert!(!is_red(&Rgb(other)), "{other:?}");
        }
    }

    #[test]
    fn two_stamps_are_two_areas_and_near_windows_are_joined() {
        let mut page = RgbImage::from_pixel(960, 1280, Rgb([250; 3]));
        for (x0, y0) in [(100, 200), (600, 900)] {
            for y in y0..y0 + 100 {
                for x in x0..x0 + 120 {
                    page.put_pixel(x, y, Rgb([200, 40, 40]));
                }
            }
        }
        let areas = areas(&page);
        assert_eq!(areas.len(), 2);
        assert!(areas[0].contains(150, 250) && areas[1].contains(650, 950), "{areas:?}");
        assert_eq!(windows(&areas, 960, 1280).len(), 2);
        let near = [Rect { x: 100, y: 100, w: 50, h: 50 }, Rect { x: 180, y: 110, w: 50, h: 50 }];
        assert_eq!(windows(&near, 960, 1280).len(), 1);
        assert!(super::areas(&RgbImage::from_pixel(300, 300, Rgb([200; 3]))).is_empty());
    }
}
