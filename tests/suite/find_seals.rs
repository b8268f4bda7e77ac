//! Names on seals that the recogniser reads as something else, but thinks of in the right order.
#![allow(clippy::unwrap_used, reason = "tests")]

use blindmask::find::context::Context;
use blindmask::find::{Finding, How, Search, find};
use blindmask::page::seal::Seal;
use blindmask::target::{Labels, Subject, forms};

use crate::line_support::{Table, dictionary, line, page, printed};

/// What is found of 贾静梅 on a seal that reads as 囗田目, with one in a hundred for those characters of `thought` that stand at the same
/// place.
fn found(thought: [&str; 3]) -> Vec<Finding> {
    let alphabet = dictionary(&["贾静梅囗田目"]);
    let forms = forms("贾静梅", &[]);
    let labels = Labels::new(&forms, &alphabet);
    let mut table = Table::plant(&alphabet, &printed("囗田目"), 5, 0.9, &[]);
    table.rows.iter_mut().flatten().filter(|p| **p < 0.5).for_each(|p| *p = 1e-6);
    for (steps, characters) in table.at.clone().into_iter().zip(thought) {
        for row in &mut table.rows[steps] {
            characters.chars().for_each(|c| row[alphabet.label(c).unwrap()] = 0.01);
        }
    }
    let reading = line(&table, &alphabet, &labels, 100.0, 200.0, 0.0);
    let mut page = page(Vec::new());
    page.seals = vec![Seal { quad: reading.on_page, readings: vec![reading] }];
    let subject = Subject::new(forms, |_| &alphabet);
    find(&Search { page: &page, subject: &subject, context: &Context::new([]) })
}

#[test]
fn a_worn_seal_is_the_applicants_where_its_characters_fit_in_no_other_order() {
    let own = found(["贾", "静", "梅"]);
    assert!(matches!(own[..], [Finding { how: How::Seal, uncertain: true, .. }]), "{own:?}");
    let all = "贾静梅";
    assert_eq!(found([all, all, all]), [], "any name fits a blur");
    assert_eq!(found(["贾", "静", ""]), [], "the seal of another with two of its characters");
    assert_eq!(found(["静", "梅", "贾"]), [], "another order");
}
