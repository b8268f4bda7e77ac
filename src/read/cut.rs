//! Cuts regions out of a page for the recogniser, in the ways that their shapes allow.

use crate::geometry::Quad;
use crate::page::crop::Crop;
use crate::page::line::{Layout, Line};
use crate::pixels::scale::Pyramid;

/// A cut-out region and its place on the page.
pub struct Cut {
    /// The picture and its way to the page.
    pub crop: Crop,
    /// Its quad on the page.
    pub on_page: Quad,
    /// How its text lies there.
    pub layout: Layout,
}

impl Cut {
    /// The region `on_page`, cut out of the page; `None` when it has no area.
    pub fn of(pages: &Pyramid, on_page: Quad, layout: Layout) -> Option<Cut> {
        Crop::cut(pages, &on_page).map(|crop| Cut { crop, on_page, layout })
    }
}

/// To be read again, by the other recogniser.
impl From<Line> for Cut {
    fn from(Line { crop, on_page, layout, .. }: Line) -> Self {
        Cut { crop, on_page, layout }
    }
}

/// A quad this many times taller than wide is read as a column (PaddleOCR's rule for crops is 1.5).
const TALL: f32 = 1.5;

/// The ways in which a region may be read: from left to right, or as a column in either direction.
pub(crate) fn ways(region: &Quad) -> Vec<(Quad, Layout)> {
    let [a, b, c, d] = region.0;
    if region.height() >= TALL * region.width() {
        vec![(Quad([b, c, d, a]), Layout::Turned), (Quad([d, a, b, c]), Layout::Turned)]
    } else {
        vec![(*region, Layout::Horizontal)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_read_along_both_directions() {
        let ways = ways(&Quad::from_bounds(0.0, 0.0, 10.0, 100.0));
        assert_eq!(ways.len(), 2);
        assert!(ways.iter().all(|(q, _)| q.width() > q.height()));
    }
}
