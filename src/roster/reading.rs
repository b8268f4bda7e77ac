//! The meaning of a cell of names.

use super::notice::Doubt;

/// The names of a cell in their order, and the doubts about them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Reading {
    pub names: Vec<String>,
    /// How many of the names are Chinese characters that neither a bracket nor a label explains.
    pub plain: usize,
    pub doubts: Vec<Doubt>,
}

impl Reading {
    pub fn name(&mut self, name: &str) {
        if !self.names.iter().any(|n| n == name) {
            self.names.push(name.to_owned());
        }
    }

    pub fn doubt(&mut self, doubt: Doubt) {
        if !self.doubts.contains(&doubt) {
            self.doubts.push(doubt);
        }
    }
}
