//! Released files, examined from outside: over the pages of testdata and odd variants of them, every released file
//! decodes everywhere, nothing but the boxes changed, nothing beside the picture was kept, no name stands anywhere,
//! and no byte can be changed unnoticed. Needs `make models`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use crate::jpeg_support;
use crate::run_support;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use blindmask::audit::ApplicantAudit;
use blindmask::audit::record::ImageRecord;
use blindmask::audit::wire::Method;
use blindmask::digest::sha256;
use blindmask::geometry::Rect;
use blindmask::jpeg::{Limits, verify};
use blindmask::mask::coefficients::ring;
use blindmask::proof::signature::{PublicKey, SIGNATURE, verify_signature};
use blindmask::proof::verify_records;
use blindmask::roster::people::Roster;
use jpeg_support::{Random, Script, Space, Spec};
use run_support::{blindmask, manifest, spellings};

/// Pages that are all encoded differently: sampling, colour, progressive, restarts, orientation, metadata.
const PAGES: [&str; 9] = [
    "T001/01_id_front.jpg",
    "T001/04_blank.jpg",
    "T002/01_biye.jpg",
    "T002/02_zhicheng.jpg",
    "T002/05_jixu.jpg",
    "T003/01_kaohe.jpg",
    "T003/03_huojiang.jpg",
    "T003/04_zongjie.jpg",
    "T004/03_pinshu.jpg",
];

struct Run {
    input: PathBuf,
    out: PathBuf,
    key: PathBuf,
    _dir: tempfile::TempDir,
}

/// Runs over the pages and their variants, once for all tests.
fn run() -> &'static Run {
    static RUN: OnceLock<Run> = OnceLock::new();
    RUN.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let (input, out, key) = (dir.path().join("in"), dir.path().join("out"), dir.path().join("sign.key"));
        for page in PAGES {
            let to = input.join(page);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(manifest().join("testdata/pages").join(page), to).unwrap();
        }
        variants(&input.join("T001"));
        let path = |p: &Path| p.to_str().unwrap().to_owned();
        let names = path(&dir.path().join("name.key"));
        let ran = blindmask(&[
            "redact",
            &path(&input),
            "--roster",
            "testdata/roster.csv",
            "--out",
            &path(&out),
            "--key-file",
            &names,
            "--sign-key",
            &path(&key),
        ]);
        assert!(ran.code == 0 || ran.code == 3, "{ran:?}");
        Run { input, out, key, _dir: dir }
    })
}

/// A card from the pages in every encoding that a JPEG can have, and some files that aren't JPEGs.
fn variants(folder: &Path) {
    let card = image::open(manifest().join("testdata/pages/T001/01_id_front.jpg")).unwrap().into_rgb8();
    let card = image::imageops::crop_imm(&card, 60, 30, 437, 251).to_image();
    let base = Spec { width: 437, height: 251, quality: 90, ..Spec::default() };
    let own = |name: &str, spec: Spec| {
        fs::write(folder.join(name), jpeg_support::encode_pixels(&spec, card.as_raw())).unwrap();
    };
    own("v_420.jpg", base.clone());
    own("v_422.jpg", Spec { sampling: [(2, 1), (1, 1)], ..base.clone() });
    own("v_440.jpg", Spec { sampling: [(1, 2), (1, 1)], ..base.clone() });
    own("v_411.jpg", Spec { sampling: [(4, 1), (1, 1)], ..base.clone() });
    own("v_split.jpg", Spec { script: Script::Separate, ..base.clone() });
    own("v_progressive_restart.jpg", Spec { script: Script::Progressive, restart: 5, ..base.clone() });
    own("v_rgb.jpg", Spec { space: Space::Rgb, sampling: [(1, 1), (1, 1)], ..base.clone() });
    own("v_arithmetic.jpg", Spec { arithmetic: true, ..base.clone() });
    own("v_wide.jpg", Spec { wide: true, ..base.clone() });
    card.save_with_format(folder.join("v_png.jpg"), image::ImageFormat::Png).unwrap();
    // The name is written everywhere a file has room for it, even in the file's own name.
    let mut file = jpeg_support::encode_pixels(&base, card.as_raw());
    let name = "田野";
    let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for text in [name.as_bytes(), &wide] {
        let segment = [&[0xff, 0xfe, 0, text.len() as u8 + 2], text].concat();
        file.splice(2..2, segment);
        file.extend(text);
    }
    fs::write(folder.join(format!("{name}.jpg")), file).unwrap();
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let all = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    all.filter(|e| e.file_type().is_file()).map(|e| e.into_path()).collect()
}

fn records(out: &Path) -> Vec<ImageRecord> {
    let read =
        |path: PathBuf| serde_json::from_slice::<ApplicantAudit>(&fs::read(path).unwrap()).unwrap().images;
    files(&out.join("audit")).into_iter().flat_map(read).collect()
}

/// Pixels, and channels per pixel; `None` when the decoder refuses the file.
type Decoder = fn(&[u8]) -> Option<(Vec<u8>, usize)>;

fn by_zune(file: &[u8]) -> Option<(Vec<u8>, usize)> {
    let picture = image::load_from_memory(file).ok()?;
    let channels = usize::from(picture.color().channel_count());
    Some((picture.into_bytes(), channels))
}

fn by_jpeg_decoder(file: &[u8]) -> Option<(Vec<u8>, usize)> {
    let mut decoder = jpeg_decoder::Decoder::new(file);
    let pixels = decoder.decode().ok()?;
    Some((pixels, decoder.info()?.pixel_format.pixel_bytes()))
}

const DECODERS: [(&str, Decoder); 3] =
    [("libjpeg", jpeg_support::decode), ("zune-jpeg", by_zune), ("jpeg-decoder", by_jpeg_decoder)];

/// Files that another decoder can't check, by the decoder's name.
fn unfit(decoder: &str, file: &str) -> bool {
    match decoder {
        // Shows split scans as black, doesn't read arithmetic coding, and shows 4:1:1 wrongly.
        "zune-jpeg" => ["v_split", "noninterleaved", "v_arithmetic", "411"].iter().any(|v| file.contains(v)),
        "jpeg-decoder" => file.contains("v_arithmetic"),
        _ => false,
    }
}

fn look_at(out: &Path, record: &ImageRecord, originals: &HashMap<String, Vec<u8>>) {
    let Some(output) = &record.output else { return };
    let name = &output.file;
    let bytes = fs::read(out.join("masked").join(name)).unwrap();
    assert_eq!(verify::audit_segments(&bytes), Ok(vec![]), "{name}");
    let (image, canonical) = verify::canonical(&bytes, &Limits::default()).unwrap();
    assert!(canonical, "{name}");
    let original = &originals[record.input.sha256.as_ref().unwrap()];
    // Not every decoder skips bytes before the picture.
    let start = original.windows(3).position(|w| w == [0xff, 0xd8, 0xff]).unwrap_or(0);
    let original = &original[start..];
    let (ring_x, ring_y) = ring(&image);
    let allowed: Vec<Rect> = record
        .findings
        .iter()
        .filter_map(|f| f.painted)
        .map(|r| {
            let (x, y) = (r.x.saturating_sub(ring_x), r.y.saturating_sub(ring_y));
            Rect { x, y, w: r.right() + ring_x - x, h: r.bottom() + ring_y - y }
        })
        .collect();
    for (decoder, decode) in DECODERS {
        let (after, channels) = decode(&bytes).unwrap_or_else(|| panic!("{decoder} refuses {name}"));
        if output.method == Method::Pixels || unfit(decoder, name) {
            continue;
        }
        let (before, _) =
            decode(original).unwrap_or_else(|| panic!("{decoder} refuses the original of {name}"));
        assert_eq!(before.len(), after.len(), "{name}");
        let pixels = before.chunks(channels).zip(after.chunks(channels));
        let differs = (0u32..)
            .zip(pixels)
            .filter(|(_, (a, b))| a != b)
            .map(|(i, _)| (i % image.width, i / image.width));
        let outside = differs.filter(|(x, y)| !allowed.iter().any(|r| r.contains(*x, *y))).count();
        assert_eq!(outside, 0, "{decoder}: pixels outside the boxes of {name}");
    }
}

#[test]
fn released_files_decode_everywhere_and_differ_in_the_boxes_only() {
    let Run { input, out, .. } = run();
    let originals: HashMap<_, _> =
        files(input).into_iter().map(|p| fs::read(p).unwrap()).map(|b| (sha256(&b), b)).collect();
    let records = records(out);
    assert_eq!(records.len(), files(input).len(), "a record for every file");
    let released: Vec<_> = records.iter().filter(|r| r.output.is_some()).collect();
    assert!(released.len() >= 15, "{} files released", released.len());
    assert!(released.iter().any(|r| r.output.as_ref().unwrap().method == Method::Pixels));
    for record in released {
        look_at(out, record, &originals);
    }
}

fn search_for_names(out: &Path, roster: &Path) {
    let people = Roster::load(roster).unwrap().applicants;
    let names: Vec<String> =
        people.into_iter().flat_map(|a| [a.name].into_iter().chain(a.id_number).chain(a.aliases)).collect();
    for path in files(out) {
        let bytes = fs::read(&path).unwrap();
        let place = path.strip_prefix(out).unwrap().to_str().unwrap();
        for (i, name) in names.iter().enumerate() {
            assert!(!place.contains(name.as_str()), "a file name holds entry {i}");
            for (j, text) in spellings(name).iter().enumerate() {
                let found = bytes.windows(text.len()).any(|w| w == text);
                assert!(!found, "{place} holds entry {i} in spelling {j}");
            }
        }
    }
}

#[test]
fn no_name_stands_in_any_file_or_file_name() {
    let Run { out, .. } = run();
    assert!(files(out).len() > 20);
    search_for_names(out, &manifest().join("testdata/roster.csv"));
}

#[test]
fn the_search_for_names_finds_them_in_the_input() {
    let file = fs::read(run().input.join("T001/田野.jpg")).unwrap();
    let found = spellings("田野").map(|text| file.windows(text.len()).any(|w| w == text));
    assert_eq!([found[0], found[2]], [true; 2]);
}

#[test]
fn an_untouched_run_is_proved_and_one_changed_byte_is_not() {
    let Run { input, out, key, .. } = run();
    let path = |p: &Path| p.to_str().unwrap().to_owned();
    let public = format!("{}.pub", path(key));
    let verify = ["verify", &path(out), "--originals", &path(input), "--sign-key", &public];
    let ran = blindmask(&verify);
    assert_eq!(ran.code, 0, "{ran:?}");

    // On a copy: other tests look at the same run.
    let copy = tempfile::tempdir().unwrap();
    for file in files(out) {
        let to = copy.path().join(file.strip_prefix(out).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(file, to).unwrap();
    }
    let out = copy.path();
    let public = PublicKey::load(Path::new(&public)).unwrap();
    let mut random = Random(0x0bad_5eed);
    let mut kinds = std::collections::BTreeSet::new();
    for file in files(out) {
        let name = file.strip_prefix(out).unwrap().to_str().unwrap().to_owned();
        let good = fs::read(&file).unwrap();
        for _ in 0..8 {
            let mut bad = good.clone();
            bad[random.below(good.len() as u64) as usize] ^= 1 << random.below(8);
            fs::write(&file, &bad).unwrap();
            let checked = verify_records(out).unwrap();
            let signature = checked.state.iter().flat_map(|s| verify_signature(out, s, Some(&public)));
            let named = checked.failures.iter().cloned().chain(signature).any(|f| f.place.starts_with(&name));
            assert!(named, "{name}: {:?}", checked.failures);
        }
        // `verify` agrees, once for every kind of file.
        if kinds.insert(name.split('/').next().unwrap().to_owned()) {
            let ran = blindmask(&["verify", &path(out), "--sign-key", verify[5]]);
            assert_eq!(ran.code, 5, "{ran:?}");
            assert!(ran.out.contains(&name), "{ran:?}");
        }
        fs::write(&file, &good).unwrap();
    }
    let kinds: Vec<_> = kinds.iter().map(String::as_str).collect();
    assert_eq!(kinds, ["audit", "ledger.ndjson", SIGNATURE, "masked", "run.json"]);
    assert_eq!(blindmask(&["verify", &path(out)]).code, 0);
}

#[test]
fn the_signing_key_may_not_lie_in_the_output() {
    let dir = tempfile::tempdir().unwrap();
    let path = |p: &str| dir.path().join(p).to_str().unwrap().to_owned();
    fs::create_dir_all(path("in/T001")).unwrap();
    let (out, names) = (path("out"), path("name.key"));
    let start =
        ["redact", &path("in"), "--roster", "testdata/roster.csv", "--out", &out, "--key-file", &names];
    assert_eq!(blindmask(&[&start[..], &["--sign-key", &path("out/sign.key")]].concat()).code, 2);
    assert!(!dir.path().join("out/sign.key").exists());
}

/// The same examination of a run made by hand:
/// `RELEASED=OUT ORIGINALS=INPUT ROSTER=FILE cargo test --release released -- --ignored --nocapture`.
#[test]
#[ignore = "needs a run to look at"]
fn a_run_made_by_hand() {
    let path =
        |name| PathBuf::from(std::env::var_os(name).expect("RELEASED, ORIGINALS and ROSTER name files"));
    let (out, input) = (path("RELEASED"), path("ORIGINALS"));
    let originals: HashMap<_, _> =
        files(&input).into_iter().map(|p| fs::read(p).unwrap()).map(|b| (sha256(&b), b)).collect();
    let records = records(&out);
    assert!(records.iter().any(|r| r.output.is_some()), "nothing was released");
    records.iter().for_each(|record| look_at(&out, record, &originals));
    search_for_names(&out, &path("ROSTER"));
}
