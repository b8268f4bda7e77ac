//! Which rows of the rules' tables, and which parts of the search, are switched off, so that the worth of each can be measured.

use std::collections::BTreeSet;

/// The names of what is switched off.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Switches(BTreeSet<String>);

impl Switches {
    /// Everything on but `names`, which are among those that are `known`; another one is given back as the error.
    ///
    /// # Errors
    /// The first unknown name.
    pub fn without(
        names: impl IntoIterator<Item = String>,
        known: impl IntoIterator<Item = &'static str>,
    ) -> Result<Switches, String> {
        let known: BTreeSet<&str> = known.into_iter().collect();
        let off: BTreeSet<String> = names.into_iter().collect();
        match off.iter().find(|name| !known.contains(name.as_str())) {
            Some(unknown) => Err(unknown.clone()),
            None => Ok(Switches(off)),
        }
    }

    /// True unless the row or part is switched off.
    pub fn on(&self, name: &str) -> bool {
        !self.0.contains(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_names_are_refused() {
        let known = ["a", "b"];
        assert_eq!(Switches::without(["c".to_owned()], known), Err("c".to_owned()));
        let off = Switches::without(["a".to_owned()], known).unwrap_or_default();
        assert!(!off.on("a") && off.on("b"));
    }
}
