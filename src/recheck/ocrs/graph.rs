//! Adapts PP-OCRv6's nets to `ocrs`: the ONNX graph gets new first and last nodes when it is loaded.
//!
//! Only the outermost two levels of the protobuf are parsed (`ModelProto.graph`, and the graph's own fields); nodes
//! and weights are copied unchanged. `rten` can't change a loaded graph, and the `ocrs` engine can't convert its
//! pictures or answers. No nets are run here.

pub use super::onnx::GraphError;
use super::onnx::{
    Dim, GRAPH_INITIALIZER, GRAPH_INPUT, GRAPH_NODE, GRAPH_OUTPUT, MODEL_GRAPH, TENSOR_NAME, VALUE_NAME,
    attribute_perm, fields, node, put, text, value, weights,
};

/// The recogniser for `ocrs`: grey `[batch, 1, height, width]` from −0.5 to 0.5 in, log-probabilities
/// `[steps, batch, classes]` out.
///
/// # Errors
/// [`GraphError`] when `model` isn't an ONNX file with one input and one output.
pub fn recogniser(model: &[u8], height: u64) -> Result<Vec<u8>, GraphError> {
    edit(model, |input, output| {
        let dims = [Dim::Free("batch"), Dim::Fixed(1), Dim::Fixed(height), Dim::Free("width")];
        Ends {
            // x/127.5 − 1 of a byte x is twice ocrs's x/255 − 0.5; one factor per channel makes three channels of
            // one.
            head: vec![node("Mul", &["grey", "to_channels"], input, &[])],
            weights: vec![weights("to_channels", [2.0; 3])],
            input: value("grey", &dims),
            tail: vec![
                node("Log", &[output], "log_p", &[]),
                node("Transpose", &["log_p"], "by_step", &attribute_perm([1, 0, 2])),
            ],
            output: value("by_step", &[Dim::Free("steps"), Dim::Free("batch"), Dim::Free("classes")]),
        }
    })
}

/// New ends of a graph: encoded nodes, tensors and value descriptions.
struct Ends {
    head: Vec<Vec<u8>>,
    weights: Vec<Vec<u8>>,
    input: Vec<u8>,
    tail: Vec<Vec<u8>>,
    output: Vec<u8>,
}

/// Puts new ends onto the graph; `ends` makes them from the names of its input and its output.
fn edit(model: &[u8], ends: impl Fn(&str, &str) -> Ends) -> Result<Vec<u8>, GraphError> {
    let graph = fields(model)?
        .into_iter()
        .find(|f| f.number == MODEL_GRAPH)
        .and_then(|f| f.content)
        .ok_or(GraphError::Malformed)?;
    let inside = fields(graph)?;
    let names = |of: u64, name: u64| -> Result<Vec<String>, GraphError> {
        inside.iter().filter(|f| f.number == of).map(|f| text(f.content.unwrap_or_default(), name)).collect()
    };
    // Old files list their weights among the inputs too.
    let weights = names(GRAPH_INITIALIZER, TENSOR_NAME)?;
    let mut inputs = names(GRAPH_INPUT, VALUE_NAME)?;
    inputs.retain(|n| !weights.contains(n));
    let outputs = names(GRAPH_OUTPUT, VALUE_NAME)?;
    let ([input], [output]) = (inputs.as_slice(), outputs.as_slice()) else {
        return Err(GraphError::Ends { inputs: inputs.len(), outputs: outputs.len() });
    };
    let ends = ends(input, output);
    let mut graph = Vec::with_capacity(graph.len() + 1024);
    ends.head.iter().for_each(|n| put(&mut graph, GRAPH_NODE, n));
    let kept = inside.iter().filter(|f| f.number != GRAPH_INPUT && f.number != GRAPH_OUTPUT);
    kept.for_each(|f| graph.extend(f.whole));
    ends.tail.iter().for_each(|n| put(&mut graph, GRAPH_NODE, n));
    ends.weights.iter().for_each(|w| put(&mut graph, GRAPH_INITIALIZER, w));
    put(&mut graph, GRAPH_INPUT, &ends.input);
    put(&mut graph, GRAPH_OUTPUT, &ends.output);

    let mut out = Vec::with_capacity(graph.len() + 1024);
    fields(model)?.iter().filter(|f| f.number != MODEL_GRAPH).for_each(|f| out.extend(f.whole));
    put(&mut out, MODEL_GRAPH, &graph);
    Ok(out)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use rten_tensor::prelude::*;
    use rten_tensor::{NdTensor, Tensor};

    use super::*;
    use crate::recheck::ocrs::onnx::put_number;

    /// A net that adds 1 to three channels and drops sides of one pixel.
    fn tiny() -> Vec<u8> {
        let dims = || [Dim::Free("n"), Dim::Fixed(3), Dim::Free("h"), Dim::Free("w")];
        let mut graph = Vec::new();
        put(&mut graph, GRAPH_NODE, &node("Add", &["x", "one"], "more", &[]));
        put(&mut graph, GRAPH_NODE, &node("Squeeze", &["more"], "y", &[]));
        put(&mut graph, 2, b"tiny");
        put(&mut graph, GRAPH_INITIALIZER, &weights("one", [1.0; 3]));
        put(&mut graph, GRAPH_INPUT, &value("x", &dims()));
        put(&mut graph, GRAPH_OUTPUT, &value("y", &dims()));
        let mut opset = Vec::new();
        put_number(&mut opset, 2, 14);
        let mut model = Vec::new();
        put_number(&mut model, 1, 8);
        put(&mut model, MODEL_GRAPH, &graph);
        put(&mut model, 8, &opset);
        model
    }

    #[test]
    fn the_new_ends_make_three_channels_of_grey_and_logarithms_by_step() {
        let adapted = recogniser(&tiny(), 1).unwrap();
        let model = rten::Model::load(adapted).unwrap();
        let grey = NdTensor::from_data([2, 1, 1, 2], vec![-0.5, 0.25, 0.0, 0.5]);
        let out: Tensor<f32> = model.run_one(grey.view().into(), None).unwrap().try_into().unwrap();
        assert_eq!(out.shape(), &[3, 2, 2]);
        // Twice the value, and the net's own 1.
        let wanted: Vec<f32> = [0.0, 1.5, 1.0, 2.0].iter().map(|p: &f32| p.ln()).collect();
        for channel in out.to_vec().chunks(4) {
            assert!(channel.iter().zip(&wanted).all(|(a, b)| a == b || (a - b).abs() < 1e-5), "{out:?}");
        }
    }

    #[test]
    fn every_cut_of_the_file_is_refused_or_has_no_graph() {
        let model = tiny();
        for end in 0..model.len() {
            let error = recogniser(&model[..end], 48).err();
            // Only the operator set may be missing, since nothing here needs it.
            assert!(error.is_some() || end > model.len() - 6, "{end}");
        }
        assert_eq!(recogniser(b"<html>", 48), Err(GraphError::Malformed));
    }

    #[test]
    fn a_net_with_two_inputs_is_refused() {
        let mut graph = Vec::new();
        for name in ["a", "b"] {
            put(&mut graph, GRAPH_INPUT, &value(name, &[]));
        }
        put(&mut graph, GRAPH_OUTPUT, &value("y", &[]));
        let mut model = Vec::new();
        put(&mut model, MODEL_GRAPH, &graph);
        assert_eq!(recogniser(&model, 48), Err(GraphError::Ends { inputs: 2, outputs: 1 }));
    }
}
