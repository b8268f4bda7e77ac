//! Reads the text of regions: cuts each in the ways that its shape allows, and shows it to the recogniser.

use super::cut::{Cut, ways};
use super::parts::Parts;
use super::recognize::{decode, recognise};
use super::{Recogniser, Wanted, doubtful};
use crate::geometry::Quad;
use crate::nets::engine::{Engine, EngineError, Posteriors, Size};
use crate::page::align::{Aligner, LONG};
use crate::page::crop::Crop;
use crate::page::line::{Layout, Line};
use crate::page::map::PageMap;
use crate::pixels::scale::Pyramid;
use crate::target::han;

/// A recogniser, the wanted columns, and the way back from the page.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// The nets.
    pub engine: &'a dyn Engine,
    /// Which recognisers read.
    pub recogniser: Recogniser,
    /// What is looked for.
    pub wanted: &'a Wanted<'a>,
    /// From the upright page to the stored grid.
    pub map: PageMap,
    /// The parts of the reading that are in use.
    pub parts: Parts,
    /// Lines that were read before: a picture that one of them shows isn't read again by the same recogniser.
    pub known: &'a [Line],
}

impl Reader<'_> {
    /// Reads the text of `quads` (page grid); doubtful lines are read again in other ways.
    ///
    /// # Errors
    /// [`EngineError`] when the net fails.
    pub fn lines(&self, pages: &Pyramid, quads: &[Quad]) -> Result<Vec<Line>, EngineError> {
        let mut lines = self.once(pages, quads)?;
        lines.extend(self.cuts(doubtful::cuts(pages, &lines, self.parts))?);
        Ok(lines)
    }

    /// Reads the text of `quads` (page grid), doubtful or not, in the ways of their shapes alone.
    ///
    /// # Errors
    /// [`EngineError`] when the net fails.
    pub fn once(&self, pages: &Pyramid, quads: &[Quad]) -> Result<Vec<Line>, EngineError> {
        let cut = |(on_page, layout): (Quad, Layout)| Cut::of(pages, on_page, layout);
        self.cuts(quads.iter().flat_map(ways).filter_map(cut).collect())
    }

    /// Reads the cut-out regions, in their order.
    ///
    /// # Errors
    /// [`EngineError`] when the net fails.
    pub fn cuts(&self, cuts: Vec<Cut>) -> Result<Vec<Line>, EngineError> {
        self.cascade(cuts, |lines| {
            let asks = |line: &Line| line.confidence() < DOUBT || self.sign(line).is_some();
            lines.iter().map(asks).collect()
        })
    }

    /// Reads seals, each in many arrangements: the small recogniser is shown those few of each seal that come nearest to what is
    /// looked for.
    ///
    /// # Errors
    /// [`EngineError`] when the net fails.
    pub fn seals(&self, cuts: Vec<Cut>) -> Result<Vec<Line>, EngineError> {
        self.cascade(cuts, |lines| {
            let signs: Vec<Option<f32>> = lines.iter().map(|line| self.near(line)).collect();
            let nearer = |line: &Line, cost: f32| {
                let is_nearer = |(l, sign): &(&Line, &Option<f32>)| {
                    l.on_page == line.on_page && sign.is_some_and(|other| other < cost)
                };
                lines.iter().zip(&signs).filter(is_nearer).count()
            };
            let asks = |(line, sign): (&Line, &Option<f32>)| {
                sign.is_some_and(|cost| nearer(line, cost) < ARRANGEMENTS)
            };
            lines.iter().zip(&signs).map(asks).collect()
        })
    }

    /// Reads regions that often hold no text with the tiny recogniser.
    ///
    /// # Errors
    /// [`EngineError`] when the net fails.
    pub fn at_a_glance(&self, cuts: Vec<Cut>) -> Result<Vec<Line>, EngineError> {
        self.read(cuts, Size::Tiny)
    }

    /// Reads again, with the small recogniser, those `most` of the regions read [at a glance](Self::at_a_glance) that come nearest to
    /// what is looked for.
    ///
    /// # Errors
    /// [`EngineError`] when the net fails.
    pub fn nearest(&self, seen: Vec<Line>, most: usize) -> Result<Vec<Line>, EngineError> {
        let mut signs: Vec<(f32, Line)> =
            seen.into_iter().filter_map(|line| Some((self.near(&line)?, line))).collect();
        signs.sort_by(|a, b| a.0.total_cmp(&b.0));
        signs.truncate(most);
        self.closely(signs.into_iter().map(|(_, line)| line))
    }

    /// Reads again, with the small recogniser, regions read [at a glance](Self::at_a_glance).
    ///
    /// # Errors
    /// [`EngineError`] when the net fails.
    pub fn closely(&self, seen: impl Iterator<Item = Line>) -> Result<Vec<Line>, EngineError> {
        self.read(seen.map(Cut::from).collect(), Size::Small)
    }

    /// Reads the cut-out regions with the small recogniser alone or, where the tiny one reads first, with the small one only
    /// those of which `asks` says so.
    fn cascade(&self, cuts: Vec<Cut>, asks: impl Fn(&[Line]) -> Vec<bool>) -> Result<Vec<Line>, EngineError> {
        if self.recogniser == Recogniser::Small {
            return self.read(cuts, Size::Small);
        }
        let lines = self.read(cuts, Size::Tiny)?;
        let asked = asks(&lines);
        let (again, enough): (Vec<_>, Vec<_>) = lines.into_iter().zip(asked).partition(|(_, asked)| *asked);
        let careful = self.read(again.into_iter().map(|(line, _)| line.into()).collect(), Size::Small)?;
        Ok(enough.into_iter().map(|(line, _)| line).chain(careful).collect())
    }

    /// True when another cut of `line` may be read otherwise: it is doubtful, or shows a sign of what is looked for.
    pub fn may_say_more(&self, line: &Line) -> bool {
        line.confidence() < CLEAR || self.sign(line).is_some()
    }

    /// Cost per glyph of what is looked for, where it could stand in the line, if only just.
    fn sign(&self, line: &Line) -> Option<f32> {
        let labels = self.wanted.signs?;
        let mut aligner = Aligner::new(&line.posteriors, labels);
        let costs = labels.whole.iter().filter_map(|form| {
            let glyphs = form.slots.len() as f32;
            let most = (SIGN * glyphs).min(MOST_SIGN);
            // A long name of which half was read is another only if the small recogniser says so too.
            let is_han = |column: &usize| labels.char_at(*column).is_some_and(han::is_han);
            let is_long = form.slots.len() >= LONG && form.slots.iter().flat_map(|s| &s.columns).all(is_han);
            let limit = if is_long { most.max(HALF_SIGN * glyphs) } else { most };
            let mut found = aligner.align(form, limit).into_iter();
            let found = found.find(|at| at.cost <= most || at.is_half_of_a_long_name());
            found.map(|at| at.cost / glyphs)
        });
        costs.min_by(f32::total_cmp)
    }

    /// The [`sign`](Self::sign) of a region that often holds no text, where it comes near enough to what is looked for.
    fn near(&self, line: &Line) -> Option<f32> {
        self.sign(line).filter(|cost| *cost < NEAR)
    }

    fn read(&self, cuts: Vec<Cut>, size: Size) -> Result<Vec<Line>, EngineError> {
        let before = |cut: &Cut| {
            let same = |l: &&Line| l.size == size && l.crop.picture == cut.crop.picture;
            self.known.iter().find(same).map(|l| l.posteriors.clone())
        };
        let before: Vec<Option<Posteriors>> = cuts.iter().map(before).collect();
        let unknown = cuts.iter().zip(&before).filter(|(_, before)| before.is_none());
        let crops: Vec<&Crop> = unknown.map(|(cut, _)| &cut.crop).collect();
        let [tiny, small] = self.wanted.columns;
        let columns = if size == Size::Tiny { tiny } else { small };
        let mut answers = recognise(&crops, self.engine, size, columns)?.into_iter();
        let readings = before.into_iter().filter_map(|before| before.or_else(|| answers.next()));
        let readings: Vec<Posteriors> = readings.collect();
        let alphabet = self.engine.alphabet(size);
        let line = |(Cut { crop, on_page, layout }, posteriors): (Cut, Posteriors)| Line {
            glyphs: decode(&posteriors, |class| alphabet.char_of(class)),
            on_page,
            layout,
            posteriors,
            size,
            crop,
            map: self.map,
        };
        Ok(cuts.into_iter().zip(readings).map(line).collect())
    }
}

/// Mean probability of a line's glyphs below which the tiny recogniser's reading isn't enough. On 62 pages 0.75 and 0.85 gave
/// the figures of the small one alone.
const DOUBT: f32 = 0.85;
/// Mean probability of a line's glyphs from which a closer cut of it isn't read. Of 440 short lines on 12 pages 24 stay below; that
/// the others aren't read again lost no name of five sets.
const CLEAR: f32 = 0.97;
/// Cost per glyph up to which the tiny recogniser's reading could be what is looked for.
const SIGN: f32 = 6.0;
/// Cost in all up to which it could be: a form of many letters stands in half of all lines at that cost for each.
const MOST_SIGN: f32 = 20.0;
/// Cost per glyph up to which half of a long name is looked for: the other half can't be had.
const HALF_SIGN: f32 = 9.0;
/// Arrangements of a seal that the small recogniser is shown, of a dozen or more. A second one found no other name on two sets.
const ARRANGEMENTS: usize = 1;
/// Cost per glyph from which a seal, or a region without a line of its own, shows no sign of what is looked for. With [`SIGN`] for
/// seals no more names of two sets were covered, and two more of other people's.
const NEAR: f32 = 4.5;
