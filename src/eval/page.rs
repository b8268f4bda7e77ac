//! The figures as an HTML page with a picture of everything that went wrong. It shows names and originals, so it is
//! only for developers with made-up pages.

use std::path::{Path, PathBuf};

use image::RgbImage;
use maud::{Markup, html};
use rayon::prelude::*;

use super::figures::{Figures, Stratum, leaks};
use super::records::{Found, Judged};
use super::score::{COVERED, DecoyHit, HIT, Image, Occurrence, Scored};
use super::show::{BREAKDOWNS, fine_percent, headline, percent};
use super::truth::{Page, height};
use crate::html::{Frame, Outline, View, document};
use crate::intake::attachment::{self, Limits};
use crate::lang::Lang;
use crate::pixels::orientation::Orientation;

/// Longer side of a whole page, in pixels of the picture.
const PAGE: u32 = 420;
/// Longer side of a crop.
const CROP: u32 = 460;
/// Margin around a name, in text heights.
const AROUND: f64 = 3.0;

/// Finds the original pages.
pub struct Originals<'a> {
    /// The folder that the truth's paths are relative to.
    pub folder: &'a Path,
}

impl Originals<'_> {
    /// The file of a page: below the folder under the truth's path, or under an end of it (`images/B001/x.jpg`, given
    /// `images`).
    fn path(&self, page: &Page) -> Option<PathBuf> {
        let file = page.file.as_str();
        let starts = std::iter::once(0).chain(file.match_indices('/').map(|(i, _)| i + 1));
        starts.filter_map(|i| file.get(i..)).map(|end| self.folder.join(end)).find(|path| path.is_file())
    }

    fn pixels(&self, page: &Page) -> Option<RgbImage> {
        let limits = Limits::default();
        let (bytes, _) = attachment::load(&self.path(page)?, &limits).ok()?;
        Some(attachment::decode(bytes, &limits).ok()?.pixels)
    }
}

/// The parts of a page for each section.
#[derive(Default)]
struct Cards {
    leaks: Vec<Markup>,
    misses: Vec<Markup>,
    decoys: Vec<Markup>,
    false_hits: Vec<Markup>,
    flags: Vec<Markup>,
}

/// The whole HTML file.
pub fn page(f: &Figures, scored: &Scored, originals: &Originals, lang: Lang) -> String {
    let each: Vec<Cards> = scored.images.par_iter().map(|i| cards(i, scored, originals, lang)).collect();
    let section = |of: fn(&Cards) -> &Vec<Markup>| each.iter().flat_map(of).collect::<Vec<_>>();
    let sections = [
        (
            lang.pick("Unsafe pages: released with a name to be seen", "不安全页：已放行但姓名仍可见"),
            section(|c| &c.leaks),
        ),
        (
            lang.pick("Missed names (covered less than 95 %)", "漏遮的姓名（遮盖不足 95 %）"),
            section(|c| &c.misses),
        ),
        (lang.pick("Other names and phrases hit", "误遮的他人姓名与词语"), section(|c| &c.decoys)),
        (
            lang.pick("False hits: boxes on no name of the applicant", "误遮：不在申报人姓名上的遮盖框"),
            section(|c| &c.false_hits),
        ),
        (lang.pick("Flagged and held pages", "有提示或待人工的页"), section(|c| &c.flags)),
    ];
    let body = html! {
        p.note.warn {
            (lang.pick(
                "For developers, on made-up pages only: this report shows names and parts of the originals. Never make one of real applicants.",
                "仅供开发者用于虚构页面：本报告含姓名与原图局部，切勿用于真实申报人的材料。",
            ))
        }
        (summary(f, lang))
        p {
            (lang.pick("Outlines: ", "线框："))
            span.good { (lang.pick("green dashes: the truth", "绿色虚线为真值")) } "; "
            span.bad { (lang.pick("red: what was covered", "红色为遮盖框")) } "; "
            (lang.pick("violet dots: a decoy.", "紫色点线为干扰项。"))
        }
        @for (title, cards) in sections {
            section {
                h2 { (title) " (" (cards.len()) ")" }
                div.cards { @for card in cards { (card) } }
            }
        }
        h2 { (lang.pick("Readable pages by stratum", "可读页分层")) }
        @for (key, en, zh) in BREAKDOWNS {
            @if let Some(strata) = f.breakdown_readable_only.get(key) { (breakdown(lang.pick(en, zh), strata, lang)) }
        }
    };
    document(lang.pick("blindmask eval", "blindmask 评测"), lang, &body)
}

fn summary(f: &Figures, lang: Lang) -> Markup {
    html! {
        table {
            caption { (lang.pick("Figures", "指标")) " – " (lang.count(f.files as u64, "page", "pages", "页")) }
            tbody {
                @for (label, value, remark) in headline(f, lang) {
                    tr { th scope="row" { (label) } td.n { (value) } td { (remark) } }
                }
            }
        }
    }
}

fn breakdown(caption: &str, strata: &std::collections::BTreeMap<String, Stratum>, lang: Lang) -> Markup {
    let pages = strata.values().any(|s| s.images.is_some());
    html! {
        table {
            caption { (caption) }
            thead { tr {
                th scope="col" {}
                th.n scope="col" { (lang.pick("names", "姓名")) }
                th.n scope="col" { "≥ 95 %" }
                th.n scope="col" { "≥ 80 %" }
                @if pages {
                    th.n scope="col" { (lang.pick("pages with", "含姓名页")) }
                    th.n scope="col" { (lang.pick("any box", "有遮盖")) }
                    th.n scope="col" { (lang.pick("every name ≥ 95 %", "全部 ≥ 95 %")) }
                    th.n scope="col" { (lang.pick("pages without", "无姓名页")) }
                    th.n scope="col" { (lang.pick("no box", "无遮盖")) }
                    th.n scope="col" { (lang.pick("over-redaction %", "过度遮盖 %")) }
                }
            } }
            tbody {
                @for (name, s) in strata {
                    tr {
                        th scope="row" { (name) }
                        td.n { (s.occurrences.n) }
                        td.n { (percent(s.occurrences.recall95)) }
                        td.n { (percent(s.occurrences.recall80)) }
                        @if let Some(i) = &s.images {
                            td.n { (i.positives) }
                            td.n { (percent(i.image_recall)) }
                            td.n { (percent(i.all_covered95)) }
                            td.n { (i.negatives) }
                            td.n { (percent(i.specificity)) }
                            td.n { (fine_percent(i.over_redaction_mean)) }
                        }
                    }
                }
            }
        }
    }
}

/// One page with its picture, decoded once.
struct Sheet<'a> {
    image: &'a Image<'a>,
    pixels: Option<RgbImage>,
    lang: Lang,
}

fn cards(image: &Image, scored: &Scored, originals: &Originals, lang: Lang) -> Cards {
    let here = |page: &Page| std::ptr::eq(page, image.page);
    let missed: Vec<&Occurrence> = scored
        .occurrences
        .iter()
        .filter(|o| here(o.page) && o.covered < COVERED && !o.first().ambiguous)
        .collect();
    let hit: Vec<&DecoyHit> = scored.decoys.iter().filter(|d| here(d.page) && d.covered >= HIT).collect();
    let flagged = image.record.is_none_or(|r| !r.reasons.is_empty() || !r.released());
    let leaked = leaks(image);
    if missed.is_empty() && hit.is_empty() && image.false_hits.is_empty() && !flagged {
        return Cards::default();
    }
    let sheet = Sheet { image, pixels: originals.pixels(image.page), lang };
    let found: Vec<&Found> = image.record.iter().flat_map(|r| r.standing()).collect();
    let false_hits = image.false_hits.iter().filter_map(|i| found.get(*i));
    Cards {
        leaks: if leaked { vec![sheet.whole()] } else { Vec::new() },
        misses: missed.into_iter().map(|o| sheet.miss(o)).collect(),
        decoys: hit.into_iter().map(|d| sheet.decoy(d)).collect(),
        false_hits: false_hits.map(|f| sheet.false_hit(f)).collect(),
        flags: if flagged { vec![sheet.whole()] } else { Vec::new() },
    }
}

impl Sheet<'_> {
    /// Undoes the turn of the content in the stored grid.
    fn frame(&self, longest: u32) -> Frame {
        let turn =
            Orientation::from(match self.image.page.rotation.as_f64().unwrap_or(0.0).rem_euclid(360.0) {
                r if (45.0..135.0).contains(&r) => 8,
                r if (135.0..225.0).contains(&r) => 3,
                r if (225.0..315.0).contains(&r) => 6,
                _ => 1,
            });
        Frame { turn, longest }
    }

    fn outlines(&self) -> Vec<Outline> {
        let page = self.image.page;
        let decoys = page.decoys.iter().map(|d| outline(d.quad, "decoy", &d.text));
        let truth = page.occurrences.iter().map(|n| outline(n.quad, "truth", &n.text));
        let boxes = self.image.record.iter().flat_map(|r| r.standing());
        let boxes = boxes.map(|f| outline(corners(f), "box", &finding(f)));
        decoys.chain(truth).chain(boxes).collect()
    }

    fn crop(&self, quads: &[[[f64; 2]; 4]], label: &str) -> Markup {
        let tallest = quads.iter().map(height).fold(1.0, f64::max);
        let Some(pixels) = &self.pixels else { return self.missing() };
        let points = quads.iter().flatten().copied();
        View::near(pixels, points, AROUND * tallest, self.frame(CROP)).markup(&self.outlines(), label)
    }

    fn missing(&self) -> Markup {
        html! { p { (self.lang.pick("The original was not found or can't be opened.", "未找到原图或无法打开。")) } }
    }

    fn figure(&self, picture: Markup, text: &str) -> Markup {
        let Page { file, kind, base, degradations, readable, .. } = self.image.page;
        html! {
            figure {
                (picture)
                figcaption {
                    strong { (text) } br;
                    (file) " – " (kind) ", " (base) ", " (degradations.join(", "))
                    @if !readable { ", " span.warn { (self.lang.pick("unreadable", "不可读")) } }
                    @if let Some(record) = self.image.record {
                        "; " (self.lang.pick("verdict", "结论")) ": " (verdict(record, self.lang))
                    }
                }
            }
        }
    }

    fn miss(&self, o: &Occurrence) -> Markup {
        let name = o.first();
        let covered = self.lang.pick("covered", "已遮");
        let text = format!(
            "{} – {covered} {:.0} % ({}/{}/{}, {:.0} px)",
            o.text(),
            100.0 * o.covered,
            name.script,
            name.style,
            name.form,
            o.height
        );
        let quads: Vec<_> = o.parts.iter().map(|p| p.quad).collect();
        self.figure(self.crop(&quads, &text), &text)
    }

    fn decoy(&self, d: &DecoyHit) -> Markup {
        let kind = if d.decoy.ambiguous { self.lang.pick(" (ambiguous)", "（存疑）") } else { "" };
        let covered = self.lang.pick("covered", "已遮");
        let text = format!("{}{kind} – {covered} {:.0} %", d.decoy.text, 100.0 * d.covered);
        self.figure(self.crop(&[d.decoy.quad], &text), &text)
    }

    fn false_hit(&self, f: &Found) -> Markup {
        let text = finding(f);
        self.figure(self.crop(&[corners(f)], &text), &text)
    }

    fn whole(&self) -> Markup {
        let file = &self.image.page.file;
        let picture = match &self.pixels {
            Some(pixels) => View::whole(pixels, self.frame(PAGE)).markup(&self.outlines(), file),
            None => self.missing(),
        };
        let Some(record) = self.image.record else {
            return self.figure(picture, self.lang.pick("no record", "无记录"));
        };
        let reasons: Vec<String> = record
            .reasons
            .iter()
            .map(|r| if r.detail.is_empty() { r.code.clone() } else { format!("{} ({})", r.code, r.detail) })
            .collect();
        let name = self.image.page.applicant.name.as_str();
        self.figure(picture, &format!("{name}: {} {}", verdict(record, self.lang), reasons.join("; ")))
    }
}

fn outline(corners: [[f64; 2]; 4], class: &'static str, title: &str) -> Outline {
    Outline { corners, class, title: title.to_owned() }
}

fn corners(f: &Found) -> [[f64; 2]; 4] {
    match f.painted {
        Some([x, y, w, h]) => [[x, y], [x + w, y], [x + w, y + h], [x, y + h]],
        None => f.quad,
    }
}

fn finding(f: &Found) -> String {
    format!("{} / {}, {:.2}", f.how, f.form, f.score)
}

fn verdict(record: &Judged, lang: Lang) -> &'static str {
    record.verdict.word(lang)
}
