//! What libraries read from the environment before any code of ours can tell them: the program starts itself once more, in the same
//! process, with these variables set. Setting them in the running program is unsafe, and too late for glibc.
//!
//! ONNX Runtime must report nothing. On Linux and macOS its library (1.32.0) collects each start of the program that loads it, with the path of the
//! program and a number that stands for the machine, and sends this to its maker. Switching it off by the library's own interface comes
//! after the first event.
//!
//! glibc keeps freed memory for the next page. A detector takes and frees some 350 MB for a page, and the system clears each new page
//! of memory: a twelfth of a run's time. glibc's function `mallopt` would do too, but is unsafe to call.

use blindmask::error::Error;

/// Keeps ONNX Runtime from reporting.
#[cfg(unix)]
const QUIET: &str = "ORT_DISABLE_TELEMETRY";

/// Where glibc looks for its settings.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const SETTINGS: &str = "GLIBC_TUNABLES";

/// One heap for all threads, no block outside of it, and up to 1 GiB at its end kept when it is free. A page has a thread of its
/// own, whose heap would end with it.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const KEPT: &str = "glibc.malloc.arena_max=1:glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=1073741824";

/// Starts the program anew where a variable is missing. Settings of glibc's that somebody chose, if only empty ones, are left as they are.
///
/// # Errors
/// [`Error::Io`] when it can't be started anew although ONNX Runtime would report.
#[cfg(unix)]
pub fn prepare() -> Result<(), Error> {
    use std::os::unix::process::CommandExt;

    let mut missing = Vec::new();
    let reports = std::env::var_os(QUIET).is_none_or(|value| value != "1");
    if reports {
        missing.push((QUIET, "1"));
    }
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    if std::env::var_os(SETTINGS).is_none() {
        missing.push((SETTINGS, KEPT));
    }
    if missing.is_empty() {
        return Ok(());
    }
    let mut given = std::env::args_os();
    let name = given.next().unwrap_or_else(|| env!("CARGO_PKG_NAME").into());
    let program = std::env::current_exe().unwrap_or_else(|_| name.clone().into());
    // It comes back only when it failed. Without glibc's settings the program is as good, if slower.
    let failed = std::process::Command::new(&program).arg0(name).args(given).envs(missing).exec();
    if reports { Err(Error::io(program, failed)) } else { Ok(()) }
}

/// Nothing to do: on Windows the library sends nothing, and memory is another's matter.
#[cfg(not(unix))]
pub fn prepare() -> Result<(), Error> {
    Ok(())
}
