//! Formats the figures as text for a terminal; the caller prints.

use std::fmt::Write;

use super::figures::{Figures, Names, Stratum};
use super::score::{COVERED, DecoyHit, HIT, Image, Occurrence, Scored};
use crate::lang::Lang;

/// The breakdowns in the order in which they are shown, with their headings.
pub const BREAKDOWNS: [(&str, &str, &str); 9] = [
    ("kind", "kind of document", "材料类型"),
    ("base", "how it was taken", "成像方式"),
    ("degradation", "damage", "损伤"),
    ("rotation", "rotation / EXIF orientation", "旋转/EXIF 方向"),
    ("script", "script", "文字"),
    ("style", "style", "书写方式"),
    ("form", "form of the name", "姓名形式"),
    ("name_type", "type of name", "姓名类型"),
    ("text_height", "text height", "字高"),
];

/// A share as per cent with one decimal, or a dash.
pub fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "-".to_owned(), |s| format!("{:.1}", 100.0 * s))
}

/// A share as per cent with three decimals, or a dash: for over-redaction.
pub fn fine_percent(share: Option<f64>) -> String {
    share.map_or_else(|| "-".to_owned(), |s| format!("{:.3}", 100.0 * s))
}

/// Heads of the columns of [`table_row`].
pub const ROW_HEADS: [&str; 8] =
    ["covered", "safe", "UNSAFE", "held", "others", "false", "over", "seals / hands / Uyghur"];

/// The main figures as the cells of one row of a Markdown table: names covered by 95 % on readable pages, pages safe,
/// unsafe and held, other people's names hit, pages masked without the name on them, painted share beyond the names
/// (the names hit are counted, the rest are per cent), and the share covered in three strata.
pub fn table_row(f: &Figures) -> String {
    let stratum = |by: &str, value: &str| {
        let found = f.breakdown_readable_only.get(by).and_then(|b| b.get(value));
        percent(found.and_then(|s| s.occurrences.recall95))
    };
    let release = &f.release;
    let cells = [
        percent(f.occurrences_readable.recall95),
        percent(release.safe),
        percent(release.leaked),
        percent(release.held),
        f.decoys_hit.k.to_string(),
        percent(release.false_mask),
        fine_percent(f.images.over_redaction_mean),
        [stratum("style", "seal"), stratum("style", "handwritten"), stratum("script", "uyghur")].join(" / "),
    ];
    cells.join(" | ")
}

/// The main figures as label, value and remark.
pub fn headline(f: &Figures, lang: Lang) -> Vec<(&'static str, String, String)> {
    let of = |n: usize| format!("{} {n}", lang.pick("of", "共"));
    let (a, r, i, c) = (&f.occurrences, &f.occurrences_readable, &f.images, &f.release.counts);
    let pc = |s: Option<f64>| format!("{} %", percent(s));
    let covered = |n: &Names| {
        format!(
            "{}; ≥ 80 %: {} %; {} {} %; {} {}",
            of(n.n),
            percent(n.recall80),
            lang.pick("mean", "平均"),
            percent(n.mean_coverage),
            lang.pick("untouched", "完全未遮"),
            n.untouched
        )
    };
    let interval = format!("95 %: {:.1}–{:.1}", 100.0 * a.recall95_ci[0], 100.0 * a.recall95_ci[1]);
    vec![
        (
            lang.pick("names covered ≥ 95 %, readable pages", "姓名遮盖 ≥ 95 %（可读页）"),
            pc(r.recall95),
            covered(r),
        ),
        (
            lang.pick("names covered ≥ 95 %, all pages", "姓名遮盖 ≥ 95 %（全部页）"),
            pc(a.names.recall95),
            format!("{}; {interval}", covered(&a.names)),
        ),
        (
            lang.pick("ambiguous names covered ≥ 80 %", "存疑姓名遮盖 ≥ 80 %"),
            pc(f.occurrences_ambiguous.recall80),
            of(f.occurrences_ambiguous.n),
        ),
        (
            lang.pick("safe pages", "安全页"),
            pc(f.release.safe),
            of(c.readable_positives) + lang.pick(" readable with a name", " 含姓名的可读页"),
        ),
        (
            lang.pick("held pages", "待人工页"),
            pc(f.release.held),
            of(c.readable) + lang.pick(" readable", " 可读页"),
        ),
        (
            lang.pick("UNSAFE pages", "不安全页（姓名外泄）"),
            pc(f.release.leaked),
            format!(
                "{}{}; < 95 %: {} %",
                of(c.positives),
                lang.pick(" with a name", " 含姓名页"),
                percent(f.release.leaked_strict)
            ),
        ),
        (
            lang.pick("masked though no name", "无姓名却被遮盖"),
            pc(f.release.false_mask),
            of(c.readable_negatives),
        ),
        (
            lang.pick("unreadable pages released", "不可读却被放行"),
            c.unreadable_released.to_string(),
            of(c.unreadable),
        ),
        (
            lang.pick("other people's names hit", "误遮他人姓名"),
            f.decoys_hit.k.to_string(),
            format!("{} ({} %)", of(f.decoys_hit.n), percent(f.decoys_hit.rate)),
        ),
        (
            lang.pick("longer names and phrases hit", "误遮含其名的长名或词语"),
            f.decoys_hit_ambiguous.k.to_string(),
            of(f.decoys_hit_ambiguous.n),
        ),
        (
            lang.pick("pages with a name that got a box", "含姓名页中有遮盖的"),
            pc(i.image_recall),
            format!(
                "{}; {} ≥ 95 %: {} %, ≥ 80 %: {} %",
                of(i.positives),
                lang.pick("every name", "全部姓名"),
                percent(i.all_covered95),
                percent(i.all_covered80)
            ),
        ),
        (
            lang.pick("pages without a name that got none", "无姓名页中无遮盖的"),
            pc(i.specificity),
            format!(
                "{}; {} {} %",
                of(i.negatives),
                lang.pick("without ambiguous ones", "不计存疑"),
                percent(i.specificity_without_ambiguous)
            ),
        ),
        (
            lang.pick("over-redaction, mean share of a page", "过度遮盖（占页面平均比例）"),
            format!("{} %", fine_percent(i.over_redaction_mean)),
            format!("{} {} %", lang.pick("largest", "最大"), percent(i.over_redaction_max)),
        ),
        (lang.pick("pages without a record", "无记录的页"), c.no_record.to_string(), of(f.files)),
    ]
}

/// The names on readable pages that were not covered, worst first.
pub fn misses<'s, 'a>(scored: &'s Scored<'a>) -> Vec<&'s Occurrence<'a>> {
    let missed = |o: &&Occurrence| o.covered < COVERED && o.page.readable && !o.first().ambiguous;
    let mut list: Vec<&Occurrence> = scored.occurrences.iter().filter(missed).collect();
    list.sort_by(|a, b| a.covered.total_cmp(&b.covered));
    list
}

/// Everything as text: the main figures, unsafe pages, breakdowns and up to `errors` missed names.
pub fn text(f: &Figures, scored: &Scored, errors: usize, lang: Lang) -> String {
    // Writing into a String can't fail.
    written(f, scored, errors, lang).unwrap_or_default()
}

fn written(f: &Figures, scored: &Scored, errors: usize, lang: Lang) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    let t = &mut text;
    for (label, value, remark) in headline(f, lang) {
        writeln!(t, "{value:>9}  {label}  ({remark})")?;
    }
    const LISTED: usize = 10;
    for file in f.release.leaked_files.iter().take(if errors == 0 { LISTED } else { errors }) {
        writeln!(t, "   {} {file}{}", lang.pick("unsafe", "不安全"), codes(scored, file))?;
    }
    for (key, en, zh) in BREAKDOWNS {
        let Some(strata) = f.breakdown_readable_only.get(key) else { continue };
        let pages = lang.pick("readable pages", "可读页");
        writeln!(t, "\n{} ({pages})", lang.pick(en, zh))?;
        writeln!(
            t,
            "  {:34} {:>4} {:>6} {:>6} | {:>4} {:>6} {:>6} | {:>4} {:>6} {:>7}",
            "", "occ", "r95", "r80", "pos", "any", "all95", "neg", "spec", "over%"
        )?;
        for (name, stratum) in strata {
            row(t, name, stratum)?;
        }
    }
    if errors > 0 {
        let title = lang
            .pick("missed names (coverage < 95 %, readable pages)", "漏遮的姓名（遮盖不足 95 %，可读页）");
        writeln!(t, "\n{title}")?;
        for o in misses(scored).into_iter().take(errors) {
            let name = o.first();
            writeln!(
                t,
                "  {:.2} {} {} {}/{} h={:.0} {}",
                o.covered,
                o.page.file,
                o.text(),
                name.script,
                name.style,
                o.height,
                o.page.degradations.join(",")
            )?;
        }
        wrong(t, scored, errors, lang)?;
    }
    Ok(text)
}

/// Everything covered that isn't the applicant's: other people's names, and pages with boxes on no name.
fn wrong(t: &mut String, scored: &Scored, errors: usize, lang: Lang) -> std::fmt::Result {
    let title = lang.pick("other people's names covered", "误遮的他人姓名");
    writeln!(t, "\n{title}")?;
    let mut hit: Vec<&DecoyHit> =
        scored.decoys.iter().filter(|d| d.covered >= HIT && !d.decoy.ambiguous).collect();
    hit.sort_by(|a, b| b.covered.total_cmp(&a.covered));
    for d in hit.into_iter().take(errors) {
        writeln!(t, "  {:.2} {} {}", d.covered, d.page.file, d.decoy.text)?;
    }
    let title = lang.pick("pages with boxes on no name, most first", "有多余遮盖的页面，由多到少");
    writeln!(t, "\n{title}")?;
    let mut over: Vec<&Image> = scored.images.iter().filter(|i| !i.false_hits.is_empty()).collect();
    over.sort_by(|a, b| b.over.total_cmp(&a.over));
    for image in over.into_iter().take(errors) {
        let standing: Vec<_> = image.record.iter().flat_map(|r| r.standing()).collect();
        let boxes: Vec<String> = image
            .false_hits
            .iter()
            .filter_map(|i| standing.get(*i))
            .map(|f| format!("{}/{} {:.2}", f.how, f.form, f.score))
            .collect();
        writeln!(t, "  {:.2}% {}  {}", 100.0 * image.over, image.page.file, boxes.join(", "))?;
    }
    Ok(())
}

fn codes(scored: &Scored, file: &str) -> String {
    let record = scored.images.iter().find(|i| i.page.file == file).and_then(|i| i.record);
    let codes: Vec<&str> =
        record.iter().flat_map(|r| &r.reasons).map(|reason| reason.code.as_str()).collect();
    if codes.is_empty() { String::new() } else { format!(" [{}]", codes.join(", ")) }
}

fn row(t: &mut String, name: &str, stratum: &Stratum) -> std::fmt::Result {
    let o = &stratum.occurrences;
    write!(t, "  {name:34} {:>4} {:>6} {:>6}", o.n, percent(o.recall95), percent(o.recall80))?;
    if let Some(i) = &stratum.images {
        write!(
            t,
            " | {:>4} {:>6} {:>6} | {:>4} {:>6} {:>7}",
            i.positives,
            percent(i.image_recall),
            percent(i.all_covered95),
            i.negatives,
            percent(i.specificity),
            fine_percent(i.over_redaction_mean)
        )?;
    }
    writeln!(t)
}
