//! `blindmask verify`: was a record, the ledger or a released file altered, and are the released pictures what they claim?

use std::path::PathBuf;

use blindmask::audit::sign::{PublicKey, verify_signature};
use blindmask::audit::{Originals, verify_pictures, verify_records};
use blindmask::error::{Error, Exit};
use blindmask::lang::Lang;

use super::common::say;

/// Prove that nothing was altered and nothing but the boxes changed 核验记录与文件未被改动，除遮盖框外无任何变化
#[derive(clap::Args)]
pub struct Args {
    /// The output folder of a run 输出文件夹
    out: PathBuf,
    /// Compare with the originals below this folder; renamed ones are found by their hash 与原件逐块比对
    #[arg(long, value_name = "INPUT")]
    originals: Option<PathBuf>,
    /// The ledger must be signed with this key: the .pub file of `redact --sign-key` 用公钥验证账本签名
    #[arg(long, value_name = "PUBKEYFILE")]
    sign_key: Option<PathBuf>,
}

pub fn execute(args: Args, lang: Lang) -> Result<Exit, Error> {
    let key = args.sign_key.as_deref().map(PublicKey::load).transpose()?;
    let mut checked = verify_records(&args.out)?;
    let mut more = Vec::new();
    if let Some(state) = &checked.state {
        more.extend(verify_signature(&args.out, state, key.as_ref()));
        let originals =
            args.originals.as_deref().map(|input| Originals::below(input, &checked)).transpose()?;
        more.extend(originals.iter().flat_map(|o| o.failures.iter().cloned()));
        more.extend(verify_pictures(&checked, originals.as_ref()));
    }
    checked.failures.append(&mut more);
    for failure in &checked.failures {
        say(format_args!("{failure}: {}", failure.means(lang)));
    }
    if !checked.holds() {
        return Ok(Exit::ProofFailed);
    }
    let files = checked.released().count();
    say(format_args!(
        "{}{files} {}{}{}",
        lang.pick("verified: ", "核验通过："),
        lang.pick("released files, nothing was altered", "个已发布文件，未发现改动"),
        if args.originals.is_some() {
            lang.pick(
                "; outside the boxes every coefficient is the original's",
                "；遮盖框以外的系数与原件完全一致",
            )
        } else {
            ""
        },
        if key.is_some() { lang.pick("; the signature holds", "；签名有效") } else { "" },
    ));
    Ok(Exit::Done)
}
