//! Formats the report as text for a terminal; the caller prints.

use std::fmt::Write;

use super::review;
use super::summary::{by_applicant, proof, tally, told};
use super::words::verdicts;
use crate::lang::{Lang, right};
use crate::proof::records::Checked;

/// The proof, the counts, the reasons and a line for each applicant.
pub fn text(checked: &Checked, lang: Lang) -> String {
    let mut t = String::new();
    // Writing into a String can't fail.
    let _ = write_all(&mut t, checked, lang);
    t
}

/// A line of the table of applicants.
fn row(t: &mut String, cells: [impl ToString; 5], id: &str) -> std::fmt::Result {
    let cells = cells.map(|cell| right(&cell.to_string(), 6)).join(" ");
    writeln!(t, "{cells}  {id}")
}

fn write_all(t: &mut String, checked: &Checked, lang: Lang) -> std::fmt::Result {
    writeln!(t, "{}", proof(checked, lang))?;
    for (code, place, means) in told(&checked.failures, lang) {
        writeln!(t, "  {place}{}{code}\n      {means}", lang.colon())?;
    }
    let Some(state) = &checked.state else { return Ok(()) };
    if let Some(run) = state.run() {
        writeln!(t, "{}  {}", run.start.tool, run.started)?;
    }
    writeln!(
        t,
        "{}{}{}{}{}",
        lang.pick("ledger", "账本"),
        lang.colon(),
        lang.count(state.entries(), "line", "lines", "行"),
        lang.comma(),
        state.head()
    )?;
    let counts = state.counts();
    let files = lang.count(counts.images, "file", "files", "个文件");
    let verdicts = verdicts([counts.mask, counts.clear, counts.held], lang);
    writeln!(t, "{files}{}{verdicts}", lang.colon())?;
    for (code, n) in &counts.reasons {
        writeln!(t, "  {n:>5}  {}{}{}", code.as_str(), lang.colon(), code.told(lang))?;
    }
    for (name, figure) in review::lines(state, lang) {
        writeln!(t, "{name}{}{figure}", lang.colon())?;
    }
    let id = lang.pick("applicant", "申报人");
    let head = [("files", "文件"), ("yes", "是"), ("no", "否"), ("held", "待人工"), ("boxes", "遮盖")];
    row(t, head.map(|(en, zh)| lang.pick(en, zh)), id)?;
    for (id, files) in by_applicant(state) {
        let n = tally(files);
        row(t, [n.files, n.mask, n.clear, n.held, n.standing], id)?;
    }
    Ok(())
}
