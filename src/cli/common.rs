//! Arguments that several subcommands share, and how they are resolved.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use blindmask::audit::NameKey;
use blindmask::error::{Detail, Error};
use blindmask::intake::attachment::Limits;
use blindmask::lang::Lang;
use blindmask::nets::runtime::Runtime;
use blindmask::read::Options;
use blindmask::recheck::Scope;
use blindmask::roster::people::Roster;
use blindmask::roster::plan::{self, Folders, Plan, future_path};
use blindmask::target::Subject;
use blindmask::target::{self, Forms};
use blindmask::tools::{Setup, Tools};

use super::environment;

/// Seconds that an image may take unless the operator says otherwise. A page takes a few; the rest is for busy machines.
pub const TIMEOUT: u64 = 120;

/// Images worked on at a time unless the operator says otherwise: one per core.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

#[derive(clap::Args)]
pub struct Whose {
    /// One folder per applicant, or with --name a single folder or file 输入文件夹
    pub input: PathBuf,
    /// Roster: JSON, CSV or XLSX 申报人员花名册
    #[arg(long, required_unless_present = "name", conflicts_with = "name")]
    pub roster: Option<PathBuf>,
    /// Name of the one applicant 申报人姓名
    #[arg(long)]
    pub name: Option<String>,
    /// Another name or spelling of --name (may be repeated) 曾用名、别名
    #[arg(long, requires = "name")]
    pub alias: Vec<String>,
}

#[derive(clap::Args)]
pub struct With {
    /// Images worked on at a time (default: one per core) 并行数
    #[arg(long)]
    pub jobs: Option<usize>,
    /// Folder of the models (default: `models` beside the program, its parents or the current folder) 模型文件夹
    #[arg(long)]
    pub models: Option<PathBuf>,
    /// What runs the nets: auto takes ONNX Runtime, which is faster, where `make models` could fetch it, and rten, which is
    /// built in, otherwise
    /// 神经网络的运行库：auto 在 `make models` 下载到较快的 ONNX Runtime 时使用它，否则用内置的 rten
    #[arg(long, value_enum, default_value = "auto")]
    runtime: Choice,
    /// Read every line with the larger recogniser, and look at the whole page again (--recheck page): slower, for those who
    /// can spare the time 最仔细的设置：每一行都用较大的识别网络，并复核整页；较慢
    #[arg(long)]
    pub thorough: bool,
    /// Most bytes of a file 单个文件字节上限
    #[arg(long, default_value_t = Limits::default().bytes)]
    pub max_bytes: u64,
    /// Most pixels of a picture 单图像素上限
    #[arg(long, default_value_t = Limits::default().pixels)]
    pub max_pixels: u64,
    /// Most memory for one picture, in MB; a picture that would need more is held 单图内存上限（MB）
    #[arg(long, default_value_t = Limits::default().memory >> 20)]
    pub max_memory: u64,
    /// Longest time for one image, in seconds 单图时限（秒）
    #[arg(long, default_value_t = TIMEOUT)]
    pub timeout: u64,
}

// No doc comments here: with them clap prints every option on several lines.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Choice {
    Auto,
    Onnxruntime,
    Rten,
}

impl Choice {
    fn wanted(self) -> Option<Runtime> {
        match self {
            Choice::Rten => Some(Runtime::Rten),
            Choice::Auto => None,
            Choice::Onnxruntime => Some(Runtime::OnnxRuntime),
        }
    }
}

impl Whose {
    /// The roster, and whether the whole input belongs to one applicant.
    fn roster(&self) -> Result<(Roster, bool), Error> {
        if let Some(path) = &self.roster {
            return Ok((Roster::load(path)?, false));
        }
        let name = self.name.as_deref().unwrap_or_default();
        let forms = target::forms(name, &self.alias);
        let folder = if self.input.is_file() { self.input.parent() } else { Some(self.input.as_path()) };
        let folder = folder.and_then(|p| p.canonicalize().ok());
        let id = folder.as_ref().and_then(|p| p.file_name()).map(|n| n.to_string_lossy().into_owned());
        // The folder's name may be the person's, and an id stands in every path of the output.
        let id =
            id.filter(|id| !target::gives_away(&forms, None, id)).unwrap_or_else(|| "applicant".to_owned());
        Ok((Roster::single(&id, name, &self.alias)?, true))
    }

    /// The applicants, their forms and their files: everything that is known before the nets are loaded.
    pub fn resolve(&self, out: Option<&Path>) -> Result<Resolved, Error> {
        let (roster, single) = self.roster()?;
        let forms: Vec<Forms> =
            roster.applicants.iter().map(|a| target::forms(&a.name, &a.aliases)).collect();
        let index: BTreeMap<&str, &Forms> =
            roster.applicants.iter().zip(&forms).map(|(a, forms)| (a.id.as_str(), forms)).collect();
        let plan = plan::plan(Folders { input: &self.input, out }, &roster, single, &|applicant, part| {
            let forms = index.get(applicant.id.as_str());
            forms.is_some_and(|f| target::gives_away(f, applicant.id_number.as_deref(), part))
        })?;
        Ok(Resolved { roster, forms, plan })
    }

    /// The applicants, the files and the nets; `recheck` is the second reader's scope.
    pub fn prepare(&self, with: &With, out: Option<&Path>, recheck: Scope) -> Result<Prepared, Error> {
        self.resolve(out)?.prepare(with, recheck)
    }
}

/// The input of a run, before the nets are loaded.
pub struct Resolved {
    pub roster: Roster,
    /// The forms of the roster's applicants in its order.
    pub forms: Vec<Forms>,
    pub plan: Plan,
}

impl Resolved {
    /// Loads the nets.
    pub fn prepare(self, with: &With, recheck: Scope) -> Result<Prepared, Error> {
        let Resolved { roster, forms, plan } = self;
        let models = model_folder(with.models.as_deref());
        let setup = with.setup(&models, recheck);
        let (tools, passed_over) = Tools::load(&setup, &roster)?;
        let subjects = forms.into_iter().map(|forms| Arc::new(tools.subject(forms))).collect();
        Ok(Prepared { roster, plan, tools: Arc::new(tools), subjects, passed_over })
    }
}

/// Everything a command needs before the first image.
pub struct Prepared {
    pub roster: Roster,
    pub plan: Plan,
    pub tools: Arc<Tools>,
    /// The roster's applicants in its order.
    pub subjects: Vec<Arc<Subject>>,
    /// Why an ONNX Runtime that is there isn't used.
    pub passed_over: Option<Error>,
}

impl With {
    pub fn jobs(&self) -> usize {
        self.jobs.unwrap_or_else(cores).max(1)
    }

    pub fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout)
    }

    /// Loads the nets for a server, which gets its names with each request.
    #[cfg(feature = "web")]
    pub fn server_tools(&self, recheck: Scope) -> Result<Tools, Error> {
        let models = model_folder(self.models.as_deref());
        Tools::load(&self.setup(&models, recheck), &Roster::default()).map(|(tools, _)| tools)
    }

    /// What the second reader reads where nothing else was asked for.
    pub fn recheck(&self) -> Scope {
        if self.thorough { Scope::Page } else { Scope::Unsure }
    }

    fn setup<'a>(&self, models: &'a Path, recheck: Scope) -> Setup<'a> {
        let reading = if self.thorough { Options::thorough() } else { Options::default() };
        let (runtime, freed) = (self.runtime.wanted(), environment::freed());
        Setup { models, runtime, freed, reading, recheck, limits: self.limits() }
    }

    fn limits(&self) -> Limits {
        let memory = self.max_memory.saturating_mul(1 << 20);
        Limits { bytes: self.max_bytes, pixels: self.max_pixels, memory }
    }
}

/// The folder of the models: given as an argument, set in the environment, or found near the program.
pub fn model_folder(given: Option<&Path>) -> PathBuf {
    let given = given.map(Path::to_owned).or_else(|| std::env::var_os("BLINDMASK_MODELS").map(PathBuf::from));
    let program = std::env::current_exe().unwrap_or_default();
    let near = program.ancestors().skip(1).map(|p| p.join("models"));
    given
        .or_else(|| near.chain([PathBuf::from("models")]).find(|p| p.join("manifest.toml").is_file()))
        .unwrap_or_else(|| PathBuf::from("models"))
}

/// The key of the name hashes: one per operator, so that two runs over the same files give the same audits.
pub fn key(given: Option<&Path>) -> Result<NameKey, Error> {
    let path = match given {
        Some(path) => path.to_owned(),
        None => {
            let base = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
            let base = base.or_else(|| std::env::var_os("HOME").map(|h| PathBuf::from(h).join(".config")));
            let base = base.ok_or(Error::Usage(Detail::NoHome))?;
            base.join("blindmask").join("name.key")
        }
    };
    if let Some(folder) = path.parent() {
        let none = |e: std::io::Error| Error::Key { path: path.clone(), problem: e.kind().into() };
        std::fs::create_dir_all(folder).map_err(none)?;
    }
    NameKey::load_or_create(&path)
}

/// Refuses a key that would lie in the folder that is handed on.
pub fn outside(path: Option<&Path>, out: &Path) -> Result<(), Error> {
    let Some(path) = path else { return Ok(()) };
    let inside = future_path(path)?.starts_with(future_path(out)?);
    if inside { Err(Error::Usage(Detail::KeyInOut)) } else { Ok(()) }
}

/// Prints a line. A closed pipe (`blindmask … | head`) must not end a run, as it would with `println!`.
pub fn say(line: impl Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Strips the last line end of a text, for [`say`].
pub fn lines(text: &str) -> &str {
    text.strip_suffix('\n').unwrap_or(text)
}

/// Like [`say`], on standard error.
pub fn warn(line: impl Display) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Lists what has no counterpart: folders and files without an applicant, applicants without a folder or a file.
pub fn unmatched(plan: &Plan, lang: Lang) {
    for orphan in &plan.orphans {
        let name = orphan.path.file_name().unwrap_or_default().to_string_lossy();
        warn(format_args!("{}{}{}", shown(&name), lang.colon(), orphan.why.explain(lang)));
    }
    for id in &plan.without_folder {
        let text = lang.pick("applicant without a folder", "申报人没有对应的文件夹");
        warn(format_args!("{id}{}{text}", lang.colon()));
    }
    for id in &plan.without_files {
        let text = lang.pick("applicant whose folder holds no file", "申报人的文件夹内没有文件");
        warn(format_args!("{id}{}{text}", lang.colon()));
    }
}

/// The name of a folder or file without an owner, hidden where it may be a person's name or ID number: numbers such
/// as `A099` or `2026-017` stay as they are, anything else is cut to its first character.
fn shown(name: &str) -> String {
    let stem = Path::new(name).file_stem().unwrap_or_default().to_string_lossy();
    let letters = stem.chars().filter(|c| c.is_alphabetic()).count();
    let digits = stem.chars().filter(char::is_ascii_digit).count();
    // Resident ID numbers have 15 or 18 digits.
    if name.is_ascii() && letters <= 2 && (1..15).contains(&digits) {
        return name.to_owned();
    }
    name.chars().next().map_or_else(String::new, |first| format!("{first}***"))
}
