//! One file in the report: its record, and the picture of its boxes.

use std::path::Path;

use image::ImageFormat;
use maud::{Markup, html};

use super::words::{word, yes};
use crate::audit::ImageRecord;
use crate::audit::folder::MASKED;
use crate::audit::record::{FindingRecord, Verdict};
use crate::digest::sha256;
use crate::geometry::Rect;
use crate::html::{Frame, Outline, View};
use crate::lang::Lang;
use crate::pixels::orientation::Orientation;

/// Longer side of a picture in pixels: large enough to see the boxes, too small to read running text.
const SIDE: u32 = 300;

/// The released file with its boxes outlined, as a viewer shows it, or words when it can't be shown.
pub fn picture(record: &ImageRecord, out: &Path, lang: Lang) -> Markup {
    let Some(output) = &record.output else { return html! {} };
    let problem = |en, zh| html! { p.bad { (lang.pick(en, zh)) } };
    let Ok(bytes) = std::fs::read(out.join(MASKED).join(&output.file)) else {
        return problem("The released file can't be read.", "无法读取已发布文件。");
    };
    if sha256(&bytes) != output.sha256 {
        return problem("The file in the folder is not the recorded one.", "文件夹中的文件与记录不符。");
    }
    let Ok(decoded) = image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg) else {
        return problem("The released file can't be opened.", "无法打开已发布文件。");
    };
    let turn = Orientation::from(record.input.orientation.unwrap_or(1));
    let boxes = record.findings.iter().filter_map(|f| Some((f.id.as_str(), f.painted?)));
    let outlines: Vec<Outline> = boxes
        .map(|(id, r)| Outline { corners: corners(r), class: "painted", title: id.to_owned() })
        .collect();
    let boxes = lang.count(outlines.len() as u64, "box", "boxes", "处遮盖");
    let label = format!("{}{}{boxes}", record.file, lang.colon());
    View::whole(&decoded.into_rgb8(), Frame { turn, longest: SIDE }).markup(&outlines, &label)
}

fn corners(r: Rect) -> [[f64; 2]; 4] {
    let (l, t, r, b) = (r.x.into(), r.y.into(), r.right().into(), r.bottom().into());
    [[l, t], [r, t], [r, b], [l, b]]
}

/// Everything recorded about a file, with its picture if there is one.
pub fn entry(record: &ImageRecord, picture: Option<&Markup>, lang: Lang) -> Markup {
    let class = match record.verdict {
        Verdict::Mask => "good",
        Verdict::Clear => "",
        Verdict::Held => "warn",
    };
    let hash = |hash: Option<&str>| html! { code { (hash.unwrap_or("–")) } };
    html! {
        article {
            h3 { (record.file) " – " span class=(class) { (record.verdict.word(lang)) } }
            div.cards {
                @if let Some(picture) = picture { figure { (picture) } }
                div {
                    @if !record.reasons.is_empty() {
                        ul {
                            @for reason in &record.reasons {
                                li {
                                    code { (reason.code.as_str()) } (lang.colon()) (reason.code.told(lang))
                                    (reason.detail.remark(lang))
                                }
                            }
                        }
                    }
                    p {
                        (lang.pick("input", "输入")) " " (hash(record.input.sha256.as_deref()))
                        @if let Some(output) = &record.output {
                            br;
                            (lang.pick("output", "输出")) " " (hash(Some(&output.sha256)))
                            (lang.comma()) (word(&output.method, lang))
                        }
                        @if let Some(recheck) = &record.recheck {
                            br;
                            (lang.pick("outside the boxes unchanged", "框外未变")) (lang.colon()) (yes(recheck.outside_unchanged, lang))
                            @if let (Some(reader), Some(n)) = (&recheck.reader, recheck.names_found) {
                                (lang.pick("; second reader ", "；复核识别 ")) (reader) (lang.colon())
                                (lang.count(n.into(), "name seen", "names seen", "处姓名"))
                            }
                        }
                    }
                    @if !record.findings.is_empty() { (findings(&record.findings, lang)) }
                }
            }
        }
    }
}

fn findings(list: &[FindingRecord], lang: Lang) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { (lang.pick("finding", "发现")) }
                th scope="col" { (lang.pick("how", "依据")) }
                th scope="col" { (lang.pick("form", "形式")) }
                th.n scope="col" { (lang.pick("score", "置信度")) }
                th scope="col" { (lang.pick("state", "状态")) }
                th scope="col" { (lang.pick("box x, y, w, h", "遮盖框 x, y, w, h")) }
            } }
            tbody {
                @for f in list {
                    tr {
                        th scope="row" { (f.id) }
                        td { (word(&f.how, lang)) }
                        td { (word(&f.form, lang)) }
                        td.n { (format!("{:.2}", f.score)) }
                        td { (word(&f.state, lang)) }
                        td {
                            @match f.painted {
                                Some(r) => { (r.x) ", " (r.y) ", " (r.w) ", " (r.h) },
                                None => { (lang.pick("none", "无")) },
                            }
                        }
                    }
                }
            }
        }
    }
}
