//! One line of the ledger, and reading all lines without changing anything. [`super::ledger`] describes the format.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::applicant::compact;
use super::event::Event;
use super::replay::Replay;
use crate::digest::{sha256, unhex};
use crate::error::Error;

#[derive(Serialize)]
struct Body<'a> {
    seq: u64,
    at: &'a str,
    event: &'a Event,
    previous: &'a str,
}

/// The fields of a line.
#[derive(Debug, Deserialize)]
pub(crate) struct Line {
    seq: u64,
    at: String,
    pub event: Event,
    previous: String,
}

const BEFORE_THIS: &[u8] = br#","this":""#;
const AFTER_THIS: &[u8] = br#""}"#;

/// The line with its newline, and its hash.
pub(crate) fn line_of(seq: u64, at: &str, event: &Event, previous: &str) -> Result<(Vec<u8>, String), Error> {
    let mut line = compact(&Body { seq, at, event, previous })?;
    line.pop();
    let this = sha256(&line);
    for part in [BEFORE_THIS, this.as_bytes(), AFTER_THIS, b"\n"] {
        line.extend_from_slice(part);
    }
    Ok((line, this))
}

/// Body and hash of a line without its newline.
fn split(line: &[u8]) -> Option<(&[u8], &str)> {
    let rest = line.strip_suffix(AFTER_THIS)?;
    let (rest, this) = rest.split_at_checked(rest.len().checked_sub(64)?)?;
    let this = std::str::from_utf8(this).ok().filter(|hex| unhex::<32>(hex).is_some())?;
    Some((rest.strip_suffix(BEFORE_THIS)?, this))
}

/// A fault of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LineFault {
    /// The line, counted from 1.
    pub line: u64,
    /// What is wrong with it.
    pub problem: String,
}

impl std::fmt::Display for LineFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem)
    }
}

/// The result of reading a ledger.
#[derive(Debug)]
pub(crate) struct Scan {
    /// State after the lines up to the first fault.
    pub state: Replay,
    /// Every line that is damaged or doesn't follow the one before.
    pub faults: Vec<LineFault>,
    /// Whole lines.
    pub lines: u64,
    /// Bytes of all whole lines.
    pub length: u64,
    /// Bytes after the last newline.
    pub torn: u64,
}

/// Reads a ledger from the current position of `file` to its end.
pub(crate) fn scan(path: &Path, file: &File) -> Result<Scan, Error> {
    let mut scan = Scan { state: Replay::default(), faults: Vec::new(), lines: 0, length: 0, torn: 0 };
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let (mut line, mut head) = (Vec::new(), Some(scan.state.head().to_owned()));
    loop {
        line.clear();
        let read = reader.read_until(b'\n', &mut line).map_err(|e| Error::io(path, e))? as u64;
        if read == 0 {
            return Ok(scan);
        }
        if line.pop_if(|last| *last == b'\n').is_none() {
            scan.torn = read;
            return Ok(scan);
        }
        scan.lines += 1;
        scan.length += read;
        let number = scan.lines;
        let sound = scan.faults.is_empty();
        match check_line(&line, number, head.as_deref()) {
            Ok((read, this)) => {
                head = Some(this.clone());
                if !sound {
                    continue;
                }
                match scan.state.refuses(&read.event) {
                    Some(fault) => scan.faults.push(LineFault { line: number, problem: fault.to_owned() }),
                    None => scan.state.apply(&read.at, read.event, this),
                }
            }
            Err(problem) => {
                // After a fault the expected `previous` is unknown, so only the line's own hash is checked.
                head = None;
                scan.faults.push(LineFault { line: number, problem });
            }
        }
    }
}

/// Parses line `number`, given without its newline, which should follow `head`; returns its hash too.
pub(crate) fn check_line(line: &[u8], number: u64, head: Option<&str>) -> Result<(Line, String), String> {
    let (body, this) = split(line).ok_or("not a line of this ledger")?;
    if sha256(body) != this {
        return Err("altered: its hash is another".to_owned());
    }
    let read: Line = serde_json::from_slice(line).map_err(|e| format!("sound, but not understood: {e}"))?;
    if read.seq != number {
        return Err(format!("has number {}: lines are missing or were moved", read.seq));
    }
    if head.is_some_and(|head| head != read.previous) {
        return Err("doesn't follow the line before".to_owned());
    }
    Ok((read, this.to_owned()))
}
