//! `blindmask review`: reviews one run in the browser.

use std::path::PathBuf;

use blindmask::error::{Error, Exit};
use blindmask::lang::Lang;
use blindmask::roster::people::Roster;
use blindmask::web::Door;
use blindmask::web::review::Review;

use super::common::cores;
use super::web::Listen;

/// Review a run in the browser; every decision is a line of the ledger 在浏览器中审核
#[derive(clap::Args)]
pub struct Args {
    /// The output folder of a run 输出文件夹
    out: PathBuf,
    /// The input of the run; files are found by their hash 原件文件夹
    #[arg(long, value_name = "INPUT")]
    originals: PathBuf,
    /// The roster of the run: reviewers then see whose name to look for 申报人员花名册，供审核时显示姓名
    #[arg(long)]
    roster: Option<PathBuf>,
    /// Review so many released pages, drawn at random, without the program's verdict: `report` then tells the share with a name
    /// left and its exact 95 % interval 随机抽查已放行的页面
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    sample: Option<u32>,
    /// Pages rendered at a time (default: one per core) 并行数
    #[arg(long)]
    jobs: Option<usize>,
    #[command(flatten)]
    listen: Listen,
}

pub fn execute(args: &Args, lang: Lang) -> Result<Exit, Error> {
    let tokens = args.listen.tokens()?;
    let jobs = args.jobs.unwrap_or_else(cores);
    let roster = args.roster.as_deref().map(Roster::load).transpose()?;
    let mut review = Review::open(&args.out, &args.originals, jobs, args.sample.map(|n| n as usize))?;
    if let Some(roster) = &roster {
        review = review.with_names(roster);
    }
    args.listen.run(Door::Review(review), tokens, lang)
}
