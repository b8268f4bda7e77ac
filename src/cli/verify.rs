//! `blindmask verify`: was a record, the ledger or a released file altered since the run?

use std::path::PathBuf;

use blindmask::audit::verify_records;
use blindmask::error::{Error, Exit};
use blindmask::lang::Lang;

/// Prove that no record and no released file was altered 核验记录与文件未被改动
#[derive(clap::Args)]
pub struct Args {
    /// The output folder of a run 输出文件夹
    out: PathBuf,
}

pub fn execute(args: Args, lang: Lang) -> Result<Exit, Error> {
    let checked = verify_records(&args.out)?;
    for failure in &checked.failures {
        println!("{failure}\n    {}", failure.means(lang));
    }
    if checked.holds() {
        println!("{}", lang.pick("verified: nothing was altered", "核验通过：未发现改动"));
        return Ok(Exit::Done);
    }
    Ok(Exit::ProofFailed)
}
