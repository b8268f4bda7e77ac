//! The table of files and verdicts on the terminal.

use blindmask::audit::ImageRecord;
use blindmask::audit::record::Verdict;
use blindmask::error::Reason;
use blindmask::lang::{Lang, left};
use blindmask::proof::signature::Head;
use blindmask::report::check::CheckReport;

use super::common::say;

/// 是, 否 or 待人工, padded to six columns.
pub fn column(verdict: Verdict, lang: Lang) -> String {
    left(verdict.word(lang), 6)
}

/// One line per record: verdict, number of boxes, file, and what a person should know.
pub fn print<'a>(records: impl IntoIterator<Item = &'a ImageRecord>, lang: Lang) {
    say(lang.pick("name?  boxes  file", "姓名？  遮盖  文件"));
    for record in records {
        say(format_args!("{} {:>5}  {}", column(record.verdict, lang), record.findings.len(), record.file));
        for reason in &record.reasons {
            say(format_args!("               {}", told(reason, lang)));
        }
    }
}

/// A reason with its advice and its detail.
pub fn told(reason: &Reason, lang: Lang) -> String {
    let Reason { code, detail } = reason;
    format!("{}{}{}{}", code.as_str(), lang.colon(), code.told(lang), detail.remark(lang))
}

/// The hash at the end of the ledger, for the operator to note down elsewhere.
pub fn head(head: &Head, lang: Lang) {
    let note = lang.pick("ledger head (note it elsewhere): ", "账本头（请另行记下）：");
    let lines = lang.bracketed(&lang.count(head.entries, "line", "lines", "行"));
    say(format_args!("{note}{}{lines}", head.hash));
}

/// The answers of a check: per file 是 or 否, the place of each name, and what to do.
pub fn checked(report: &CheckReport, records: &[ImageRecord], lang: Lang) {
    say(lang.pick("name visible?  places  file", "姓名可见？  可见处  文件"));
    for (file, record) in report.files.iter().zip(records) {
        let word = left(file.answer.word(lang), 13);
        say(format_args!("{word}  {:>6}  {}", file.places.len(), file.file));
        if !file.places.is_empty() {
            let places: Vec<&str> = file.places.iter().map(|p| p.place.word(lang)).collect();
            say(match lang {
                Lang::En => format!(
                    "               visible at: {}. Cover it there, or hand it in as redacted.",
                    places.join(", ")
                ),
                Lang::Zh => format!("               可见处：{}。请遮盖后再提交。", places.join("、")),
            });
        }
        for reason in &record.reasons {
            say(format_args!("               {}", told(reason, lang)));
        }
    }
}
