//! The `ocrs` engine as second reader: [`graph`] fits the nets to it by editing their ONNX bytes, [`reader`] reads.

pub mod graph;
mod onnx;
pub mod reader;
