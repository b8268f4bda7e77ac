//! Rosters as people write them: each is loaded with the right names, or refused at the right row and column. None is
//! searched as nonsense.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use blindmask::roster::notice::Doubt::{self, *};
use proptest::prelude::*;

use crate::roster_support::{Sheet, load, text_row, workbook, xlsx};

/// The outcome of a roster.
enum Does {
    /// It loads: every applicant's names, the first one `name`, and the doubts.
    Finds(&'static [&'static [&'static str]], &'static [Doubt]),
    /// It is refused at a place.
    Refuses(&'static str),
}
use Does::{Finds, Refuses};

fn holds(label: &str, bytes: &[u8], does: &Does) {
    let loaded = load(bytes);
    match does {
        Finds(names, doubts) => {
            let roster = loaded.unwrap_or_else(|e| panic!("{label}: {e}"));
            let found: Vec<Vec<&str>> = roster
                .applicants
                .iter()
                .map(|a| std::iter::once(&a.name).chain(&a.aliases).map(String::as_str).collect())
                .collect();
            assert_eq!(found, *names, "{label}");
            let told: Vec<Doubt> = roster.notices.iter().map(|n| n.doubt).collect();
            assert_eq!(told, *doubts, "{label}");
            assert_eq!(roster.is_plain(), doubts.is_empty());
        }
        Refuses(place) => {
            let error = loaded.err().unwrap_or_else(|| panic!("{label}: loads")).to_string();
            assert!(error.contains(place), "{label}: {error}");
            assert!(!error.contains(['谢', '韵', '雷', '建']), "{label}: {error}");
        }
    }
}

/// Cells of a column 姓名 and of a column 曾用名 of one applicant; each is tried in CSV of three encodings, XLSX and JSON.
const CELLS: &[(&str, &str, Does)] = &[
    ("谢韵兰", "", Finds(&[&["谢韵兰"]], &[])),
    ("王建国", "李雷,谢韵兰", Finds(&[&["王建国", "李雷", "谢韵兰"]], &[])),
    ("王建国", "李雷，谢韵兰", Finds(&[&["王建国", "李雷", "谢韵兰"]], &[])),
    ("王建国", "李雷、谢韵兰", Finds(&[&["王建国", "李雷", "谢韵兰"]], &[])),
    ("王建国", "李雷；谢韵兰;", Finds(&[&["王建国", "李雷", "谢韵兰"]], &[])),
    ("王建国", "李雷/谢韵兰", Finds(&[&["王建国", "李雷", "谢韵兰"]], &[])),
    ("王建国", "李雷｜谢韵兰|韩梅", Finds(&[&["王建国", "李雷", "谢韵兰", "韩梅"]], &[])),
    ("王建国", "李雷\n谢韵兰", Finds(&[&["王建国", "李雷", "谢韵兰"]], &[])),
    ("王建国", "李雷 谢韵兰", Finds(&[&["王建国", "李雷", "谢韵兰"]], &[])),
    ("王建国", "李雷　谢韵兰", Finds(&[&["王建国", "李雷", "谢韵兰"]], &[])),
    ("张　伟", "欧阳 雪琴", Finds(&[&["张伟", "欧阳雪琴"]], &[])),
    ("谢 韵 兰", "王 建国", Finds(&[&["谢韵兰", "王建国"]], &[])),
    ("王建国", "李雷 谢 韵兰", Refuses("row 2, column 曾用名")),
    ("那 生 巴 图", "", Finds(&[&["那生巴图"]], &[Spaces])),
    ("买买提 吐尔逊", "", Finds(&[&["买买提吐尔逊"]], &[])),
    ("谢韵兰", "Xie Yunlan", Finds(&[&["谢韵兰", "Xie Yunlan"]], &[])),
    ("谢韵兰", "Xie Yunlan/Lana Xie", Finds(&[&["谢韵兰", "Xie Yunlan", "Lana Xie"]], &[])),
    ("谢韵兰", "Xie, Yunlan", Finds(&[&["谢韵兰", "Xie Yunlan"]], &[Comma])),
    ("谢韵兰", "李雷 Li Lei", Finds(&[&["谢韵兰", "李雷", "Li Lei"]], &[])),
    ("谢韵兰Xie Yunlan", "", Finds(&[&["谢韵兰", "Xie Yunlan"]], &[])),
    (
        "买买提·吐尔逊",
        "مەمەت تۇرسۇن|Memet Tursun",
        Finds(&[&["买买提·吐尔逊", "مەمەت تۇرسۇن", "Memet Tursun"]], &[]),
    ),
    ("沙 · 尔山", "沙•尔山", Finds(&[&["沙 · 尔山", "沙•尔山"]], &[])),
    ("王建国", "无", Finds(&[&["王建国"]], &[])),
    ("王建国", "—", Finds(&[&["王建国"]], &[])),
    ("王建国", "/", Finds(&[&["王建国"]], &[])),
    ("王建国", "同上", Finds(&[&["王建国"]], &[])),
    ("王建国", "N/A", Finds(&[&["王建国"]], &[])),
    ("王建国", "无曾用名", Finds(&[&["王建国"]], &[])),
    ("王建国", "李雷、无", Finds(&[&["王建国", "李雷"]], &[])),
    ("同上", "", Refuses("row 2, column 姓名")),
    ("王建国（曾用名：谢韵兰）", "", Finds(&[&["王建国", "谢韵兰"]], &[])),
    ("王建国(原名谢韵兰)", "", Finds(&[&["王建国", "谢韵兰"]], &[])),
    ("王建国，曾用名谢韵兰", "", Finds(&[&["王建国", "谢韵兰"]], &[])),
    ("王建国", "又名：谢韵兰、李雷", Finds(&[&["王建国", "谢韵兰", "李雷"]], &[])),
    ("王建国【笔名：谢韵兰；李雷】", "", Finds(&[&["王建国", "谢韵兰", "李雷"]], &[])),
    ("谢韵兰（女）", "", Finds(&[&["谢韵兰"]], &[])),
    ("谢韵兰（女，回族）", "", Finds(&[&["谢韵兰"]], &[])),
    ("谢韵兰（Xiè Yùnlán）", "", Finds(&[&["谢韵兰", "Xiè Yùnlán"]], &[])),
    ("王建国（谢韵兰）", "", Finds(&[&["王建国", "谢韵兰"]], &[BracketAsName])),
    ("谢韵兰（第二批补）", "", Finds(&[&["谢韵兰"]], &[BracketIgnored])),
    ("谢韵兰（", "", Refuses("row 2, column 姓名")),
    ("谢（韵）兰", "", Refuses("row 2, column 姓名")),
    ("谢韵兰2", "", Finds(&[&["谢韵兰"]], &[])),
    ("谢韵兰A", "", Finds(&[&["谢韵兰"]], &[])),
    ("谢韵兰②", "", Finds(&[&["谢韵兰"]], &[])),
    ("谢韵兰(1)", "", Finds(&[&["谢韵兰"]], &[])),
    ("谢韵兰⑵", "李雷-2", Finds(&[&["谢韵兰", "李雷"]], &[])),
    ("谢韵兰 B", "李雷Ⅱ", Finds(&[&["谢韵兰", "李雷"]], &[])),
    ("谢韵兰老师", "", Finds(&[&["谢韵兰"]], &[])),
    ("王建国、谢韵兰", "", Finds(&[&["王建国", "谢韵兰"]], &[SeveralNames])),
    ("王建国 谢韵兰", "", Finds(&[&["王建国", "谢韵兰"]], &[SeveralNames])),
    ("王建国", "1、谢韵兰 2、李雷", Finds(&[&["王建国", "谢韵兰", "李雷"]], &[])),
    ("谢*兰", "", Refuses("row 2, column 姓名")),
    ("谢某某", "", Refuses("row 2, column 姓名")),
    ("谢？兰", "", Refuses("row 2, column 姓名")),
    ("王建国", "#NAME?", Refuses("row 2, column 曾用名")),
    ("#REF!", "", Refuses("row 2, column 姓名")),
    ("true", "", Refuses("row 2, column 姓名")),
    ("王建国", "TRUE", Refuses("row 2, column 曾用名")),
    ("13", "", Refuses("row 2, column 姓名")),
    ("王建国", "12,34", Refuses("row 2, column 曾用名")),
    ("待定", "", Refuses("row 2, column 姓名")),
    ("填表人：谢韵兰", "", Refuses("row 2, column 姓名")),
    ("王建国", "谢", Refuses("row 2, column 曾用名")),
    ("王建国", "李雷谢韵兰", Finds(&[&["王建国", "李雷谢韵兰", "李雷", "谢韵兰"]], &[Joined])),
    ("王建国", "李雷和谢韵兰", Finds(&[&["王建国", "李雷和谢韵兰", "李雷", "谢韵兰"]], &[Joined])),
    ("李雷和原名谢韵兰", "", Finds(&[&["李雷和", "谢韵兰", "李雷"]], &[Joined])),
    ("李雷 Xie和谢韵兰", "", Finds(&[&["李雷", "Xie", "和谢韵兰", "谢韵兰"]], &[Joined, SeveralNames])),
    ("李雷老师 Li Lei", "Xie·沙·尔山", Finds(&[&["李雷", "Li Lei", "Xie", "沙·尔山"]], &[])),
    ("原名李雷等和Li Lei", "", Finds(&[&["李雷等和", "李雷", "Li Lei"]], &[Joined])),
    ("王建国", "李雷·谢韵兰", Finds(&[&["王建国", "李雷·谢韵兰", "李雷", "谢韵兰"]], &[Joined])),
    ("王建国", "李雷.谢韵兰", Finds(&[&["王建国", "李雷.谢韵兰", "李雷", "谢韵兰"]], &[Joined])),
    ("王建国", "李雷-谢韵兰", Finds(&[&["王建国", "李雷-谢韵兰", "李雷", "谢韵兰"]], &[Joined])),
    ("艾力·麦麦提", "", Finds(&[&["艾力·麦麦提"]], &[])),
    ("谢韵兰 女", "", Finds(&[&["谢韵兰", "谢韵兰女"]], &[Joined, SeveralNames])),
    ("谢韵兰男", "", Finds(&[&["谢韵兰男", "谢韵兰"]], &[Joined, SeveralNames])),
    ("谢韵兰甲", "", Finds(&[&["谢韵兰甲", "谢韵兰"]], &[Joined, SeveralNames])),
    ("大谢韵兰", "", Finds(&[&["大谢韵兰", "谢韵兰"]], &[Joined, SeveralNames])),
    ("谢韵兰 强", "", Refuses("row 2, column 姓名")),
    ("欧阳雪 琴", "", Finds(&[&["欧阳雪琴"]], &[])),
    ("原 野", "", Finds(&[&["原野"]], &[])),
    ("王建国", "不适用", Finds(&[&["王建国"]], &[])),
    ("王建国", "同 上", Finds(&[&["王建国"]], &[])),
    ("王建国", "无。", Finds(&[&["王建国"]], &[])),
    ("王建国", "未曾改过", Finds(&[&["王建国", "未曾改过"]], &[MaybeNone])),
    ("鐜嬪缓鍥藉己", "", Refuses("row 2, column 姓名")),
    ("锟斤拷", "", Refuses("row 2, column 姓名")),
];

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[test]
fn cells_do_the_same_in_every_format() {
    for (name, alias, does) in CELLS {
        let csv = format!("编号,姓名,曾用名\nA1,{},{}\n", quoted(name), quoted(alias));
        holds(&format!("UTF-8 {name}|{alias}"), csv.as_bytes(), does);
        let utf16: Vec<u8> =
            std::iter::once(0xfeff).chain(csv.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        holds(&format!("UTF-16 {name}|{alias}"), &utf16, does);
        let (gb, _, lost) = encoding_rs::GB18030.encode(&csv);
        assert!(!lost);
        holds(&format!("GB18030 {name}|{alias}"), &gb, does);
        let rows = [text_row(1, &["编号", "姓名", "曾用名"]), text_row(2, &["A1", name, alias])].concat();
        holds(&format!("XLSX {name}|{alias}"), &xlsx(&rows), does);
        let text = |t: &str| serde_json::to_string(t).unwrap();
        let json = format!(
            "[{{\"编号\":\"A0\",\"姓名\":\"高山\"}},{{\"编号\":\"A1\",\"姓名\":{},\"曾用名\":{}}}]",
            text(name),
            text(alias)
        );
        let with_first: Does = match does {
            Finds(names, doubts) => {
                let all: Vec<&'static [&'static str]> =
                    std::iter::once(&["高山"][..]).chain(names.iter().copied()).collect();
                Finds(all.leak(), doubts)
            }
            Refuses(place) => Refuses(place),
        };
        holds(&format!("JSON {name}|{alias}"), json.as_bytes(), &with_first);
    }
}

const ONE: &[&[&str]] = &[&["谢韵兰"]];
const BOTH: &[&[&str]] = &[&["王建国", "谢韵兰"]];

/// Whole files: headers, rows, quotes, keys.
#[test]
fn files_do_what_they_say() {
    let files: &[(&str, Does)] = &[
        ("编号,姓名（拼音）,姓名\nA1,Xie Yunlan,谢韵兰\n", Finds(&[&["谢韵兰", "Xie Yunlan"]], &[])),
        ("编号,姓名(英文),姓名\nA1,Lana Xie,谢韵兰\n", Finds(&[&["谢韵兰", "Lana Xie"]], &[])),
        ("编号,姓名,姓名\nA1,王建国,谢韵兰\n", Finds(BOTH, &[SeveralNames])),
        ("编号,姓名,姓名\nA1,谢韵兰,谢韵兰\n", Finds(ONE, &[])),
        ("编号,姓名,姓名\nA1,,谢韵兰\n", Finds(ONE, &[])),
        ("编号,姓名,笔名\nA1,王建国,谢韵兰\n", Finds(BOTH, &[])),
        ("编号,姓名,英文名\nA1,谢韵兰,Lana Xie\n", Finds(&[&["谢韵兰", "Lana Xie"]], &[])),
        ("编号,姓名,拼音\nA1,谢韵兰,xie yunlan\n", Finds(&[&["谢韵兰", "xie yunlan"]], &[])),
        ("编号,姓名,民族文字姓名\nA1,沙·尔山,شاھ\n", Finds(&[&["沙·尔山", "شاھ"]], &[])),
        ("编号,姓名,原姓名,维吾尔文姓名\nA1,王建国,谢韵兰,\n", Finds(BOTH, &[])),
        ("编号,姓名,配偶名\nA1,谢韵兰,李雷\n", Finds(ONE, &[UnknownHeading])),
        ("编号,姓名,联系人姓名,单位名称\nA1,谢韵兰,,某校\n", Finds(ONE, &[])),
        ("申报人：,高级职称\n编号,姓名\nA1,谢韵兰\n", Finds(ONE, &[])),
        ("申报人：,\n序号,姓名\n1,谢韵兰\n", Finds(ONE, &[])),
        ("编号,姓名\nA1,谢韵兰\n填表人：,\n", Finds(ONE, &[RowPassedOver])),
        ("编号,姓名\nA1,谢韵兰\n填表人：李雷,\n", Finds(ONE, &[RowPassedOver])),
        ("序号,姓名,单位\n1,谢韵兰,x\n填表人：,李雷,\n", Finds(ONE, &[RowPassedOver])),
        ("姓名,单位\n谢韵兰,x\n填表人：李雷,审核人：\n", Finds(ONE, &[RowPassedOver])),
        ("编号,姓名\nA1,谢韵兰\n合计,\n", Finds(ONE, &[RowPassedOver])),
        ("编号,姓名\nA1,谢韵兰\nA2,填表人：李雷\n", Refuses("row 3, column 姓名")),
        ("编号,姓名\nA1,谢韵兰\n编号,姓名\nA2,李雷\n", Finds(&[&["谢韵兰"], &["李雷"]], &[])),
        ("编号,姓名,曾用名\nA1,王建国,李雷,谢韵兰\n", Finds(&[&["王建国", "李雷", "谢韵兰"]], &[])),
        ("编号,姓名,单位\nA1,王建国,谢韵兰,x\n", Refuses("row 2")),
        ("编号,姓名\nA1,\"王建国\nA2,谢韵兰\n", Refuses("row 2")),
        ("编号,姓名\nA1,\"王建国\nA2,\"谢韵兰\n", Refuses("row 2")),
        ("编号,姓名\nA1,王建国\nA2,\"谢韵兰\"等\n", Refuses("row 3")),
        ("编号,姓名\nA1,谢韵兰\nA2,李*\nA3,12\n", Refuses("row 3, column 姓名")),
        ("序号,姓名,单位\n1,,x\n2,谢韵兰,y\n", Refuses("row 2, column 姓名")),
        ("编号,姓氏,名字\nA1,谢,韵兰\n", Finds(&[&["韵兰"]], &[UnknownHeading])),
        ("编号,姓名,\nA1,王建国,谢韵兰\n", Finds(&[&["王建国"]], &[UnknownHeading])),
        ("编号,姓名,论文署名\nA1,王建国,谢韵兰\n", Finds(&[&["王建国"]], &[UnknownHeading])),
        ("编号,姓名,备注\nA1,王建国,曾用名谢韵兰\n", Finds(&[&["王建国"]], &[NameElsewhere])),
        ("编号,姓名,备注\nA1,王建国,无曾用名\n", Finds(&[&["王建国"]], &[])),
        ("编号,姓名,昵称\nA1,王建国,谢韵兰\n", Finds(BOTH, &[])),
        ("编号,姓名\nA1,谢韵兰\n以上人员共1名,\n", Finds(ONE, &[RowPassedOver])),
        ("编号,姓名,单位\nA1,王建国,\"某校\nA2,谢韵兰,某校\"\n", Refuses("row 2")),
        ("编号,姓名,单位\nA1,谢韵兰,\"某校\n二楼\"\n", Finds(ONE, &[])),
        ("编号,姓名,身份证号\n990101200001010016-1,谢韵兰,\n", Refuses("row 2, column 编号")),
        ("编号,姓名\nyunlan,谢韵兰\n", Refuses("row 2, column 编号")),
        ("编号,姓名\n李雷,谢韵兰\nA2,李雷\n", Refuses("row 2, column 编号")),
        (
            r#"{"applicants":[{"id":"A1","name":"王建国"}],"more":[{"id":"A2","name":"谢韵兰"}]}"#,
            Refuses("expected"),
        ),
        (r#"[{"id":"A1","name":"王建国","former":"谢韵兰"}]"#, Finds(BOTH, &[])),
        (r#"[{"id":"A1","name":"王建国","name":"谢韵兰"}]"#, Refuses("row 1")),
        (
            r#"[{"id":"A1","name":"王建国","aliases":"李雷,谢韵兰"}]"#,
            Finds(&[&["王建国", "李雷", "谢韵兰"]], &[]),
        ),
        (
            r#"[{"id":"A1","name":"王建国","aliases":["李雷,谢韵兰"]}]"#,
            Finds(&[&["王建国", "李雷", "谢韵兰"]], &[]),
        ),
        (r#"[{"id":"A1","name":"王建国","aliases":[]}]"#, Finds(&[&["王建国"]], &[])),
        (r#"[{"id":"A1","name":{"zh":"谢韵兰"}}]"#, Refuses("row 1, column name")),
        (r#"[{"id":"A1","name":"王建国","aliases":{"zh":"谢韵兰"}}]"#, Refuses("row 1, column aliases")),
        (r#"[{"id":"A1","name":"王建国","aliases":[{"zh":"谢韵兰"}]}]"#, Refuses("row 1, column aliases")),
        (r#"[{"id":"A1","name":"王建国","aliases":[["谢韵兰"]]}]"#, Refuses("row 1, column aliases")),
        (r#"[{"id":"A1","name":true}]"#, Refuses("row 1, column name")),
        (r#"[{"id":"A1","name":12}]"#, Refuses("row 1, column name")),
        (r#"[{"id":"A1","name":"王建国","aliases":[7]}]"#, Refuses("row 1, column aliases")),
        (r#"[{"id":true,"name":"王建国"}]"#, Refuses("row 1, column id")),
        (r#"[{"id":"A1","name":null}]"#, Refuses("row 1, column name")),
        (r#"[{"id":"A1","name":"谢韵兰","spouse name":"李雷"}]"#, Finds(ONE, &[UnknownHeading])),
    ];
    for (text, does) in files {
        holds(text, text.as_bytes(), does);
    }
}

/// Cases that only a spreadsheet can hold.
#[test]
fn workbooks_do_what_they_say() {
    let head = text_row(1, &["编号", "姓名"]);
    let cell = |c: &str| {
        let id = r#"<c t="inlineStr"><is><t>A1</t></is></c>"#;
        xlsx(&format!(r#"{head}<row r="2">{id}{c}</row>"#))
    };
    for (c, place) in [
        (r#"<c t="e"><v>#NAME?</v></c>"#, "row 2, column 姓名"),
        (r#"<c t="e"><f>Z9</f><v>#REF!</v></c>"#, "row 2, column 姓名"),
        (r#"<c t="b"><v>1</v></c>"#, "row 2, column 姓名"),
        (r#"<c><v>12</v></c>"#, "row 2, column 姓名"),
        (r#"<c><f>CONCATENATE("x","y")</f></c>"#, "row 2, column 姓名: a formula"),
    ] {
        holds(c, &cell(c), &Refuses(place));
    }
    holds("cached", &cell(r#"<c t="str"><f>B9</f><v>谢韵兰</v></c>"#), &Finds(ONE, &[]));

    let rows = |names: &[&str]| {
        let of = |(i, n): (usize, &&str)| text_row(i + 2, &[&format!("A{i}"), n]);
        head.clone() + &names.iter().enumerate().map(of).collect::<String>()
    };
    let (now, old) = (rows(&["谢韵兰"]), rows(&["王建国"]));
    let sheet = |state, rows| Sheet { state, columns: "", rows };
    let (shown, hidden) = ("visible", "hidden");
    let two = workbook(&[sheet(shown, &old), sheet(shown, &now)]);
    holds("two sheets", &two, &Refuses("several sheets"));
    for hidden in [hidden, "veryHidden"] {
        let one = workbook(&[sheet(hidden, &old), sheet(shown, &now)]);
        holds("an older sheet, hidden", &one, &Finds(ONE, &[HiddenSheet]));
    }
    let only = workbook(&[sheet(shown, ""), sheet(hidden, &now)]);
    holds("all hidden", &only, &Finds(ONE, &[HiddenSheet]));
    let notes = workbook(&[sheet(shown, &text_row(1, &["说明"])), sheet(shown, &now), sheet(shown, &head)]);
    holds("notes and an empty form", &notes, &Finds(ONE, &[]));

    let both = [text_row(1, &["编号", "姓名", "姓名"]), text_row(2, &["A1", "王建国", "谢韵兰"])].concat();
    let column = r#"<col min="2" max="2" width="9" hidden="1"/>"#;
    let book = workbook(&[Sheet { state: shown, columns: column, rows: &both }]);
    let visible_first: &[&[&str]] = &[&["谢韵兰", "王建国"]];
    holds("a hidden column", &book, &Finds(visible_first, &[HiddenColumn, SeveralNames]));
    let hidden_row = rows(&["谢韵兰"]).replace(r#"r="2""#, r#"r="2" hidden="1""#);
    holds("a hidden row", &xlsx(&hidden_row), &Finds(ONE, &[HiddenRow]));
}

/// A notice gives place and kind in both languages, and no name.
#[test]
fn notices_tell_a_place_and_no_name() {
    use blindmask::lang::Lang;
    let roster = load("编号,姓名\nA1,王建国、谢韵兰\n".as_bytes()).unwrap();
    let notice = &roster.notices[0];
    assert!(notice.explain(Lang::En).starts_with("row 2, column 姓名: several"), "{notice:?}");
    assert!(notice.explain(Lang::Zh).starts_with("第 2 行“姓名”列：一名"), "{notice:?}");
}

/// Names, and what people write before, after and between them.
const PLANTED: &[&str] = &["谢韵兰", "李雷", "沙·尔山", "欧阳若谷", "买买提吐尔逊", "吐尔逊娜依"];
const BEFORE: &[&str] =
    &["", "", "曾用名：", "（", "1.", "原名", "“", "又名:", "填表人：", "*", "Li Lei ", "张 伟 "];
const AFTER: &[&str] =
    &["", "", "2", "A", "②", "（女）", "）", "(1)", "老师", "”", "等", " 同上", "*", " Xie", "#REF!"];
const BETWEEN: &[&str] = &[
    ",", "，", "、", "；", ";", "/", "|", "\n", " ", "\u{3000}", "", "-", "（", "和", "&", "·", ".", "。",
    "或", "及", " 和 ",
];

fn a_cell() -> impl Strategy<Value = (Vec<usize>, String)> {
    let part = (0..PLANTED.len(), 0..BEFORE.len(), 0..AFTER.len(), 0..BETWEEN.len());
    prop::collection::vec(part, 0..4).prop_map(|parts| {
        let mut text = String::new();
        for (i, (name, before, after, between)) in parts.iter().enumerate() {
            let between = if i == 0 { "" } else { BETWEEN[*between] };
            text += &[between, BEFORE[*before], PLANTED[*name], AFTER[*after]].concat();
        }
        (parts.iter().map(|part| part.0).collect(), text)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// For any cells, every name in them is searched, or the roster is refused, or a notice makes the run end with 3.
    /// A name that runs into a transliterated one, whose length is unknown, may be searched as a part of that.
    #[test]
    fn no_name_of_a_roster_is_lost_in_silence(name in a_cell(), alias in a_cell()) {
        let csv = format!("编号,姓名,曾用名\nA1,{},{}\n", quoted(&name.1), quoted(&alias.1));
        let Ok(roster) = load(csv.as_bytes()) else { return Ok(()) };
        if !roster.is_plain() {
            return Ok(());
        }
        let found: Vec<&str> = roster
            .applicants
            .iter()
            .flat_map(|a| std::iter::once(&a.name).chain(&a.aliases))
            .map(String::as_str)
            .collect();
        for planted in name.0.iter().chain(&alias.0).map(|i| PLANTED[*i]) {
            let transliterated = |name: &str| ["沙·尔山", "买买提吐尔逊", "吐尔逊娜依"].iter().any(|t| name.contains(t));
            let glued = found.iter().any(|f| f.contains(planted) && transliterated(f));
            prop_assert!(
                found.contains(&planted) || glued,
                "{planted} of {:?} | {:?} is not among {found:?}", name.1, alias.1
            );
        }
    }
}
