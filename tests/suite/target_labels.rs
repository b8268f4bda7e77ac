//! The recogniser's alphabet and the forms as its columns.
#![allow(clippy::expect_used)]

use blindmask::target::form::{Gap, Script};
use blindmask::target::{Alphabet, AlphabetError, Kind, Labels, Size, Subject, forms};
use proptest::prelude::*;

/// A dictionary in the layout of PaddleOCR's: `\r\n`, the ideographic space as an entry, compatibility forms, an
/// entry of two characters.
fn small() -> Alphabet {
    let entries =
        ["!", "\u{3000}", "张", "伟", "偉", "A", "Ａ", "a", "W", "(", "（", "Zh", "·", "-", "i", "e"];
    Alphabet::parse(&entries.map(|e| format!("{e}\r\n")).concat()).expect("a dictionary")
}

#[test]
fn classes_are_lines_with_a_blank_before_and_a_space_after() {
    let alphabet = small();
    assert_eq!(alphabet.classes(), 16 + 2);
    assert_eq!(alphabet.label('!'), Some(1));
    assert_eq!(alphabet.label('\u{3000}'), Some(2), "white space is an entry like any other");
    assert_eq!(alphabet.label('张'), Some(3));
    assert_eq!(alphabet.label(' '), Some(17));
    assert_eq!(alphabet.space(), 17);
    assert_eq!(alphabet.char_of(Alphabet::BLANK), None);
    assert_eq!((alphabet.spelling(12), alphabet.char_of(12)), (Some("Zh"), None));
    assert_eq!(alphabet.char_of(18), None);
    assert_eq!(alphabet.label('龘'), None);
    assert_eq!(alphabet.expect_classes(18), Ok(()));
    assert_eq!(alphabet.expect_classes(17), Err(AlphabetError::Classes { classes: 17, spelled: 18 }));
}

#[test]
fn twins_are_found_from_either_side() {
    let alphabet = small();
    assert_eq!(alphabet.labels('A'), [6, 7]);
    assert_eq!(alphabet.labels('Ａ'), [6, 7]);
    assert_eq!(alphabet.labels('('), alphabet.labels('（'));
    assert_eq!(alphabet.labels(' '), [2, 17]);
    assert!(alphabet.labels('z').is_empty());
}

#[test]
fn line_breaks_of_either_kind_give_the_same_classes() {
    let unix = Alphabet::parse("a\n \nb").expect("a dictionary");
    let dos = Alphabet::parse("\u{feff}a\r\n \r\nb\r\n").expect("a dictionary");
    for class in 0..6 {
        assert_eq!(unix.spelling(class), dos.spelling(class));
    }
    assert_eq!(unix.classes(), 5);
    // An empty line keeps its class.
    assert_eq!(Alphabet::parse("a\n\nb\n").expect("a dictionary").label('b'), Some(3));
    assert_eq!(Alphabet::parse("").err(), Some(AlphabetError::Empty));
    assert_eq!(Alphabet::parse("\r\n").err(), Some(AlphabetError::Empty));
}

#[test]
fn forms_become_columns() {
    let alphabet = small();
    let forms = forms("张伟", &[]);
    let labels = Labels::new(&forms, &alphabet);
    assert_eq!((labels.whole.len(), labels.parts.len()), (forms.whole.len(), forms.parts.len()));
    let han = &labels.whole[0];
    let spelled = |columns: &[usize]| columns.iter().filter_map(|&c| labels.char_at(c)).collect::<String>();
    assert_eq!(spelled(&han.slots[0].columns), "张", "張 isn't in this dictionary");
    assert_eq!(spelled(&han.slots[1].columns), "伟偉");
    assert_eq!((han.slots[1].gap, han.unknown), (Gap::Spaces, 0));
    assert_eq!(labels.columns()[labels.blank()], Alphabet::BLANK);
    assert_eq!(labels.gap(Gap::Spaces).iter().map(|&c| labels.columns()[c]).collect::<Vec<_>>(), [2, 17]);
    assert!(labels.gap(Gap::None).is_empty());
    // Z, h, n and g can't be spelled.
    let pinyin = labels.whole.iter().find(|form| form.slots.len() == "ZhangWei".len()).expect("pinyin");
    assert_eq!(
        pinyin.slots.iter().map(|slot| slot.unknown).collect::<Vec<_>>(),
        [true, true, false, true, true, false, false, false]
    );
    assert_eq!(pinyin.unknown, 4);
    assert!(pinyin.slots[0].columns.is_empty());
}

#[test]
fn scripts_that_the_alphabet_lacks_are_reported() {
    let forms = forms("张伟", &["Пәрида".to_owned(), "پەرىدە".to_owned()]);
    assert_eq!(Labels::new(&forms, &small()).unread_scripts(&forms), [Script::Arabic, Script::Cyrillic]);
    let cyrillic = Alphabet::parse("П\nә\nр\nи\nд\nа").expect("a dictionary");
    assert_eq!(Labels::new(&forms, &cyrillic).unread_scripts(&forms), [Script::Arabic]);
}

#[test]
fn debug_output_holds_no_class_of_the_name() {
    let labels = Labels::new(&forms("张伟", &[]), &small());
    assert_eq!(
        format!("{labels:?}"),
        format!(
            "Labels {{ columns: {}, whole: {}, parts: {}, .. }}",
            labels.columns().len(),
            labels.whole.len(),
            labels.parts.len()
        )
    );
}

#[test]
fn a_subject_can_be_narrowed_to_some_forms_and_glyphs() {
    let alphabet = small();
    let whole = Subject::new(forms("张伟", &["Awei Zia".to_owned()]), |_| &alphabet);
    let kinds = |subject: &Subject| -> Vec<Kind> {
        let labels = &subject.labels(Size::Small).whole;
        labels.iter().map(|label| subject.forms.whole[label.form].kind).collect()
    };
    assert!(kinds(&whole).contains(&Kind::Pinyin) && kinds(&whole).contains(&Kind::Latin));
    assert_eq!(kinds(&whole.only(|form| form.kind == Kind::Han)), [Kind::Han; 2], "and 弓长伟");

    let spelled = |subject: &Subject| -> Vec<String> {
        let labels = subject.labels(Size::Small);
        let slots = labels.whole[0].slots.iter();
        slots.map(|slot| slot.columns.iter().filter_map(|c| labels.char_at(*c)).collect()).collect()
    };
    assert_eq!(spelled(&whole), ["张", "伟偉"], "the dictionary lacks 張");
    assert_eq!(spelled(&whole.without_traditional()), ["张", "伟"]);
    assert_eq!(
        whole.labels(Size::Small).columns(),
        whole.without_traditional().labels(Size::Small).columns()
    );
}

proptest! {
    #[test]
    fn columns_are_sorted_and_every_index_is_in_range(
        dict in prop::collection::vec("[张伟李明買买提·•A-Za-zÀ-ỹ. -]", 1..80),
        name in "[张伟李明买提]{1,5}(·[张伟李明买提]{1,4}){0,2}",
    ) {
        let alphabet = Alphabet::parse(&dict.join("\n")).expect("not empty");
        prop_assert_eq!(alphabet.classes(), dict.len() + 2);
        let forms = forms(&name, &["Alim Qadir".to_owned()]);
        let labels = Labels::new(&forms, &alphabet);
        let columns = labels.columns();
        prop_assert!(columns.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert!(columns.iter().all(|&class| class < alphabet.classes()));
        for (compiled, form) in labels.whole.iter().zip(&forms.whole).chain(labels.parts.iter().zip(&forms.parts)) {
            prop_assert_eq!(compiled.slots.len(), form.slots.len());
            for (label, slot) in compiled.slots.iter().zip(&form.slots) {
                prop_assert_eq!(label.unknown, label.columns.is_empty());
                prop_assert!(label.columns.iter().all(|&c| c < columns.len() && c != labels.blank()));
                let spelled: Vec<Option<char>> = label.columns.iter().map(|&c| labels.char_at(c)).collect();
                prop_assert!(spelled.iter().all(|c| c.is_some_and(|c| slot.glyphs.contains(&c))));
            }
        }
    }
}
