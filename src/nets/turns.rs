//! Large pages take turns at the detectors, so that the memory for a call is there once and not once for each job.
//!
//! A page's picture, what was cut out of it, the net's input and its layers are all in memory during such a call. Jobs seldom meet at one:
//! it takes a tenth of a large page's time.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::pixels::is_large;

/// Whoever holds it is at the detector with a large page.
static TURN: Mutex<()> = Mutex::new(());

/// Waits for the turn of a picture of `size`, width and height in pixels, which ends when the answer is dropped; `None` at once for one that isn't large.
pub fn wait(size: (u32, u32)) -> Option<MutexGuard<'static, ()>> {
    is_large(size).then(|| TURN.lock().unwrap_or_else(PoisonError::into_inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_large_page_at_a_time_and_any_number_of_others() {
        let first = wait((4000, 3000));
        assert!(first.is_some() && TURN.try_lock().is_err());
        assert!(wait((2480, 1754)).is_none());
        drop(first);
        assert!(TURN.try_lock().is_ok());
    }
}
