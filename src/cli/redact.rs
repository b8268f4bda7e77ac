//! `blindmask redact`: writes masked files, audits, ledger and run report for folders and a roster.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use blindmask::audit::record::Verdict;
use blindmask::error::{Detail, Error, Exit};
use blindmask::lang::Lang;
use blindmask::proof::signature::{SignKey, head, sign_folder};
use blindmask::recheck::Scope;
use blindmask::report::verdicts;
use blindmask::run::batch::{self, Progress, Run, Settings, Summary};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::common::{Prepared, Whose, With, key, outside, say, unmatched, warn};
use super::{dry_run, table};

/// Cover the applicant's own name in every file 遮盖申报人本人的姓名
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    whose: Whose,
    /// Where masked files, audits and the ledger go 输出文件夹
    #[arg(long, required_unless_present = "dry_run")]
    out: Option<PathBuf>,
    /// Tell what would be searched for, by applicant, and end; nothing is written 只显示将查找的内容，不写任何文件
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    with: With,
    /// Take over what an earlier run into the same --out finished (the default) 接着上次做
    #[arg(long, overrides_with = "force")]
    resume: bool,
    /// Do every file again 全部重做
    #[arg(long, overrides_with = "resume")]
    force: bool,
    /// Take back what earlier runs released and the input no longer holds; without it such files are kept and told of
    /// 撤回输入中已不存在的文件（不加此项则保留并提示）
    #[arg(long)]
    prune: bool,
    /// What a second, independent reader looks at after masking: nothing; the lines at the boxes and doubtful ones;
    /// whatever of the page wasn't surely read, and a sample of the rest (the default); or the whole page. What it still
    /// sees is covered, or the file is held
    /// 遮盖后由另一识别器复核的范围：不复核、遮盖框附近及疑似行、未能确认读清之处及其余部分的抽样（默认）、整页
    #[arg(long, value_enum)]
    recheck: Option<Recheck>,
    /// Names in the audit: a keyed hash, or in clear 审计中的姓名
    #[arg(long, value_parser = ["hash", "plain"], default_value = "hash")]
    audit_names: String,
    /// Key of the name hashes; created on first use (default: in the user's configuration folder) 密钥文件
    #[arg(long)]
    key_file: Option<PathBuf>,
    /// Sign the ledger at the end with this Ed25519 key; made on first use, with a .pub file for `verify` beside it
    /// 用此密钥为账本签名（首次使用时生成，并附 .pub 公钥）
    #[arg(long, value_name = "FILE")]
    sign_key: Option<PathBuf>,
    /// Print nothing but errors 只显示错误
    #[arg(long, short)]
    quiet: bool,
    /// Print a line for every applicant and every file 逐个显示申报人和文件
    #[arg(long, short)]
    verbose: bool,
}

// No doc comments here: with them clap prints every option on several lines.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Recheck {
    Off,
    Boxes,
    Unsure,
    Page,
}

impl From<Recheck> for Scope {
    fn from(recheck: Recheck) -> Self {
        match recheck {
            Recheck::Off => Scope::Off,
            Recheck::Boxes => Scope::Boxes,
            Recheck::Unsure => Scope::Unsure,
            Recheck::Page => Scope::Page,
        }
    }
}

/// Longest table that lists every file; a longer one lists held files only.
const LONGEST_TABLE: usize = 60;
/// Without a terminal, a line is printed after every so many files.
const LINE_EVERY: u64 = 25;

pub fn execute(args: Args, lang: Lang) -> Result<Exit, Error> {
    let resolved = args.whose.resolve(args.out.as_deref())?;
    if !args.quiet {
        if args.dry_run || args.verbose {
            dry_run::applicants(&resolved, lang);
        }
        dry_run::notices(&resolved.roster, lang);
        unmatched(&resolved.plan, lang);
    }
    let Some(out) = args.out.as_deref().filter(|_| !args.dry_run) else {
        return Ok(dry_run::exit(&resolved));
    };
    outside(args.key_file.as_deref(), out)?;
    outside(args.sign_key.as_deref(), out)?;
    let recheck = args.recheck.map_or(args.with.recheck(), Scope::from);
    let Prepared { roster, plan, tools, subjects, passed_over } = resolved.prepare(&args.with, recheck)?;
    if let Some(why) = passed_over.filter(|_| args.verbose && !args.quiet) {
        warn(Detail::OnRten(Box::new(Detail::told(|lang| why.say(lang)))).say(lang));
    }
    let key = key(args.key_file.as_deref())?;
    let sign_key = args.sign_key.as_deref().map(SignKey::load_or_create).transpose()?;
    let stop = Arc::new(AtomicBool::new(false));
    let handler = stop.clone();
    ctrlc::set_handler(move || handler.store(true, Ordering::Relaxed))
        .map_err(|e| Error::Internal(e.to_string().into()))?;
    let settings = Settings {
        jobs: args.with.jobs(),
        resume: !args.force,
        prune: args.prune,
        timeout: args.with.timeout(),
        plain_names: args.audit_names == "plain",
    };
    let bar = bar(plan.jobs.len() as u64, args.quiet);
    let (done, total) = (AtomicU64::new(0), plan.jobs.len());
    let run = Run {
        plan: &plan,
        roster: &roster,
        subjects: &subjects,
        tools: &tools,
        key: &key,
        settings: &settings,
        out,
        clock: std::time::SystemTime::now,
    };
    let summary = batch::run(&run, &stop, &|Progress { record, resumed }| {
        bar.inc(1);
        let n = done.fetch_add(1, Ordering::Relaxed) + 1;
        if args.verbose && !args.quiet {
            let again = if resumed { lang.pick(" (resumed)", "（沿用上次）") } else { "" };
            bar.suspend(|| {
                say(format_args!("{} {}{again}", table::column(record.verdict, lang), record.file));
            });
        } else if bar.is_hidden() && !args.quiet && n.is_multiple_of(LINE_EVERY) {
            say(format_args!("{n}/{total}"));
        }
    })?;
    bar.finish_and_clear();
    if let Some(key) = &sign_key {
        sign_folder(out, key)?;
    }
    let count = |v: Verdict| summary.records.iter().filter(|r| r.verdict == v).count() as u64;
    let held = count(Verdict::Held);
    if !args.quiet {
        let all = summary.records.len() <= LONGEST_TABLE;
        table::print(summary.records.iter().filter(|r| all || r.verdict == Verdict::Held), lang);
        let sums = [
            lang.count(summary.records.len() as u64, "file", "files", "个文件"),
            verdicts([count(Verdict::Mask), count(Verdict::Clear), held], lang),
        ];
        say(format_args!(
            "{}{}{}  →  {}",
            lang.pick("done", "完成"),
            lang.colon(),
            sums.join(lang.comma()),
            out.join("masked").display()
        ));
        pace(&summary, lang);
        left_over(&summary, lang);
        table::head(&head(out)?, lang);
        if !summary.complete {
            say(lang.pick("stopped; the same command resumes", "已中止；重新运行同一命令即可接着做"));
        }
    }
    let whole =
        summary.complete && held == 0 && plan.is_whole() && roster.is_plain() && summary.missing.is_empty();
    Ok(if whole { Exit::Done } else { Exit::Held })
}

/// Tells how fast the run was, if it worked on anything.
fn pace(summary: &Summary, lang: Lang) {
    let Summary { done, wall, .. } = *summary;
    if done > 0 {
        let rate = done as f64 / wall.max(f64::EPSILON);
        let files = lang.count(done, "file", "files", "个文件");
        say(match lang {
            Lang::En => format!("pace: {files} in {wall:.1} s, {rate:.2} a second"),
            Lang::Zh => format!("速度：本次处理 {files}，用时 {wall:.1} 秒，每秒 {rate:.2} 个"),
        });
    }
}

/// Lists files that earlier runs recorded and the input doesn't hold.
fn left_over(summary: &Summary, lang: Lang) {
    for (id, count) in &summary.missing {
        let files = lang.count(
            *count,
            "file of earlier runs that the input no longer holds",
            "files of earlier runs that the input no longer holds",
            "个以前处理过的文件已不在输入中",
        );
        warn(format_args!("{id}{}{files}", lang.colon()));
    }
    let missing: u64 = summary.missing.values().sum();
    if missing > 0 {
        warn(format_args!(
            "{}{missing}{}",
            lang.pick("missing from the input: ", "输入中缺少："),
            lang.pick(
                "; nothing was withdrawn. Is a folder or share missing? If they are to go, run again with --prune",
                " 个文件；未撤回任何文件。请检查是否有文件夹或共享未挂载；确需撤回请加 --prune 重新运行"
            )
        ));
    }
    if summary.withdrawn > 0 {
        warn(lang.count(
            summary.withdrawn,
            "file withdrawn, which the input no longer holds",
            "files withdrawn, which the input no longer holds",
            "个输入中已不存在的文件已撤回",
        ));
    }
}

fn bar(total: u64, quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden());
    }
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len}  {per_sec}  {eta}");
    ProgressBar::new(total).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
