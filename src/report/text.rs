//! Formats the report as text for a terminal; the caller prints.

use std::fmt::Write;

use super::review;
use super::summary::{by_applicant, proof, tally, told};
use crate::lang::Lang;
use crate::proof::records::Checked;

/// The proof, the counts, the reasons and a line for each applicant.
pub fn text(checked: &Checked, lang: Lang) -> String {
    let mut t = String::new();
    // Writing into a String can't fail.
    let _ = write_all(&mut t, checked, lang);
    t
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
    let verdicts = [
        (counts.mask, lang.pick("masked", "已遮盖")),
        (counts.clear, lang.pick("without the name", "无姓名")),
        (counts.held, lang.pick("held", "待人工")),
    ];
    let verdicts = verdicts.map(|(n, word)| format!("{n} {word}")).join(lang.comma());
    writeln!(t, "{files}{}{verdicts}", lang.colon())?;
    for (code, n) in &counts.reasons {
        writeln!(t, "  {n:>5}  {}{}{}", code.as_str(), lang.colon(), code.told(lang))?;
    }
    for (name, figure) in review::lines(state, lang) {
        writeln!(t, "{name}{}{figure}", lang.colon())?;
    }
    let id = lang.pick("applicant", "申报人");
    let (files, yes, no, held, boxes) = (
        lang.pick("files", "文件"),
        lang.pick("yes", "是"),
        lang.pick("no", "否"),
        lang.pick("held", "待人工"),
        lang.pick("boxes", "遮盖"),
    );
    writeln!(t, "{files:>6} {yes:>6} {no:>6} {held:>6} {boxes:>6}  {id}")?;
    for (id, files) in by_applicant(state) {
        let n = tally(files);
        writeln!(t, "{:>6} {:>6} {:>6} {:>6} {:>6}  {id}", n.files, n.mask, n.clear, n.held, n.standing)?;
    }
    Ok(())
}
