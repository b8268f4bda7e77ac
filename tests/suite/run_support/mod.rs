//! Shared by the tests of whole runs: the program, a few pages of testdata, and the results of a run.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "not every test file uses every helper"
)]

pub mod fake;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// A temporary folder with an input, a key, and room for outputs.
pub struct Place {
    /// The folder; removed when dropped.
    pub folder: TempDir,
}

impl Place {
    /// A folder with an empty input and a fixed key, so that two runs give the same hashes.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("in")).unwrap();
        let key = folder.path().join("key");
        fs::write(&key, format!("{}\n", "5a".repeat(32))).unwrap();
        #[cfg(unix)]
        fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        Place { folder }
    }

    /// The same with some pages of testdata in the input.
    pub fn with_pages(pages: &[&str]) -> Self {
        let place = Place::new();
        for page in pages {
            place.put(page, &fs::read(manifest().join("testdata/pages").join(page)).unwrap());
        }
        place
    }

    /// A path in the folder.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join(relative)
    }

    /// The same path as text.
    pub fn text(&self, relative: &str) -> String {
        self.path(relative).to_str().unwrap().to_owned()
    }

    /// Puts a file into the input.
    pub fn put(&self, file: &str, bytes: &[u8]) {
        let path = self.path("in").join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// The arguments of a run over the input into `out`.
    pub fn redact(&self, out: &str, more: &[&str]) -> Vec<String> {
        // No time limit, since a busy machine may take any time for a page.
        let (input, out, key) = (self.text("in"), self.text(out), self.text("key"));
        let fixed = ["redact", &input, "--out", &out, "--key-file", &key, "--timeout", "86400"];
        let mut args: Vec<String> = fixed.iter().map(|a| (*a).to_owned()).collect();
        if !more.contains(&"--name") && !more.contains(&"--roster") {
            args.extend(["--roster", "testdata/roster.csv"].map(str::to_owned));
        }
        args.extend(more.iter().map(|a| (*a).to_owned()));
        args
    }
}

/// Blank paper, small enough to be read at once.
pub fn small_page() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(160, 120, image::Rgb([250; 3]))
        .write_to(&mut bytes, image::ImageFormat::Jpeg)
        .unwrap();
    bytes.into_inner()
}

/// The root of the repository.
pub fn manifest() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The bytes of a name in every encoding that a file could hold.
pub fn spellings(name: &str) -> [Vec<u8>; 4] {
    [
        name.as_bytes().to_vec(),
        name.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        name.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        encoding_rs::GB18030.encode(name).0.into_owned(),
    ]
}

/// The program with arguments, to be started in the repository's root.
pub fn program(args: &[impl AsRef<std::ffi::OsStr>]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_blindmask"));
    command.current_dir(manifest()).args(args);
    command
}

/// Output and exit code of the program.
#[derive(Debug)]
pub struct Ran {
    /// Exit code; -1 after a signal.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl From<Output> for Ran {
    fn from(o: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran { code: o.status.code().unwrap_or(-1), out: text(o.stdout), err: text(o.stderr) }
    }
}

/// Runs the program to its end.
pub fn blindmask(args: &[impl AsRef<std::ffi::OsStr>]) -> Ran {
    program(args).output().expect("the program starts").into()
}

/// Every file below a folder by its relative path.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let all = walkdir::WalkDir::new(folder).into_iter().flatten().filter(|e| !e.file_type().is_dir());
    all.map(|e| {
        let name = e.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        (name, fs::read(e.path()).unwrap_or_default())
    })
    .collect()
}

/// JSON from a file.
pub fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON")
}

/// Checks that A001's files came out as `expected` (file, verdict, a reason or none), that exactly `released` is
/// released and all others are held, and that `verify` accepts the run.
pub fn assert_judged(out: &Path, expected: &[(String, (&str, &str))], released: &[&str]) {
    let seen = verdicts(out, "A001");
    assert_eq!(seen.len(), expected.len());
    for (file, (wanted, reason)) in expected {
        let (verdict, codes) = &seen[file];
        assert_eq!(verdict, wanted, "{file}: {codes:?}");
        assert!(reason.is_empty() || codes.iter().any(|c| c == reason), "{file}: {codes:?}");
    }
    let masked: Vec<String> = files(&out.join("masked")).into_keys().collect();
    assert_eq!(masked, released, "nothing held is released");
    assert_eq!(json(&out.join("run.json"))["counts"]["held"], expected.len() as u64 - released.len() as u64);
    let verified = blindmask(&["verify", out.to_str().unwrap()]);
    assert_eq!(verified.code, 0, "{verified:?}");
}

/// Everything that must be equal in two runs over the same input: released files, audits without timings, counts.
#[derive(Debug, PartialEq)]
pub struct Left {
    /// Released files by path.
    pub masked: BTreeMap<String, Vec<u8>>,
    /// Audits by file name, without `seconds`.
    pub audits: BTreeMap<String, Value>,
    /// `counts`, `applicants` and `unmatched` of `run.json`.
    pub run: [Value; 3],
}

/// Reads an output folder.
pub fn left(out: &Path) -> Left {
    let audits = files(&out.join("audit")).into_iter().map(|(name, bytes)| {
        let mut audit: Value = serde_json::from_slice(&bytes).unwrap();
        for image in audit["images"].as_array_mut().unwrap() {
            assert!(image.as_object_mut().unwrap().remove("seconds").is_some());
        }
        (name, audit)
    });
    let run = json(&out.join("run.json"));
    Left {
        masked: files(&out.join("masked")),
        audits: audits.collect(),
        run: ["counts", "applicants", "unmatched"].map(|k| run[k].clone()),
    }
}

/// Number of finished images in the ledger.
pub fn images_done(out: &Path) -> usize {
    let ledger = fs::read_to_string(out.join("ledger.ndjson")).unwrap_or_default();
    ledger.lines().filter(|line| line.contains(r#""event":{"type":"image","#)).count()
}

/// The images of an applicant's audit by file: verdict and codes of the reasons.
pub fn verdicts(out: &Path, applicant: &str) -> BTreeMap<String, (String, Vec<String>)> {
    let audit = json(&out.join("audit").join(format!("{applicant}.json")));
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    let images = audit["images"].as_array().unwrap().iter();
    images
        .map(|i| {
            let codes = i["reasons"].as_array().unwrap().iter().map(|r| text(&r["code"])).collect();
            (text(&i["file"]), (text(&i["verdict"]), codes))
        })
        .collect()
}
