//! `blindmask token`: makes a token for a user of a server.

use std::path::PathBuf;

use blindmask::error::{Error, Exit};
use blindmask::lang::Lang;
use blindmask::web::auth::{Role, Tokens};

use super::common::{say, warn};

/// Make a token for a server, and print it once; the file keeps its hash 生成服务令牌（仅显示一次，文件只存哈希）
#[derive(clap::Args)]
pub struct Args {
    /// The file of tokens; made on first use, readable by you alone 令牌文件
    #[arg(long, value_name = "FILE")]
    tokens: PathBuf,
    /// What its holder may do 角色
    #[arg(long, value_enum)]
    role: RoleArg,
    /// What stands in the ledger for its holder: letters, digits, `.`, `_`, `-` 代号
    #[arg(long)]
    label: String,
}

// No doc comments here: with them clap prints every option on several lines.
#[derive(Clone, Copy, clap::ValueEnum)]
enum RoleArg {
    Operator,
    Reviewer,
    Auditor,
    Applicant,
}

impl From<RoleArg> for Role {
    fn from(role: RoleArg) -> Role {
        match role {
            RoleArg::Operator => Role::Operator,
            RoleArg::Reviewer => Role::Reviewer,
            RoleArg::Auditor => Role::Auditor,
            RoleArg::Applicant => Role::Applicant,
        }
    }
}

pub fn execute(args: &Args, lang: Lang) -> Result<Exit, Error> {
    say(Tokens::add(&args.tokens, args.role.into(), &args.label)?);
    warn(lang.pick("Hand it over by a safe way; it isn't shown again.", "请安全转交；此令牌不再显示。"));
    Ok(Exit::Done)
}
