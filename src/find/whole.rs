//! Finds the whole name within one line: which alignments make a finding, and how sure it is.
//!
//! It knows alignments, other readings of the same place and the text around; [`broken`](super::broken) finds names
//! over two lines.

use std::cell::OnceCell;
use std::ops::Range;

use super::broken::Misreading;
use super::context::Standing;
use super::lists::{NO_NAME, TRANSLITERATED};
use super::neighbours::Neighbours;
use super::spot::{Hit, POSSIBLE_IN_SEAL, is_inside_a_word, spot, spot_in_seal};
use super::{Finding, How, REACH_HAN, REACH_LATIN, Search, UNREAD, initials, neighbours, orders, sides};
use crate::geometry::Quad;
use crate::page::align::NOT_READ;
use crate::page::line::{Glyph, Line};
use crate::page::seal::{self, Seal};
use crate::page::{Page, STRIP_PITCH};
use crate::target::han::simplified;
use crate::target::{Kind, LabelForm, Slot, is_pinyin, rarity};

/// Least probability of a hit that is covered. Recall first: a doubtful hit is covered and a person confirms it.
const POSSIBLE: f32 = 0.3;
/// The same in strips, most of which show halves of rows and parts of two; in letters it is [`CERTAIN`].
const LIKELY: f32 = 0.5;
/// Least probability of a hit that needs no confirmation.
const CERTAIN: f32 = 0.7;
/// The name of the part that sets a seal's characters against other orders of them.
pub(super) const ORDER: &str = "orders on seals";
/// Cost of a rare glyph that wasn't read, at least.
const UNREAD_RARE: f32 = -NOT_READ;
/// Cost of a single glyph above which it was read as another one: a person confirms, even if the rest fits.
const OTHER_GLYPH: f32 = 4.0;

/// What was read.
#[derive(Clone, Copy)]
enum Source<'a> {
    /// A line of text.
    Line,
    /// A strip over larger print.
    Strip,
    /// A line in the page's palest ink.
    Watermark,
    /// A seal.
    Seal(&'a Seal),
}

/// A form that may stand in a line; the facts of the rules are its methods.
pub struct Candidate<'a> {
    hit: Hit<'a>,
    line: &'a Line,
    source: Source<'a>,
    search: Search<'a>,
    /// Computed on first use: most candidates are dropped before, and loading the dictionary is slow.
    standing: OnceCell<Standing>,
}

/// Every alignment of a form with a line of the page.
pub fn in_lines<'a>(search: &Search<'a>) -> impl Iterator<Item = Candidate<'a>> {
    search.page.lines.iter().flat_map(|line| candidates(*search, line, Source::Line))
}

/// The same with a strip over larger print.
pub fn in_strips<'a>(search: &Search<'a>) -> impl Iterator<Item = Candidate<'a>> {
    search.page.strips.iter().flat_map(|strip| candidates(*search, strip, Source::Strip))
}

/// The same with a line in the page's palest ink.
pub fn in_watermarks<'a>(search: &Search<'a>) -> impl Iterator<Item = Candidate<'a>> {
    search.page.watermarks.iter().flat_map(|line| candidates(*search, line, Source::Watermark))
}

/// The same with a reading of a seal.
pub fn in_seals<'a>(search: &Search<'a>) -> impl Iterator<Item = Candidate<'a>> {
    let seals = search.page.seals.iter();
    let readings = seals.flat_map(|seal| seal.readings.iter().map(move |reading| (seal, reading)));
    readings.flat_map(|(seal, reading)| candidates(*search, reading, Source::Seal(seal)))
}

fn candidates<'a>(
    search: Search<'a>,
    line: &'a Line,
    source: Source<'a>,
) -> impl Iterator<Item = Candidate<'a>> {
    let spot = if matches!(source, Source::Seal(_)) { spot_in_seal } else { spot };
    let hits = spot(line, &search.subject.forms, search.subject.labels(line.size));
    hits.into_iter().map(move |hit| Candidate { hit, line, source, search, standing: OnceCell::new() })
}

impl<'a> Candidate<'a> {
    /// What is covered, if it is the name.
    pub(super) fn finding(&self, uncertain: bool) -> Finding {
        Finding {
            quad: self.place(),
            shape: self.hit.shape(self.line, self.search.subject.labels(self.line.size)),
            how: if self.in_seal() { How::Seal } else { self.hit.how() },
            score: if self.in_seal() { self.hit.p.max(UNREAD) } else { self.hit.p },
            uncertain,
        }
    }

    /// How characters of the name are misread here, if it surely is the name.
    pub(super) fn misreadings(&self) -> Vec<Misreading<'a>> {
        Misreading::of(&self.hit, self.line)
    }
}

impl Candidate<'_> {
    fn in_seal(&self) -> bool {
        matches!(self.source, Source::Seal(_))
    }

    fn in_strip(&self) -> bool {
        matches!(self.source, Source::Strip)
    }

    /// Its place in the stored grid; any part of a seal stands for the whole.
    pub(super) fn place(&self) -> Quad {
        let Candidate { hit, line, .. } = self;
        let steps = initials::with_others(hit, line, &self.search.subject.forms);
        let reach = if hit.form.kind == Kind::Han { REACH_HAN } else { REACH_LATIN };
        match self.in_seal() {
            true => line.stored(),
            false => {
                let quad = line.stored_quad(steps.start as f32 - reach..steps.end as f32 + reach);
                let (before, behind) = self.cut_off().unwrap_or_default();
                let glyph = quad.height() / quad.width().max(1.0);
                let quad = quad.part(-glyph * before as f32, 1.0 + glyph * behind as f32);
                // The row may lie half a step beside the strip.
                quad.grown(0.0, if self.in_strip() { quad.height() * STRIP_PITCH / 2.0 } else { 0.0 })
            }
        }
    }

    /// The rest of a name that was read in part stands beside it.
    fn standing(&self) -> Standing {
        if self.hit.half_read {
            return Standing::Own;
        }
        *self.standing.get_or_init(|| {
            let beside = neighbours::of(self.hit.form, &self.hit.at.steps(), self.line);
            let in_line = matches!(self.source, Source::Line);
            beside.map_or(Standing::Own, |beside| {
                sides::judge(self.search.context, &Neighbours { in_line, ..beside })
            })
        })
    }

    /// Its cost makes the name improbable.
    pub(super) fn is_improbable(&self) -> bool {
        let is_han = self.hit.form.kind == Kind::Han;
        match self.source {
            Source::Seal(_) => !is_han || self.hit.p < POSSIBLE_IN_SEAL && !self.is_in_order(),
            Source::Strip if !self.hit.half_read => self.hit.p < if is_han { LIKELY } else { CERTAIN },
            Source::Line | Source::Strip | Source::Watermark => self.hit.p < POSSIBLE,
        }
    }

    /// Its cost leaves the name doubtful.
    pub(super) fn is_uncertain(&self) -> bool {
        self.hit.p < CERTAIN
    }

    /// One of its glyphs was read as another one.
    pub(super) fn has_dear_glyph(&self) -> bool {
        self.hit.at.slot_costs.iter().any(|c| *c > OTHER_GLYPH)
    }

    /// A rare character of it wasn't read: what speaks for it is how rarely the recogniser expects it.
    pub(super) fn lacks_a_rare_glyph(&self) -> bool {
        let slots = self.hit.form.slots.iter().filter_map(|slot| slot.glyphs.first());
        slots
            .zip(&self.hit.at.slot_costs)
            .any(|(glyph, cost)| *cost >= UNREAD_RARE && rarity::gain(*glyph) > 0.0)
    }

    /// A character of it stands there in two halves.
    pub(super) fn is_in_halves(&self) -> bool {
        self.hit.form.in_halves
    }

    /// It is a long name that was read only in part.
    pub(super) fn is_half_read(&self) -> bool {
        self.hit.half_read
    }

    /// The text beside it makes it part of another name or of a word.
    pub(super) fn is_anothers(&self) -> bool {
        self.standing() == Standing::Other
    }

    /// The text beside it doesn't tell whose name it is.
    pub(super) fn is_open(&self) -> bool {
        self.standing() == Standing::Open
    }

    /// Letters beside it belong to the same word.
    pub(super) fn is_inside_a_word(&self) -> bool {
        is_inside_a_word(&self.hit, self.line)
    }

    /// Mean probability of the winners at its glyphs: where it is low, any glyph is cheap.
    fn sharpness(&self) -> f32 {
        let best = |steps| winners(self.line, steps).iter().copied().fold(f32::NEG_INFINITY, f32::max).exp();
        let slots = &self.hit.at.slots;
        slots.iter().map(best).sum::<f32>() / slots.len().max(1) as f32
    }

    /// Chinese characters would have to overlap in something that couldn't be read, such as the lettering around an
    /// organisation's seal.
    pub(super) fn is_crowded(&self) -> bool {
        let Candidate { hit, line, .. } = self;
        let mut middles = hit.middles();
        let (Some(first), Some(last)) = (middles.next(), middles.next_back()) else { return false };
        let pitch = (last - first) / (hit.at.slots.len() as f32 - 1.0);
        hit.form.kind == Kind::Han
            && !self.in_seal()
            && line.on_page.width() > SQUARE * line.on_page.height()
            && pitch <= SQUEEZED
            && self.sharpness() < FLAT
    }

    /// A name was made out in a seal's place in which nothing could be read: a dozen arrangements of any texture show every short name.
    pub(super) fn is_noise_in_a_seal(&self) -> bool {
        self.in_seal() && self.hit.p < LIKELY_IN_NOISE && self.sharpness() < FLAT && !self.is_in_order()
    }

    /// Its characters in any other order would fit much worse, and no line says what stands there.
    fn is_in_order(&self) -> bool {
        let page = self.search.page;
        let says = |l: &Line| l.is_sure() && l.has_text() && l.on_page.lies_on(&self.line.on_page);
        if page.lines.iter().take(page.first_look).any(says) {
            return false;
        }
        let labels = self.search.subject.labels(self.line.size);
        let forms = &self.search.subject.forms.whole;
        let is_own = |f: &&LabelForm| forms.get(f.form).is_some_and(|own| std::ptr::eq(own, self.hit.form));
        let form = labels.whole.iter().find(is_own);
        let is_in_order = |form| orders::is_in_order(self.line, labels, form, &self.hit.at);
        self.search.context.switches.on(ORDER) && form.is_some_and(is_in_order)
    }

    /// Chinese characters were made out in something of which nothing could be read: ornaments, shadows, noise.
    pub(super) fn is_noise_in_a_line(&self) -> bool {
        let flat = if self.hit.is_spaced() { FLAT } else { FLAT_IN_LINES };
        !self.in_seal()
            && self.hit.form.kind == Kind::Han
            && self.hit.p < LIKELY_IN_NOISE
            && self.sharpness() < flat
    }

    /// Letters were made out in something that couldn't be read: print in another script shows every short name in letters.
    pub(super) fn is_made_of_noise(&self) -> bool {
        self.hit.form.kind != Kind::Han
            && self.hit.how() == How::Spotted
            && self.sharpness() < FLAT_IN_LETTERS
    }

    /// The line resembles the name only because it runs through a seal, or a cut of a seal does, whose own reading is sure
    /// and speaks for itself.
    pub(super) fn lies_in_sure_seal(&self) -> bool {
        let is_sure = |r: &&Line| r.is_sure();
        let says = |seal: &Seal| seal.readings.iter().filter(is_sure).any(Line::has_text);
        let read = |seal: &Seal, glyphs: usize| {
            seal.readings.iter().filter(is_sure).any(|r| r.glyphs.len() >= glyphs)
        };
        let speaks = |seal: &Seal| match self.source {
            Source::Line | Source::Strip | Source::Watermark => {
                says(seal) && self.line.on_page.lies_within(&seal.quad)
            }
            Source::Seal(own) => {
                let whole = self.hit.form.slots.len();
                read(seal, whole) && !read(own, whole) && seal.quad.is_same_place(&own.quad)
            }
        };
        self.hit.how() == How::Spotted && self.search.page.seals.iter().any(speaks)
    }

    /// It stands in a strip, and a line of the print's own height says what stands there.
    pub(super) fn is_read_in_line(&self) -> bool {
        let quad = self.hit.on_page(self.line);
        let says = |l: &Line| l.certainty_along(&quad).is_some_and(|p| p >= SAID);
        self.in_strip() && self.search.page.lines.iter().any(|l| quad.lies_on(&l.on_page) && says(l))
    }

    /// Another reading of the same line (the other way up, in another light) is surer where the name would stand, so that a mere resemblance
    /// in this one means nothing. The mean of a long line doesn't say so: a stamp may lie on that place alone.
    pub(super) fn was_read_better(&self) -> bool {
        let line = self.line;
        let there =
            |l: &Line| l.certainty_along(&self.hit.on_page(self.line)).unwrap_or_else(|| l.confidence());
        let is_sure = |l: &Line| l.layout == line.layout && l.has_text() && l.is_sure();
        let is_it = |l: &Line| is_sure(l) && line.on_page.is_same_place(&l.on_page);
        self.hit.how() == How::Spotted
            && !self.in_seal()
            && !self.in_strip()
            && line.confidence() < WRONG
            && self.search.page.lines.iter().any(|l| is_it(l) && there(l) > self.hit.p)
    }

    /// How many characters of a long name lie before the line's beginning and behind its end: most were read in a row, and a
    /// stamp or the picture's edge cut the others off.
    fn cut_off(&self) -> Option<(usize, usize)> {
        let at = &self.hit.at;
        let count = at.slots.len();
        let read: Vec<usize> = (0..count).filter(|&i| at.slot_costs[i] <= OTHER_GLYPH).collect();
        let (&first, &last) = (read.first()?, read.last()?);
        let in_one = read.len() == last + 1 - first;
        let most = read.len() as f32 >= MOSTLY * count as f32;
        if !self.hit.half_read || count < NEARLY || !in_one || !most {
            return None;
        }
        let (start, end) = (at.slots.get(first)?.start, at.slots.get(last)?.end);
        // The edge may leave a part of the rest, for which the alignment has no room.
        let is = |g: &Glyph, slot: Option<&Slot>| slot.is_some_and(|s| s.glyphs.contains(&g.char));
        let slots = &self.hit.form.slots;
        let before = self.line.glyphs.iter().rev().filter(|g| g.to <= start).enumerate();
        let after = self.line.glyphs.iter().filter(|g| g.from >= end).enumerate();
        let begins =
            before.into_iter().all(|(i, g)| is(g, first.checked_sub(i + 1).and_then(|i| slots.get(i))));
        let ends = after.into_iter().all(|(i, g)| is(g, slots.get(last + 1 + i)));
        let missing = (first, count - last - 1);
        (missing != (0, 0) && (first == 0 || begins) && (missing.1 == 0 || ends)).then_some(missing)
    }

    /// A name in pinyin was read as letters that nobody's name in pinyin is spelled with: Yirut is Yirui under a stamp, not
    /// another's.
    fn misspells(&self) -> bool {
        let steps = self.hit.at.steps();
        let read = self.line.glyphs.iter().filter(|g| g.from < steps.end && g.to > steps.start);
        let text: String = read.map(|g| g.char).collect();
        let mut words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
        self.hit.form.kind == Kind::Pinyin && words.any(|word| !is_pinyin(word))
    }

    /// One glyph was clearly read as another: 上宫静 is not 上官静. Seals are exempt, since their worn glyphs are misread
    /// just as surely.
    pub(super) fn was_read_as_another(&self) -> bool {
        let hit = &self.hit;
        let mut slots = hit.at.slots.iter().zip(&hit.at.slot_costs);
        let clear = |steps: &Range<usize>| winners(self.line, steps).iter().any(|b| b.exp() > CLEAR);
        // Another's transliterated name has another character of such names in the one place (居来课人 is 居来提 with a label over its
        // end), and nobody's has a pronoun: 郭文他 is 郭文化 in a hand.
        let (is_han, dotted) = (hit.form.kind == Kind::Han, hit.form.is_dotted());
        let lacks_one = hit.at.slot_costs.iter().filter(|c| **c > OTHER_GLYPH).count() == 1;
        let read = |steps: &Range<usize>| self.line.glyphs.iter().find(|g| g.to > steps.start);
        let is_no_name =
            |c: char| if dotted { !TRANSLITERATED.has(c) } else { hit.at.slots.len() > 2 && NO_NAME.has(c) };
        let is_text =
            |steps| is_han && lacks_one && read(steps).is_some_and(|g| is_no_name(simplified(g.char)));
        hit.how() == How::Spotted
            && self.cut_off().is_none()
            && !self.in_seal()
            && !(lacks_one && self.misspells())
            && slots.any(|(steps, cost)| *cost > OTHER_GLYPH && clear(steps) && !is_text(steps))
    }
}

/// Mean probability of a reading below which a sure one of the same place contradicts it.
const WRONG: f32 = 0.75;
/// Characters of a long name, and the share of them that proves it: 帕提曼·依布拉音 shares all but one with 帕提曼·依布拉依, and
/// has seven.
const NEARLY: usize = 8;
const MOSTLY: f32 = 0.65;
/// Probability of each glyph from which a line says what stands in a strip over it.
const SAID: f32 = 0.5;
/// Probability of a step's winner that makes the glyph clear. On the pages of docs/calibration.md no glyph of the
/// applicant's name outside of a seal was misread with more than 0.973.
const CLEAR: f32 = 0.985;
/// Steps from one glyph's middle to the next's up to which glyphs may be squeezed: a third of a line's height.
const SQUEEZED: f32 = 2.0;
/// Mean probability of the winners at a hit's glyphs below which the reading is flat: any glyph is cheap there.
const FLAT: f32 = 0.4;
/// The same at any characters in a line. Of seven sets 12 places of nothing lie below, and of the true ones one, whose cost makes it 0.99
/// probable. At 0.25 two more places of nothing are dropped, and on a set drawn later a name under a seal. Where the characters stand apart,
/// [`FLAT`] is the limit: any of a long line's noise makes them, and of five sets no true one lies below.
const FLAT_IN_LINES: f32 = 0.2;
/// The same at letters.
const FLAT_IN_LETTERS: f32 = 0.5;
/// Probability of a hit that counts even in a flat reading. In seals, of eleven sets one true one has 0.96, false ones 0.91 at most.
const LIKELY_IN_NOISE: f32 = 0.93;
/// Longest region, in its heights, that may be a seal, where glyphs lie in any order.
const SQUARE: f32 = 1.1;

/// Drops hits in a large seal that may be the print under it, which is covered already.
pub(super) fn without_stamped_over(findings: &mut Vec<Finding>, page: &Page) {
    let print: Vec<Quad> = findings.iter().filter(|f| f.how != How::Seal).map(|f| f.quad).collect();
    findings.retain(|f| {
        let stamped_over = || print.iter().any(|q| q.is_hidden_by(&f.quad));
        f.how != How::Seal || !seal::is_large(&f.quad, page.pages.page()) || !stamped_over()
    });
}

/// The log-probabilities of the winners in `steps`.
fn winners<'a>(line: &'a Line, steps: &Range<usize>) -> &'a [f32] {
    line.posteriors.best.get(steps.clone()).unwrap_or_default()
}
