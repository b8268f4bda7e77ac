//! With `--lang zh` every message is Chinese, and a wrong key is the user's error.
#![allow(clippy::unwrap_used)]

use std::fs;

use blindmask::audit::decision::PageWord;
use blindmask::error::{Code, Detail, Error};
use blindmask::lang::Lang;

use crate::review_support::{Folder, NAMED, decide, word};
use crate::run_support::{Place, blindmask, manifest, small_page};

/// Runs of Latin letters that are English words and not names of options, commands, formats or codes.
fn english(text: &str) -> Vec<&str> {
    let sentence = |piece: &&str| {
        let words = piece.split(' ').filter(|w| w.len() > 1 && w.chars().all(|c| c.is_ascii_lowercase()));
        words.count() >= 3
    };
    text.split(|c: char| !c.is_ascii() || matches!(c, '`' | '\n')).filter(sentence).collect()
}

#[test]
fn every_code_has_meaning_and_advice_in_both_languages() {
    for code in Code::ALL {
        let said = [code.explain(Lang::Zh), code.advice(Lang::Zh)];
        assert!(said.iter().all(|t| t.ends_with('。') && english(t).is_empty()), "{code:?}: {said:?}");
        let said = [code.explain(Lang::En), code.advice(Lang::En)];
        assert!(said.iter().all(|t| t.ends_with('.')), "{code:?}: {said:?}");
        // The words must also fit a check, which covers nothing.
        assert!(!said.concat().contains("covered") && !code.explain(Lang::Zh).contains("已遮盖"), "{code:?}");
    }
}

#[test]
fn details_of_the_stages_are_chinese() {
    for (english, chinese) in [
        ("specks over 4 % of the picture", "画面约 4 % 被污点覆盖"),
        ("paper at 12 % of white", "纸面亮度仅为白色的 12 %"),
        ("mean confidence 0.41", "平均识别置信度 0.41"),
        ("edges of 5.1 pixels", "笔画边缘宽 5.1 像素"),
        ("the shorter side has 60 pixels", "短边仅 60 像素"),
        ("a stage panicked", "某一处理步骤异常中止"),
        ("permission denied", "没有权限"),
        ("the second reader: impossible places", "复核识别器：位置无效"),
        ("the second reader: places that are none", "复核识别器：位置无效"),
    ] {
        let detail: Detail = serde_json::from_str(&format!("{english:?}")).unwrap();
        assert_eq!(detail.say(Lang::Zh), chinese);
        assert_eq!(
            serde_json::to_string(&detail).unwrap(),
            format!("{english:?}"),
            "the audit stays English"
        );
    }
    let full = Error::io("x", std::io::ErrorKind::StorageFull.into());
    assert_eq!(full.say(Lang::Zh), "x：磁盘已满");
}

#[test]
fn errors_are_chinese() {
    let place = Place::new();
    place.put("T001/a.jpg", &small_page());
    let (input, out, key) = (place.text("in"), place.text("out"), place.text("key"));
    let roster = place.text("short.csv");
    fs::write(&roster, "编号,姓名\nT001,田\n").unwrap();
    let empty = place.text("models");
    fs::create_dir(&empty).unwrap();
    let good = ["--roster", "testdata/roster.csv"];
    let run = |more: &[&str]| -> Vec<String> {
        let fixed = ["redact", &input, "--key-file", &key, "--lang", "zh"];
        fixed.iter().chain(more).map(|a| (*a).to_owned()).collect()
    };
    let cases: Vec<(i32, &str, Vec<String>)> = vec![
        (2, "单字姓名", run(&["--out", &out, "--roster", &roster])),
        (2, "文件不存在", run(&["--out", &out, "--roster", "nowhere.csv"])),
        (2, "输入文件夹本身", run(&[&["--out", input.as_str()], &good[..]].concat())),
        (1, "缺失", run(&[&["--out", out.as_str(), "--models", &empty], &good[..]].concat())),
        (2, "缺少必需的参数", run(&[])),
        (2, "未知的参数 '--outt'", run(&["--outt", "x"])),
        (2, "取值 'x' 无效", run(&["--out", &out, "--jobs", "x"])),
        (2, "不能与", run(&["--out", &out, "--name", "田野", "--roster", "x"])),
        (2, "未知的命令", vec!["redakt".into(), "--lang=zh".into()]),
        (2, "文件夹不存在", vec!["verify".into(), "nowhere".into(), "--lang".into(), "zh".into()]),
    ];
    for (code, text, args) in cases {
        let ran = blindmask(&args);
        assert_eq!(ran.code, code, "{args:?}: {ran:?}");
        assert!(ran.err.contains(text), "{text}: {}", ran.err);
        assert!(english(&ran.err).is_empty(), "{:?} in {}", english(&ran.err), ran.err);
    }
}

/// Lines in which a Chinese character stands beside a mark of English punctuation.
fn english_marks(text: &str) -> Vec<&str> {
    let is_chinese = |c: Option<char>| c.is_some_and(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let marked = |line: &&str| {
        line.match_indices([':', ',', ';', '(', ')']).any(|(at, mark)| {
            let (before, after) = (&line[..at], &line[at + mark.len()..]);
            is_chinese(before.trim_end().chars().next_back()) || is_chinese(after.trim_start().chars().next())
        })
    };
    text.lines().filter(marked).collect()
}

/// Regression: the sums at the end of a run, `verify` and `report` had half-width colons and commas between Chinese words.
#[test]
fn chinese_sentences_have_chinese_marks() {
    assert_eq!(
        english_marks("完成: 3 个\nT001：a, b\n3 个, 已遮盖\n（1 行）"),
        ["完成: 3 个", "3 个, 已遮盖"]
    );
    let folder = Folder::new();
    decide(&folder.desk(), NAMED, vec![word(PageWord::Mask)]);
    let [out, input] = [folder.out(), folder.input()].map(|path| path.to_str().unwrap().to_owned());
    let page = folder.out().join("report.html");
    let said = |code: i32, args: &[&str]| {
        let ran = blindmask(&[args, &["--lang", "zh"]].concat());
        assert_eq!(ran.code, code, "{args:?}: {ran:?}");
        assert_eq!(english_marks(&(ran.out + &ran.err)), [""; 0], "{args:?}");
    };
    said(0, &["apply", &out, "--originals", &input]);
    said(0, &["verify", &out, "--originals", &input]);
    said(0, &["report", &out, "--html", page.to_str().unwrap()]);
    assert_eq!(english_marks(&fs::read_to_string(&page).unwrap().replace('<', "\n<")), [""; 0]);
    said(3, &["redact", &input, "--roster", "testdata/roster.csv", "--dry-run"]);
    fs::write(folder.out().join("audit/A001.json"), "{}").unwrap();
    said(5, &["verify", &out]);
    said(5, &["report", &out]);
    let golden = fs::read_to_string(manifest().join("tests/golden/redact_zh.txt")).unwrap();
    assert_eq!(english_marks(&golden), [""; 0]);
}

/// Regression: a picture, a folder or a missing file given as key was an internal error (exit 1) without advice.
#[test]
fn a_wrong_key_file_is_a_usage_error_with_its_cure() {
    let place = Place::new();
    place.put("T001/a.jpg", &small_page());
    let picture = place.text("in/T001/a.jpg");
    #[cfg(unix)]
    fs::set_permissions(&picture, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let folder = place.text("in");
    for (option, file) in [("--key-file", &picture), ("--key-file", &folder), ("--sign-key", &picture)] {
        let ran = blindmask(&place.redact("out", &[option, file]).into_iter().fold(
            vec![],
            |mut all: Vec<String>, a| {
                // Otherwise --key-file would be given twice.
                if option == "--key-file" && a == place.text("key") {
                    all.pop();
                } else {
                    all.push(a);
                }
                all
            },
        ));
        assert_eq!(ran.code, 2, "{option} {file}: {ran:?}");
        assert!(ran.err.contains("not a key file") && ran.err.contains("for a new key"), "{}", ran.err);
    }
    fs::create_dir(place.path("done")).unwrap();
    for file in [&picture, &folder, &place.text("missing.pub")] {
        let ran = blindmask(&["verify", &place.text("done"), "--sign-key", file]);
        assert_eq!((ran.code, ran.err.contains(".pub")), (2, true), "{file}: {ran:?}");
    }
}
