//! Fields that ask for the applicant: a value beside 姓名, 承诺人（签名） … that can't be read is covered and flagged.
//!
//! Hand-written values and signatures are caught here, whether the detector saw them or not. A value that reads
//! clearly as something else is another person's and stays.

use std::ops::Range;

use super::ink::Band;
use super::label::{Asks, Label, label};
use super::{Finding, How, Shape};
use crate::geometry::{Point, Quad, Rect};
use crate::page::line::{Layout, Line};
use crate::pixels::red;
use crate::read::Page;
use crate::read::recognize::{Crop, Glyph};
use crate::target::han::simplified;
use crate::target::{Forms, Kind};

/// Words above such a label that make it the holder's.
const OF_HOLDER: [&str; 5] = ["本人", "被考核人", "承诺人", "申报人", "申请人"];
/// How far above, in label heights, they may stand.
const ABOVE: f32 = 6.0;
/// Other fields of a form: what begins so isn't the value, and ends it.
const OTHERS: [&str; 14] = [
    "性别",
    "民族",
    "族别",
    "出生",
    "年龄",
    "单位",
    "部门",
    "职务",
    "职称",
    "学历",
    "专业",
    "身份证",
    "证件",
    "电话",
];

/// Values are looked for within this many label heights …
const REACH: f32 = 8.0;
/// … and are at most this long.
const LONGEST: f32 = 10.0;
/// A gap of this many heights ends a value: names are written with wide spaces.
const GAP: f32 = 1.6;
/// Height of the band in label heights: large hands go far beyond the line.
const BAND: f32 = 3.0;
/// Shortest value, in label heights.
const SHORTEST: f32 = 0.9;
/// Mean probability of a value's glyphs above which it is what it reads as.
const CLEAR: f32 = 0.85;

/// Values of fields that nothing in `found` covers and that can't be read as another's, and the seals beside signatures.
/// `anothers` are places (stored grid) that were read and are not the applicant's.
pub fn fields(page: &Page, forms: &Forms, found: &[Finding], anothers: &[Quad]) -> Vec<Finding> {
    let name: Vec<char> = forms
        .whole
        .iter()
        .filter(|f| f.kind == Kind::Han)
        .flat_map(|f| f.slots.iter().filter_map(|s| s.glyphs.first()))
        .map(|&c| simplified(c))
        .collect();
    let horizontal = page.lines.iter().filter(|l| l.layout == Layout::Horizontal && l.confidence() > 0.5);
    let mut fields = Vec::new();
    for line in horizontal {
        let Some(label) = label(&line.glyphs) else { continue };
        if label.asks == Asks::Anyone && !of_holder(page, line) || heads_column(page, line) {
            continue;
        }
        let stored = line.stored();
        if found.iter().any(|f| is_below(&f.quad, &stored)) {
            continue;
        }
        let Some(strip) = Strip::right_of(line, label.end, page) else { continue };
        let texts = strip.texts(page, line, label.end);
        let value = value(page, line, label, &strip, &texts, &name, found);
        fields.extend(value.filter(|v| !anothers.iter().any(|a| a.share_inside(&v.quad) > 0.5)));
        if label.asks != Asks::Name {
            fields.extend(seals_beside(page, &strip, &texts));
        }
    }
    fields
}

/// How far off a label's middle, in label heights, the middle of a seal beside it may lie.
const SEAL_OFF: f32 = 1.5;

/// Personal seals in the row of a label that asks for a signature: whoever signs there sets his seal there, read or not.
fn seals_beside(page: &Page, strip: &Strip, texts: &[Text]) -> Vec<Finding> {
    let stop = stop(texts);
    let beside = |seal: &&Rect| {
        let (along, off) = strip.at(seal.quad().center());
        along > 0.0
            && along < (REACH + LONGEST) * strip.height
            && along * strip.scale() < stop
            && off.abs() < SEAL_OFF * strip.height
    };
    let seals = page.seals.iter().filter(beside);
    seals
        .map(|seal| Finding {
            quad: seal.quad().map(|p| page.map.to_stored(p)),
            shape: Shape::Unknown,
            how: How::Seal,
            score: 0.5,
            uncertain: true,
        })
        .collect()
}

/// Where in a strip, in its pixels, something else than the value begins: a date, or another field.
fn stop(texts: &[Text]) -> f32 {
    texts.iter().filter(|t| t.is_foreign()).map(|t| t.from).fold(f32::MAX, f32::min)
}

fn value(
    page: &Page,
    line: &Line,
    label: Label,
    band: &Strip,
    texts: &[Text],
    name: &[char],
    found: &[Finding],
) -> Option<Finding> {
    let height = line.on_page.height();
    let core = band.rows(-0.45, 0.45);
    let extent =
        band.ink().run(0..band.pixels(REACH), band.pixels(GAP), band.pixels(REACH + LONGEST), &core)?;
    let mut columns =
        extent.columns.start..extent.columns.end.min(extent.columns.start + band.pixels(LONGEST));
    columns.end = columns.end.min(stop(texts).max(0.0) as usize);
    if columns.len() < band.pixels(SHORTEST) {
        return None;
    }
    let quad = band.quad(&columns, &extent.rows);
    let stored = quad.map(|p| line.map.to_stored(p));
    if found.iter().any(|f| f.quad.share_inside(&stored) > 0.5 || stored.share_inside(&f.quad) > 0.5) {
        return None;
    }
    let within = |t: &&Text| t.to > columns.start as f32 && t.from < columns.end as f32;
    let glyphs: Vec<&Glyph> =
        texts.iter().filter(within).flat_map(|t| &t.glyphs).filter(|g| g.char.is_alphanumeric()).collect();
    let shared = glyphs.iter().any(|g| name.contains(&simplified(g.char)));
    let sure = sealed(page, &quad)
        .unwrap_or_else(|| glyphs.iter().map(|g| g.p).sum::<f32>() / glyphs.len().max(1) as f32);
    let read_to = texts.iter().filter(within).map(|t| t.to).fold(0.0, f32::max);
    let unread = columns.end as f32 - read_to;
    let clear = glyphs.len() >= 2 && sure >= CLEAR && unread < 1.2 * height * band.scale();
    let signed = label.asks != Asks::Name;
    let doubtful = if signed { !clear } else { glyphs.is_empty() || sure < 0.7 };
    (shared && !clear || doubtful).then_some(Finding {
        quad: stored,
        shape: Shape::Unknown,
        how: if signed { How::Signature } else { How::Field },
        score: 0.5,
        uncertain: true,
    })
}

/// How surely the seal in `quad` (page grid) was read in the arrangement that suits it best; `None` where there is none.
fn sealed(page: &Page, quad: &Quad) -> Option<f32> {
    let seals = page.lines.iter().filter(|l| l.layout == Layout::Seal && l.on_page.share_inside(quad) > 0.5);
    let sure = |l: &Line| if l.glyphs.len() >= 2 { l.confidence() } else { 0.0 };
    seals.map(sure).max_by(f32::total_cmp)
}

/// Slope of a row against its label that the label's own four corners don't tell: it is short, and photographs are bent.
const SLOPE: f32 = 0.08;
/// Heads of the column that numbers the rows of a table.
const NUMBERS: [&str; 2] = ["序号", "编号"];

/// True when a label stands in the head of a table: the values are below it, a row each.
fn heads_column(page: &Page, label: &Line) -> bool {
    let [a, b, _, d] = label.on_page.0;
    let (start, row) = (a.toward(d, 0.5), a.direction(b));
    let numbers = |l: &&Line| {
        let text: String = l.glyphs.iter().filter(|g| !g.char.is_whitespace()).map(|g| g.char).collect();
        NUMBERS.iter().any(|n| text == *n)
    };
    page.lines.iter().filter(|l| l.layout == Layout::Horizontal).filter(numbers).any(|l| {
        let (after, off) = l.on_page.center().along(start, row);
        after < 0.0 && off.abs() < 0.8 * label.on_page.height() - SLOPE * after
    })
}

/// How far below a label, in its heights from middle to middle, its value may stand instead of beside it.
const BELOW: Range<f32> = 0.6..2.2;

/// True when `value` begins right below `label` (stored grid): where forms are set like that, what stands beside the label
/// isn't its value.
fn is_below(value: &Quad, label: &Quad) -> bool {
    let ([a, b, _, d], [top, _, _, bottom]) = (label.0, value.0);
    let (aside, down) = top.toward(bottom, 0.5).along(a.toward(d, 0.5), a.direction(b));
    let height = label.height();
    aside.abs() < height && BELOW.contains(&(down / height.max(1.0)))
}

/// True when a line above `line` speaks of the holder.
fn of_holder(page: &Page, line: &Line) -> bool {
    let height = line.on_page.height();
    let at = line.on_page.center();
    let above = page.lines.iter().filter(|l| {
        let up = at.y - l.on_page.center().y;
        up > -0.3 * height && up < ABOVE * height
    });
    above.map(Line::text).any(|text| OF_HOLDER.iter().any(|word| text.contains(word)))
}

/// Text that lies in a strip, and where it begins and ends there in pixels.
struct Text {
    glyphs: Vec<Glyph>,
    from: f32,
    to: f32,
}

impl Text {
    /// A date, or the label of another field.
    fn is_foreign(&self) -> bool {
        let text: String = self.glyphs.iter().map(|g| g.char).collect();
        let digits = text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '年' | '月' | '日')).count();
        let dense: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        digits * 2 > text.chars().count().max(3)
            || text.contains(['：', ':'])
            || text.contains("日期")
            || OTHERS.iter().any(|label| dense.starts_with(label))
    }
}

/// The page to the right of a label, rectified.
struct Strip {
    crop: Crop,
    start: Point,
    along: Point,
    height: f32,
}

impl Strip {
    fn right_of(line: &Line, step: usize, page: &Page) -> Option<Strip> {
        let [a, b, _, d] = line.on_page.0;
        let (along, across) = (a.direction(b), a.direction(d));
        let height = line.on_page.height();
        let middle = line.page_quad(step as f32..step as f32 + 1.0);
        let start = middle.0[0].toward(middle.0[3], 0.5);
        let (w, h) = (page.pages.page().width() as f32, page.pages.page().height() as f32);
        let to_edge = |at: f32, step: f32, limit: f32| match step {
            s if s > 1e-3 => (limit - at) / s,
            s if s < -1e-3 => -at / s,
            _ => f32::MAX,
        };
        let length =
            ((REACH + LONGEST) * height).min(to_edge(start.x, along.x, w)).min(to_edge(start.y, along.y, h));
        let corner = |s: f32, t: f32| {
            Point::new(
                start.x + along.x * length * s + across.x * BAND * height * t,
                start.y + along.y * length * s + across.y * BAND * height * t,
            )
        };
        let quad = Quad([corner(0.0, -0.5), corner(1.0, -0.5), corner(1.0, 0.5), corner(0.0, 0.5)]);
        let mut crop = (length > height).then(|| Crop::cut(&page.pages, &quad)).flatten()?;
        // What is stamped over a row isn't its value.
        if page.stamps.iter().any(|s| s.quad().share_inside(&quad) > 0.0) {
            crop.picture = red::faded(&crop.picture);
        }
        Some(Strip { crop, start, along, height })
    }

    /// Pixels of the strip per pixel of the page.
    fn scale(&self) -> f32 {
        self.crop.picture.height() as f32 / (BAND * self.height)
    }

    fn pixels(&self, heights: f32) -> usize {
        (heights * self.height * self.scale()).max(0.0) as usize
    }

    /// Rows from `from` to `to` heights off the label's middle.
    fn rows(&self, from: f32, to: f32) -> Range<usize> {
        let middle = self.crop.picture.height() as f32 / 2.0;
        let at = |v: f32| (middle + v * self.height * self.scale()) as usize;
        at(from)..at(to)
    }

    fn ink(&self) -> Band {
        Band::new(&self.crop.picture, self.crop.width as usize)
    }

    fn quad(&self, columns: &Range<usize>, rows: &Range<usize>) -> Quad {
        let whole = self.crop.quad(columns.start as f32, columns.end as f32);
        let [a, b, c, d] = whole.0;
        let height = self.crop.picture.height() as f32;
        let (from, to) = (rows.start as f32 / height, rows.end as f32 / height);
        Quad([a.toward(d, from), b.toward(c, from), b.toward(c, to), a.toward(d, to)])
    }

    /// How far along the strip, and how far below its middle, a point of the page lies, in pixels of the page.
    fn at(&self, p: Point) -> (f32, f32) {
        p.along(self.start, self.along)
    }

    /// What was read in the strip: the rest of the label's own line, and lines beside it.
    fn texts(&self, page: &Page, own: &Line, end: usize) -> Vec<Text> {
        let mut texts = Vec::new();
        for line in page.lines.iter().filter(|l| l.layout == Layout::Horizontal) {
            let (_, off) = self.at(line.on_page.center());
            if off.abs() > 0.8 * self.height {
                continue;
            }
            let is_own = line.on_page.share_inside(&own.on_page) > 0.9;
            let glyphs: Vec<Glyph> = line.glyphs.iter().filter(|g| !is_own || g.to >= end).copied().collect();
            let (Some(first), Some(last)) = (glyphs.first(), glyphs.last()) else { continue };
            let quad = line.page_quad(first.from as f32 - 2.0..last.to as f32 + 2.0);
            let (from, to) = (self.at(quad.0[0]).0 * self.scale(), self.at(quad.0[1]).0 * self.scale());
            // What begins left of the strip is another column of the page, unless it is the label's own line.
            if to > 0.0 && (is_own || from > -(self.pixels(1.0) as f32)) {
                texts.push(Text { glyphs, from, to });
            }
        }
        texts
    }
}
