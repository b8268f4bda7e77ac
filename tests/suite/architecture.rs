//! The layout of `src/` is what ARCHITECTURE.md says: no folder uses one that stands below it in the table, no files use each
//! other in a circle, and files and parameter lists stay short.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Most lines of a file, and of the median file.
const LONGEST: usize = 400;
const MEDIAN: usize = 200;
/// Most parameters of a function beside `self`.
const PARAMETERS: usize = 4;
/// Files that may be longer; ARCHITECTURE.md gives the reason.
const LONGER: [&str; 2] = ["jpeg/arithmetic", "jpeg/decode"];

/// A file of `src/` by its path without `.rs`, with the code before its tests, free of comments and texts.
struct Source {
    file: String,
    code: String,
    /// Paths of files whose content is part of the program.
    included: Vec<String>,
    lines: usize,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().map(|entry| entry.unwrap());
    let files = files.filter(|entry| entry.path().extension().is_some_and(|e| e == "rs"));
    let read = |entry: walkdir::DirEntry| {
        let text = fs::read_to_string(entry.path()).unwrap();
        let file = entry.path().strip_prefix(&root).unwrap().with_extension("");
        let code = &text[..start_of_tests(&text)];
        let included = text.split("include_str!(\"").skip(1).filter_map(|rest| rest.split('"').next());
        Source {
            included: included.map(str::to_owned).collect(),
            file: file.to_string_lossy().replace('\\', "/"),
            code: bare(code),
            lines: text.lines().count(),
        }
    };
    files.map(read).collect()
}

/// Where the module with a file's tests begins.
fn start_of_tests(text: &str) -> usize {
    let is_module = |at: usize| {
        let mut lines = text[at..].lines().skip_while(|line| line.starts_with("#["));
        lines.next().is_some_and(|line| line.starts_with("mod "))
    };
    text.match_indices("#[cfg(test)]\n").map(|(at, _)| at).find(|at| is_module(*at)).unwrap_or(text.len())
}

/// Code without comments, and with texts and characters emptied.
fn bare(code: &str) -> String {
    let mut out = String::new();
    let mut rest = code;
    while let Some(c) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("r#\"") {
            rest.find("\"#").map_or(rest.len(), |end| end + 2)
        } else if c == '"' {
            1 + end_of_text(&rest[1..])
        } else if rest.starts_with("'\\") {
            3 + rest[3..].find('\'').map_or(0, |end| end + 1)
        } else if c == '\'' && rest.chars().nth(2) == Some('\'') {
            rest.char_indices().nth(3).map_or(rest.len(), |(at, _)| at)
        } else {
            out.push(c);
            c.len_utf8()
        };
        rest = &rest[length..];
    }
    out
}

fn end_of_text(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The paths that begin with `root::` in code, one for each name of a group in braces.
fn paths(code: &str, root: &str) -> Vec<Vec<String>> {
    let start = format!("{root}::");
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == ':' || c == '$';
    let found = code.match_indices(&start).filter(|(at, _)| !code[..*at].ends_with(is_part));
    found.flat_map(|(at, _)| tree(&code[at + start.len()..]).0).collect()
}

/// The paths of a tree such as `a::{b, c::d}`, and its length.
fn tree(text: &str) -> (Vec<Vec<String>>, usize) {
    let name_end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let (name, rest) = text.split_at(name_end);
    if name.is_empty() && rest.starts_with('{') {
        let (mut all, mut at) = (Vec::new(), 1);
        while at < rest.len() && !rest[at..].starts_with('}') {
            match rest[at..].chars().next() {
                Some(c) if c.is_whitespace() || c == ',' => at += 1,
                _ => {
                    let (paths, length) = tree(&rest[at..]);
                    all.extend(paths);
                    at += length.max(1);
                }
            }
        }
        return (all, at + 1);
    }
    match rest.strip_prefix("::") {
        Some(more) if !more.starts_with('<') && !name.is_empty() => {
            let (paths, length) = tree(more);
            let with = |path: Vec<String>| [vec![name.to_owned()], path].concat();
            (paths.into_iter().map(with).collect(), name_end + 2 + length)
        }
        _ => (vec![vec![name.to_owned()]], name_end),
    }
}

/// The folders and files at the top of `src/` by their place in ARCHITECTURE.md's table.
fn ranks() -> BTreeMap<String, usize> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md")).unwrap();
    let rows = text.lines().skip_while(|line| !line.starts_with("| where |")).skip(2);
    let first = rows.take_while(|line| line.starts_with('|')).filter_map(|line| line.split('|').nth(1));
    let names = first.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect::<Vec<_>>();
    let name = |n: &&str| n.trim_end_matches('/').trim_end_matches(".rs").to_owned();
    names.iter().enumerate().map(|(rank, n)| (name(n), rank)).collect()
}

fn top(file: &str) -> &str {
    file.split('/').next().unwrap_or(file)
}

#[test]
fn a_folder_uses_only_what_stands_above_it() {
    let ranks = ranks();
    let mut wrong = BTreeSet::new();
    for source in sources().iter().filter(|s| !matches!(s.file.as_str(), "lib" | "main")) {
        let own = top(&source.file);
        let rank = ranks.get(own).unwrap_or_else(|| panic!("{own} isn't in ARCHITECTURE.md's table"));
        for path in paths(&source.code, "crate") {
            let used = &path[0];
            if ranks.get(used).is_some_and(|r| r > rank) {
                wrong.insert(format!("{} uses {used}", source.file));
            }
        }
        // `../x/…` leaves the folder of the file; deeper paths leave `src/`.
        let others = source
            .included
            .iter()
            .filter_map(|path| path.strip_prefix("../"))
            .filter_map(|p| p.split('/').next());
        for used in others {
            if ranks.get(used).is_some_and(|r| r > rank) {
                wrong.insert(format!("{} includes a file of {used}", source.file));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(ranks.len() > 20, "the table was read");
}

/// Files used by each file. A folder's `mod.rs` is left out: it names what its files share, and they name it.
fn uses(sources: &[Source]) -> BTreeMap<&str, BTreeSet<&str>> {
    let files: BTreeSet<&str> = sources.iter().map(|s| s.file.as_str()).collect();
    let exported = exports(sources);
    let resolve = |base: &[&str], path: &[String]| -> Option<&str> {
        let all: Vec<&str> = base.iter().copied().chain(path.iter().map(String::as_str)).collect();
        (1..=all.len()).rev().find_map(|n| {
            let file = all[..n].join("/");
            let through = all.get(n).and_then(|name| exported.get(&(file.as_str(), *name)));
            through.copied().or_else(|| files.get(file.as_str()).copied())
        })
    };
    let mut uses: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for source in sources.iter().filter(|s| !s.file.ends_with("mod")) {
        let folder: Vec<&str> = source.file.split('/').collect();
        let parent = &folder[..folder.len() - 1];
        let mut used: BTreeSet<&str> = BTreeSet::new();
        used.extend(paths(&source.code, "crate").iter().filter_map(|path| resolve(&[], path)));
        used.extend(paths(&source.code, "super").iter().filter_map(|path| resolve(parent, path)));
        used.extend(paths(&source.code, "self").iter().filter_map(|path| resolve(&folder, path)));
        used.remove(source.file.as_str());
        uses.insert(&source.file, used);
    }
    uses
}

/// What a folder's `mod.rs` hands on: the folder and a name, and the file of that name.
fn exports(sources: &[Source]) -> BTreeMap<(&str, &str), &str> {
    let mut exported = BTreeMap::new();
    for source in sources.iter().filter(|s| s.file.ends_with("/mod")) {
        let folder = source.file.trim_end_matches("/mod");
        for line in source.code.split("pub use ").skip(1).chain(source.code.split("pub(crate) use ").skip(1))
        {
            for path in tree(line.trim_start_matches("self::")).0 {
                let file = format!("{folder}/{}", path[0]);
                let known = sources.iter().find(|s| s.file == file);
                let name =
                    path.last().and_then(|last| source.code.find(last.as_str()).map(|at| (at, last.len())));
                if let (Some(known), Some((at, length))) = (known, name) {
                    exported.insert((folder, &source.code[at..at + length]), known.file.as_str());
                }
            }
        }
    }
    exported
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let sources = sources();
    let uses = uses(&sources);
    let reach = |from: &'_ str| {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut open: Vec<&str> = uses.get(from).into_iter().flatten().copied().collect();
        while let Some(next) = open.pop() {
            if seen.insert(next) {
                open.extend(uses.get(next).into_iter().flatten());
            }
        }
        seen
    };
    let reached: BTreeMap<&str, BTreeSet<&str>> = uses.keys().map(|file| (*file, reach(file))).collect();
    let mut circles: BTreeSet<Vec<&str>> = BTreeSet::new();
    for (file, far) in &reached {
        if far.contains(file) {
            circles.insert(far.iter().copied().filter(|other| reached[other].contains(file)).collect());
        }
    }
    assert!(circles.is_empty(), "{circles:#?}");
    assert!(uses["read/reader"].contains("page/line"), "uses are found at all");
}

#[test]
fn files_are_short() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md")).unwrap();
    let sources = sources();
    let long: Vec<&str> = sources.iter().filter(|s| s.lines > LONGEST).map(|s| s.file.as_str()).collect();
    assert_eq!(long, LONGER, "files of more than {LONGEST} lines");
    assert!(LONGER.iter().all(|file| text.contains(&format!("`{file}`"))), "each has its reason");
    let mut lines: Vec<usize> = sources.iter().map(|s| s.lines).collect();
    lines.sort_unstable();
    assert!(lines[lines.len() / 2] < MEDIAN, "median {}", lines[lines.len() / 2]);
}

#[test]
fn the_pipeline_is_on_one_screen_and_holds_no_threshold() {
    let sources = sources();
    let pipeline = sources.iter().find(|s| s.file == "pipeline").unwrap();
    assert!(pipeline.lines < 150);
    let digit = |c: char| c.is_ascii_digit();
    let numbers =
        pipeline.code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| w.starts_with(digit));
    assert_eq!(numbers.collect::<Vec<_>>(), Vec::<&str>::new());
}

/// The parameters of every function in code, `self` left out, with the function's name.
fn parameters(code: &str) -> Vec<(String, usize)> {
    let mut all = Vec::new();
    for (at, _) in code.match_indices("fn ") {
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let signature = &code[at + 3..];
        let name: String = signature.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let Some(open) = parameter_list(&signature[name.len()..]) else { continue };
        let (mut depth, mut list, mut current) = (0_i32, Vec::new(), String::new());
        let inside = signature[name.len() + open..].replace("->", "  ").replace("=>", "  ");
        for c in inside.chars() {
            match c {
                '(' | '[' | '{' | '<' => depth += 1,
                ')' | ']' | '}' | '>' => depth -= 1,
                _ => {}
            }
            match c {
                _ if depth < 0 => break,
                ',' if depth == 0 => list.push(std::mem::take(&mut current)),
                _ => current.push(c),
            }
        }
        list.push(current);
        let is_own = |p: &str| p.split(':').next().is_some_and(|name| name.trim().ends_with("self"));
        all.push((name, list.iter().filter(|p| !p.trim().is_empty() && !is_own(p)).count()));
    }
    all
}

/// Where the parameters begin behind a function's name: after its generics.
fn parameter_list(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text.replace("->", "  ").char_indices() {
        match c {
            '<' => depth += 1,
            '>' => depth -= 1,
            '(' if depth == 0 => return Some(at + 1),
            _ if depth == 0 && !c.is_whitespace() => return None,
            _ => {}
        }
    }
    None
}

/// The functions of a file that the table of routes may name.
fn handlers(source: &Source) -> impl Iterator<Item = (&str, &str)> {
    let named = source.code.split("\npub async fn ").skip(1).filter_map(|rest| rest.split('(').next());
    named.map(|name| (source.file.as_str(), name))
}

#[test]
fn no_function_takes_more_than_four_parameters_beside_self() {
    let code =
        "fn a(&self, b: impl Fn(u8, u8) -> u8, c: (u8, u8)) {} fn d<T: Fn(u8) -> u8>(e: T, f: [u8; 2],) {}";
    assert_eq!(parameters(code), [("a".to_owned(), 2), ("d".to_owned(), 2)]);
    let sources = sources();
    let each =
        sources.iter().flat_map(|s| parameters(&s.code).into_iter().map(move |(name, n)| (&s.file, name, n)));
    let all: Vec<_> = each.collect();
    // A handler of axum has a parameter for each thing that it takes from the request.
    let handlers: BTreeSet<_> =
        sources.iter().filter(|s| s.file.starts_with("web/")).flat_map(handlers).collect();
    let counted = all.iter().filter(|(file, name, _)| !handlers.contains(&(file.as_str(), name.as_str())));
    let many: Vec<_> = counted.filter(|(_, _, n)| *n > PARAMETERS).collect();
    assert!(many.is_empty(), "{many:?}");
    assert!(all.len() > 1000, "functions are found at all");
}

/// The entries of every constant list of words or characters in code, with the list's name.
fn lists(text: &str) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    for part in text.split("const ").skip(1) {
        let Some((head, rest)) = part.split_once('=') else { continue };
        let is_list = ["[&str", "[char"].iter().any(|kind| head.contains(kind)) && !head.contains('(');
        let items =
            rest.trim_start().trim_start_matches('&').strip_prefix('[').and_then(|r| r.split("];").next());
        if let (true, Some(items)) = (is_list, items) {
            let lines: Vec<&str> =
                items.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            let words = lines.join("\n").split(',').map(|word| word.trim().to_owned()).collect();
            found.push((head.split(':').next().unwrap_or_default().to_owned(), words));
        }
    }
    found
}

/// A list with doubles was extended without another look at it.
#[test]
fn no_list_in_the_code_has_doubles() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut seen, mut doubles) = (0, Vec::new());
    for source in sources() {
        let text = fs::read_to_string(root.join(&source.file).with_extension("rs")).unwrap();
        for (name, words) in lists(&text) {
            seen += 1;
            let mut once = BTreeSet::new();
            // A comma as an entry leaves two halves behind.
            let words = words.iter().filter(|word| word.len() > 1 && !word.starts_with("' "));
            doubles.extend(
                words.filter(|word| !once.insert(*word)).map(|w| format!("{}: {name}: {w}", source.file)),
            );
        }
    }
    assert!(doubles.is_empty(), "{doubles:#?}");
    assert!(seen > 20, "lists are found at all");
}

/// Files with formulas of a standard: brightness and colour (ITU-T T.871), whose factors mean nothing alone.
const FORMULAS: [&str; 2] = ["jpeg/render", "pixels/ink"];
/// Largest tolerance of a comparison: it decides nothing.
const TOLERANCE: f64 = 0.01;

/// Numbers with a fraction, beside halves and tolerances, that stand in code outside of constants.
fn bare_numbers(code: &str) -> Vec<String> {
    let mut rest = String::new();
    let mut inside = false;
    for line in code.lines() {
        let item = line.trim_start().trim_start_matches("pub ").trim_start_matches("pub(super) ");
        let named =
            |kind: &str| item.strip_prefix(kind).is_some_and(|name| name.starts_with(char::is_uppercase));
        inside |= named("const ") || named("static ");
        if !inside {
            rest.push_str(line);
            rest.push('\n');
        }
        inside &= !line.trim_end().ends_with(';');
    }
    let words = rest.split(|c: char| !c.is_alphanumeric() && c != '.' && c != '_');
    let number = |word: &&str| -> Option<f64> { word.replace('_', "").parse().ok() };
    let decides = |n: f64| n.fract() != 0.0 && n != 0.5 && n > TOLERANCE;
    let words = words.filter(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    words.filter(|word| word.contains('.') && number(word).is_some_and(decides)).map(str::to_owned).collect()
}

#[test]
fn thresholds_have_names() {
    assert_eq!(bare_numbers("const A: f32 = 0.7;\nif x > 0.31 * y || x < 0.5 {}\nlet t = a.0.1;"), ["0.31"]);
    let sources = sources();
    let counted = sources.iter().filter(|s| !FORMULAS.contains(&s.file.as_str()));
    let bare = counted.map(|s| (&s.file, bare_numbers(&s.code))).filter(|(_, numbers)| !numbers.is_empty());
    assert_eq!(bare.collect::<Vec<_>>(), []);
}
