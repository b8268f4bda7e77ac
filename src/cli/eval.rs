//! `blindmask eval`: the figures of a run over pages with a known truth.

use std::path::{Path, PathBuf};

use blindmask::audit::write_atomic;
use blindmask::error::{Error, Exit};
use blindmask::eval::page::Originals;
use blindmask::eval::truth::Subset;
use blindmask::eval::{Records, figures, page, score, show, truth};
use blindmask::lang::Lang;

use super::common::{lines, say};
use super::report::check_target;

/// Compare a run with the truth about made-up pages (for developers) 用虚构页面评测（供开发者）
#[derive(clap::Args)]
pub struct Args {
    /// truth.json: what stands on the pages 真值文件
    truth: PathBuf,
    /// The output folder of a run 输出文件夹
    out: PathBuf,
    /// Write a page with pictures of every miss, false hit and flag 写出带图的 HTML
    #[arg(long)]
    html: Option<PathBuf>,
    /// Print the figures as JSON 以 JSON 输出
    #[arg(long)]
    json: bool,
    /// Only pages whose truth says so: kind=lunwen, base=phone, rotation=90 只计符合条件的页
    #[arg(long, value_name = "FIELD=VALUE")]
    subset: Option<String>,
    /// List up to so many missed names and unsafe pages 列出的漏遮数
    #[arg(long, default_value_t = 0)]
    errors: usize,
    /// Folder of the original pages (default: the folder of TRUTH) 原图文件夹
    #[arg(long, requires = "html")]
    images: Option<PathBuf>,
}

pub fn execute(args: &Args, lang: Lang) -> Result<Exit, Error> {
    let subset = args.subset.as_deref().map(str::parse::<Subset>).transpose()?;
    if let Some(target) = &args.html {
        check_target(target, &args.out)?;
    }
    let pages = truth::load(&args.truth, subset.as_ref())?;
    let records = Records::load(&args.out)?;
    let scored = score(&pages, &records);
    let figures = figures(&scored);
    if let Some(target) = &args.html {
        let beside = args.truth.parent().unwrap_or(Path::new("."));
        let originals = Originals { folder: args.images.as_deref().unwrap_or(beside) };
        write_atomic(target, page::page(&figures, &scored, &originals, lang).as_bytes())?;
    }
    if args.json {
        let text =
            serde_json::to_string_pretty(&figures).map_err(|e| Error::Internal(e.to_string().into()))?;
        say(text);
    } else {
        say(lang.count(records.audits as u64, "audit", "audits", "份审核文件"));
        say(lines(&show::text(&figures, &scored, args.errors, lang)));
    }
    Ok(Exit::Done)
}
