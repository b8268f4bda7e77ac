//! Made-up names that doubtful lines are compared with.
//!
//! A line that nobody reads surely resembles many names a little. Whose it is, is told by a comparison: the applicant's name has
//! to fit better than every name of a cohort does, as scores are normalised by a cohort in speaker verification.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::form::Form;
use super::generate::forms;

/// Family and given names of Han people; each family name is taken with each given name. Common ones, so that their sounds are those
/// of most names.
const FAMILIES: [&str; 12] = ["王", "李", "张", "陈", "杨", "赵", "黄", "周", "吴", "马", "徐", "何"];
const GIVEN: [&str; 12] =
    ["伟", "芳", "建国", "秀英", "丽娜", "志强", "玉兰", "海燕", "鹏", "春梅", "文博", "思雨"];
/// Names of Uyghurs and Kazakhs; each is taken with each other one as the father's.
const NAMES: [&str; 12] = [
    "买买提",
    "吐尔逊",
    "艾力",
    "阿依古丽",
    "热合曼",
    "库尔班",
    "古丽米热",
    "托合提",
    "依明江",
    "沙迪尔",
    "帕提曼",
    "努尔兰",
];

static IN_UYGHUR: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let han = FAMILIES.iter().flat_map(|family| GIVEN.iter().map(move |given| format!("{family}{given}")));
    let fathers = |name| NAMES.iter().filter(move |father| **father != name);
    let dotted = NAMES.iter().flat_map(|name| fathers(*name).map(move |father| format!("{name}·{father}")));
    let mut list: Vec<Form> = Vec::new();
    for form in han.chain(dotted).flat_map(|name| forms(&name, &[]).uyghur) {
        if !list.contains(&form) {
            list.push(form);
        }
    }
    list
});

static GLYPHS: LazyLock<Vec<char>> = LazyLock::new(|| {
    let glyphs: BTreeSet<char> =
        in_uyghur().iter().flat_map(|f| &f.slots).flat_map(|s| &s.glyphs).copied().collect();
    glyphs.into_iter().collect()
});

/// The cohort's forms in Uyghur script.
pub(super) fn in_uyghur() -> &'static [Form] {
    &IN_UYGHUR
}

/// Every glyph of these forms.
pub(super) fn glyphs() -> &'static [char] {
    &GLYPHS
}
