//! Fields that ask for the applicant: a value beside 姓名, 承诺人（签名） … that can't be read is covered and flagged.
//!
//! Hand-written values and signatures are caught here, whether the detector saw them or not. A value that reads
//! clearly as something else is another person's and stays.

use std::ops::Range;

use super::attached::rings;
use super::ink::Sought;
use super::label::{self, Asks, Label, label};
use super::lists::HOLDER;
use super::person::{PHRASE, is_name, is_phrase, may_be_name, may_name};
use super::resembles::{breaks_off, differs_in_one, has_one_more, is_most_of, names_another};
use super::strip::{LONGEST, REACH, Strip, Text};
use super::words::Words;
use super::{Finding, How, Search, Shape};
use crate::geometry::Quad;
use crate::page::Page;
use crate::page::line::{Glyph, Layout, Line};
use crate::page::seal::Seal;
use crate::target::han::{is_han, simplified};
use crate::target::{Forms, Kind};

/// A gap of this many heights ends a value: names are written with wide spaces.
const GAP: f32 = 1.6;
/// Shortest value, in label heights.
const SHORTEST: f32 = 0.9;
/// Mean probability of a value's glyphs above which it is what it reads as.
const CLEAR: f32 = 0.85;
/// The same below which an unsigned value may be anything.
const DOUBTFUL: f32 = 0.7;
/// Characters of the shortest name: fewer aren't another's name.
const ENOUGH: usize = 2;
/// Share of a value in a seal, or a column, from which that is the value.
const MOSTLY_SEALED: f32 = 0.5;
/// Ink of that many label heights behind what was read is a part of the value that wasn't.
const UNREAD: f32 = 1.2;
/// Half of the band, in label heights, in which a value begins: what hangs into the row from others doesn't reach it.
const CORE: f32 = 0.45;
/// Mean probability of a line's glyphs from which a label in it is one.
const READABLE: f32 = 0.5;

/// What stands where a label asks for the holder, with what the facts of the rules look at.
pub struct Value {
    asks: Asks,
    /// Where it is, in the stored grid.
    quad: Quad,
    /// Letters and digits that were read there.
    glyphs: usize,
    /// How surely they were read (0–1).
    sure: f32,
    /// Label heights of ink behind the last thing that was read.
    unread: f32,
    /// One of them is a character of the name.
    shares: bool,
    /// They are most of a long name's characters in its order, or, in a signature, all but one, or all and one more.
    resembles: bool,
    /// It was surely read as another person's name, whatever ink follows.
    names_another: bool,
    /// What was read may be the name of a person.
    is_name: bool,
    /// One of its readings holds what may be one.
    holds_name: bool,
}

impl Value {
    /// What is covered, if it may be the name.
    pub(super) fn finding(&self) -> Finding {
        Finding::unread(self.quad, if self.asks == Asks::Name { How::Field } else { How::Signature })
    }

    /// It was read, wholly and surely: it is what it reads as.
    fn is_clear(&self) -> bool {
        self.glyphs >= ENOUGH && self.sure >= CLEAR && self.unread < UNREAD
    }

    /// It is most of a long name, or shares a character with the name and wasn't clearly read.
    pub(super) fn may_be_the_name(&self) -> bool {
        self.resembles || self.shares && !self.is_clear() && !self.names_another
    }

    /// It is a signature that wasn't clearly read, or was read as something that is no name. What stands beside a role may be no person.
    pub(super) fn is_unread_signature(&self) -> bool {
        match self.asks {
            Asks::Name => false,
            Asks::Role => self.is_hardly_read(),
            Asks::Signature | Asks::Anyone => !(self.is_clear() && self.is_name),
        }
    }

    fn is_hardly_read(&self) -> bool {
        self.glyphs == 0 || self.sure < DOUBTFUL
    }

    /// It is a value that was hardly read, or as something that is no name: what is printed there is a name, so a stamp lies over it.
    pub(super) fn is_unread_value(&self) -> bool {
        let is_stamp = !self.holds_name && (self.sure < CLEAR || self.glyphs >= PHRASE);
        self.asks == Asks::Name && (self.is_hardly_read() || is_stamp)
    }
}

/// The applicant's names in Chinese characters, simplified.
pub(super) fn names(forms: &Forms) -> Vec<Vec<char>> {
    let han = forms.whole.iter().filter(|f| f.kind == Kind::Han && !f.in_halves);
    han.map(|f| f.slots.iter().filter_map(|s| s.glyphs.first()).map(|&c| simplified(c)).collect()).collect()
}

/// A field that asks for the applicant.
pub struct Field {
    /// What stands there, unless it was found or is another's.
    pub value: Option<Value>,
    /// The seals beside it, where it asks for a signature.
    pub seals: Vec<Finding>,
}

/// The fields that ask for the applicant. What stands there in `found`, the names that were found, or in `anothers`, places (stored grid)
/// that were read and are not the applicant's, is no value.
pub fn fields(search: &Search, found: &[Finding], anothers: &[Quad]) -> Vec<Field> {
    let Search { page, subject, context } = *search;
    let own = names(&subject.forms);
    let horizontal =
        page.lines.iter().filter(|l| l.layout == Layout::Horizontal && l.confidence() > READABLE);
    let mut fields = Vec::new();
    for line in horizontal {
        let Some(label) = label(&line.glyphs).or_else(|| set_wide(page, line)) else { continue };
        if is_read_otherwise(page, line) || goes_on_below(page, line, label) {
            continue;
        }
        let is_list = || label.asks == Asks::Name && heads_people(page, line);
        let is_head = || heads_column(page, line) || is_list();
        if label.asks == Asks::Anyone && !of_holder(page, line) || is_head() {
            continue;
        }
        let stored = line.stored();
        if found.iter().any(|f| is_below(&f.quad, &stored)) {
            continue;
        }
        let Some(strip) = Strip::right_of(line, label.end, page) else { continue };
        let texts = strip.texts(page, line, label.end);
        let row = Row { page, label, strip, texts, words: &context.words };
        // A seal over the value doesn't say what it is, nor does what nobody read.
        let lies_across =
            |f: &Finding| f.how == How::Seal || matches!(f.shape, Shape::Vertical | Shape::Unknown);
        let is_it = |f: &Finding, quad: &Quad| {
            f.quad.meets(quad) && (!lies_across(f) || quad.share_inside(&f.quad) > MOSTLY_SEALED)
        };
        let known =
            |quad: &Quad| found.iter().any(|f| is_it(f, quad)) || anothers.iter().any(|a| a.lies_on(quad));
        let value = row.value(&subject.forms, &own).filter(|v| !known(&v.quad));
        let is_signed = matches!(label.asks, Asks::Signature | Asks::Anyone);
        let seals = if is_signed { row.seals() } else { Vec::new() };
        fields.push(Field { value, seals });
    }
    fields
}

/// How much longer than a part of it a row is that was read as running text.
const LONGER: f32 = 1.5;

/// True where a surer reading of the whole row has no label: of 本人承诺以上 … a second look at a blurred half made a label and a hand.
fn is_read_otherwise(page: &Page, line: &Line) -> bool {
    let is_part = |other: &Line| other.on_page.width() > LONGER * line.on_page.width();
    let holds = |other: &Line| line.on_page.lies_within(&other.on_page) && other.layout == line.layout;
    let says_more = |other: &Line| other.is_sure() && other.confidence() > line.confidence();
    page.lines
        .iter()
        .any(|other| is_part(other) && holds(other) && says_more(other) && label(&other.glyphs).is_none())
}

/// How far below a line, in its heights from middle to middle, the next line of the same cell lies at most, how far beside it, and by how much
/// the two differ in height.
const NEXT: Range<f32> = 0.6..1.5;
const CENTERED: f32 = 0.5;
const AS_HIGH: f32 = 1.3;

/// True where a label that asks for a signature is the first of two lines that together ask for none: 本人 over 意见.
fn goes_on_below(page: &Page, line: &Line, asked: Label) -> bool {
    let height = line.on_page.height();
    let (middle, _) = line.on_page.in_row(line.on_page.center());
    let is_next = |other: &&Line| {
        let (along, off) = line.on_page.in_row(other.on_page.center());
        let higher = other.on_page.height() / height.max(1.0);
        NEXT.contains(&(off / height.max(1.0)))
            && (along - middle).abs() < CENTERED * height
            && (1.0 / AS_HIGH..AS_HIGH).contains(&higher)
            && other.layout == line.layout
            && other.is_sure()
            && other.has_text()
    };
    let is_label = |below: &Line| {
        let steps = line.posteriors.steps();
        let moved = below.glyphs.iter().map(|g| Glyph { from: g.from + steps, to: g.to + steps, ..*g });
        let both: Vec<Glyph> = line.glyphs.iter().cloned().chain(moved).collect();
        label(&both).is_some() || label(&below.glyphs).is_some()
    };
    let ends_here = || line.glyphs.iter().all(|g| is_han(g.char) || g.char.is_whitespace());
    asked.asks == Asks::Signature
        && ends_here()
        && page.lines.iter().take(page.first_look).filter(is_next).any(|below| !is_label(below))
}

/// A label of two characters of which `line` begins with the second, where the first stands alone before it in its row: forms set 姓
/// and 名 as wide as their longer labels.
fn set_wide(page: &Page, line: &Line) -> Option<Label> {
    let height = line.on_page.height();
    let before = page.lines.iter().filter(|l| {
        let (aside, off) = line.on_page.in_row(l.on_page.end());
        (-WIDE * height..0.0).contains(&aside) && off.abs() < OFF_ROW * height
    });
    before.map(Line::text).find_map(|first| label::set_wide(&first, &line.glyphs))
}

/// How far off a label's middle, in label heights, the middle of a seal beside it may lie.
const SEAL_OFF: f32 = 1.5;

/// Where in a strip, in its pixels, something else than the value begins: a date, or another field.
fn stop(texts: &[Text]) -> f32 {
    texts.iter().filter(|t| t.is_foreign()).map(|t| t.from).fold(f32::MAX, f32::min)
}

/// A label and what lies to the right of it.
struct Row<'a> {
    page: &'a Page<'a>,
    label: Label,
    strip: Strip,
    texts: Vec<Text>,
    words: &'a Words,
}

impl Row<'_> {
    /// What stands beside the label; `forms` are the applicant's, and `names` those in Chinese characters.
    fn value(&self, forms: &Forms, names: &[Vec<char>]) -> Option<Value> {
        let Row { page, label, strip, texts, words } = self;
        let core = strip.rows(-CORE, CORE);
        let shortest = strip.pixels(SHORTEST);
        let sought = Sought {
            from: 0..self.reach(names),
            until: strip.pixels(REACH + LONGEST),
            gap: strip.pixels(GAP),
            shortest,
        };
        let run = strip.ink().run(&sought, &core);
        let (start, end, rows) = match (run, self.stamp()) {
            (Some(run), Some(stamp)) => {
                (run.columns.start.min(stamp.start), run.columns.end.max(stamp.end), run.rows)
            }
            (Some(run), None) => (run.columns.start, run.columns.end, run.rows),
            (None, Some(stamp)) => (stamp.start, stamp.end, core),
            (None, None) => return None,
        };
        let longest = start + strip.pixels(LONGEST);
        let columns = start..end.min(longest).min(stop(texts).max(0.0) as usize);
        if columns.len() < shortest {
            return None;
        }
        let quad = strip.quad(&columns, &rows);
        let within = || texts.iter().filter(|t| t.to > columns.start as f32 && t.from < columns.end as f32);
        let glyphs: Vec<&Glyph> =
            within().flat_map(|t| &t.glyphs).filter(|g| g.char.is_alphanumeric()).collect();
        let mean = || glyphs.iter().map(|g| g.p).sum::<f32>() / glyphs.len().max(1) as f32;
        let read_to = within().map(|t| t.to).fold(0.0, f32::max);
        Some(Value {
            asks: label.asks,
            quad: quad.map(|p| page.map.to_stored(p)),
            glyphs: glyphs.len(),
            sure: sealed(page, &quad).unwrap_or_else(mean),
            unread: (columns.end as f32 - read_to) / (strip.height * strip.scale()),
            names_another: names.iter().any(|name| names_another(name, &glyphs)),
            is_name: may_be_name(&glyphs.iter().map(|g| g.char).collect::<String>(), words),
            holds_name: within().any(|t| may_name(&t.text(), words)),
            shares: glyphs.iter().any(|g| is_of(names, g)),
            resembles: within().any(|t| breaks_off(forms, &t.text()))
                || names.iter().any(|name| {
                    let signed = || differs_in_one(name, &glyphs) || has_one_more(name, &glyphs);
                    is_most_of(name, &glyphs) || label.asks == Asks::Signature && signed()
                }),
        })
    }

    /// How far along the strip, in its pixels, the value may begin: further than usual where a character of the applicant's `names` stands
    /// there. Forms with wide columns have the value nine label heights away; a longer reach for all found no name on five sets.
    fn reach(&self, names: &[Vec<char>]) -> usize {
        let Row { label, strip, texts, .. } = self;
        let shares = |t: &&Text| !t.is_foreign() && t.glyphs.iter().any(|g| is_of(names, g));
        let first = texts.iter().filter(shares).map(|t| t.to.max(0.0) as usize).min();
        first.filter(|_| label.asks != Asks::Role).unwrap_or(0).max(strip.pixels(REACH))
    }

    /// Where, along the strip in its pixels, a stamp lies over the value of a label that asks for a name: words that name nobody. Its
    /// letters and the name's make one blot, in which the end of the value can't be seen.
    fn stamp(&self) -> Option<Range<usize>> {
        let Row { label, strip, texts, words, .. } = self;
        // Whether a text names somebody is asked of the dictionary, which is slow.
        if label.asks != Asks::Name {
            return None;
        }
        let reach = strip.pixels(REACH) as f32;
        let is_stamp = |t: &&Text| t.from < reach && !t.is_foreign() && is_phrase(&t.text(), words);
        let stamps = texts.iter().filter(is_stamp).map(|t| t.from.max(0.0) as usize..t.to.max(0.0) as usize);
        let stamps = stamps.reduce(|a, b| a.start.min(b.start)..a.end.max(b.end));
        // Behind a name that was read it lies over something else.
        let is_read = |at: usize| texts.iter().any(|t| t.from < at as f32 && may_name(&t.text(), words));
        stamps.filter(|stamp| !is_read(stamp.start))
    }

    /// Personal seals in the row of a label that asks for a signature, read or not: a person who signs sets the seal there.
    fn seals(&self) -> Vec<Finding> {
        let Row { page, strip, texts, .. } = self;
        let stop = stop(texts);
        let beside = |seal: &&Seal| {
            let (along, off) = strip.at(seal.quad.center());
            along > 0.0
                && along < (REACH + LONGEST) * strip.height
                && along * strip.scale() < stop
                && off.abs() < SEAL_OFF * strip.height
        };
        // Letters around an organisation's seal and its star may be taken for seals of their own.
        let rings = rings(page);
        let seals = page.seals.iter().filter(beside).filter(|s| !rings.iter().any(|r| s.quad.lies_on(r)));
        seals.map(|seal| Finding::unread(seal.quad.map(|p| page.map.to_stored(p)), How::Seal)).collect()
    }
}

/// True for a character of one of the `names`, which are simplified.
fn is_of(names: &[Vec<char>], glyph: &Glyph) -> bool {
    names.iter().flatten().any(|own| *own == simplified(glyph.char))
}

/// How surely the seal that is most of `quad` (page grid) was read in the arrangement that suits it best; `None` where there is none.
/// The characters of print are taken for seals, too, where they have a frame, like 田; what the line reads decides about them.
fn sealed(page: &Page, quad: &Quad) -> Option<f32> {
    let is_value = |s: &&Seal| s.quad.lies_on(quad) && quad.share_inside(&s.quad) > MOSTLY_SEALED;
    let seals = page.seals.iter().filter(is_value).flat_map(|s| &s.readings);
    let sure = |l: &Line| if l.has_text() { l.confidence() } else { 0.0 };
    seals.map(sure).max_by(f32::total_cmp)
}

/// Slope of a row against its label that the label's own four corners don't tell: it is short, and photographs are bent.
const SLOPE: f32 = 0.08;
/// How far apart, in line heights, the two characters of a label stand at most that is set wide.
const WIDE: f32 = 6.0;
/// How far off a label's row, in its heights, the middle of a word of the row may lie.
const OFF_ROW: f32 = 0.8;
/// Heads of the column that numbers the rows of a table.
const NUMBERS: [&str; 2] = ["序号", "编号"];

/// Fewest names below a label that make a column of people.
const PEOPLE: usize = 2;
/// How far below a label, in its heights from middle to middle, they stand, and how far left or right of its middle.
const LIST: Range<f32> = 0.6..7.0;
const IN_COLUMN: f32 = 2.0;

/// True when names are read below a label in its column: it heads a list of people.
fn heads_people(page: &Page, label: &Line) -> bool {
    let (height, (middle, _)) = (label.on_page.height(), label.on_page.in_row(label.on_page.center()));
    let below = |l: &&Line| {
        let (along, off) = label.on_page.in_row(l.on_page.center());
        LIST.contains(&(off / height.max(1.0))) && (along - middle).abs() < IN_COLUMN * height + SLOPE * off
    };
    let lines = page.lines.iter().take(page.first_look).filter(|l| l.layout == Layout::Horizontal);
    lines.filter(below).filter(|l| l.is_sure() && is_name(&l.text())).count() >= PEOPLE
}

/// True when a label stands in the head of a table: the values are below it, a row each.
fn heads_column(page: &Page, label: &Line) -> bool {
    let numbers = |l: &&Line| {
        let text: String = l.glyphs.iter().filter(|g| !g.char.is_whitespace()).map(|g| g.char).collect();
        NUMBERS.iter().any(|n| text == *n)
    };
    page.lines.iter().filter(|l| l.layout == Layout::Horizontal).filter(numbers).any(|l| {
        let (after, off) = label.on_page.in_row(l.on_page.center());
        after < 0.0 && off.abs() < OFF_ROW * label.on_page.height() - SLOPE * after
    })
}

/// How far below a label, in its heights from middle to middle, its value may stand instead of beside it, and how far left or right
/// of the label's beginning it begins there.
const BELOW: Range<f32> = 0.6..2.2;
const ALIGNED: f32 = 1.0;

/// True when `value` begins right below `label` (stored grid): where forms are set like that, what stands beside the label
/// isn't its value.
fn is_below(value: &Quad, label: &Quad) -> bool {
    let (aside, down) = label.in_row(value.start());
    let height = label.height();
    aside.abs() < ALIGNED * height && BELOW.contains(&(down / height.max(1.0)))
}

/// How far below a line's middle, in its heights, the middle of a line may lie that stands in the same row.
const SAME_ROW: f32 = 0.3;

/// True when text above `line` speaks of the holder: the person whom a promise, an application or a statement is about signs
/// it, however long it is.
fn of_holder(page: &Page, line: &Line) -> bool {
    let height = line.on_page.height();
    let at = line.on_page.center();
    let above = page.readings().filter(|l| at.y - l.on_page.center().y > -SAME_ROW * height);
    above.map(Line::text).any(|text| HOLDER.within(&text))
}
