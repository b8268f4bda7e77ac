//! Makes output paths that don't give the applicant away.
//!
//! A part of a path that tells the name, or that can't be a file name on every system, becomes a number. A hash of
//! the part could be reversed by trying names. Numbers follow the sorted order within a folder, so the same input
//! gives the same paths. Nothing here touches the disk.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// Extensions of other picture formats: the output is always JPEG, so `.jpg` is appended to them. Other extensions
/// stay: `page.JPG`, and `page` without one, keep their name.
const OTHER_PICTURES: &[&str] = &["png", "bmp", "gif", "tif", "tiff", "webp", "heic", "heif", "avif", "dib"];

/// Longest extension, in bytes, that is kept with a neutral name.
const MAX_ENDING: usize = 5;

/// A path below an applicant's folder, part by part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// The applicant's top folder (or INPUT itself).
    pub top: PathBuf,
    /// Names of folders and, last, of the file.
    pub names: Vec<OsString>,
}

/// The output path of each of `paths` (below the applicant's folder, parts joined by `/`), and whether a part was
/// replaced. `tells` decides whether a part gives this applicant away.
pub fn paths(paths: &[Parts], tells: &dyn Fn(&str) -> bool) -> Vec<(String, bool)> {
    let mut done: Vec<(String, bool)> = vec![(String::new(), false); paths.len()];
    let deepest = paths.iter().map(|p| p.names.len()).max().unwrap_or(0);
    for depth in 0..deepest {
        // Siblings are files with the same output folder, even if their input folders differ.
        let mut folders: BTreeMap<String, BTreeMap<PathBuf, Vec<usize>>> = BTreeMap::new();
        for (i, parts) in paths.iter().enumerate().filter(|(_, p)| p.names.len() > depth) {
            let source: PathBuf = std::iter::once(parts.top.as_os_str())
                .chain(parts.names.iter().take(depth + 1).map(OsString::as_os_str))
                .collect();
            folders.entry(done[i].0.clone()).or_default().entry(source).or_default().push(i);
        }
        for siblings in folders.values() {
            let named = name_siblings(siblings, paths, depth, tells);
            for (source, members) in siblings {
                let Some((name, neutral)) = named.get(source.as_path()) else { continue };
                for &i in members {
                    let (path, renamed) = &mut done[i];
                    if depth > 0 {
                        path.push('/');
                    }
                    path.push_str(name);
                    *renamed |= neutral;
                }
            }
        }
    }
    done
}

fn name_siblings<'a>(
    siblings: &'a BTreeMap<PathBuf, Vec<usize>>,
    paths: &[Parts],
    depth: usize,
    tells: &dyn Fn(&str) -> bool,
) -> HashMap<&'a Path, (String, bool)> {
    let mut named = HashMap::new();
    let mut taken = HashSet::new();
    let mut telling = Vec::new();
    for (source, members) in siblings {
        let is_file = members.iter().any(|&i| paths[i].names.len() == depth + 1);
        match source.file_name().and_then(OsStr::to_str).filter(|name| is_portable(name) && !tells(name)) {
            Some(name) => {
                let name = if is_file { as_jpeg(name) } else { name.to_owned() };
                taken.insert(name.to_lowercase());
                named.insert(source.as_path(), (name, false));
            }
            None => telling.push((source.as_path(), is_file)),
        }
    }
    let mut counts = [0_usize; 2];
    for (source, is_file) in telling {
        let name = loop {
            let count = &mut counts[usize::from(is_file)];
            *count += 1;
            let name = if is_file {
                as_jpeg(&format!("file-{count:03}{}", ending(source, tells)))
            } else {
                format!("folder-{count:03}")
            };
            if taken.insert(name.to_lowercase()) {
                break name;
            }
        };
        named.insert(source, (name, true));
    }
    named
}

/// True when a part can be written, and reads the same, on every system: no separator of another system, no control
/// or invisible character, no name that means a folder.
fn is_portable(name: &str) -> bool {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\\' | '/' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    !name.is_empty() && name != "." && name != ".." && !name.contains(hidden)
}

fn as_jpeg(name: &str) -> String {
    let ending = name.rsplit_once('.').map(|(_, e)| e.to_lowercase());
    match ending {
        Some(e) if OTHER_PICTURES.contains(&e.as_str()) => format!("{name}.jpg"),
        _ => name.to_owned(),
    }
}

/// The file's extension with its dot, when it is a plain one.
fn ending(source: &Path, tells: &dyn Fn(&str) -> bool) -> String {
    source
        .extension()
        .and_then(OsStr::to_str)
        .filter(|e| e.len() <= MAX_ENDING && e.chars().all(|c| c.is_ascii_alphanumeric()) && !tells(e))
        .map_or_else(String::new, |e| format!(".{e}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(list: &[(&str, &[&str])]) -> Vec<(String, bool)> {
        let parts: Vec<Parts> = list
            .iter()
            .map(|(top, names)| Parts { top: top.into(), names: names.iter().map(Into::into).collect() })
            .collect();
        paths(&parts, &|part| part.contains("高山"))
    }

    fn names(list: &[(&str, &[&str])]) -> Vec<String> {
        run(list).into_iter().map(|(path, _)| path).collect()
    }

    #[test]
    fn a_path_that_tells_nothing_stays() {
        let got = run(&[("B1", &["a", "页 1.JPG"]), ("B1", &["b.jpeg"]), ("B1", &["letter.pdf"])]);
        assert_eq!(
            got,
            [("a/页 1.JPG".into(), false), ("b.jpeg".into(), false), ("letter.pdf".into(), false)]
        );
    }

    #[test]
    fn telling_parts_are_numbered_and_avoid_names_in_use() {
        let got = names(&[
            ("B1", &["高山_证件.jpg"]),
            ("B1", &["高山_a.jpg"]),
            ("B1", &["File-001.JPG"]),
            ("B1", &["高山", "1.jpg"]),
            ("B1", &["高山", "2.jpg"]),
        ]);
        assert_eq!(
            got,
            ["file-003.jpg", "file-002.jpg", "File-001.JPG", "folder-001/1.jpg", "folder-001/2.jpg"]
        );
    }

    #[test]
    fn the_same_telling_name_in_two_folders_of_one_applicant_gets_two_numbers() {
        assert_eq!(
            names(&[("B1", &["高山.jpg"]), ("高山", &["高山.jpg"])]),
            ["file-001.jpg", "file-002.jpg"]
        );
    }

    #[test]
    fn pictures_of_other_formats_get_a_jpeg_ending() {
        assert_eq!(
            names(&[("B1", &["a.PNG"]), ("B1", &["高山.bmp"]), ("B1", &["c.png", "d.jpg"])]),
            ["a.PNG.jpg", "file-001.bmp.jpg", "c.png/d.jpg"]
        );
    }

    #[test]
    fn parts_that_other_systems_read_differently_become_neutral() {
        assert_eq!(
            names(&[("B1", &["a\\b.jpg"]), ("B1", &["x\n.jpg"]), ("B1", &["\u{202e}gpj.jpg"])]),
            ["file-001.jpg", "file-002.jpg", "file-003.jpg"]
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_not_utf8_becomes_neutral() {
        use std::os::unix::ffi::OsStringExt;
        let odd = Parts { top: "B1".into(), names: vec![OsString::from_vec(b"\xd5\xc5.jpg".to_vec())] };
        assert_eq!(paths(&[odd], &|_| false), [("file-001.jpg".to_owned(), true)]);
    }
}
