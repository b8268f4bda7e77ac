//! Proves that a released picture is what its record says: the file holds nothing beside the picture, every box is
//! flat and, with the originals at hand, everything else is as it was.
//!
//! It builds on [`verify_records`](crate::proof::verify_records), which has compared hashes: a file that isn't the
//! recorded one is reported there and skipped here. Paths of originals are never shown, since they may hold names.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::records::{Checked, Failure, Fault};
use crate::audit::folder::MASKED;
use crate::audit::record::{ImageRecord, OutputRecord};
use crate::audit::wire::Method;
use crate::digest::{sha256, sha256_file};
use crate::error::{Detail, Error};
use crate::geometry::Rect;
use crate::intake::attachment::{self, Attachment};
use crate::jpeg::verify::{audit_segments, canonical};
use crate::jpeg::{Image, Limits, exif};
use crate::mask;
use crate::mask::coefficients::{Difference, not_flat, outside_changed};

/// The originals of a run's released files, found by their content, since folders and files may have been renamed.
#[derive(Debug, Default)]
pub struct Originals {
    by_hash: HashMap<String, PathBuf>,
    /// Folders and files below the input that couldn't be read.
    pub failures: Vec<Failure>,
}

impl Originals {
    /// Looks below `input` (a folder or one file) for the inputs of all released files. Only files of a matching
    /// length are read.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is no such file or folder.
    pub fn below(input: &Path, checked: &Checked) -> Result<Self, Error> {
        if !input.exists() {
            return Err(Error::Usage(Detail::NoSuchFolder(input.display().to_string())));
        }
        let wanted: HashSet<u64> = checked.released().filter_map(|(_, r, _)| r.input.bytes).collect();
        let mut found = Originals::default();
        let unread = |detail: Detail| Failure::new(Fault::CannotRead, "--originals", detail);
        // Links are followed as in the run; walkdir stops at loops.
        for entry in walkdir::WalkDir::new(input).follow_links(true) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(e) => {
                    let what = e.io_error().map_or(Detail::LinkLoop, |e| e.kind().into());
                    found.failures.push(unread(what));
                    continue;
                }
            };
            let length = entry.metadata().map_or(0, |m| m.len());
            if !entry.file_type().is_file() || !wanted.contains(&length) {
                continue;
            }
            match sha256_file(entry.path()) {
                Ok((hash, _)) => drop(found.by_hash.insert(hash, entry.into_path())),
                Err(e) => found.failures.push(unread(e.kind().into())),
            }
        }
        Ok(found)
    }
}

/// Checks every released file of a sound ledger; with `originals` also that nothing outside the boxes changed.
///
/// Per file: only segments of the allow-list ([`audit_segments`]); exactly the bytes that encoding the picture again
/// gives ([`canonical`]), so that nothing hides in padding or unused tables; size and orientation as recorded; every
/// recorded box constant and dark in all its blocks. With originals: outside the boxes every coefficient of every
/// block equals the original's; a file that was encoded anew equals a second such encoding of the original.
pub fn verify_pictures(checked: &Checked, originals: Option<&Originals>) -> Vec<Failure> {
    let released: Vec<_> = checked.released().collect();
    let each = released.par_iter().flat_map_iter(|(path, record, output)| {
        let mut proof = Proof { place: format!("{MASKED}/{}", output.file), failures: Vec::new() };
        proof.picture(path, record, output, originals);
        proof.failures
    });
    each.collect()
}

/// No limits: every released file passed the run's own.
const NO_LIMITS: Limits = Limits { pixels: u64::MAX, memory: u64::MAX, passes: u32::MAX };

struct Proof {
    place: String,
    failures: Vec<Failure>,
}

impl Proof {
    fn fail(&mut self, what: Fault, detail: impl Into<Detail>) {
        self.failures.push(Failure::new(what, &self.place, detail));
    }

    fn picture(
        &mut self,
        path: &Path,
        record: &ImageRecord,
        output: &OutputRecord,
        originals: Option<&Originals>,
    ) {
        let Ok(bytes) = fs::read(path) else { return };
        if sha256(&bytes) != output.sha256 {
            return;
        }
        match audit_segments(&bytes) {
            Err(e) => return self.fail(Fault::OutputUnreadable, e.to_string()),
            Ok(violations) => {
                for v in &violations {
                    let detail = Detail::Segment(Box::new(v.what.into()), v.length as u64, v.offset as u64);
                    self.fail(Fault::SegmentExtra, detail);
                }
            }
        }
        let image = match canonical(&bytes, &NO_LIMITS) {
            Err(e) => return self.fail(Fault::OutputUnreadable, e.to_string()),
            Ok((image, same)) => {
                if !same && self.failures.is_empty() {
                    self.fail(Fault::NotCanonical, "");
                }
                image
            }
        };
        self.grid(&bytes, &image, record);
        let painted = self.boxes(&image, record);
        if let Some(originals) = originals {
            self.original(&image, record, &painted, originals);
        }
    }

    /// Checks size and orientation against the record.
    fn grid(&mut self, bytes: &[u8], image: &Image, record: &ImageRecord) {
        let input = &record.input;
        if (input.width, input.height) != (Some(image.width), Some(image.height)) {
            self.fail(Fault::GridWrong, Detail::Grid(image.width.into(), image.height.into()));
        }
        let tag = exif::orientations(bytes).first().copied().unwrap_or(1);
        if u32::from(input.orientation.unwrap_or(1)) != tag {
            self.fail(Fault::GridWrong, Detail::Tag(tag.into()));
        }
    }

    /// Checks every box and returns everything that was painted.
    fn boxes(&mut self, image: &Image, record: &ImageRecord) -> Vec<Rect> {
        let mut painted = Vec::new();
        for finding in &record.findings {
            let Some(rect) = finding.painted else { continue };
            let place = format!("{},{} {}x{}", rect.x, rect.y, rect.w, rect.h);
            let what = Detail::BoxAt(finding.id.clone(), place);
            // In 64 bits, since a forged record may name a box that overflows 32.
            let (right, bottom) =
                (u64::from(rect.x) + u64::from(rect.w), u64::from(rect.y) + u64::from(rect.h));
            if right > u64::from(image.width) || bottom > u64::from(image.height) {
                self.fail(Fault::BoxNotFlat, Detail::LeavesPicture(Box::new(what)));
                continue;
            }
            if let Some(first) = not_flat(image, &[rect]).first() {
                self.fail(Fault::BoxNotFlat, Detail::BoxDiffers(Box::new(what), Box::new(spelled(first))));
            }
            painted.push(rect);
        }
        painted
    }

    fn original(&mut self, image: &Image, record: &ImageRecord, painted: &[Rect], originals: &Originals) {
        let hash = record.input.sha256.as_deref().unwrap_or_default();
        let Some(path) = originals.by_hash.get(hash) else {
            return self.fail(Fault::OriginalMissing, Detail::Hash(hash.to_owned()));
        };
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(e) => return self.fail(Fault::OriginalUnreadable, e.kind()),
        };
        let limits = attachment::Limits { bytes: u64::MAX, pixels: u64::MAX, memory: u64::MAX };
        let before = match attachment::decode(bytes, &limits) {
            Ok(attachment) => attachment,
            Err(reason) => return self.fail(Fault::OriginalUnreadable, reason.detail),
        };
        match expected(&before, painted) {
            Err(detail) => self.fail(Fault::OriginalUnreadable, detail),
            Ok((_, could)) if record.output.as_ref().is_none_or(|o| o.method != could) => {
                self.fail(Fault::OutsideChanged, Detail::OtherMethod);
            }
            Ok((wanted, _)) => {
                let differences = outside_changed(&wanted, image, painted);
                if let Some(first) = differences.first() {
                    let count = differences.len() as u64;
                    let detail = Detail::Differences(count, Box::new(spelled(first)));
                    self.fail(Fault::OutsideChanged, detail);
                }
            }
        }
    }
}

/// The expected picture outside the boxes, and the way it was written.
fn expected(before: &Attachment, painted: &[Rect]) -> Result<(Image, Method), String> {
    match &before.coefficients {
        Some(source) => source
            .image()
            .map(|image| (image.into_owned(), Method::Coefficients))
            .map_err(|reason| reason.detail.to_string()),
        None => mask::pixels::reencode(&before.pixels, before.tables, painted)
            .map(|(image, _)| (image, Method::Pixels))
            .map_err(|e| e.to_string()),
    }
}

fn spelled(difference: &Difference) -> Detail {
    match difference {
        Difference::Geometry(what) => Detail::Another(Box::new((*what).into())),
        Difference::Block { component, column, row, pixels } => Detail::Block(
            *component as u64,
            (*column).into(),
            (*row).into(),
            pixels.x.into(),
            pixels.y.into(),
        ),
    }
}
