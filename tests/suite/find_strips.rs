//! Strips over stamps: a name in one counts where no line of its own says what stands there.
#![allow(clippy::unwrap_used, reason = "tests")]

use blindmask::find::context::Context;
use blindmask::find::{Finding, Search, Shape, find};
use blindmask::page::line::Line;
use blindmask::target::{Kind, Labels, Subject, forms};

use crate::line_support::{Planted, Table, dictionary, line, page, printed};

/// What is found of `name` where lines and strips say these texts, each at its place, with this probability of the winners.
fn found(name: &str, lines: &[(f32, &str, f32)], strips: &[(f32, &str, f32)]) -> Vec<Finding> {
    let texts: Vec<&str> = lines.iter().chain(strips).map(|l| l.1).chain([name, "Zhang Weiyrt"]).collect();
    let alphabet = dictionary(&texts);
    let forms = forms(name, &[]);
    let labels = Labels::new(&forms, &alphabet);
    let read = |&(y, text, sure): &(f32, &str, f32)| -> Line {
        // Letters stand closer than characters.
        let blanks = if text.is_ascii() { 2 } else { 5 };
        let glyphs: Vec<Planted> = printed(text).into_iter().map(|p| Planted { blanks, ..p }).collect();
        let mut table = Table::plant(&alphabet, &glyphs, 5, sure, &[1.0]);
        // What isn't the last letter of the name could still be, if hardly.
        let last = forms.whole.iter().find(|f| f.kind == Kind::Pinyin).and_then(|f| f.slots.last());
        if let (Some(last), Some(steps)) =
            (last.and_then(|slot| alphabet.label(slot.glyphs[0])), table.at.last())
        {
            table.rows[steps.clone()].iter_mut().for_each(|row| row[last] = row[last].max(0.005));
        }
        line(&table, &alphabet, &labels, 100.0, y, 0.0)
    };
    let mut page = page(lines.iter().map(read).collect());
    page.strips = strips.iter().map(read).collect();
    let subject = Subject::new(forms, |_| &alphabet);
    find(&Search { page: &page, subject: &subject, context: &Context::new([]) })
}

#[test]
fn a_name_in_a_strip_is_found_once_and_its_box_allows_for_the_rows_place() {
    let strips = [(200.0, "申请人程朗", 0.999), (208.0, "申请人程朗", 0.99), (192.0, "申清人程朗", 0.95)];
    let found = found("程朗", &[], &strips);
    assert_eq!(found.len(), 1, "{found:?}");
    let (_, top, _, bottom) = found[0].quad.bounds();
    assert!(top <= 196.5 && bottom >= 227.5, "half a step above and below the strip: {top} {bottom}");
}

#[test]
fn a_strip_says_nothing_over_a_line_that_was_read() {
    let strip = [(206.0, "申请人程朗", 0.999)];
    assert!(found("程朗", &[(200.0, "申请人陈明", 0.99)], &strip).is_empty());
    assert_eq!(found("程朗", &[(300.0, "申请人陈明", 0.99)], &strip).len(), 1, "another row");
}

#[test]
fn a_misspelling_is_no_other_persons_name_in_pinyin() {
    let read =
        |text| found("张伟伊", &[(200.0, text, 0.999)], &[]).iter().map(|f| f.shape).collect::<Vec<_>>();
    assert_eq!(read("Zhang Weiyi"), [Shape::Pinyin]);
    assert_eq!(read("Zhang Weiyt"), [Shape::Pinyin], "nobody is spelled so");
    assert_eq!(read("Zhang Weiyu"), [], "another person");
}
