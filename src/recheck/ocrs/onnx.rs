//! The part of protobuf and of ONNX's messages that [`graph`](super::graph) needs: walk over fields, write new ones.
//!
//! It knows no particular net.

/// Why a file can't be adapted.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum GraphError {
    /// The file ends within a field, or a field has a type that ONNX doesn't use.
    #[error("not an ONNX file")]
    Malformed,
    /// There isn't exactly one input and one output.
    #[error("{inputs} inputs and {outputs} outputs, one of each expected")]
    Ends {
        /// Inputs of the graph that aren't weights.
        inputs: usize,
        /// Outputs of the graph.
        outputs: usize,
    },
}

// Field numbers of onnx.proto3.
pub const MODEL_GRAPH: u64 = 7;
pub const GRAPH_NODE: u64 = 1;
pub const GRAPH_INITIALIZER: u64 = 5;
pub const GRAPH_INPUT: u64 = 11;
pub const GRAPH_OUTPUT: u64 = 12;
pub const VALUE_NAME: u64 = 1;
pub const TENSOR_NAME: u64 = 8;

/// A field of a protobuf message.
pub struct Field<'a> {
    pub number: u64,
    /// Its bytes, the key among them.
    pub whole: &'a [u8],
    /// Its payload, when it is a message, a text or bytes.
    pub content: Option<&'a [u8]>,
}

/// The fields of a message.
pub fn fields(message: &[u8]) -> Result<Vec<Field<'_>>, GraphError> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < message.len() {
        let start = at;
        let key = varint(message, &mut at)?;
        let length = match key & 7 {
            0 => varint(message, &mut at).map(|_| 0)?,
            1 => 8,
            2 => varint(message, &mut at)?,
            5 => 4,
            _ => return Err(GraphError::Malformed),
        };
        let end =
            usize::try_from(length).ok().and_then(|l| at.checked_add(l)).ok_or(GraphError::Malformed)?;
        let content = message.get(at..end).ok_or(GraphError::Malformed)?;
        let whole = message.get(start..end).ok_or(GraphError::Malformed)?;
        out.push(Field { number: key >> 3, whole, content: (key & 7 == 2).then_some(content) });
        at = end;
    }
    Ok(out)
}

/// The first field `number` of a message as text.
pub fn text(message: &[u8], number: u64) -> Result<String, GraphError> {
    let field = fields(message)?.into_iter().find(|f| f.number == number);
    let bytes = field.and_then(|f| f.content).ok_or(GraphError::Malformed)?;
    String::from_utf8(bytes.to_vec()).map_err(|_| GraphError::Malformed)
}

fn varint(bytes: &[u8], at: &mut usize) -> Result<u64, GraphError> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = *bytes.get(*at).ok_or(GraphError::Malformed)?;
        *at += 1;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Ok(value);
        }
    }
    Err(GraphError::Malformed)
}

fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Writes a field with a whole number.
pub fn put_number(out: &mut Vec<u8>, number: u64, value: u64) {
    put_varint(out, number << 3);
    put_varint(out, value);
}

/// Writes a field with a message, a text or bytes.
pub fn put(out: &mut Vec<u8>, number: u64, content: &[u8]) {
    put_varint(out, number << 3 | 2);
    put_varint(out, content.len() as u64);
    out.extend(content);
}

/// A `NodeProto` with one output; `attribute` is an encoded `AttributeProto` or nothing.
pub fn node(op: &str, inputs: &[&str], output: &str, attribute: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    inputs.iter().for_each(|i| put(&mut out, 1, i.as_bytes()));
    put(&mut out, 2, output.as_bytes());
    put(&mut out, 3, format!("adapted_{output}").as_bytes());
    put(&mut out, 4, op.as_bytes());
    if !attribute.is_empty() {
        put(&mut out, 5, attribute);
    }
    out
}

/// The `AttributeProto` `perm`, of type INTS (7).
pub fn attribute_perm(order: [u64; 3]) -> Vec<u8> {
    let mut out = Vec::new();
    put(&mut out, 1, b"perm");
    order.iter().for_each(|&i| put_number(&mut out, 8, i));
    put_number(&mut out, 20, 7);
    out
}

/// A `TensorProto` of floats (data type 1), one for each of three channels: `[1, 3, 1, 1]`.
pub fn weights(name: &str, values: [f32; 3]) -> Vec<u8> {
    let mut out = Vec::new();
    [1, 3, 1, 1].iter().for_each(|&d| put_number(&mut out, 1, d));
    put_number(&mut out, 2, 1);
    put(&mut out, TENSOR_NAME, name.as_bytes());
    put(&mut out, 9, &values.map(f32::to_le_bytes).concat());
    out
}

/// A side of a tensor.
pub enum Dim {
    Fixed(u64),
    Free(&'static str),
}

/// A `ValueInfoProto` of floats.
pub fn value(name: &str, dims: &[Dim]) -> Vec<u8> {
    let mut shape = Vec::new();
    for dim in dims {
        let mut one = Vec::new();
        match dim {
            Dim::Fixed(size) => put_number(&mut one, 1, *size),
            Dim::Free(name) => put(&mut one, 2, name.as_bytes()),
        }
        put(&mut shape, 1, &one);
    }
    let (mut tensor, mut kind, mut out) = (Vec::new(), Vec::new(), Vec::new());
    put_number(&mut tensor, 1, 1);
    put(&mut tensor, 2, &shape);
    put(&mut kind, 1, &tensor);
    put(&mut out, VALUE_NAME, name.as_bytes());
    put(&mut out, 2, &kind);
    out
}
