//! Turns the rows below the header into applicants and notices.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::applicant::{Applicant, holds_id_number, is_id_number, unusable_id};
use super::cell::{self, clean, speaks_of_a_name};
use super::header::Header;
use super::heading::Field;
use super::name::has_family;
use super::notice::{Doubt, Notice};
use super::reading::Reading;
use super::refused::Refused;
use super::table::{Cell, LOST, Row, Table};
use crate::error::{Detail, Error};
use crate::target::{Forms, forms, holds_name};

/// Most further rows that an error lists beside the first.
const MOST_NAMED: usize = 20;

/// Beginnings of foot rows: who filled in the list, sums, notes. Written by hand, without a measured source.
const FOOT: &[&str] = &[
    "填表",
    "制表",
    "填报",
    "审核",
    "复核",
    "校对",
    "经办",
    "负责人",
    "主管",
    "单位负责人",
    "联系",
    "以上",
    "以下",
    "截至",
    "合计",
    "小计",
    "总计",
    "共计",
    "备注",
    "注:",
    "说明",
    "日期",
    "盖章",
    "签字",
    "preparedby",
    "total",
    "note:",
    "checkedby",
];

/// Place of a fault: row, column.
struct Fault {
    row: usize,
    column: Option<String>,
    why: Refused,
}

/// Reads the applicants of a table.
pub(super) struct Rows<'a> {
    table: &'a Table,
    header: &'a Header,
    /// Rows of the ids seen, in lower case: two ids that differ only in case would be one folder on some systems.
    ids: HashMap<String, usize>,
    notices: Vec<Notice>,
}

/// The kinds of rows.
enum Kind {
    Applicant,
    /// A row that needs nobody's attention: empty, a repeated header, or a serial number typed in advance.
    Blank,
    /// A row without an applicant, as far as the program can tell.
    PassedOver,
}

impl<'a> Rows<'a> {
    pub fn new(table: &'a Table, header: &'a Header) -> Rows<'a> {
        Rows { table, header, ids: HashMap::new(), notices: Vec::new() }
    }

    /// # Errors
    /// [`Error::Roster`] at the first row that can't be read, with the numbers of the others.
    pub fn read(mut self, path: &Path) -> Result<(Vec<Applicant>, Vec<Notice>), Error> {
        self.tell_columns();
        let mut applicants = Vec::new();
        let mut faults: Vec<Fault> = Vec::new();
        for row in self.table.rows.iter().skip(self.header.at + 1) {
            match self.kind(row, applicants.is_empty() && faults.is_empty()) {
                Kind::Blank => {}
                Kind::PassedOver => self.tell(Some(row.number), None, Doubt::RowPassedOver),
                Kind::Applicant => match self.applicant(row) {
                    Ok(applicant) => applicants.push(applicant),
                    Err(fault) => faults.push(fault),
                },
            }
        }
        faults.extend(self.ids_that_are_names(&applicants));
        if let Some((first, others)) = faults.split_first() {
            return Err(refuse(path, first, others));
        }
        if applicants.is_empty() {
            let header = self.table.rows.get(self.header.at);
            return Err(Refused::NoApplicant.at(path, header.map(|r| r.number + 1), None));
        }
        Ok((applicants, self.notices))
    }

    /// Refuses an id that is another applicant's name: it would look like that person's folder and put the name in
    /// every output path.
    fn ids_that_are_names(&self, applicants: &[Applicant]) -> Vec<Fault> {
        let letters =
            |text: &str| text.split(|c: char| !c.is_alphanumeric()).collect::<String>().to_lowercase();
        let names: HashSet<String> = applicants
            .iter()
            .flat_map(|a| std::iter::once(&a.name).chain(&a.aliases))
            .map(|n| letters(n))
            .collect();
        let column = self.header.columns(Field::Id).next();
        let named = applicants.iter().filter(|a| names.contains(&letters(&a.id)));
        let row = |a: &Applicant| self.ids.get(&a.id.to_lowercase()).copied().unwrap_or(0);
        named.map(|a| Fault { row: row(a), ..self.fault_in(column, Refused::IdIsAName) }).collect()
    }

    fn tell(&mut self, row: Option<usize>, column: Option<usize>, doubt: Doubt) {
        let column = column.map(|c| self.header.title(c));
        self.notices.push(Notice::new(row, column, doubt));
    }

    /// Notices about hidden columns that are read, and about unread columns that may hold names.
    fn tell_columns(&mut self) {
        let header = self.header;
        for column in header.all().filter(|c| self.table.hidden_columns.contains(c)) {
            self.tell(None, Some(column), Doubt::HiddenColumn);
        }
        let cells = |column: usize| {
            let below = self.table.rows.iter().skip(header.at + 1);
            below.filter_map(move |row| row.cells.get(column)).filter(|c| !c.is_empty())
        };
        let longest = self.table.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        // In a CSV, a row longer than the header has its own error.
        for column in 0..if self.table.ragged { header.width() } else { longest } {
            let like_name = || cells(column).any(|c| has_family(&clean(c.as_text())));
            if header.may_hold_names(column, like_name) && cells(column).next().is_some() {
                self.tell(None, Some(column), Doubt::UnknownHeading);
            }
        }
    }

    /// Notices about unread columns that mention another name of the row's applicant.
    fn tell_remarks(&mut self, row: &Row) {
        for (column, cell) in row.cells.iter().enumerate() {
            if self.header.is_unknown(column) && speaks_of_a_name(cell.as_text()) {
                self.tell(Some(row.number), Some(column), Doubt::NameElsewhere);
            }
        }
    }

    fn values<'r>(&self, field: Field, row: &'r Row) -> impl Iterator<Item = (usize, &'r Cell)> {
        let cells = self.header.columns(field).filter_map(|i| row.cells.get(i).map(|c| (i, c)));
        cells.filter(|(_, c)| !c.is_empty())
    }

    fn kind(&self, row: &Row, before_first: bool) -> Kind {
        let filled: Vec<&Cell> = row.cells.iter().filter(|c| !c.is_empty()).collect();
        let Some(first) = filled.first() else { return Kind::Blank };
        if self.header.repeats(row) {
            return Kind::Blank;
        }
        let has = |field| self.values(field, row).next().is_some();
        let id = self.values(Field::Id, row).next().map(|(_, c)| clean(c.as_text()));
        let label = |text: &str| {
            let text: String = clean(text).split_whitespace().collect::<String>().to_lowercase();
            FOOT.iter().any(|word| text.starts_with(word))
        };
        let no_id = id.as_deref().is_none_or(label) && !has(Field::IdNumber);
        if no_id && label(first.as_text()) {
            return Kind::PassedOver;
        }
        if has(Field::Name) || has(Field::Aliases) || has(Field::IdNumber) {
            return Kind::Applicant;
        }
        let has_digit = |text: &str| text.chars().any(|c| c.is_ascii_digit());
        match id {
            // A foot note typed into the column of ids.
            Some(id) if filled.len() == 1 && !id.is_ascii() && !has_digit(&id) => Kind::PassedOver,
            Some(_) => Kind::Applicant,
            // A second header line has no digits; a row with digits is an applicant whose name was forgotten.
            None if before_first && !filled.iter().any(|c| has_digit(c.as_text())) => Kind::Blank,
            None if filled.len() > 1 => Kind::Applicant,
            None if first.as_text().chars().all(|c| c.is_ascii_digit()) => Kind::Blank,
            None => Kind::PassedOver,
        }
    }

    fn applicant(&mut self, row: &Row) -> Result<Applicant, Fault> {
        let (name, mut aliases) = self.name(row)?;
        let columns: Vec<usize> = self.values(Field::Aliases, row).map(|(i, _)| i).collect();
        for column in columns {
            aliases.extend(self.names(row, column, column)?.names);
        }
        let beyond: Vec<usize> = (self.header.width()..row.cells.len())
            .filter(|i| row.cells.get(*i).is_some_and(|c| !c.is_empty()))
            .collect();
        if self.table.ragged && !beyond.is_empty() {
            if !self.header.ends_with_aliases() {
                return Err(Fault { row: row.number, column: None, why: Refused::ExtraCells });
            }
            let last = self.header.width().saturating_sub(1);
            for column in beyond {
                aliases.extend(self.names(row, column, last)?.names);
            }
        }
        let mut unique: Vec<String> = Vec::new();
        for alias in aliases {
            if alias != name && !unique.contains(&alias) {
                unique.push(alias);
            }
        }
        let (id, id_number) = self.id(row, &forms(&name, &unique))?;
        self.tell_remarks(row);
        if row.hidden {
            self.tell(Some(row.number), None, Doubt::HiddenRow);
        }
        Ok(Applicant { id, name, aliases: unique, id_number })
    }

    /// The name, and the other names that its columns hold.
    fn name(&mut self, row: &Row) -> Result<(String, Vec<String>), Fault> {
        let columns: Vec<usize> = self.values(Field::Name, row).map(|(i, _)| i).collect();
        let first = columns.first().copied().or_else(|| self.header.columns(Field::Name).next());
        let mut names: Vec<String> = Vec::new();
        let mut plain = 0;
        for column in columns {
            let reading = self.names(row, column, column)?;
            plain += reading.plain;
            for name in reading.names {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        let han = |name: &String| name.chars().any(crate::target::han::is_han);
        // A bracket or a label explains its content; names side by side may be two people.
        let others = names.split_off(names.len().min(1));
        match names.pop() {
            Some(name) => {
                if plain > 1 && others.iter().any(han) {
                    self.tell(Some(row.number), first, Doubt::SeveralNames);
                }
                Ok((name, others))
            }
            None => Err(self.fault(row, first, Refused::EmptyName)),
        }
    }

    /// Reads one cell; `told` is the column that notices name.
    fn names(&mut self, row: &Row, column: usize, told: usize) -> Result<Reading, Fault> {
        let cell = row.cells.get(column).unwrap_or(&Cell::Empty);
        let reading = cell::read(cell).map_err(|why| self.fault(row, Some(told), why))?;
        for doubt in &reading.doubts {
            self.tell(Some(row.number), Some(told), *doubt);
        }
        Ok(reading)
    }

    fn fault(&self, row: &Row, column: Option<usize>, why: Refused) -> Fault {
        Fault { row: row.number, ..self.fault_in(column, why) }
    }

    fn fault_in(&self, column: Option<usize>, why: Refused) -> Fault {
        Fault { row: 0, column: column.map(|c| self.header.title(c)), why }
    }

    /// The id and the ID number of a row. If the id is an ID number, or there is no column of ids, the id is made
    /// from the row number.
    fn id(&mut self, row: &Row, forms: &Forms) -> Result<(String, Option<String>), Fault> {
        let column = self.header.columns(Field::Id).next();
        let fail = |why| self.fault(row, column, why);
        let mut id_number = self.text(row, Field::IdNumber)?;
        let neutral = format!("R{:03}", row.number);
        let id = match self.text(row, Field::Id)? {
            Some(id) if is_id_number(&id) => {
                id_number.get_or_insert(id);
                neutral
            }
            Some(id) => id,
            None if self.header.has(Field::Id) => return Err(fail(Refused::EmptyId)),
            None => neutral,
        };
        if let Some(why) = unusable_id(&id) {
            return Err(fail(why));
        }
        if holds_id_number(&id) {
            return Err(fail(Refused::IdHoldsNumber));
        }
        if holds_name(forms, &id) {
            return Err(fail(Refused::IdHoldsName));
        }
        match self.ids.insert(id.to_lowercase(), row.number) {
            Some(first) => Err(self.fault(row, column, Refused::SameId(first))),
            None => Ok((id, id_number)),
        }
    }

    fn text(&self, row: &Row, field: Field) -> Result<Option<String>, Fault> {
        match self.values(field, row).next() {
            None => Ok(None),
            Some((i, Cell::Text(text) | Cell::Number(text))) if text.contains(LOST) => {
                Err(self.fault(row, Some(i), Refused::DigitsLost))
            }
            Some((_, Cell::Text(text) | Cell::Number(text))) => {
                Ok(Some(clean(text)).filter(|t| !t.is_empty()))
            }
            Some((i, Cell::Fault(why))) => Err(self.fault(row, Some(i), *why)),
            Some((i, _)) => Err(self.fault(row, Some(i), Refused::Object)),
        }
    }
}

fn refuse(path: &Path, first: &Fault, others: &[Fault]) -> Error {
    let rows: Vec<String> = others.iter().take(MOST_NAMED).map(|f| f.row.to_string()).collect();
    let more = if others.len() > MOST_NAMED { ", …" } else { "" };
    let (row, column) = (Some(first.row), first.column.clone());
    let problem = Detail::told(|lang| {
        let also = lang.pick(" (rows that can't be used either: ", "（另有无法使用的行：");
        let tail = match others {
            [] => String::new(),
            _ => format!("{also}{}{more}{}", rows.join(", "), lang.pick(")", "）")),
        };
        format!("{}{tail}", first.why.explain(lang))
    });
    Error::Roster { path: path.to_owned(), row, column, problem }
}
