//! Runs crops through a CTC recogniser in batches of equal width, and decodes the winners into text.

use image::RgbImage;

use crate::nets::engine::{Engine, EngineError, Posteriors, Size};
use crate::page::crop::Crop;
use crate::page::line::Glyph;

/// Width in pixels of all crops in one call, where there are several: a call costs next to nothing by itself, and on one
/// thread a batch brings nothing but the memory that it takes.
const BATCH: usize = 1280;

/// Reads all `crops`; the answers come in the order of the crops.
pub fn recognise(
    crops: &[&Crop],
    engine: &dyn Engine,
    size: Size,
    keep: &[usize],
) -> Result<Vec<Posteriors>, EngineError> {
    let mut order: Vec<usize> = (0..crops.len()).collect();
    order.sort_by_key(|&i| (crops[i].picture.width(), i));
    let mut out = vec![Posteriors::default(); crops.len()];
    for group in order.chunk_by(|&i, &j| crops[i].picture.width() == crops[j].picture.width()) {
        let width = group.first().map_or(1, |&i| crops[i].picture.width().max(1) as usize);
        for batch in group.chunks((BATCH / width).max(1)) {
            let pictures: Vec<RgbImage> = batch.iter().map(|&i| crops[i].picture.clone()).collect();
            let answers = engine.recognise(&pictures, keep, size)?;
            if answers.len() != batch.len() {
                let problem = format!("{} answers to {} crops", answers.len(), batch.len());
                return Err(EngineError { net: "recogniser", problem });
            }
            for (&i, answer) in batch.iter().zip(answers) {
                out[i] = answer;
            }
        }
    }
    Ok(out)
}

/// Greedy CTC decoding: the winner of every step, repeats merged, blanks (class 0) dropped.
pub fn decode(posteriors: &Posteriors, char_of: impl Fn(usize) -> Option<char>) -> Vec<Glyph> {
    let mut glyphs: Vec<Glyph> = Vec::new();
    let mut before = 0;
    for (step, (&winner, &best)) in posteriors.winners.iter().zip(&posteriors.best).enumerate() {
        if winner != 0 {
            let p = best.exp();
            match glyphs.last_mut().filter(|_| winner == before) {
                Some(last) => {
                    last.to = step + 1;
                    last.p = last.p.max(p);
                }
                None => {
                    if let Some(char) = char_of(winner as usize) {
                        glyphs.push(Glyph { char, from: step, to: step + 1, p });
                    }
                }
            }
        }
        before = winner;
    }
    glyphs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_merge_and_blanks_separate() {
        let winners = vec![0, 5, 5, 0, 5, 6, 0];
        let best = vec![0.0; 7];
        let glyphs = decode(&Posteriors { winners, best, ..Posteriors::default() }, |c| {
            char::from_digit(c as u32, 10)
        });
        let text: String = glyphs.iter().map(|g| g.char).collect();
        assert_eq!(text, "556");
        assert_eq!((glyphs[0].from, glyphs[0].to), (1, 3));
        assert_eq!((glyphs[1].from, glyphs[2].from), (4, 5));
    }
}
