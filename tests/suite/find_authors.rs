//! Names in lists of authors, where one person's family name and the next one's given name look like the applicant's.
#![allow(clippy::unwrap_used, reason = "tests")]

use blindmask::find::context::Context;
use blindmask::find::{Search, find};
use blindmask::target::{Labels, Subject, forms};

use crate::line_support::{Table, dictionary, line, page, printed};

#[test]
fn where_two_orders_of_a_name_overlap_both_are_covered() {
    let text = "Yingmin Cao, Jianshe Cao";
    let alphabet = dictionary(&[text, "JSYC-曹建设"]);
    let forms = forms("曹建设", &[]);
    let labels = Labels::new(&forms, &alphabet);
    let table = Table::plant(&alphabet, &printed(text), 5, 0.999, &[1.0]);
    let authors = line(&table, &alphabet, &labels, 100.0, 200.0, 0.0);
    let end = |at: usize| authors.stored_quad(0.0..table.at[at].end as f32).bounds().2;
    let (name, last) = (text.find("Jianshe").unwrap(), text.chars().count() - 1);
    let page = page(vec![authors.clone()]);
    let subject = Subject::new(forms, |_| &alphabet);
    let found = find(&Search { page: &page, subject: &subject, context: &Context::new([]) });
    let covers = |x: f32| found.iter().any(|f| f.quad.bounds().0 < x && x < f.quad.bounds().2);
    assert!(covers(end(name)) && covers(end(name + 6)) && covers(end(last)), "Jianshe Cao stands at the end");
    assert!(!covers(end(2)), "Yingmin is another's");
}
