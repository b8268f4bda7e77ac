//! The report as one HTML file: the proof, the run, the sums, then every applicant and every file.

use std::collections::HashMap;
use std::path::Path;

use maud::{Markup, html};
use rayon::prelude::*;

use super::entry;
use super::review;
use super::summary::{Tally, by_applicant, proof, tally, told};
use super::words::{setting, yes};
use crate::audit::replay::{Replay, Seen};
use crate::audit::run::{RunReport, build_run};
use crate::html::{document, facts};
use crate::lang::Lang;
use crate::proof::records::Checked;

/// Which pictures a report shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pictures {
    /// At most this many: each takes about 10 kB. Masked files come first, in the order of the report.
    pub most: usize,
}

impl Default for Pictures {
    fn default() -> Self {
        Pictures { most: 300 }
    }
}

/// The whole HTML file about the folder `out`; `checked` is its proof.
pub fn page(checked: &Checked, out: &Path, pictures: Pictures, lang: Lang) -> String {
    let failures = told(&checked.failures, lang);
    let body = html! {
        p class={ "note " (if checked.holds() { "good" } else { "bad" }) } {
            strong { (proof(checked, lang)) }
        }
        @if !failures.is_empty() {
            table {
                caption { (lang.pick("What failed", "未通过的项目")) }
                thead { tr {
                    th scope="col" { (lang.pick("where", "位置")) }
                    th scope="col" { (lang.pick("code", "代码")) }
                    th scope="col" { (lang.pick("what it means", "含义")) }
                } }
                tbody {
                    @for (code, place, means) in failures {
                        tr { td { code { (place) } } td { code { (code) } } td { (means) } }
                    }
                }
            }
        }
        @if let Some(state) = &checked.state { (proved(state, out, pictures, lang)) }
    };
    document(lang.pick("blindmask: report of a run", "blindmask 运行报告"), lang, &body)
}

fn proved(state: &Replay, out: &Path, pictures: Pictures, lang: Lang) -> Markup {
    let applicants = by_applicant(state);
    let masked =
        |s: &&&Seen| s.record.output.is_some() && s.record.findings.iter().any(|f| f.painted.is_some());
    let wanted = applicants.values().flatten().filter(masked);
    let shown: Vec<&Seen> = wanted.clone().take(pictures.most).copied().collect();
    let left_out = wanted.count() - shown.len();
    let drawn: HashMap<&str, Markup> = shown
        .into_par_iter()
        .map(|seen| (seen.record.file.as_str(), entry::picture(&seen.record, out, lang)))
        .collect();
    html! {
        (sums(state, &applicants, lang))
        (run(state, lang))
        h2 { (lang.pick("Applicants", "申报人")) }
        p {
            (lang.pick(
                "Applicants appear by their roster id; names and reviewers are left out on purpose. Black areas are what was painted; the blue outlines mark the boxes.",
                "申报人以花名册编号表示；姓名与审核人有意不列。黑色为遮盖区域，蓝色线框标示遮盖框。",
            ))
        }
        @if left_out > 0 {
            p.note {
                (lang.count(
                    left_out as u64,
                    "masked file is listed without its picture.",
                    "masked files are listed without their pictures.",
                    "个已遮盖文件未附图。",
                ))
            }
        }
        (overview(state, &applicants, lang))
        @for (id, files) in &applicants {
            section aria-labelledby=(anchor(id)) {
                h2 id=(anchor(id)) { (lang.pick("Applicant ", "申报人 ")) (id) }
                @for seen in files { (entry::entry(&seen.record, drawn.get(seen.record.file.as_str()), lang)) }
            }
        }
    }
}

/// Ids may hold white space, but anchors may not.
fn anchor(id: &str) -> String {
    let plain: String = id.chars().map(|c| if c.is_whitespace() { '_' } else { c }).collect();
    format!("applicant-{plain}")
}

fn sums(state: &Replay, applicants: &std::collections::BTreeMap<&str, Vec<&Seen>>, lang: Lang) -> Markup {
    let counts = state.counts();
    let all = tally(state.images());
    let row = |name: &str, n: u64| (name.to_owned(), html! { (n) });
    let rows = [
        row(lang.pick("applicants", "申报人"), applicants.len() as u64),
        row(lang.pick("files", "文件"), counts.images),
        row(lang.pick("yes: name found and covered", "是：发现姓名并已遮盖"), counts.mask),
        row(lang.pick("no: name not found", "否：未发现姓名"), counts.clear),
        row(lang.pick("held: not released, a person must look", "待人工：未放行，须人工查看"), counts.held),
        row(lang.pick("findings that stand", "有效发现"), all.standing as u64),
        row(
            lang.pick("of these and rejected ones, decided by a reviewer", "经审核人处理的发现"),
            all.decided as u64,
        ),
    ];
    let reviewed: Vec<(String, Markup)> =
        review::lines(state, lang).into_iter().map(|(name, figure)| (name, html! { (figure) })).collect();
    html! {
        h2 { (lang.pick("Summary", "汇总")) }
        (facts(lang.pick("Files by verdict", "按结论统计"), rows))
        @if !reviewed.is_empty() { (facts(lang.pick("Reviewers' decisions", "审核情况"), reviewed)) }
        @if !counts.reasons.is_empty() {
            table {
                caption { (lang.pick("Files by reason", "按原因统计")) }
                thead { tr {
                    th scope="col" { (lang.pick("code", "代码")) }
                    th.n scope="col" { (lang.pick("files", "文件")) }
                    th scope="col" { (lang.pick("holds the file", "致待人工")) }
                    th scope="col" { (lang.pick("what it means", "含义")) }
                } }
                tbody {
                    @for (code, n) in &counts.reasons {
                        tr {
                            th scope="row" { code { (code.as_str()) } }
                            td.n { (n) }
                            td { (yes(code.holds(), lang)) }
                            td { (code.told(lang)) }
                        }
                    }
                }
            }
        }
    }
}

fn run(state: &Replay, lang: Lang) -> Markup {
    let text = |name: &str, value: &dyn std::fmt::Display| (name.to_owned(), html! { (value.to_string()) });
    let code = |name: &str, value: &str| (name.to_owned(), html! { code { (value) } });
    let mut rows = vec![
        text(lang.pick("ledger lines", "账本行数"), &state.entries()),
        code(lang.pick("ledger head", "账本末行哈希"), state.head()),
        text(lang.pick("lines cut short and removed", "截断后移除的行"), &state.recovered()),
    ];
    let Some(report) = build_run(state) else {
        return html! { h2 { (lang.pick("Run", "运行")) } (facts(lang.pick("Ledger", "账本"), rows)) };
    };
    let RunReport { tool, started, ended, complete, unmatched, models, jobs, settings, timings, .. } =
        &report;
    rows.extend([
        text(lang.pick("program", "程序"), tool),
        text(lang.pick("last run began", "最近一次开始"), started),
        text(lang.pick("last run ended", "最近一次结束"), ended),
        text(lang.pick("came to its end", "是否完成"), &yes(*complete, lang)),
        text(lang.pick("files done in it", "本次处理文件"), &timings.done),
        text(lang.pick("wall time, s", "用时（秒）"), &timings.wall),
        text(lang.pick("images at a time", "并行数"), jobs),
        text(lang.pick("folders without an applicant", "无对应申报人的文件夹"), &unmatched.folders),
        text(
            lang.pick("applicants without a folder", "无文件夹的申报人"),
            &unmatched.applicants.join(lang.pick(", ", "、")),
        ),
    ]);
    let models = models.iter().map(|(role, hash)| code(role, hash));
    let settings = settings.iter().map(|(name, value)| text(name, &setting(value, lang)));
    html! {
        h2 { (lang.pick("Run", "运行")) }
        (facts(lang.pick("Ledger and last run", "账本与最近一次运行"), rows))
        (facts(lang.pick("Settings", "设置"), settings))
        (facts(lang.pick("Models (SHA-256)", "模型（SHA-256）"), models))
    }
}

fn overview(state: &Replay, applicants: &std::collections::BTreeMap<&str, Vec<&Seen>>, lang: Lang) -> Markup {
    let chains: HashMap<&str, &str> = state.applicants().collect();
    html! {
        table {
            caption { (lang.pick("Applicants and the chain values of their audits", "申报人及其审核文件的链值")) }
            thead { tr {
                th scope="col" { (lang.pick("id", "编号")) }
                th.n scope="col" { (lang.pick("files", "文件")) }
                th.n scope="col" { (lang.pick("yes", "是")) }
                th.n scope="col" { (lang.pick("no", "否")) }
                th.n scope="col" { (lang.pick("held", "待人工")) }
                th.n scope="col" { (lang.pick("findings", "发现")) }
                th.n scope="col" { (lang.pick("reviewed", "已审")) }
                th scope="col" { (lang.pick("chain", "链值")) }
            } }
            tbody {
                @for (id, files) in applicants {
                    @let Tally { files: n, mask, clear, held, standing, decided } = tally(files.iter().copied());
                    tr {
                        th scope="row" { a href={ "#" (anchor(id)) } { (id) } }
                        td.n { (n) } td.n { (mask) } td.n { (clear) } td.n { (held) } td.n { (standing) } td.n { (decided) }
                        td { code { (chains.get(id).copied().unwrap_or("–")) } }
                    }
                }
            }
        }
    }
}
