//! `blindmask check`: tells whether the name is still visible on any page, and writes nothing.

use std::io::Read;
use std::path::Path;

use blindmask::audit::ImageRecord;
use blindmask::error::{Detail, Error, Exit};
use blindmask::lang::Lang;
use blindmask::recheck::Scope;
use blindmask::report::check::{Answer, CheckReport};
use blindmask::run::containment::contained;
use rayon::prelude::*;
use tempfile::TempDir;

use super::common::{Prepared, Whose, With, say, unmatched};
use super::{dry_run, table};

/// Tell for every file whether the name is visible, where, and what to do 检查姓名是否仍可见、在何处、如何处理
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    with: With,
    /// Print the answers as JSON (blindmask.check/1) 以 JSON 输出
    #[arg(long)]
    json: bool,
}

/// The INPUT that means standard input, and the file name of the picture from there.
const STDIN: &str = "-";

pub fn execute(mut args: Args, lang: Lang) -> Result<Exit, Error> {
    let piped = args.whose.input == Path::new(STDIN);
    // Removed with its folder when this function returns.
    let folder = if piped { Some(received(&mut args)?) } else { None };
    let Prepared { roster, plan, tools, subjects, .. } = args.whose.prepare(&args.with, None, Scope::Off)?;
    dry_run::notices(&roster, lang);
    unmatched(&plan, lang);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(args.with.jobs())
        .build()
        .map_err(|e| Error::Internal(e.to_string().into()))?;
    let mut records: Vec<ImageRecord> = pool.install(|| {
        plan.jobs
            .par_iter()
            .filter_map(|job| {
                Some(contained(job, subjects.get(job.applicant)?, &tools, args.with.timeout()).record)
            })
            .collect()
    });
    drop(folder);
    if piped {
        records.iter_mut().for_each(|r| STDIN.clone_into(&mut r.file));
    }
    let report = CheckReport::new(&records, lang);
    if args.json {
        say(serde_json::to_string_pretty(&report).map_err(|e| Error::Internal(e.to_string().into()))?);
    } else {
        table::checked(&report, &records, lang);
    }
    let any = |answer: Answer| report.files.iter().any(|f| f.answer == answer);
    Ok(match (any(Answer::Yes), any(Answer::Unclear) || !plan.is_whole() || !roster.is_plain()) {
        (true, _) => Exit::Visible,
        (false, true) => Exit::Held,
        (false, false) => Exit::Done,
    })
}

/// Copies the picture on standard input to a folder that only its owner may read, and makes INPUT name it.
fn received(args: &mut Args) -> Result<TempDir, Error> {
    if args.whose.name.is_none() {
        return Err(Error::Usage(Detail::StdinName));
    }
    let folder = tempfile::Builder::new().prefix("blindmask-").tempdir();
    let folder = folder.map_err(|e| Error::io(std::env::temp_dir(), e))?;
    let mut bytes = Vec::new();
    // One byte more than allowed, so that intake notices a file that is too large.
    let most = args.with.max_bytes.saturating_add(1);
    std::io::stdin().take(most).read_to_end(&mut bytes).map_err(|e| Error::io(STDIN, e))?;
    let file = folder.path().join("picture.jpg");
    std::fs::write(&file, bytes).map_err(|e| Error::io(&file, e))?;
    args.whose.input = file;
    Ok(folder)
}
