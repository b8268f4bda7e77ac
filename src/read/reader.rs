//! Reads the text of regions: each is cut out in the ways that its shape allows, and shown to the recogniser.

use super::doubtful;
use super::recognize::{decode, recognise};
use crate::geometry::Quad;
use crate::nets::engine::{Engine, EngineError, Posteriors, Size};
use crate::page::crop::Crop;
use crate::page::line::{Layout, Line};
use crate::page::map::PageMap;
use crate::pixels::scale::Pyramid;

/// A recogniser, what is looked for, and the way back from the page.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// The nets.
    pub engine: &'a dyn Engine,
    /// Which recogniser.
    pub size: Size,
    /// The recogniser's classes whose posteriors are kept.
    pub columns: &'a [usize],
    /// From the upright page to the stored grid.
    pub map: PageMap,
}

/// What is shown to the recogniser, and where on the page it was cut out.
pub struct Cut {
    /// The picture and its way to the page.
    pub crop: Crop,
    /// Its quad on the page.
    pub on_page: Quad,
    /// How its text lies there.
    pub layout: Layout,
}

impl Reader<'_> {
    /// Reads the text of `quads` (page grid); doubtful lines are read once more in other ways.
    ///
    /// # Errors
    /// [`EngineError`] when the net fails.
    pub fn lines(&self, pages: &Pyramid, quads: &[Quad]) -> Result<Vec<Line>, EngineError> {
        let cut = |(on_page, layout): (Quad, Layout)| {
            Crop::cut(pages, &on_page).map(|crop| Cut { crop, on_page, layout })
        };
        let mut lines = self.cuts(quads.iter().flat_map(ways).filter_map(cut).collect())?;
        lines.extend(self.cuts(doubtful::cuts(pages, &lines))?);
        Ok(lines)
    }

    /// Reads what was cut out, in its order.
    ///
    /// # Errors
    /// [`EngineError`] when the net fails.
    pub fn cuts(&self, cuts: Vec<Cut>) -> Result<Vec<Line>, EngineError> {
        let crops: Vec<&Crop> = cuts.iter().map(|cut| &cut.crop).collect();
        let readings = recognise(&crops, self.engine, self.size, self.columns)?;
        let alphabet = self.engine.alphabet(self.size);
        let line = |(Cut { crop, on_page, layout }, posteriors): (Cut, Posteriors)| Line {
            glyphs: decode(&posteriors, |class| alphabet.char_of(class)),
            on_page,
            layout,
            posteriors,
            size: self.size,
            crop,
            map: self.map,
        };
        Ok(cuts.into_iter().zip(readings).map(line).collect())
    }
}

/// A quad this many times taller than wide is read as a column (PaddleOCR's rule for crops is 1.5).
const TALL: f32 = 1.5;

/// The ways in which a region may be read: from left to right, or as a column along either direction.
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
