//! `blindmask verify`: proves that no record, ledger line or released file was altered, and that the pictures match
//! their records.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use blindmask::error::{Detail, Error, Exit};
use blindmask::find::context::Context;
use blindmask::intake::attachment::Limits;
use blindmask::lang::Lang;
use blindmask::nets::models::ModelDir;
use blindmask::nets::runtime;
use blindmask::proof::reread::{Reread, verify_reread};
use blindmask::proof::signature::{Head, PublicKey, verify_head, verify_signature};
use blindmask::proof::{Checked, Failure, Originals, verify_pictures, verify_records};
use blindmask::recheck::grey::Grey;
use blindmask::report::review_lines;
use blindmask::roster::people::Roster;
use blindmask::target::{self, Forms};

use super::common::{model_folder, say};
use super::{environment, table};

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
    /// The ledger must end with this hash, which the run or an earlier `verify` printed: a signed folder can be replaced
    /// by an older state of itself, and only this tells 账本须止于此哈希
    #[arg(long, value_name = "HASH")]
    expect_head: Option<String>,
    /// Read every released file again, and tell in which the applicant's name can still be read 重新识别每个已发布文件
    #[arg(long, requires = "names")]
    reread: bool,
    /// For --reread: the roster of the run 申报人员花名册
    #[arg(long, requires = "reread", group = "names")]
    roster: Option<PathBuf>,
    /// For --reread: the name, where all files are one applicant's 申报人姓名
    #[arg(long, requires = "reread", group = "names")]
    name: Option<String>,
    /// Another name or spelling of --name (may be repeated) 曾用名、别名
    #[arg(long, requires = "name")]
    alias: Vec<String>,
    /// Folder of the models, for --reread 模型文件夹
    #[arg(long, requires = "reread")]
    models: Option<PathBuf>,
}

impl Args {
    /// Reads the released files of `checked` again.
    fn reread(&self, checked: &Checked) -> Result<Vec<Failure>, Error> {
        let ids: BTreeSet<&str> =
            checked.released().filter_map(|(_, _, output)| output.file.split('/').next()).collect();
        let (names, forms): (Vec<String>, BTreeMap<String, Forms>) = match &self.roster {
            Some(path) => {
                let people = Roster::load(path)?.applicants;
                let forms =
                    people.iter().map(|a| (a.id.clone(), target::forms(&a.name, &a.aliases))).collect();
                (people.into_iter().map(|a| a.name).collect(), forms)
            }
            None => {
                let name = self.name.clone().unwrap_or_default();
                let forms = target::forms(&name, &self.alias);
                (vec![name], ids.iter().map(|id| ((*id).to_owned(), forms.clone())).collect())
            }
        };
        let models = ModelDir::open(&model_folder(self.models.as_deref()))?;
        let engine = runtime::load(&models, None, environment::freed())?.engine;
        let reader = Grey::new(engine.clone());
        let turn = |page: &image::RgbImage| engine.turn(page);
        let context = Context::new(names.iter().map(String::as_str));
        let limits = Limits::default();
        Ok(verify_reread(checked, &Reread { turn: &turn, reader: &reader, forms, context, limits }))
    }
}

/// A SHA-256 as the ledger spells it.
fn whole_hash(text: &str) -> Result<String, Error> {
    let hash = text.trim().to_ascii_lowercase();
    let whole = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
    whole.then_some(hash).ok_or(Error::Usage(Detail::NotAHead))
}

pub fn execute(args: Args, lang: Lang) -> Result<Exit, Error> {
    let key = args.sign_key.as_deref().map(PublicKey::load).transpose()?;
    let expected = args.expect_head.as_deref().map(whole_hash).transpose()?;
    let mut checked = verify_records(&args.out)?;
    let mut more = Vec::new();
    if let Some(state) = &checked.state {
        more.extend(verify_signature(&args.out, state, key.as_ref()));
        more.extend(expected.as_ref().and_then(|head| verify_head(&args.out, state, head)));
        let originals =
            args.originals.as_deref().map(|input| Originals::below(input, &checked)).transpose()?;
        more.extend(originals.iter().flat_map(|o| o.failures.iter().cloned()));
        more.extend(verify_pictures(&checked, originals.as_ref()));
        if args.reread {
            more.extend(args.reread(&checked)?);
        }
    }
    checked.failures.append(&mut more);
    for failure in &checked.failures {
        say(format_args!("{}{}{}", failure.say(lang), lang.colon(), failure.means(lang)));
    }
    if let Some(state) = &checked.state {
        table::head(&Head::of(state), lang);
    }
    if !checked.holds() {
        return Ok(Exit::ProofFailed);
    }
    let files = lang.count(
        checked.released().count() as u64,
        "released file, nothing was altered",
        "released files, nothing was altered",
        "个已发布文件，未发现改动",
    );
    let reviewed = checked.state.as_ref().map(|state| review_lines(state, lang)).unwrap_or_default();
    say(format_args!(
        "{}{files}{}{}{}",
        lang.pick("verified: ", "核验通过："),
        if args.originals.is_some() {
            lang.pick(
                "; outside the boxes every coefficient is the original's",
                "；遮盖框以外的系数与原件完全一致",
            )
        } else {
            ""
        },
        if args.reread {
            lang.pick("; read again, no applicant's name can be seen", "；经重新识别，未见申报人姓名")
        } else {
            ""
        },
        if key.is_some() { lang.pick("; the signature holds", "；签名有效") } else { "" },
    ));
    for (name, figure) in reviewed {
        say(format_args!("  {name}{}{figure}", lang.colon()));
    }
    Ok(Exit::Done)
}
