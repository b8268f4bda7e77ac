//! Lists of people with a stamp over one row, or a row that nobody could read.
#![allow(clippy::unwrap_used, reason = "tests")]

use blindmask::find::context::Context;
use blindmask::find::{Search, find};
use blindmask::target::{Labels, Subject, forms};

use crate::line_support::{Table, dictionary, line, page, printed};

/// Distance of the list's rows, in pixels, and where its column begins.
const PITCH: f32 = 60.0;
const LEFT: f32 = 200.0;

/// Rows of a list of `texts`, from 0, in which something is covered for 程朗; `stamp` stands in row 2, and its glyphs have the
/// probability `p`.
fn covered(texts: &[&str], stamp: &str, p: f32) -> Vec<usize> {
    let alphabet = dictionary(&[texts, &[stamp, "程朗"]].concat());
    let forms = forms("程朗", &[]);
    let labels = Labels::new(&forms, &alphabet);
    let at = |text: &str, row: usize, x: f32| {
        let table = Table::plant(&alphabet, &printed(text), 5, 0.999, &[1.0]);
        line(&table, &alphabet, &labels, x, 100.0 + PITCH * row as f32, 0.0)
    };
    let rows = texts.iter().zip([0, 1, 3, 4]).map(|(text, row)| at(text, row, LEFT));
    let mut over = at(stamp, 2, LEFT - 30.0);
    over.glyphs.iter_mut().for_each(|g| g.p = p);
    let page = page(rows.chain([over]).collect());
    let subject = Subject::new(forms, |_| &alphabet);
    let found = find(&Search { page: &page, subject: &subject, context: &Context::new([]) });
    found.iter().map(|f| ((f.quad.center().y - 100.0) / PITCH) as usize).collect()
}

#[test]
fn the_row_of_a_list_under_a_stamp_may_be_the_applicant() {
    let people = ["徐瑞卫", "王建国", "古丽巴哈尔·祖农", "李桂芳"];
    assert_eq!(covered(&people, "与原件核对无误", 0.8), [2]);
    assert_eq!(
        covered(&people, "与原件核对无误", 0.99),
        [2],
        "a stamp that was read lies beside what it hides"
    );
    assert!(covered(&people, "专业技术职称", 0.99).is_empty(), "print of the list's own");
    assert!(covered(&people, "徐瑞卫王建国", 0.8).is_empty(), "names without their space");
    let words = ["徐瑞卫", "工程师", "职称评审", "李桂芳"];
    assert!(covered(&words, "与原件核对无误", 0.8).is_empty(), "no list of people");
    let own = ["徐瑞卫", "程朗", "古丽巴哈尔·祖农", "李桂芳"];
    assert_eq!(covered(&own, "与原件核对无误", 0.8), [1], "the list names the applicant elsewhere");
}

#[test]
fn a_row_that_nobody_could_read_may_be_the_applicant() {
    let people = ["徐瑞卫", "王建国", "古丽巴哈尔·祖农", "李桂芳"];
    assert_eq!(covered(&people, "丶乙丨", 0.3), [2]);
    assert!(covered(&people, "丶乙丨", 0.99).is_empty(), "it was read");
    assert!(covered(&people[..3], "丶乙丨", 0.3).is_empty(), "too few people for a list");
}
