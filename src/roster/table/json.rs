//! Reads JSON as a table: the keys of its objects are the headings, an element's position in the list is its row.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

use super::{Cell, Row, Table};
use crate::roster::refused::Refused;

/// A JSON value that keeps every key, even a repeated one.
enum Value {
    Cell(Cell),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Cell(Cell::Empty))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value, E> {
        Ok(Value::Cell(Cell::Fault(Refused::Truth)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Cell(Cell::Number(number.to_string())))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Cell(Cell::Number(number.to_string())))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Cell(Cell::Number(number.to_string())))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Cell(Cell::text(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Value::Object(entries))
    }
}

/// The list, or the list under `applicants`, as a table whose header is row 0.
pub(super) fn table(text: &str) -> Result<Table, (Option<usize>, Refused)> {
    // serde_json's own message may quote the file.
    let value: Value = serde_json::from_str(text).map_err(|e| (Some(e.line()), Refused::NotJson))?;
    let list = match value {
        Value::List(list) => list,
        Value::Object(entries) => {
            let is_other = |(key, value): &(String, Value)| {
                let list =
                    matches!(value, Value::List(list) if list.iter().any(|v| matches!(v, Value::Object(_))));
                key != "applicants" && list
            };
            if entries.iter().any(is_other) {
                // Another list of objects may hold applicants too.
                return Err((None, Refused::JsonShape));
            }
            let mut lists = entries.into_iter().filter(|(key, _)| key == "applicants");
            match (lists.next(), lists.next()) {
                (Some((_, Value::List(list))), None) => list,
                (Some(_), Some(_)) => return Err((None, Refused::DuplicateKey)),
                _ => return Err((None, Refused::JsonShape)),
            }
        }
        Value::Cell(_) => return Err((None, Refused::JsonShape)),
    };
    let mut headings: Vec<String> = Vec::new();
    let mut rows = Vec::new();
    for (i, entry) in list.into_iter().enumerate() {
        let number = i + 1;
        let Value::Object(entries) = entry else { return Err((Some(number), Refused::JsonShape)) };
        let mut cells: Vec<Option<Cell>> = vec![None; headings.len()];
        for (key, value) in entries {
            let at = headings.iter().position(|h| *h == key).unwrap_or_else(|| {
                headings.push(key);
                headings.len() - 1
            });
            if cells.len() <= at {
                cells.resize(at + 1, None);
            }
            match cells.get_mut(at) {
                Some(Some(_)) => return Err((Some(number), Refused::DuplicateKey)),
                Some(place) => *place = Some(cell(value)),
                None => {}
            }
        }
        let cells = cells.into_iter().map(|c| c.unwrap_or(Cell::Empty)).collect();
        rows.push(Row { number, cells, hidden: false });
    }
    let header = Row { number: 0, cells: headings.iter().map(|h| Cell::text(h)).collect(), hidden: false };
    rows.insert(0, header);
    Ok(Table { rows, ..Table::default() })
}

fn cell(value: Value) -> Cell {
    match value {
        Value::Cell(cell) => cell,
        Value::List(list) if list.is_empty() => Cell::Empty,
        Value::List(list) => Cell::List(list.into_iter().map(cell).collect()),
        Value::Object(_) => Cell::Fault(Refused::Object),
    }
}
