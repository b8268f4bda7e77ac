//! The nets on `rten`, which is compiled in and runs everywhere.
//!
//! Every call runs on a pool of one thread; pools are handed out and taken back, so images in parallel never share
//! one.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rten::{Model, RunOptions, ThreadPool};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensorView, Tensor};

use super::net::{Input, Net};
use crate::error::Error;

/// One net, with pools of one thread each.
pub struct RtenNet {
    model: Model,
    pools: Mutex<Vec<Arc<ThreadPool>>>,
}

impl RtenNet {
    /// Loads the net in `file`, whose hash has been checked.
    ///
    /// # Errors
    /// [`Error::Model`] for a file that isn't a net.
    pub(super) fn load(file: &Path) -> Result<Self, Error> {
        let model = Model::load_file(file)
            .map_err(|e| Error::Model { file: file.to_owned(), problem: e.to_string().into() })?;
        Ok(RtenNet { model, pools: Mutex::default() })
    }
}

impl Net for RtenNet {
    fn run<T>(
        &self,
        input: &Input,
        read: impl FnOnce(&[usize], &[f32]) -> Result<T, String>,
    ) -> Result<T, String> {
        let taken = self.pools.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let pool = taken.unwrap_or_else(|| Arc::new(ThreadPool::with_num_threads(1)));
        let options = RunOptions::default().with_thread_pool(Some(pool.clone()));
        let view = NdTensorView::from_data(input.shape, input.values.as_slice());
        let result = self.model.run_one(view.into(), Some(options));
        self.pools.lock().unwrap_or_else(PoisonError::into_inner).push(pool);
        let output: Tensor<f32> =
            result.map_err(|e| e.to_string())?.try_into().map_err(|_| "unexpected output".to_owned())?;
        let shape = output.shape().to_vec();
        read(&shape, &output.into_data())
    }
}
