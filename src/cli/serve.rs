//! `blindmask serve`: self-check in the browser, and the API for other programs.

use blindmask::error::{Error, Exit};
use blindmask::lang::Lang;
use blindmask::web::Door;
use blindmask::web::serve::{Room, Serve};

use super::common::With;
use super::web::Listen;

/// Check and redact uploads, by a page and by an API under /api/v1; nothing is kept 自查页面与接口，不留存任何内容
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    with: With,
    /// Uploads received, waiting or worked on at a time; more are refused with 503 同时接收的上传数上限
    #[arg(long, value_name = "N", default_value_t = Room::default().uploads)]
    uploads: usize,
    /// Most files of one upload 单次上传文件数上限
    #[arg(long, value_name = "N", default_value_t = Room::default().files)]
    max_files: usize,
    /// Most bytes of one upload, in MB 单次上传大小上限（MB）
    #[arg(long, value_name = "MB", default_value_t = Room::default().bytes >> 20)]
    max_upload: u64,
    #[command(flatten)]
    listen: Listen,
}

pub fn execute(args: &Args, lang: Lang) -> Result<Exit, Error> {
    let tokens = args.listen.tokens()?;
    let tools = args.with.server_tools(args.with.recheck())?;
    let room = Room {
        pages: args.with.jobs(),
        uploads: args.uploads,
        files: args.max_files,
        bytes: args.max_upload.saturating_mul(1 << 20),
        timeout: args.with.timeout(),
    };
    args.listen.run(Door::Serve(Serve::new(tools, room)), tokens, lang)
}
