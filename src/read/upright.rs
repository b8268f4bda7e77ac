//! Turns the page the right way up: the page net proposes, the lines of text decide.
//!
//! The 4-way net is right on most pages, but not on tables and photos, where it isn't sure either. Two facts of the
//! page itself are more reliable: lines of print are wider than tall on an upright page, and a recogniser is surer of
//! upright text than of text upside down.

use std::borrow::Cow;

use image::RgbImage;

use super::detect::Detector;
use super::parts::{Part, Parts};
use super::recognize::recognise;
use crate::geometry::Quad;
use crate::nets::engine::{Engine, EngineError, Posteriors, Size};
use crate::page::crop::Crop;
use crate::pixels::marks::Marks;
use crate::pixels::orientation::turn;
use crate::pixels::scale::Pyramid;
use crate::pixels::views;

/// Below this probability the net's answer is confirmed by reading lines both ways up.
const SURE: f32 = 0.97;
/// Above this probability the net's answer about a quarter turn stands against the shape of the lines: a page may
/// hold columns of upright glyphs.
const LIKELY: f32 = 0.8;
/// Lines that are read both ways up to confirm a turn.
const SAMPLE: usize = 8;
/// Of these lines the first, and how clearly, in mean log-probability per step, each of them must speak for the same way up so
/// that the others needn't be read. On the 164 pages of a development set whose turn was confirmed, that left 28 % of the lines
/// to be read and decided as all of them do; one line alone decided otherwise on one page.
const FIRST: usize = 2;
const CLEAR: f32 = 0.2;
/// A quad this many times longer than wide has a direction: two characters of print are as long as that.
pub(super) const DIRECTED: f32 = 2.0;
/// Difference of the mean log-probability per step that decides between the two ways up.
const MARGIN: f32 = 0.05;
/// How many times more text than along its rows a page holds down its columns when it lies on its side.
const ON_ITS_SIDE: f32 = 1.5;
/// Length in heights beyond which a line is no better a sample: the longest "lines" of a photograph are often rules and edges.
const LONG_ENOUGH: f32 = 12.0;
/// Heights of such a line that are read: a third less than it may count for. On 295 pages of two sets no verdict or box changed with it.
const READ: f32 = 8.0;
/// Mean log-probability that a line without a single glyph counts as: worse than any that was read.
const NOTHING_READ: f32 = -3.0;

/// The quarter turns that the net proposes to make the page upright, most likely first, each with its probability.
///
/// The net knows pages. Its answer about an odd shape, which it sees in the first view, counts as `LIKELY` at most,
/// so that reading confirms it. A quarter turn of an odd shape is ignored: lines tell that better.
pub fn propose(displayed: &RgbImage, engine: &dyn Engine) -> Result<[(u8, f32); 4], EngineError> {
    let views = views::views(displayed);
    let shown = views.first().map_or(displayed, |v| &v.picture);
    let mut order = in_order(engine.turn(shown)?);
    if views::is_odd(displayed.width(), displayed.height()) {
        order.sort_by_key(|(turns, _)| turns % 2);
        order = order.map(|(turns, p)| (turns, p.min(LIKELY)));
    }
    Ok(order)
}

/// The quarter turns that make a page upright whose content is turned clockwise by 0°, 90°, 180°, 270° with the
/// probabilities `p`; most likely first.
pub fn in_order(p: [f32; 4]) -> [(u8, f32); 4] {
    // Content turned clockwise by k quarters is turned upright by 4 − k more.
    let mut order = [(0, p[0]), (3, p[1]), (2, p[2]), (1, p[3])];
    order.sort_by(|a, b| b.1.total_cmp(&a.1));
    order
}

/// A page the right way up.
pub struct Upright<'a> {
    /// The page in full and reduced resolution.
    pub pages: Pyramid<'a>,
    /// Its marks.
    pub marks: Marks,
    /// Clockwise quarter turns by which the displayed picture was turned.
    pub turns: u8,
    /// The regions of text that led to the decision, in the page's grid.
    pub quads: Vec<Quad>,
    /// True when nothing on the page decides which of two ways is up.
    pub is_unclear: bool,
}

/// Turns the displayed picture the right way up: as the net proposes, unless the lines of text lie on their side
/// then, and then upside down if the recogniser reads that way better.
///
/// # Errors
/// [`EngineError`] when a net fails.
pub fn upright<'a>(
    displayed: Cow<'a, RgbImage>,
    detector: &Detector,
    parts: Parts,
) -> Result<Upright<'a>, EngineError> {
    let look = |mut page: Cow<'a, RgbImage>, turns: u8| -> Result<_, EngineError> {
        if !turns.is_multiple_of(4) {
            page = Cow::Owned(turn(&page, turns));
        }
        let marks = Marks::of(&page);
        let quads = detector.on_marks(&page, &marks)?;
        Ok((Pyramid::of(page), marks, quads))
    };
    if !parts.has(Part::Turned) {
        let (pages, marks, quads) = look(displayed, 0)?;
        return Ok(Upright { pages, marks, turns: 0, quads, is_unclear: false });
    }
    let proposals = propose(&displayed, detector.engine)?;
    let (mut turns, mut p) = proposals[0];
    let (mut pages, mut marks, mut quads) = look(displayed, turns)?;
    if p < LIKELY && lies_on_its_side(&quads) {
        let quarter = |&&(t, _): &&(u8, f32)| (t + turns) % 2 == 1;
        let before = turns;
        (turns, p) = proposals.iter().find(quarter).map_or(((turns + 1) % 4, 0.0), |&(t, _)| (t, 0.0));
        (pages, marks, quads) = look(pages.into_page(), turns + 4 - before)?;
    }
    let head = match parts.has(Part::TurnConfirmed) {
        true => stands_on_its_head(&pages, &quads, detector.engine, p)?,
        false => Some(false),
    };
    if head == Some(true) {
        turns = (turns + 2) % 4;
        (pages, marks, quads) = look(pages.into_page(), 2)?;
    }
    Ok(Upright { pages, marks, turns, quads, is_unclear: head.is_none() })
}

/// True when most of the page's text runs from top to bottom, so that the page needs a quarter turn.
pub fn lies_on_its_side(quads: &[Quad]) -> bool {
    let sum = |long: fn(&Quad) -> (f32, f32)| -> f32 {
        quads.iter().map(long).filter(|(l, s)| *l >= DIRECTED * s).map(|(l, _)| l).sum()
    };
    let wide = sum(|q| (q.width(), q.height()));
    let tall = sum(|q| (q.height(), q.width()));
    tall > ON_ITS_SIDE * wide
}

/// Whether the page is upside down; asked only if the net (`p` for this way up) isn't sure.
///
/// Reads the longest lines both ways up. `None` when there is too little text to decide.
pub fn stands_on_its_head(
    pages: &Pyramid,
    quads: &[Quad],
    engine: &dyn Engine,
    p: f32,
) -> Result<Option<bool>, EngineError> {
    if p >= SURE {
        return Ok(Some(false));
    }
    let mut long: Vec<&Quad> = quads.iter().filter(|q| q.width() >= DIRECTED * q.height()).collect();
    let length = |q: &Quad| (q.width() / q.height()).min(LONG_ENOUGH);
    long.sort_by(|a, b| length(b).total_cmp(&length(a)));
    long.truncate(SAMPLE);
    let first = gains(pages, long.get(..FIRST).unwrap_or(&long), engine)?;
    let is_clear = |way: f32| first.len() == FIRST && first.iter().all(|gain| gain * way > CLEAR);
    if is_clear(1.0) || is_clear(-1.0) {
        return Ok(Some(is_clear(1.0)));
    }
    let rest = gains(pages, long.get(FIRST..).unwrap_or_default(), engine)?;
    let gains = [first, rest].concat();
    if gains.is_empty() {
        return Ok(None);
    }
    let gain = gains.iter().sum::<f32>() / gains.len() as f32;
    Ok(if gain > MARGIN {
        Some(true)
    } else if gain < -MARGIN {
        Some(false)
    } else {
        None
    })
}

/// By how much more surely each line is read the other way up: the difference of the mean log-probability per step.
fn gains(pages: &Pyramid, lines: &[&Quad], engine: &dyn Engine) -> Result<Vec<f32>, EngineError> {
    let both_ways = |q: &&Quad| {
        let [a, b, c, d] = q.part(0.0, (READ * q.height() / q.width().max(1.0)).min(1.0)).0;
        Some([Crop::cut(pages, &Quad([a, b, c, d]))?, Crop::cut(pages, &Quad([c, d, a, b]))?])
    };
    let crops: Vec<Crop> = lines.iter().filter_map(both_ways).flatten().collect();
    let readings = recognise(&crops.iter().collect::<Vec<_>>(), engine, Size::Tiny, &[])?;
    let certainty = |r: &Posteriors| {
        let inked: Vec<f32> =
            r.winners.iter().zip(&r.best).filter(|(w, _)| **w != 0).map(|(_, b)| *b).collect();
        if inked.is_empty() { NOTHING_READ } else { inked.iter().sum::<f32>() / inked.len() as f32 }
    };
    let pairs = readings.chunks_exact(2);
    Ok(pairs.map(|pair| certainty(&pair[1]) - certainty(&pair[0])).collect())
}
