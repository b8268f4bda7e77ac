//! Lines of a page as the reader of Uyghur script saw them.

use super::crop::Crop;
use super::line::Glyph;
use crate::geometry::Quad;
use crate::nets::engine::Posteriors;
use crate::target::Labels;

/// Mean probability of a line's letters from which it surely says what it reads as, and the fewest of them.
const SURE: f32 = 0.9;
const FEWEST: usize = 4;
/// Letters of the script among the signs that were read, from which the line is in that script: two of three. Digits and
/// punctuation stand between them.
const MOSTLY: (usize, usize) = (2, 3);

/// The same from which it is likely the script at all. Of hands, seals and noise the reader makes letters of less.
const LIKELY: f32 = 0.65;
/// The same from which a page holds the script: a label or a line of it is read well where the name isn't.
const CERTAIN: f32 = 0.85;
/// Letters of a line that is the script though few of them are surely read: display type.
const MANY: usize = 15;
/// Probability of a letter that is no noise, and the letters that a place with the script has at least.
const SEEN: f32 = 0.5;
const A_FEW: usize = 2;
/// Letters for each height of a line's length from which they stand all along it; print has two to four.
const DENSE: f32 = 0.8;

/// What the reader of Uyghur script saw on a page. Without that reader there is nothing.
#[derive(Default)]
pub struct Foreign {
    /// The lines.
    pub lines: Vec<ForeignLine>,
    /// Strips over larger print; most show parts of rows.
    pub strips: Vec<ForeignLine>,
    /// The labels that the lines' columns belong to.
    pub labels: Option<Labels>,
}

impl Foreign {
    /// True when a line of the page shows the script beyond doubt.
    pub fn shows_script(&self) -> bool {
        self.lines.iter().any(ForeignLine::shows_script)
    }

    /// True where letters of the script were made out in `place` (page grid), and where nobody can tell: without the reader.
    pub fn may_show_script(&self, place: &Quad) -> bool {
        self.labels.is_none() || self.lines.iter().any(|l| l.on_page.meets(place) && l.is_full_of_letters())
    }
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

impl ForeignLine {
    /// True when most of what was read is Arabic script.
    pub fn is_arabic(&self) -> bool {
        let n = self.letters().count();
        n >= FEWEST && MOSTLY.1 * n >= MOSTLY.0 * self.glyphs.len() && !self.is_pattern()
    }

    /// True for a ruling or an ornament: no word has a letter three times in a row.
    fn is_pattern(&self) -> bool {
        self.glyphs.windows(3).any(|w| match w {
            [a, b, c] => is_arabic(a.char) && a.char == b.char && b.char == c.char,
            _ => false,
        })
    }

    /// True when the line is surely Arabic script, and says what it reads as.
    pub fn is_sure(&self) -> bool {
        self.is_arabic() && self.mean() >= SURE
    }

    /// True when the line shows the script beyond doubt, whatever it says.
    pub fn shows_script(&self) -> bool {
        let is_long = self.letters().count() >= MANY && self.mean() >= LIKELY;
        self.is_arabic() && (self.mean() >= CERTAIN || is_long)
    }

    /// True when it is likely Arabic script, but not surely read.
    pub fn is_doubtful(&self) -> bool {
        self.is_arabic() && (LIKELY..SURE).contains(&self.mean())
    }

    /// True where a few letters of the script were made out.
    pub fn shows_letters(&self) -> bool {
        self.seen() >= A_FEW
    }

    /// True where letters of the script were made out all along the line: in noise and hands they are few and far between.
    pub fn is_full_of_letters(&self) -> bool {
        let length = self.on_page.width() / self.on_page.height().max(1.0);
        self.shows_letters()
            && self.seen() as f32 >= DENSE * length
            && self.mean() >= LIKELY
            && !self.is_pattern()
    }

    /// Letters that are no noise.
    fn seen(&self) -> usize {
        self.letters().filter(|g| g.p >= SEEN).count()
    }

    /// Mean probability of the letters (0–1).
    fn mean(&self) -> f32 {
        self.letters().map(|g| g.p).sum::<f32>() / self.letters().count().max(1) as f32
    }

    fn letters(&self) -> impl Iterator<Item = &Glyph> {
        self.glyphs.iter().filter(|g| is_arabic(g.char))
    }
}

/// True for letters of Arabic script.
pub fn is_arabic(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{64a}' | '\u{66e}'..='\u{6d5}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::scale::Pyramid;

    fn doubtful(text: &str, p: f32) -> ForeignLine {
        let on_page = Quad::from_bounds(0.0, 0.0, 100.0, 20.0);
        let glyph = |(i, char)| Glyph { char, from: 2 * i, to: 2 * i + 1, p };
        let crop = Crop::cut(&Pyramid::new(image::RgbImage::new(8, 8)), &on_page);
        let crop = crop.unwrap_or_else(|| panic!("no area"));
        let glyphs = text.chars().enumerate().map(glyph).collect();
        ForeignLine { on_page, crop, glyphs, posteriors: Posteriors::default() }
    }

    #[test]
    fn a_long_line_of_display_type_shows_the_script_and_a_short_one_does_not() {
        let shows = |text, p| Foreign { lines: vec![doubtful(text, p)], ..Foreign::default() }.shows_script();
        assert!(shows("تاربىيىلانتىن نۆتنى", 0.76) && shows("شەرەپ", 0.9));
        assert!(!shows("شەرەپ", 0.76) && !shows("تاربىيىلانتىن نۆتنى", 0.5));
    }

    #[test]
    fn rulings_are_no_words() {
        let line = |text: &str| doubtful(text, 0.9);
        assert!(!line("ىونسغغتتغغغە").is_arabic() && !line("ىونسغغتتغغغە").is_full_of_letters());
        assert!(line("موللا ئابدۇللا").is_arabic(), "a letter twice");
    }
}
