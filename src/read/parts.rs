//! The parts of the reading that can be left out, so that the worth of each can be measured; docs/ablation.md is made so.

/// A part of the reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Faint pages are spread over all levels.
    Spread,
    /// The page is turned the right way up.
    Turned,
    /// A turn that the page net isn't sure of is confirmed by reading lines both ways up.
    TurnConfirmed,
    /// Small print is shown to the detector again, closer.
    SmallPrint,
    /// Doubtful lines are read the other way up.
    OnItsHead,
    /// Doubtful lines are read with their contrast stretched.
    Stretched,
    /// Print under red ink is read where the ink fades.
    UnderRed,
    /// Print under ink of any paler colour is read without that ink.
    UnderPale,
    /// The palest ink is read alone.
    Watermarks,
    /// Marks that no line explains are looked at again.
    LeftOver,
    /// A page that the tiny recogniser reads badly is read by the small one.
    HardPages,
    /// Rows of print under larger or tilted print are looked for.
    HiddenRows,
    /// Name seals are looked for and read.
    Seals,
    /// Seals that aren't surely read are cut out a second time, with a fixed share of their border cut off.
    SealsAgain,
    /// Coloured ink is told from other ink, and seals in it are read alone.
    Coloured,
    /// Doubtful lines are read by the reader of Uyghur script.
    Uyghur,
}

impl Part {
    /// Every part, in the order in which a page passes them.
    pub const ALL: [Part; 16] = [
        Part::Spread,
        Part::Turned,
        Part::TurnConfirmed,
        Part::SmallPrint,
        Part::OnItsHead,
        Part::Stretched,
        Part::UnderRed,
        Part::UnderPale,
        Part::Watermarks,
        Part::LeftOver,
        Part::HardPages,
        Part::HiddenRows,
        Part::Seals,
        Part::SealsAgain,
        Part::Coloured,
        Part::Uyghur,
    ];

    /// What the part is called in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Part::Spread => "faint pages spread",
            Part::Turned => "page turned upright",
            Part::TurnConfirmed => "doubtful turns confirmed by reading",
            Part::SmallPrint => "small print looked at closer",
            Part::OnItsHead => "doubtful lines read the other way up",
            Part::Stretched => "doubtful lines read with more contrast",
            Part::UnderRed => "second look under red ink",
            Part::UnderPale => "second look under paler ink",
            Part::Watermarks => "palest ink alone",
            Part::LeftOver => "marks that no line explains",
            Part::HardPages => "hard pages read by the small recogniser",
            Part::HiddenRows => "rows under larger print",
            Part::Seals => "seals",
            Part::SealsAgain => "second look at unsure seals",
            Part::Coloured => "coloured ink alone",
            Part::Uyghur => "reader of Uyghur script",
        }
    }
}

/// The parts that are in use: all of them, but for the one whose worth is measured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Parts {
    left_out: Option<Part>,
}

impl Parts {
    /// All parts but one.
    pub const fn without(part: Part) -> Parts {
        Parts { left_out: Some(part) }
    }

    /// Every part.
    pub const fn all() -> Parts {
        Parts { left_out: None }
    }

    /// True unless `part` is left out.
    pub fn has(self, part: Part) -> bool {
        self.left_out != Some(part)
    }

    /// The part that is left out.
    pub const fn left_out(self) -> Option<Part> {
        self.left_out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_part_has_a_name_of_its_own_and_can_be_left_out_alone() {
        let names: BTreeSet<&str> = Part::ALL.iter().map(|part| part.name()).collect();
        assert_eq!(names.len(), Part::ALL.len());
        for left_out in Part::ALL {
            assert!(Parts::all().has(left_out));
            for part in Part::ALL {
                assert_eq!(Parts::without(left_out).has(part), part != left_out);
            }
        }
    }
}
