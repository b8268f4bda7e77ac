//! The table of files and verdicts that a person reads.

use blindmask::audit::ImageRecord;
use blindmask::audit::record::Verdict;
use blindmask::lang::Lang;

/// 是, 否 or 待人工: is the name on this page?
pub fn word(verdict: Verdict, lang: Lang) -> &'static str {
    match verdict {
        Verdict::Mask => lang.pick("yes", "是"),
        Verdict::Clear => lang.pick("no", "否"),
        Verdict::Held => lang.pick("held", "待人工"),
    }
}

/// One line per record: verdict, number of boxes, file, and what a person should know.
pub fn print<'a>(records: impl IntoIterator<Item = &'a ImageRecord>, lang: Lang) {
    println!("{}", lang.pick("name?  boxes  file", "姓名？  遮盖  文件"));
    for record in records {
        println!("{:<6} {:>5}  {}", word(record.verdict, lang), record.findings.len(), record.file);
        for reason in &record.reasons {
            let detail =
                if reason.detail.is_empty() { String::new() } else { format!(" ({})", reason.detail) };
            println!("               {}: {}{detail}", reason.code.as_str(), reason.code.explain(lang));
        }
    }
}
