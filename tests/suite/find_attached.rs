//! Seals stamped over the own name: all of the seal is covered, whatever it says.
#![allow(clippy::unwrap_used, reason = "tests")]

use blindmask::find::context::Context;
use blindmask::find::{Finding, How, Search, find};
use blindmask::geometry::Rect;
use blindmask::target::{Labels, Subject, forms};

use crate::line_support::{Table, dictionary, line, page, printed};

/// What is found of 程朗 besides the name, where coloured ink lies in `areas` around the line that shows it at (100, 200).
fn seals(areas: &[Rect]) -> Vec<Finding> {
    let alphabet = dictionary(&["程朗"]);
    let forms = forms("程朗", &[]);
    let labels = Labels::new(&forms, &alphabet);
    let name = Table::plant(&alphabet, &printed("程朗"), 5, 0.999, &[1.0]);
    let mut page = page(vec![line(&name, &alphabet, &labels, 100.0, 200.0, 0.0)]);
    page.coloured = areas.to_vec();
    let subject = Subject::new(forms, |_| &alphabet);
    let mut found = find(&Search { page: &page, subject: &subject, context: &Context::new([]) });
    assert!(found.iter().any(|f| f.how == How::Text), "the name");
    found.retain(|f| f.how == How::Seal);
    found
}

#[test]
fn a_seal_over_the_name_is_covered_whole() {
    let over = Rect { x: 105, y: 190, w: 70, h: 70 };
    let found = seals(&[over]);
    assert!(found.len() == 1 && found[0].uncertain, "{found:?}");
    assert_eq!(found[0].quad.bounds(), over.quad().bounds());
}

#[test]
fn the_next_signature_and_the_stamp_of_an_office_stay() {
    let next = Rect { x: 110, y: 228, w: 90, h: 60 };
    assert_eq!(seals(&[next]), [], "it touches the name's box");
    let office = Rect { x: 60, y: 60, w: 400, h: 400 };
    let star = Rect { x: 110, y: 190, w: 90, h: 90 };
    assert_eq!(seals(&[office, star]), []);
}
