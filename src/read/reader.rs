//! Reads the text of regions: cuts each in the ways that its shape allows, and shows it to the recogniser.

use super::cut::{Cut, ways};
use super::doubtful;
use super::recognize::{decode, recognise};
use crate::geometry::Quad;
use crate::nets::engine::{Engine, EngineError, Posteriors, Size};
use crate::page::crop::Crop;
use crate::page::line::{Layout, Line};
use crate::page::map::PageMap;
use crate::pixels::scale::Pyramid;

/// A recogniser, the wanted columns, and the way back from the page.
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

impl Reader<'_> {
    /// Reads the text of `quads` (page grid); doubtful lines are read again in other ways.
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

    /// Reads the cut-out regions, in their order.
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
