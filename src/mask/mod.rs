//! From findings to a file in which they can't be seen any more.
pub mod plan;
