//! Prints what a run would look for: the applicants, their masked names, and the doubts about the roster.
//!
//! `redact --dry-run` prints it and ends; with `-v` a run begins with it.

use std::collections::HashMap;

use blindmask::error::Exit;
use blindmask::lang::Lang;
use blindmask::roster::people::Roster;
use blindmask::target::text::masked;

use super::common::{Resolved, say, warn};

/// Most doubts that are printed.
const MOST_NOTICES: usize = 40;

/// One line for each applicant: id, masked name, names and forms that will be searched, files.
pub fn applicants(resolved: &Resolved, lang: Lang) {
    let mut files: HashMap<usize, u64> = HashMap::new();
    for job in &resolved.plan.jobs {
        *files.entry(job.applicant).or_default() += 1;
    }
    for (index, (applicant, forms)) in resolved.roster.applicants.iter().zip(&resolved.forms).enumerate() {
        let names = lang.count(1 + applicant.aliases.len() as u64, "name", "names", "个");
        let forms = forms.whole.len() + forms.parts.len() + forms.unread.len();
        let forms = lang.count(forms as u64, "form", "forms", "种");
        let files = lang.count(files.get(&index).copied().unwrap_or_default(), "file", "files", "个");
        let (id, name) = (&applicant.id, shown(&applicant.name));
        say(match lang {
            Lang::En => format!("{id}  {name}  {names}, {forms}, {files}"),
            Lang::Zh => format!("{id}  {name}  姓名 {names}，写法 {forms}，文件 {files}"),
        });
    }
    let all = lang.count(resolved.roster.applicants.len() as u64, "applicant", "applicants", "名");
    let files = lang.count(resolved.plan.jobs.len() as u64, "file", "files", "个");
    say(match lang {
        Lang::En => format!("{all}, {files}"),
        Lang::Zh => format!("申报人 {all}，文件 {files}"),
    });
}

/// Doubts about the roster that a person should look at.
pub fn notices(roster: &Roster, lang: Lang) {
    let what = lang.pick("roster", "花名册").to_owned() + lang.colon();
    for notice in roster.notices.iter().take(MOST_NOTICES) {
        warn(format_args!("{what}{}", notice.explain(lang)));
    }
    let more = roster.notices.len().saturating_sub(MOST_NOTICES);
    if more > 0 {
        let more = lang.count(more as u64, "more such notice", "more such notices", "条其他提示");
        warn(format_args!("{what}{more}"));
    }
}

/// The exit code that the run would end with, as far as the roster and the folders tell.
pub fn exit(resolved: &Resolved) -> Exit {
    let held = resolved.plan.jobs.iter().any(|job| job.problem.is_some());
    let whole = resolved.plan.is_whole() && resolved.roster.is_plain() && !held;
    if whole { Exit::Done } else { Exit::Held }
}

/// A name that the roster's owner recognises and a bystander doesn't: 谢*兰, 张*. Names in letters show the first one
/// only.
fn shown(name: &str) -> String {
    let last = name.chars().last().filter(|c| blindmask::target::han::is_han(*c));
    match last {
        Some(last) if name.chars().count() > 2 => format!("{}{last}", masked(name)),
        _ => masked(name),
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_name_shows_its_ends_at_most() {
        for (name, text) in [
            ("谢韵兰", "谢*兰"),
            ("张伟", "张*"),
            ("沙·尔山", "沙*山"),
            ("Gao Shan", "G*"),
            ("欧阳若谷", "欧*谷"),
        ] {
            assert_eq!(shown(name), text);
        }
    }
}
