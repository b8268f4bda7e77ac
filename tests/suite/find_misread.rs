//! The own name where it was read as something else: a rare character as an everyday one, a character as its two halves, a signature in a
//! column that repeats the names of a list, and a label of two lines that asks for no signature.
#![allow(clippy::unwrap_used, reason = "tests")]

use blindmask::find::context::Context;
use blindmask::find::{Finding, How, Search, find};
use blindmask::pixels::scale::Pyramid;
use blindmask::target::{Labels, Subject, forms};
use image::{Rgb, RgbImage};

use crate::line_support::{SIDE, Table, dictionary, line, page, printed};

/// What is found of `name` in words at the places of their top left corners; of `misread`, the first character is read surely where the second
/// stands, which keeps so much of the probability.
fn found(name: &str, words: &[(f32, f32, &str)], misread: Option<(char, char, f32)>) -> Vec<Finding> {
    let more = misread.map_or_else(String::new, |(wrong, right, _)| format!("{wrong}{right}"));
    let texts: Vec<&str> = words.iter().map(|w| w.2).chain([name, more.as_str()]).collect();
    let alphabet = dictionary(&texts);
    let forms = forms(name, &[]);
    let labels = Labels::new(&forms, &alphabet);
    let lines = words.iter().map(|&(x, y, text)| {
        let mut table = Table::plant(&alphabet, &printed(text), 5, 0.9999, &[1.0]);
        if let Some((wrong, right, kept)) = misread {
            let [wrong, right] = [wrong, right].map(|c| alphabet.label(c).unwrap());
            let shown = table.rows.iter_mut().filter(|row| row[right] > 0.5);
            shown.for_each(|row| (row[wrong], row[right]) = (0.99, kept));
        }
        line(&table, &alphabet, &labels, x, y, 0.0)
    });
    let mut page = page(lines.collect());
    // A field's value is ink beside its label.
    let inked = |x: u32, y: u32| (200..344).contains(&x) && (215..240).contains(&y) && x % 5 < 2;
    let paper = RgbImage::from_fn(SIDE, SIDE, |x, y| Rgb([if inked(x, y) { 30 } else { 255 }; 3]));
    page.pages = Pyramid::new(paper);
    let subject = Subject::new(forms, |_| &alphabet);
    find(&Search { page: &page, subject: &subject, context: &Context::new([]) })
}

#[test]
fn a_rare_character_that_was_read_as_an_everyday_one_is_asked_about() {
    let card = [(100.0, 200.0, "居民冼远")];
    let with = |kept| found("冼远", &card, Some(('洗', '冼', kept)));
    assert!(matches!(with(1e-3)[..], [Finding { uncertain: true, .. }]), "{:?}", with(1e-3));
    assert!(with(1e-6).is_empty(), "the recogniser didn't think of it");
    let everyday = found("何远", &[(100.0, 200.0, "居民何远")], Some(('河', '何', 1e-3)));
    assert!(everyday.is_empty(), "河 is as frequent as 何: {everyday:?}");
}

#[test]
fn a_character_set_apart_into_its_halves_is_asked_about() {
    let own = found("赵玥淼", &[(100.0, 200.0, "住户赵王月淼")], None);
    assert!(matches!(own[..], [Finding { uncertain: true, how: How::Text, .. }]), "{own:?}");
    let other = found("赵玥淼", &[(100.0, 200.0, "住户赵王日淼")], None);
    assert!(other.is_empty(), "{other:?}");
}

#[test]
fn a_character_that_no_name_has_is_a_misread_one() {
    let signed = |wrong| found("郭文化", &[(100.0, 200.0, "郭文化")], Some((wrong, '化', 1e-3)));
    assert!(matches!(signed('他')[..], [Finding { uncertain: true, .. }]), "{:?}", signed('他'));
    assert!(signed('华').is_empty(), "somebody else");
    let short = found("郭化", &[(100.0, 200.0, "郭化")], Some(('他', '化', 1e-3)));
    assert!(short.is_empty(), "one character of two says little: {short:?}");
}

/// What is found of a name under a stamp's frame in two readings of one line: one doubts all of it and has four characters of the name, the
/// other has none of them and is sure of the line but for `there`, the probability of what it reads in their place.
fn under_a_frame(there: f32) -> Vec<Finding> {
    let (doubtful, sure) = ("注本证涉及叶尔日别克信息请妥善保管", "注本证涉及安年该对人信息请妥善保管");
    let alphabet = dictionary(&["叶尔肯别克", doubtful, sure]);
    let forms = forms("叶尔肯别克", &[]);
    let labels = Labels::new(&forms, &alphabet);
    let missing = alphabet.label('肯').unwrap();
    let read = |text: &str, sure: f32| {
        let mut table = Table::plant(&alphabet, &printed(text), 5, sure, &[1.0]);
        table.rows.iter_mut().for_each(|row| row[missing] = 1e-7);
        line(&table, &alphabet, &labels, 100.0, 200.0, 0.0)
    };
    let mut surer = read(sure, 0.99);
    surer.glyphs.iter_mut().skip(5).take(5).for_each(|glyph| glyph.p = there);
    let page = page(vec![read(doubtful, 0.6), surer]);
    let subject = Subject::new(forms, |_| &alphabet);
    find(&Search { page: &page, subject: &subject, context: &Context::new([]) })
}

/// A name in running text was dropped since the line was read better on the average, though not there.
#[test]
fn a_line_that_is_sure_but_for_the_names_place_doesnt_speak_against_the_name() {
    let found = under_a_frame(0.3);
    assert!(matches!(found[..], [Finding { uncertain: true, .. }]), "{found:?}");
    assert!(under_a_frame(0.99).is_empty(), "read better there, too");
}

/// A sheet with printed names at the left, and `signed` at the right, one row each.
fn sheet(signed: [&'static str; 4]) -> Vec<Finding> {
    let printed = ["杨帆", "鲁建国", "刘建设", "游文化"];
    let rows = || printed.iter().zip(signed).enumerate();
    let row = |(i, (name, hand)): (usize, (&&'static str, &'static str))| {
        let y = 200.0 + 60.0 * i as f32;
        [(100.0, y, *name), (400.0, y, hand)]
    };
    found("杨帆", &rows().flat_map(row).collect::<Vec<_>>(), None)
}

#[test]
fn a_signature_beside_the_own_name_is_covered_where_others_repeat_theirs() {
    let beside = |found: &[Finding]| found.iter().filter(|f| f.how == How::Signature).count();
    let signed = sheet(["场机", "鲁建国", "刘连设", "游文化"]);
    assert_eq!((signed.len(), beside(&signed)), (2, 1), "{signed:?}");
    let offices = sheet(["人事科", "财务科", "办公室", "人事科"]);
    assert_eq!((offices.len(), beside(&offices)), (1, 0), "{offices:?}");
}

#[test]
fn a_label_that_goes_on_in_the_next_line_asks_for_what_both_say() {
    let with = |below| {
        let value = (200.0, 212.0, "同意考核结果");
        found("杨帆", &[(100.0, 200.0, "本人"), (100.0, 230.0, below), value], None)
    };
    assert!(with("意见").is_empty(), "{:?}", with("意见"));
    assert!(with("签名").iter().all(|f| f.how == How::Signature) && !with("签名").is_empty());
}
