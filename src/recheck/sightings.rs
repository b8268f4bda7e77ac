//! Finds the name in the second reader's text, with the same forms and the same judgement of neighbours as `find`, on
//! plain text, since this reader gives no probabilities.
//!
//! It knows lines and names, not files or boxes. A longer name or a word that contains ours isn't a leak.

use std::ops::Range;

use super::second::SeenLine;
use crate::find::context::{Context, Standing};
use crate::find::neighbours::{Neighbours, RUN};
use crate::find::{Shape, sides};
use crate::geometry::Quad;
use crate::target::han::is_han;
use crate::target::transcript::Extent;
use crate::target::{Form, Forms, Kind, Strength, TextHit, matches_in};

/// A form of the name that the second reader saw.
#[derive(Debug, Clone, PartialEq)]
pub struct Sight {
    /// Its place, in the grid of the picture that was read.
    pub quad: Quad,
    /// How it is written.
    pub shape: Shape,
}

/// Line heights between two glyphs beyond which there is a gap between them: the first reader's eight steps without
/// ink, and the width of a glyph.
const GAP: f32 = 1.6;
/// The usual distances of a line's glyphs beyond which there is a gap too, and how many distances tell what is usual.
///
/// People in a list stand half a glyph apart, which is 1.5 distances, of which a step of six may be lost.
const WIDER_THAN_USUAL: f32 = 1.4;
const TELLING: usize = 8;
/// Line heights by which a sighting reaches beyond its first and last glyph: a glyph's place is where the recogniser
/// fires, near its middle.
const REACH: f32 = 0.6;

/// A line as text; `at[i]` is the place of character `i` along its quad (0–1).
struct Text {
    chars: Vec<char>,
    at: Vec<f32>,
}

impl Text {
    /// The glyphs, with a space between any two that stand apart.
    fn of(line: &SeenLine) -> Text {
        let unit = line.on_page.width() / line.on_page.height().max(1.0);
        let gap = usual_distance(line).map_or(GAP, |usual| (usual * unit * WIDER_THAN_USUAL).min(GAP));
        let mut text = Text { chars: Vec::new(), at: Vec::new() };
        for &(c, at) in &line.glyphs {
            if text.at.last().is_some_and(|before| (at - before) * unit > gap)
                && !c.is_whitespace()
                && !text.chars.last().is_some_and(|c| c.is_whitespace())
            {
                text.chars.push(' ');
                text.at.push(at);
            }
            text.chars.push(c);
            text.at.push(at);
        }
        text
    }

    fn quad(&self, line: &SeenLine, range: &Range<usize>) -> Quad {
        let reach = REACH * line.on_page.height() / line.on_page.width().max(1.0);
        let place = |i: usize| self.at.get(i).copied().unwrap_or(0.0);
        let last = range.end.saturating_sub(1);
        line.on_page.part((place(range.start) - reach).max(0.0), (place(last) + reach).min(1.0))
    }

    fn neighbours(&self, form: &Form, range: &Range<usize>) -> Neighbours {
        let run = |chars: &mut dyn Iterator<Item = &char>| -> Vec<char> {
            chars.take_while(|c| is_han(**c)).take(RUN).copied().collect()
        };
        let mut before = run(&mut self.chars.get(..range.start).unwrap_or_default().iter().rev());
        before.reverse();
        let after = run(&mut self.chars.get(range.end..).unwrap_or_default().iter());
        Neighbours::of(form, before, after)
    }
}

/// The distance of two Han glyphs of a word, along the line's quad (0–1); `None` where they are too few to tell. In a list of people
/// up to half of the distances are gaps, so the lower quartile tells it.
fn usual_distance(line: &SeenLine) -> Option<f32> {
    let pair = |(a, b): (&(char, f32), &(char, f32))| (is_han(a.0) && is_han(b.0)).then_some(b.1 - a.1);
    let mut distances: Vec<f32> =
        line.glyphs.iter().zip(line.glyphs.iter().skip(1)).filter_map(pair).collect();
    distances.sort_by(f32::total_cmp);
    distances.get(distances.len() / 4).copied().filter(|_| distances.len() >= TELLING)
}

/// Every place where a form of the name can be read and isn't part of a longer name or a word; one sighting per
/// place.
pub fn sights(lines: &[SeenLine], forms: &Forms, context: &Context) -> Vec<Sight> {
    let mut out: Vec<Sight> = Vec::new();
    for line in lines {
        for sight in in_line(line, forms, context) {
            if !out.iter().any(|s| sight.quad.lies_on(&s.quad)) {
                out.push(sight);
            }
        }
    }
    out
}

fn in_line(line: &SeenLine, forms: &Forms, context: &Context) -> Vec<Sight> {
    let text = Text::of(line);
    let string: String = text.chars.iter().collect();
    let mut taken: Vec<Range<usize>> = Vec::new();
    let mut out = Vec::new();
    // A faint form (`W. Li`) proves nothing alone, and there is no probability to weigh it with.
    for form in forms.whole.iter().filter(|f| f.strength > Strength::Faint) {
        for hit in matches_in(&string, form) {
            let range = &hit.range;
            if taken.iter().any(|t| t.start < range.end && range.start < t.end) {
                continue;
            }
            if form.kind == Kind::Han
                && sides::judge(context, &text.neighbours(form, range)) == Standing::Other
            {
                continue;
            }
            taken.push(range.clone());
            out.push(Sight { quad: text.quad(line, range), shape: shape(form, &hit) });
        }
    }
    // An initial proves as little as a faint form.
    let spelled = forms.transcripts.iter().flat_map(|name| name.places(&text.chars));
    for place in spelled.filter(|place| place.extent == Extent::Whole) {
        if !taken.iter().any(|t| t.start < place.range.end && place.range.start < t.end) {
            out.push(Sight { quad: text.quad(line, &place.range), shape: Shape::Latin });
        }
    }
    out
}

const fn shape(form: &Form, hit: &TextHit) -> Shape {
    match form.kind {
        Kind::Han if hit.traditional => Shape::Traditional,
        Kind::Han if hit.spaced => Shape::Spaced,
        Kind::Han => Shape::Han,
        Kind::Pinyin => Shape::Pinyin,
        Kind::Latin => Shape::Latin,
        Kind::Initials => Shape::Initials,
        Kind::Script(_) => Shape::Arabic,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::target::forms;

    /// A line of glyphs one height apart; `_` leaves a gap of two.
    fn line(text: &str) -> SeenLine {
        let count = text.chars().count() as f32;
        let glyphs = text.chars().enumerate().filter(|(_, c)| *c != '_');
        SeenLine {
            on_page: Quad::from_bounds(0.0, 0.0, 10.0 * count, 10.0),
            glyphs: glyphs.map(|(i, c)| (c, (i as f32 + 0.5) / count)).collect(),
        }
    }

    fn seen(name: &str, aliases: &[&str], text: &str) -> Vec<Shape> {
        let aliases: Vec<String> = aliases.iter().map(|a| (*a).to_owned()).collect();
        let context = Context::new([name, "陆远航"]);
        sights(&[line(text)], &forms(name, &aliases), &context).into_iter().map(|s| s.shape).collect()
    }

    #[test]
    fn every_form_is_seen_on_plain_text() {
        for (name, text, shape) in [
            ("韩立群", "申报人：韩立群", Shape::Han),
            ("韩立群", "申报人韩立群", Shape::Han),
            ("韩立群", "姓名_韓立羣_性别", Shape::Traditional),
            ("韩立群", "韩_立_群", Shape::Spaced),
            ("韩立群", "Author: Han Liqun, et al.", Shape::Pinyin),
            ("韩立群", "HAN Li-qun", Shape::Pinyin),
            ("阿依古丽·买买提", "阿依古丽买买提", Shape::Han),
            ("阿依古丽·买买提", "阿依古丽・买买提", Shape::Han),
        ] {
            assert_eq!(seen(name, &[], text), [shape], "{text}");
        }
        assert_eq!(seen("韩立群", &["Lee Han"], "by Lee Han"), [Shape::Latin]);
        assert_eq!(seen("阿依古丽·买买提", &[], "by Aygul Mamat"), [Shape::Latin], "spelled by its sounds");
    }

    #[test]
    fn longer_names_words_and_parts_of_words_are_no_leak() {
        for (name, text) in [
            ("张伟", "申报人：张伟民"),
            ("陆远", "陆远航"),
            ("常青", "四季常青"),
            ("李昂", "Liangzi"),
            ("韩立群", "韩立"),
            ("韩立群", "韩立_解群"),
        ] {
            assert_eq!(seen(name, &[], text), [], "{text}");
        }
    }

    #[test]
    fn people_of_a_list_stand_half_a_glyph_apart() {
        let list = "谢晓东 张伟民 韩雪梅 蒋玉兰";
        let mut x = 0.0;
        let glyphs: Vec<(char, f32)> = list
            .chars()
            .filter_map(|c| {
                x += if c == ' ' { 5.0 } else { 10.0 };
                (c != ' ').then_some((c, x - 5.0))
            })
            .collect();
        let line = SeenLine {
            on_page: Quad::from_bounds(0.0, 0.0, x, 10.0),
            glyphs: glyphs.iter().map(|(c, at)| (*c, at / x)).collect(),
        };
        let seen =
            |name: &str| sights(std::slice::from_ref(&line), &forms(name, &[]), &Context::new([name])).len();
        assert_eq!((seen("张伟"), seen("张伟民"), seen("韩雪梅")), (0, 1, 1));
    }

    #[test]
    fn the_place_of_a_sight_holds_its_glyphs_and_no_more_than_half_of_the_next() {
        let line = line("申报人：韩立群填表");
        let context = Context::new([]);
        let sights = sights(&[line], &forms("韩立群", &[]), &context);
        let (l, _, r, _) = sights.first().unwrap().quad.bounds();
        assert!((35.0..=40.0).contains(&l) && (70.0..=75.0).contains(&r), "{l} {r}");
    }
}
