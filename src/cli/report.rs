//! `blindmask report`: renders the ledger of a run for an auditor.

use std::path::{Path, PathBuf};

use blindmask::audit::write_atomic;
use blindmask::error::{Detail, Error, Exit};
use blindmask::lang::Lang;
use blindmask::proof::verify_records;
use blindmask::report::{Pictures, page, text};

use super::common::{lines, say};

/// Render the log of a run for an auditor, without any name 生成供审计查阅的报告（不含姓名）
#[derive(clap::Args)]
pub struct Args {
    /// The output folder of a run 输出文件夹
    out: PathBuf,
    /// Write one HTML file with pictures of the boxes 写出带图的 HTML 文件
    #[arg(long)]
    html: Option<PathBuf>,
    /// Most pictures in it 图片数上限
    #[arg(long, default_value_t = Pictures::default().most, requires = "html")]
    pictures: usize,
}

pub fn execute(args: Args, lang: Lang) -> Result<Exit, Error> {
    if let Some(target) = &args.html {
        check_target(target, &args.out)?;
    }
    let checked = verify_records(&args.out)?;
    if let Some(target) = &args.html {
        let pictures = Pictures { most: args.pictures };
        write_atomic(target, page(&checked, &args.out, pictures, lang).as_bytes())?;
    }
    say(lines(&text(&checked, lang)));
    Ok(if checked.holds() { Exit::Done } else { Exit::ProofFailed })
}

/// Refuses a target that would overwrite a part of the run: inside OUT the page may only be a `.html` file at the
/// top.
pub fn check_target(target: &Path, out: &Path) -> Result<(), Error> {
    let named_html = target.extension().is_some_and(|e| e.eq_ignore_ascii_case("html"));
    let parent = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Missing folders are made only afterwards, so the nearest existing one is resolved.
    let existing = parent.ancestors().find_map(|p| p.canonicalize().ok());
    let inside = match (existing, out.canonicalize()) {
        (Some(folder), Ok(out)) => {
            folder.starts_with(&out) && (folder != out || !named_html || !parent.is_dir())
        }
        _ => false,
    };
    if inside {
        return Err(Error::Usage(Detail::HtmlInside));
    }
    Ok(())
}
