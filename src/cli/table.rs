//! The table of files and verdicts that a person reads.

use blindmask::audit::ImageRecord;
use blindmask::audit::record::Verdict;
use blindmask::lang::Lang;

use super::common::say;

/// 是, 否 or 待人工, filled up to six columns of a terminal, of which a Chinese character takes two.
pub fn column(verdict: Verdict, lang: Lang) -> String {
    let word = verdict.word(lang);
    let width: usize = word.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    format!("{word}{}", " ".repeat(6_usize.saturating_sub(width)))
}

/// One line per record: verdict, number of boxes, file, and what a person should know.
pub fn print<'a>(records: impl IntoIterator<Item = &'a ImageRecord>, lang: Lang) {
    say(lang.pick("name?  boxes  file", "姓名？  遮盖  文件"));
    for record in records {
        say(format_args!("{} {:>5}  {}", column(record.verdict, lang), record.findings.len(), record.file));
        for reason in &record.reasons {
            let detail =
                if reason.detail.is_empty() { String::new() } else { format!(" ({})", reason.detail) };
            say(format_args!(
                "               {}: {}{detail}",
                reason.code.as_str(),
                reason.code.explain(lang)
            ));
        }
    }
}
