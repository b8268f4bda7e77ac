//! The lines that the reader of Chinese doubts, as the reader of Uyghur script sees them.
//!
//! The first reader has no Arabic letters and makes a few stray signs of them. Only lines from left to right are looked at,
//! with the labels of the applicant's forms in that script; what they mean is for `find`.

use image::imageops::crop_imm;

use super::Page;
use super::recognize::{Crop, Glyph, decode};
use crate::geometry::Quad;
use crate::nets::engine::{CROP_HEIGHT, Engine, EngineError, Posteriors};
use crate::page::line::{Layout, Line};
use crate::target::Labels;

/// What the reader of Uyghur script saw on a page. Without that reader there is nothing.
#[derive(Default)]
pub struct Foreign {
    /// The lines.
    pub lines: Vec<ForeignLine>,
    /// The labels that the lines' columns belong to.
    pub labels: Option<Labels>,
}

/// A line as the reader of Uyghur script saw it; steps go from left to right.
pub struct ForeignLine {
    /// The line on the upright page.
    pub on_page: Quad,
    /// The crop that was read.
    pub crop: Crop,
    /// The greedy reading, from left to right: of each word the last letter first.
    pub glyphs: Vec<Glyph>,
    /// The columns kept for the applicant's labels.
    pub posteriors: Posteriors,
}

/// Lines that the first reader reads with less confidence than this are shown to the other. Of Uyghur print it made
/// 0.1 to 0.7 on made-up pages.
const DOUBTFUL: f32 = 0.8;
/// Shortest line, in its own heights: shorter ones hold no name of a person.
const SHORTEST: f32 = 1.8;
/// The most lines of a page: a page of handwriting is doubted from top to bottom, and a line costs 15 ms.
const MOST: usize = 60;
/// Two lines that share more of each other than this are one.
const SAME: f32 = 0.8;
/// Mean probability of a line's letters from which it surely says what it reads as, and the fewest of them.
const SURE: f32 = 0.9;
const FEWEST: usize = 4;

impl ForeignLine {
    /// True when the line is surely Arabic script, and says what it reads as.
    pub fn is_sure(&self) -> bool {
        let letters = || self.glyphs.iter().filter(|g| is_arabic(g.char));
        let n = letters().count();
        n >= FEWEST
            && 3 * n >= 2 * self.glyphs.len()
            && letters().map(|g| g.p).sum::<f32>() >= SURE * n as f32
    }
}

/// True for letters of Arabic script.
pub fn is_arabic(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{64a}' | '\u{66e}'..='\u{6d5}')
}

/// Shows the reader of Uyghur script the lines of `page` that the first one doubts.
///
/// # Errors
/// [`EngineError`] when the net fails.
pub fn read(page: &Page, labels: &Labels, engine: &dyn Engine) -> Result<Foreign, EngineError> {
    let mut lines: Vec<ForeignLine> = Vec::new();
    let Some(alphabet) = engine.uyghur_alphabet().filter(|_| !labels.whole.is_empty()) else {
        return Ok(Foreign::default());
    };
    for line in page.lines.iter().filter(|l| is_worth_it(l)) {
        let same = |l: &ForeignLine| {
            l.on_page.share_inside(&line.on_page) > SAME && line.on_page.share_inside(&l.on_page) > SAME
        };
        if lines.len() >= MOST || lines.iter().any(same) {
            continue;
        }
        let picture = crop_imm(&line.crop.picture, 0, 0, line.crop.width, CROP_HEIGHT).to_image();
        if let Some(posteriors) = engine.read_uyghur(&picture, labels.columns())? {
            let glyphs = decode(&posteriors, |class| alphabet.char_of(class));
            let (on_page, crop) = (line.on_page, line.crop.clone());
            lines.push(ForeignLine { on_page, crop, glyphs, posteriors });
        }
    }
    Ok(Foreign { lines, labels: Some(labels.clone()) })
}

fn is_worth_it(line: &Line) -> bool {
    let [a, b, ..] = line.on_page.0;
    let upright = b.x > a.x;
    let long = line.on_page.width() >= SHORTEST * line.on_page.height();
    line.layout == Layout::Horizontal && upright && long && line.confidence() < DOUBTFUL
}
