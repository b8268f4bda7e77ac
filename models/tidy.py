"""Writes PP-OCRv6's detectors so that ONNX Runtime needs less time for the same answers.

ONNX Runtime computes convolutions with 16 channels side by side (8 on processors without AVX-512) and lays pictures out anew
around everything that it can't compute so. Three places of these nets are written otherwise; every number stays, but for the
rounding of sums (the maps differ by less than 1e-6):

- The first layers have 12 and 24 channels. They get channels of zeros up to the next multiple of 16.
- Eight times a picture and its channels weighted are added, x + x · w. That becomes x · (w + 1), one pass instead of two.
- The map is enlarged twice by transposed convolutions of 2 × 2. Their steps don't overlap, so that the first is a convolution of
  1 × 1 with four times as many channels, the second one with sixteen, and these are laid out as 4 × 4 pixels at the end.

The answer is the same bytes on every machine, so its hash can be pinned. Needs Python 3.8 and nothing else.
"""
import array
import struct
import sys

import wire

# Numbers of the fields (onnx.proto).
MODEL_GRAPH = 7
NODES, INITIALIZERS, SHAPES = 1, 5, 13
INPUTS, OUTPUTS, NAME, OPERATOR, ATTRIBUTES = 1, 2, 3, 4, 5
DIMS, TYPE, FLOATS, TENSOR_NAME, RAW = 1, 2, 4, 8, 9
FLOAT32 = 1
# Channels side by side.
BLOCK = 16


class Unknown(ValueError):
    """The file isn't what this was written for."""


def taken(data, at):
    """The varint at a place, and the place behind it."""
    value, shift = 0, 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at


def fields(data):
    """A message as [(number, value)]: an int, or the bytes of a length-delimited or fixed field."""
    found, at = [], 0
    while at < len(data):
        key, at = taken(data, at)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, at = taken(data, at)
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
            value, at = (kind, data[at:at + size]), at + size
        elif kind == 2:
            size, at = taken(data, at)
            value, at = data[at:at + size], at + size
        else:
            raise Unknown("a field of kind {}".format(kind))
        found.append((number, value))
    return found


def message(found):
    out = []
    for number, value in found:
        if isinstance(value, int):
            out.append(wire.number(number, value))
        elif isinstance(value, tuple):
            out += [wire.varint(number << 3 | value[0]), value[1]]
        else:
            out.append(wire.chunk(number, value))
    return b"".join(out)


def texts(found, number):
    return [value.decode("utf-8") for n, value in found if n == number]


class Node:
    """A node whose inputs and outputs can be changed."""

    def __init__(self, found):
        self.found = found
        self.inputs, self.outputs = texts(found, INPUTS), texts(found, OUTPUTS)
        self.operator = texts(found, OPERATOR)[0]

    @classmethod
    def new(cls, operator, inputs, output, attributes=()):
        found = [(NAME, (output + "/" + operator).encode()), (OPERATOR, operator.encode())]
        node = cls(found + [(ATTRIBUTES, wire.attribute(*a)) for a in attributes])
        node.inputs, node.outputs = inputs, [output]
        return node

    def bytes(self):
        rest = [(n, value) for n, value in self.found if n not in (INPUTS, OUTPUTS)]
        ends = [(INPUTS, i.encode()) for i in self.inputs] + [(OUTPUTS, o.encode()) for o in self.outputs]
        return message(ends + rest)


class Tensor:
    """Floats with their shape."""

    def __init__(self, shape, values):
        self.shape, self.values = shape, values

    @classmethod
    def parse(cls, found):
        shape = []
        for number, value in found:
            if number == DIMS:
                at = 0
                while not isinstance(value, int) and at < len(value):
                    side, at = taken(value, at)
                    shape.append(side)
                if isinstance(value, int):
                    shape.append(value)
        raw = b"".join(value for number, value in found if number in (FLOATS, RAW) and isinstance(value, bytes))
        values = array.array("f", raw)
        if sys.byteorder == "big":
            values.byteswap()
        return cls(shape, values)

    def bytes(self, name):
        values = array.array("f", self.values)
        if sys.byteorder == "big":
            values.byteswap()
        return message([(DIMS, side) for side in self.shape]
                       + [(TYPE, FLOAT32), (TENSOR_NAME, name.encode()), (RAW, values.tobytes())])

    def placed(self, shape, place):
        """In a larger shape of zeros, each output and input channel at `place(output, input)`."""
        outputs, inputs, size = self.channels()
        step = 1 if len(shape) == 1 else shape[1]
        out = array.array("f", bytes(4 * shape[0] * step * size))
        for o in range(outputs):
            for i in range(inputs):
                to_o, to_i = place(o, i)
                to, at = (to_o * step + to_i) * size, (o * inputs + i) * size
                out[to:to + size] = self.values[at:at + size]
        return Tensor(shape, out)

    def channels(self):
        inputs = self.shape[1] if len(self.shape) > 1 else 1
        return self.shape[0], inputs, len(self.values) // (self.shape[0] * inputs)


def up(channels):
    return (channels + BLOCK - 1) // BLOCK * BLOCK


class Graph:
    def __init__(self, data):
        self.model = fields(data)
        self.rest = fields(next(value for number, value in self.model if number == MODEL_GRAPH))
        self.nodes = [Node(fields(value)) for number, value in self.rest if number == NODES]
        self.tensors = {}
        for number, value in self.rest:
            if number == INITIALIZERS:
                found = fields(value)
                self.tensors[texts(found, TENSOR_NAME)[0]] = found

    def tensor(self, name):
        if name not in self.tensors:
            raise Unknown("{} isn't constant".format(name))
        kept = self.tensors[name]
        return kept if isinstance(kept, Tensor) else Tensor.parse(kept)

    def put(self, name, tensor):
        self.tensors[name] = tensor
        return name

    def maker(self, name):
        return next((node for node in self.nodes if name in node.outputs), None)

    def user(self, name):
        return next(node for node in self.nodes if name in node.inputs)

    def widen(self, conv, outputs, inputs, place=lambda i: i):
        """Gives a convolution more channels; its own are the first ones, but inputs go where `place` says."""
        weights, bias = (self.tensor(name) for name in conv.inputs[1:3])
        shape = [outputs, inputs] + weights.shape[2:]
        conv.inputs[1] = self.put(conv.inputs[1] + "/wide", weights.placed(shape, lambda o, i: (o, place(i))))
        conv.inputs[2] = self.put(conv.inputs[2] + "/wide", bias.placed([outputs], lambda o, _: (o, 0)))

    def bytes(self):
        used = {name for node in self.nodes for name in node.inputs}
        out = [(NODES, node.bytes()) for node in self.nodes]
        for name, kept in self.tensors.items():
            if name in used:
                out.append((INITIALIZERS, kept.bytes(name) if isinstance(kept, Tensor) else message(kept)))
        # Shapes between the nodes are optional, and some have changed.
        out += [(n, value) for n, value in self.rest if n not in (NODES, INITIALIZERS, SHAPES)]
        graph = message(out)
        return message([(n, graph if n == MODEL_GRAPH else value) for n, value in self.model])


def first_layers(graph):
    stem, narrow, wide, joined, after = [n for n in graph.nodes if n.operator == "Conv"][:5]
    if [graph.tensor(c.inputs[1]).shape[2:] for c in (stem, narrow, wide, joined)] != [[3, 3], [2, 2], [2, 2], [3, 3]]:
        raise Unknown("other first layers")
    channels = [graph.tensor(c.inputs[1]).shape[0] for c in (stem, narrow, wide, joined, after)]
    a, b, c, d = (up(n) for n in channels[:4])
    graph.widen(stem, a, graph.tensor(stem.inputs[1]).shape[1])
    graph.widen(narrow, b, a)
    graph.widen(wide, c, b)
    # The stem's channels come first, then those of the other branch.
    graph.widen(joined, d, a + c, lambda i: i if i < channels[0] else a + i - channels[0])
    graph.widen(after, channels[4], d)


def weighted(graph):
    for add in [n for n in graph.nodes if n.operator == "Add"]:
        for picture, other in (add.inputs, add.inputs[::-1]):
            times = graph.maker(other)
            if not times or times.operator != "Mul" or picture not in times.inputs:
                continue
            weight = next(name for name in times.inputs if name != picture)
            if graph.maker(weight).operator != "HardSigmoid":
                continue
            one = graph.put(weight + "/one", Tensor([1, 1, 1, 1], array.array("f", [1.0])))
            at = graph.nodes.index(times)
            graph.nodes[at:at + 1] = [Node.new("Add", [weight, one], weight + "/more"),
                                      Node.new("Mul", [picture, weight + "/more"], add.outputs[0])]
            graph.nodes.remove(add)
            break


def last_layers(graph):
    first, second = [n for n in graph.nodes if n.operator == "ConvTranspose"]
    final = graph.nodes[-1]
    before = graph.maker(graph.maker(first.inputs[0]).inputs[0])
    w, v = graph.tensor(first.inputs[1]), graph.tensor(second.inputs[1])
    inputs, middle = w.shape[:2]
    if w.shape[2:] != [2, 2] or v.shape != [middle, 1, 2, 2] or final.operator != "Sigmoid" or before.operator != "Conv":
        raise Unknown("other last layers")

    def bias(transposed):
        add = graph.user(transposed.outputs[0])
        return graph.tensor(next(name for name in add.inputs if name in graph.tensors)).values

    wide = up(inputs)
    graph.widen(before, wide, graph.tensor(before.inputs[1]).shape[1])
    # Of each pixel four, each with the channels of the first enlargement …
    fine = array.array("f", bytes(4 * 4 * middle * wide))
    for part in range(4):
        for o in range(middle):
            for i in range(inputs):
                fine[(part * middle + o) * wide + i] = w.values[(i * middle + o) * 4 + part]
    # … and of each of these four, in the order of the rows and columns of 4 × 4 pixels.
    finest = array.array("f", bytes(4 * 16 * 4 * middle))
    for y in range(4):
        for x in range(4):
            part, of_part = y // 2 * 2 + x // 2, y % 2 * 2 + x % 2
            for o in range(middle):
                finest[((y * 4 + x) * 4 + part) * middle + o] = v.values[o * 4 + of_part]
    one = [("kernel_shape", [1, 1]), ("strides", [1, 1]), ("pads", [0, 0, 0, 0]), ("dilations", [1, 1]), ("group", 1)]
    weights = graph.put("fine/weights", Tensor([4 * middle, wide, 1, 1], fine))
    biases = graph.put("fine/bias", Tensor([4 * middle], array.array("f", list(bias(first)) * 4)))
    finest = graph.put("finest/weights", Tensor([16, 4 * middle, 1, 1], finest))
    finest_bias = graph.put("finest/bias", Tensor([16], array.array("f", list(bias(second)) * 16)))
    at = graph.nodes.index(first)
    graph.nodes[at:] = [
        Node.new("Conv", [first.inputs[0], weights, biases], "fine", one),
        Node.new("Relu", ["fine"], "fine/on"),
        Node.new("Conv", ["fine/on", finest, finest_bias], "finest", one),
        Node.new("Sigmoid", ["finest"], "finest/p"),
        Node.new("DepthToSpace", ["finest/p"], final.outputs[0], [("blocksize", 4), ("mode", "DCR")]),
    ]


def tidied(data):
    """The detector `data`, written otherwise.

    Raises Unknown for any other net."""
    try:
        graph = Graph(data)
        first_layers(graph)
        weighted(graph)
        last_layers(graph)
        return graph.bytes()
    except (LookupError, StopIteration, AttributeError, ValueError, struct.error) as e:
        raise Unknown("not a detector of PP-OCRv6: {}".format(e)) from e


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as source, open(sys.argv[2], "wb") as target:
        target.write(tidied(source.read()))
