//! `blindmask check`: is the name still visible on any page? Nothing is written.

use blindmask::audit::ImageRecord;
use blindmask::audit::record::Verdict;
use blindmask::error::{Error, Exit};
use blindmask::lang::Lang;
use blindmask::recheck::Scope;
use blindmask::run::batch::contained;
use rayon::prelude::*;

use super::common::{Prepared, Whose, With, say, unmatched};
use super::{dry_run, table};

/// Tell for every file whether the name is visible 检查姓名是否仍可见
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    with: With,
    /// Print the records as JSON 以 JSON 输出
    #[arg(long)]
    json: bool,
}

pub fn execute(args: Args, lang: Lang) -> Result<Exit, Error> {
    let Prepared { roster, plan, tools, subjects } = args.whose.prepare(&args.with, None, Scope::Off)?;
    dry_run::notices(&roster, lang);
    unmatched(&plan, lang);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(args.with.jobs())
        .build()
        .map_err(|e| Error::Internal(e.to_string()))?;
    let mut records: Vec<ImageRecord> = pool.install(|| {
        plan.jobs
            .par_iter()
            .filter_map(|job| {
                Some(contained(job, subjects.get(job.applicant)?, &tools, args.with.timeout()).record)
            })
            .collect()
    });
    for record in &mut records {
        // Nothing is released by a check.
        record.output = None;
    }
    if args.json {
        let text = serde_json::to_string_pretty(&records).map_err(|e| Error::Internal(e.to_string()))?;
        say(text);
    } else {
        table::print(&records, lang);
    }
    let any = |v: Verdict| records.iter().any(|r| r.verdict == v);
    let visible = any(Verdict::Mask) || records.iter().any(|r| !r.findings.is_empty());
    Ok(match (visible, any(Verdict::Held) || !plan.is_whole() || !roster.is_plain()) {
        (true, _) => Exit::Visible,
        (false, true) => Exit::Held,
        (false, false) => Exit::Done,
    })
}
