//! Stamps on copies that hide a name, or the rest of one.
#![allow(clippy::unwrap_used, reason = "tests")]

use blindmask::find::context::Context;
use blindmask::find::{Finding, Search, Shape, find};
use blindmask::geometry::Rect;
use blindmask::target::{Labels, Subject, forms};

use crate::line_support::{Table, dictionary, line, page, printed};

/// What is found of 萨仁高娃 in words at the places of their top left corners, with marks in `marks` besides.
fn found(words: &[(f32, f32, &str)], marks: &[Rect]) -> Vec<Finding> {
    let texts: Vec<&str> = words.iter().map(|w| w.2).chain(["萨仁高娃"]).collect();
    let alphabet = dictionary(&texts);
    let forms = forms("萨仁高娃", &[]);
    let labels = Labels::new(&forms, &alphabet);
    let lines = words.iter().map(|&(x, y, text)| {
        let table = Table::plant(&alphabet, &printed(text), 5, 0.9999, &[1.0]);
        line(&table, &alphabet, &labels, x, y, 0.0)
    });
    let mut page = page(lines.collect());
    page.marks.glyphs = marks.to_vec();
    let subject = Subject::new(forms, |_| &alphabet);
    find(&Search { page: &page, subject: &subject, context: &Context::new([]) })
}

#[test]
fn what_stands_at_the_hidden_end_of_a_stamp_is_covered() {
    let rest = [(300.0, 200.0, "件核对无误")];
    let mark = Rect { x: 300, y: 203, w: 18, h: 18 };
    let covered = found(&rest, &[mark]);
    assert!(matches!(covered[..], [Finding { shape: Shape::Unknown, .. }]), "{covered:?}");
    assert!(mark.quad().is_hidden_by(&covered[0].quad), "{covered:?}");
    assert_eq!(found(&rest, &[]), [], "paper");
    let in_two = [(256.0, 200.0, "与原"), rest[0]];
    assert_eq!(found(&in_two, &[mark]), [], "the stamp was read as two words");
    let (above, below) = ((310.0, 178.0, "复印件"), (300.0, 200.0, "与原件一致"));
    assert_eq!(found(&[above, below], &[mark]), [], "its frame stands beside its second line");
    assert!(!found(&[below], &[mark]).is_empty());
}

#[test]
fn a_name_that_ends_a_line_goes_on_under_a_stamp() {
    let stamp = (60.0, 240.0, "复印件与厚件一致");
    let shapes = |first: &str| -> Vec<Shape> {
        found(&[(100.0, 200.0, first), stamp], &[]).into_iter().map(|f| f.shape).collect()
    };
    assert_eq!(shapes("为副教授。萨仁高"), [Shape::Split, Shape::Unknown]);
    assert_eq!(shapes("为副教授。萨"), [Shape::Unknown], "one of four characters");
    assert!(!shapes("萨仁高为副教授").contains(&Shape::Split), "it doesn't end the line");
}
