//! The tables of docs/ablation.md.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use blindmask::eval::show;

use crate::off::{Group, Row};
use crate::pages::Measured;

/// The lines of the file between which the tables of a group stand.
fn marks(group: Group) -> [String; 2] {
    ["made by make ablation", "end of what make ablation makes"]
        .map(|m| format!("<!-- {m}: {} -->", group.word()))
}

/// The table of a set: a row of figures for everything on and for each of the group's `rows` that changes a page. The
/// others are listed below it.
pub fn of(measured: &Measured, rows: &[Row], group: Group) -> String {
    let with_name = measured.truth.iter().filter(|page| !page.occurrences.is_empty()).count();
    let mut text = format!(
        "**{}**: {} pages, {with_name} with the applicant's name.\n\n",
        measured.set,
        measured.truth.len()
    );
    writeln!(text, "| switched off | pages changed | {} |", show::ROW_HEADS.join(" | ")).unwrap();
    writeln!(text, "|{}", " --- |".repeat(show::ROW_HEADS.len() + 2)).unwrap();
    let mut row = |name: &str, result: usize| {
        let changed = match result {
            0 => "-".to_owned(),
            _ => measured.changed(result).to_string(),
        };
        writeln!(text, "| {name} | {changed} | {} |", show::table_row(&measured.figures(result))).unwrap();
    };
    row("everything on", 0);
    let numbered = || {
        let numbered = rows.iter().enumerate().filter(|(_, row)| row.off.group() == group);
        numbered.map(|(i, row)| (row.name, i + 1))
    };
    for (name, result) in numbered().filter(|(_, result)| measured.changed(*result) > 0) {
        row(name, result);
    }
    let idle: Vec<&str> =
        numbered().filter(|(_, result)| measured.changed(*result) == 0).map(|(name, _)| name).collect();
    if !idle.is_empty() {
        writeln!(text, "\nNo page of the set changes without: {}.", idle.join("; ")).unwrap();
    }
    text
}

/// Puts the tables between the group's two marks in `file`, with the commit that they were made on.
pub fn write(file: &Path, group: Group, tables: &[String]) {
    let [begin, end] = &marks(group);
    let old = fs::read_to_string(file).unwrap();
    let (before, rest) = old.split_once(begin).expect(begin);
    let (_, after) = rest.split_once(end).expect(end);
    let output = Command::new("git").args(["rev-parse", "--short", "HEAD"]).output().unwrap();
    let commit = String::from_utf8(output.stdout).unwrap();
    let made = format!("Made on commit {}.\n\n{}", commit.trim(), tables.join("\n"));
    fs::write(file, format!("{before}{begin}\n\n{made}\n{end}{after}")).unwrap();
}
