//! The table of files and verdicts that a person reads.

use blindmask::audit::ImageRecord;
use blindmask::lang::Lang;

/// One line per record: verdict, number of boxes, file, and what a person should know.
pub fn print<'a>(records: impl IntoIterator<Item = &'a ImageRecord>, lang: Lang) {
    println!("{}", lang.pick("name?  boxes  file", "姓名？  遮盖  文件"));
    for record in records {
        println!("{:<6} {:>5}  {}", record.verdict.word(lang), record.findings.len(), record.file);
        for reason in &record.reasons {
            let detail =
                if reason.detail.is_empty() { String::new() } else { format!(" ({})", reason.detail) };
            println!("               {}: {}{detail}", reason.code.as_str(), reason.code.explain(lang));
        }
    }
}
