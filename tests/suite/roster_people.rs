//! Rosters in every format and encoding, good and bad.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use crate::roster_support::{load, person, text_row, xlsx};

use blindmask::error::{Error, Exit};
use blindmask::roster::people::Roster;
use proptest::prelude::*;

#[test]
fn csv_reads_alike_in_every_encoding_and_with_every_delimiter() {
    let text =
        "申报人员花名册,,\n编号,姓 名,别名（可不填）\nA001,高　山,Gao Shan；山高\n,,\nA002,沙·尔山,无\n";
    let expected =
        [person("A001", "高山", &["Gao Shan", "山高"], None), person("A002", "沙·尔山", &[], None)];
    let utf16: Vec<u8> =
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let files = [
        text.as_bytes().to_vec(),
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        encoding_rs::GB18030.encode(text).0.into_owned(),
        utf16,
        text.replace(',', ";").into_bytes(),
        text.replace(',', "\t").into_bytes(),
        text.replace('\n', "\r\n").into_bytes(),
    ];
    for (i, file) in files.iter().enumerate() {
        assert_eq!(load(file).unwrap().applicants, expected, "file {i}");
    }
}

/// Rows are counted as a person sees them, columns have their headings, and names are never quoted.
#[test]
fn faults_name_row_and_column_and_no_name() {
    for (text, place) in [
        ("编号,姓名\nA1,高山\nA1,林海\n", "row 3, column 编号"),
        ("编号,姓名\nA1,高山\na1,林海\n", "row 3, column 编号"),
        ("标题\n\n编号,姓名\nA1,\n", "row 4, column 姓名"),
        ("编号,姓名\nA1,高\n", "row 2, column 姓名"),
        ("编号,姓名\nA1,·\n", "row 2, column 姓名"),
        ("编号,姓名\n,高山\n", "row 2, column 编号"),
        ("编号,姓名\n../x,高山\n", "row 2, column 编号"),
        ("编号,姓名\n..,高山\n", "row 2, column 编号"),
        ("编号,姓名\nnul,高山\n", "row 2, column 编号"),
        ("编号,姓名\nLPT1.x,高山\n", "row 2, column 编号"),
        ("编号,姓名\n01_高山,高山\n", "row 2, column 编号"),
        ("序号,姓名,单位\n1,高山,x\n2,,y\n", "row 3, column 姓名"),
        ("姓名,曾用名\n高山,林\n", "row 2, column 曾用名"),
        ("编号,姓名\n", "row 2"),
        ("a,b\n1,2\n", "row 1, column 姓名/name"),
        ("", "empty"),
        ("[{\"id\":\"A1\",\"name\":\"高山\"},\n 7]", "row 2"),
        ("[{\"id\":\"A1\",\n\"name\":\"高山\"", "row 2"),
        ("[{\"id\":\"A1\"},{\"id\":\"A2\",\"name\":\"高山\"}]", "row 1, column name"),
    ] {
        let error = load(text.as_bytes()).unwrap_err();
        assert_eq!(error.exit(), Exit::Usage);
        let words = error.to_string();
        assert!(words.contains(place), "{text:?}: {words}");
        assert!(!words.contains(['高', '林']), "{words}");
    }
    let none = Roster::load(std::path::Path::new("no-such-roster.csv")).unwrap_err();
    assert!(matches!(none, Error::Usage(_)), "{none}");
}

#[test]
fn a_file_larger_than_any_roster_is_refused_unread() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.csv");
    std::fs::File::create(&path).unwrap().set_len((64 << 20) + 1).unwrap();
    let error = Roster::load(&path).unwrap_err();
    assert!(error.exit() == Exit::Usage && error.to_string().contains("too large"), "{error}");
}

#[test]
fn json_takes_both_languages_and_both_kinds_of_alias() {
    let english = r#"[{"id":1,"name":"高山","aliases":["Gao Shan","山高"],"id_number":null},
                      {"id":"B","name":"林海","aliases":"海林；林大海","extra":[1]}]"#;
    let chinese = r#"[{"编号":1,"姓名":"高山","曾用名":["Gao Shan","山高"]},
                      {"姓名":"林海","编号":"B","曾用名":"海林；林大海"}]"#;
    let expected =
        [person("1", "高山", &["Gao Shan", "山高"], None), person("B", "林海", &["海林", "林大海"], None)];
    for text in [english.to_owned(), chinese.to_owned(), format!("{{\"applicants\":{english}}}")] {
        assert_eq!(load(text.as_bytes()).unwrap().applicants, expected);
    }
}

#[test]
fn an_id_that_would_tell_is_replaced_by_the_row() {
    let number = "99010120000101001X";
    let without = load(format!("姓名,身份证号码\n高山,{number}\n林海,\n").as_bytes()).unwrap();
    assert_eq!(
        without.applicants,
        [person("R002", "高山", &[], Some(number)), person("R003", "林海", &[], None)]
    );
    let as_id = load(format!("编号,姓名\n{number},高山\n").as_bytes()).unwrap();
    assert_eq!(as_id.applicants, [person("R002", "高山", &[], Some(number))]);
}

#[test]
fn notes_and_second_header_lines_are_no_applicants() {
    let text = "序号,姓名,学历,\n,,学校,时间\n1,高山,x,2001\n2,,,\n填表人：某人,,,\n";
    assert_eq!(load(text.as_bytes()).unwrap().applicants.len(), 1);
}

#[test]
fn namesakes_are_two_applicants() {
    let roster = load("编号,姓名\nA,高山\nB,高山\n".as_bytes()).unwrap();
    assert_eq!(roster.applicants.len(), 2);
}

#[test]
fn names_keep_dots_and_lose_what_cannot_be_seen() {
    for (written, name) in [
        ("沙 · 尔山", "沙 · 尔山"),
        ("ＧＡＯ　Shan", "GAO Shan"),
        ("\u{200b}高\u{3000}山\u{feff}", "高山"),
        (" Gao   Shan ", "Gao Shan"),
    ] {
        let roster = Roster::single("A1", written, &[]).unwrap();
        assert_eq!(roster.applicants[0].name, name);
    }
    for (id, name, alias) in
        [("A1", "高", "x y"), ("A1", "", "x y"), ("A1", "高山", "x"), ("a/b", "高山", "x y")]
    {
        assert!(
            matches!(Roster::single(id, name, &[alias.into()]), Err(Error::Usage(_))),
            "{id} {name} {alias}"
        );
    }
}

#[test]
fn the_notices_own_spreadsheet_works_as_it_is() {
    let rows = [
        text_row(1, &["附件2"]),
        text_row(2, &["申报人员花名册"]),
        text_row(4, &["序号", "姓　名", "性 别", "身份证号码", "备注"]),
        text_row(5, &["1", "高　山", "男", "99010120000101001X", ""]),
        text_row(6, &["2", "沙·尔山", "女", "990101200001010022", ""]),
    ];
    let roster = load(&xlsx(&rows.concat())).unwrap();
    assert_eq!(
        roster.applicants,
        [
            person("R005", "高山", &[], Some("99010120000101001X")),
            person("R006", "沙·尔山", &[], Some("990101200001010022"))
        ]
    );
}

/// A spreadsheet keeps 15 digits of a number, so an ID number typed as a number would silently match nobody.
#[test]
fn numbers_stay_exact_or_are_refused() {
    let head = text_row(1, &["编号", "姓名", "身份证号码"]);
    let row = |id: &str, number: &str| {
        let name = r#"<c t="inlineStr"><is><t>高山</t></is></c>"#;
        format!(r#"{head}<row r="2"><c><v>{id}</v></c>{name}<c><v>{number}</v></c></row>"#)
    };
    let roster = load(&xlsx(&row("20260001", "990101200001015"))).unwrap();
    assert_eq!(roster.applicants, [person("20260001", "高山", &[], Some("990101200001015"))]);
    let error = load(&xlsx(&row("1", "990101200001010022"))).unwrap_err().to_string();
    assert!(error.contains("row 2, column 身份证号码") && error.contains("as text"), "{error}");
}

proptest! {
    #[test]
    fn any_bytes_give_a_roster_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..300), pick in 0..4_usize) {
        let start: &[u8] = [&b""[..], b"PK\x03\x04", b"[{", "编号,姓名\n".as_bytes()][pick];
        if let Ok(roster) = load(&[start, &bytes].concat()) {
            prop_assert!(!roster.applicants.is_empty());
            for a in &roster.applicants {
                prop_assert!(!a.id.contains(['/', '\\']) && a.id != ".." && a.name.chars().count() > 1);
            }
        }
    }
}
