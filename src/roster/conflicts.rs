//! Files that would be written to one path.

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;

use super::job::Job;
use crate::error::{Code, Reason};

/// Holds every file whose output path another file also has, even if only on a system that ignores case, and every
/// file whose folder would need the path of another file. If the first one won, its picture would be released under a
/// name by which a reviewer expects the other. Each keeps a path of its own for the record: `page~2.jpg`.
pub(super) fn hold_conflicts(jobs: &mut [Job]) {
    let key = |path: &str| path.nfc().collect::<String>().to_lowercase();
    let mut count: HashMap<String, usize> = HashMap::new();
    let mut folders: HashSet<String> = HashSet::new();
    for job in jobs.iter() {
        let path = key(&job.file);
        folders.extend(path.match_indices('/').map(|(at, _)| path[..at].to_owned()));
        *count.entry(path).or_default() += 1;
    }
    let mut taken: HashSet<String> = count.keys().cloned().collect();
    let mut first: HashSet<String> = HashSet::new();
    for job in jobs.iter_mut() {
        let path = key(&job.file);
        let shared = count.get(&path).is_some_and(|n| *n > 1);
        // A file below a path that is itself a file is held with it.
        let below_a_file = path.match_indices('/').any(|(at, _)| count.contains_key(&path[..at]));
        if shared || below_a_file || folders.contains(&path) {
            job.problem.get_or_insert_with(|| Reason::new(Code::PathConflict, ""));
        }
        if shared && !first.insert(path) {
            job.file = numbered(&job.file, |candidate| taken.insert(key(candidate)));
        }
    }
}

/// The first of `page~2.jpg`, `page~3.jpg` … that is free.
pub(crate) fn numbered(relative: &str, mut free: impl FnMut(&str) -> bool) -> String {
    let name_at = relative.rfind('/').map_or(0, |at| at + 1);
    let dot = relative[name_at..].rfind('.').filter(|at| *at > 0).map_or(relative.len(), |at| name_at + at);
    let (stem, ending) = relative.split_at(dot);
    let mut n = 2_usize;
    loop {
        let candidate = format!("{stem}~{n}{ending}");
        if free(&candidate) {
            return candidate;
        }
        n += 1;
    }
}
