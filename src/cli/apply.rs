//! `blindmask apply`: renders what reviewers decided.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use blindmask::error::{Error, Exit};
use blindmask::lang::Lang;
use blindmask::proof::signature::{SignKey, head, sign_folder};
use blindmask::review::Desk;
use blindmask::run::apply::{Applied, Apply, apply};
use blindmask::run::originals::Originals;

use super::common::{TIMEOUT, cores, outside, say, warn};
use super::table;

/// Render what reviewers decided, and write the audits anew 按审核决定重新生成图片与审核文件
#[derive(clap::Args)]
pub struct Args {
    /// The output folder of a run 输出文件夹
    out: PathBuf,
    /// The input of the run; files are found by their hash 原件文件夹
    #[arg(long, value_name = "INPUT")]
    originals: PathBuf,
    /// Pages worked on at a time (default: one per core) 并行数
    #[arg(long)]
    jobs: Option<usize>,
    /// Longest time for one page, in seconds 单页时限（秒）
    #[arg(long, default_value_t = TIMEOUT)]
    timeout: u64,
    /// Sign the ledger at the end with this Ed25519 key 用此密钥为账本签名
    #[arg(long, value_name = "FILE")]
    sign_key: Option<PathBuf>,
}

pub fn execute(args: Args, lang: Lang) -> Result<Exit, Error> {
    outside(args.sign_key.as_deref(), &args.out)?;
    let sign_key = args.sign_key.as_deref().map(SignKey::load_or_create).transpose()?;
    let desk = Desk::open(&args.out, SystemTime::now)?;
    let originals = Arc::new(Originals::below(&args.originals)?);
    let stop = Arc::new(AtomicBool::new(false));
    let handler = stop.clone();
    ctrlc::set_handler(move || handler.store(true, Ordering::Relaxed))
        .map_err(|e| Error::Internal(e.to_string().into()))?;
    let with = Apply {
        desk: &desk,
        originals: &originals,
        jobs: args.jobs.unwrap_or_else(cores),
        timeout: Duration::from_secs(args.timeout),
    };
    let applied = apply(&with, &stop, &|_, _| {})?;
    if let Some(key) = &sign_key {
        sign_folder(&args.out, key)?;
    }
    let Applied { rendered, held, failed, left } = &applied;
    let (pages, failures) = (lang.count(*rendered, "page", "pages", "页"), failed.len());
    say(match lang {
        Lang::En => format!("applied: {pages}, {held} held; {failures} could not be rendered, {left} left"),
        Lang::Zh => format!("已生成 {pages}，其中待人工 {held} 页；未能生成 {failures} 页，剩余 {left} 页"),
    });
    for (file, reason) in failed {
        warn(format_args!("{file}  {}", table::told(reason, lang)));
    }
    table::head(&head(&args.out)?, lang);
    Ok(if failed.is_empty() && *left == 0 && *held == 0 { Exit::Done } else { Exit::Held })
}
