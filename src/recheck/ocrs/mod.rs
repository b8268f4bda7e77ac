//! The `ocrs` engine as second reader: [`graph`] adapts the nets by editing their ONNX bytes, [`reader`] reads.

pub mod graph;
mod onnx;
pub mod reader;
