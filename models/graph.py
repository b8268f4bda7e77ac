"""An ONNX graph that can be written otherwise: its nodes, their attributes and constant tensors, read and written as protobuf.

Needs Python 3.8 and nothing else."""
import array
import struct
import sys

import wire

# Numbers of the fields (onnx.proto).
MODEL_GRAPH = 7
NODES, INITIALIZERS, SHAPES = 1, 5, 13
GRAPH_INPUT, GRAPH_OUTPUT = 11, 12
INPUTS, OUTPUTS, NAME, OPERATOR, ATTRIBUTES = 1, 2, 3, 4, 5
ATTRIBUTE_NAME, ATTRIBUTE_NUMBER, ATTRIBUTE_NUMBERS = 1, 3, 8
DIMS, TYPE, FLOATS, TENSOR_NAME, RAW = 1, 2, 4, 8, 9
FLOAT32, INT64 = 1, 7


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


def numbers(found, number):
    """Whole numbers of a repeated field, written one by one or packed."""
    out = []
    for n, value in found:
        if n != number:
            continue
        if isinstance(value, int):
            out.append(value)
            continue
        at = 0
        while at < len(value):
            one, at = taken(value, at)
            out.append(one)
    return out


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

    def attributes(self):
        """What its attributes hold, by name, where these are whole numbers."""
        every = [fields(value) for number, value in self.found if number == ATTRIBUTES]
        found = {texts(one, ATTRIBUTE_NAME)[0]: one for one in every}
        return {name: numbers(one, ATTRIBUTE_NUMBERS) or numbers(one, ATTRIBUTE_NUMBER) for name, one in found.items()}

    def copy(self, label, inputs, outputs):
        """Another one of its kind."""
        node = Node([(n, value + label.encode() if n == NAME else value) for n, value in self.found])
        node.inputs, node.outputs = list(inputs), list(outputs)
        return node

    def padded(self, pads):
        """With rows and columns added as `pads` say, where it adds any: top, left, bottom, right."""
        kept = []
        for number, value in self.found:
            name = texts(fields(value), ATTRIBUTE_NAME)[0] if number == ATTRIBUTES else ""
            kept.append((number, wire.attribute("pads", pads) if name in ("pads", "auto_pad") else value))
        self.found = kept

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
        raw = b"".join(value for number, value in found if number in (FLOATS, RAW) and isinstance(value, bytes))
        values = array.array("f", raw)
        if sys.byteorder == "big":
            values.byteswap()
        return cls(numbers(found, DIMS), values)

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

    def part(self, inputs):
        """Its input channels of a range alone."""
        outputs, every, size = self.channels()
        out = array.array("f")
        for o in range(outputs):
            out.extend(self.values[(o * every + inputs.start) * size:(o * every + inputs.stop) * size])
        return Tensor([outputs, len(inputs)] + self.shape[2:], out)

    def channels(self):
        inputs = self.shape[1] if len(self.shape) > 1 else 1
        return self.shape[0], inputs, len(self.values) // (self.shape[0] * inputs)


class Whole:
    """A list of whole numbers."""

    def __init__(self, values):
        self.values = values

    def bytes(self, name):
        raw = struct.pack("<{}q".format(len(self.values)), *self.values)
        return message([(DIMS, len(self.values)), (TYPE, INT64), (TENSOR_NAME, name.encode()), (RAW, raw)])


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

    def end(self, number):
        """The name of its one input or output."""
        return texts(fields(next(value for n, value in self.rest if n == number)), ATTRIBUTE_NAME)[0]

    def tensor(self, name):
        if name not in self.tensors:
            raise Unknown("{} isn't constant".format(name))
        kept = self.tensors[name]
        return Tensor.parse(kept) if isinstance(kept, list) else kept

    def put(self, name, tensor):
        self.tensors[name] = tensor
        return name

    def maker(self, name):
        return next((node for node in self.nodes if name in node.outputs), None)

    def users(self, name):
        return [node for node in self.nodes if name in node.inputs]

    def user(self, name):
        return next(node for node in self.nodes if name in node.inputs)

    def instead(self, name, other):
        """Gives whoever uses `name` the `other`."""
        for node in self.users(name):
            node.inputs = [other if i == name else i for i in node.inputs]

    def widen(self, conv, outputs, inputs, place=lambda i: i):
        """Gives a convolution more channels; its own are the first ones, but inputs go where `place` says."""
        weights, bias = (self.tensor(name) for name in conv.inputs[1:3])
        shape = [outputs, inputs] + weights.shape[2:]
        conv.inputs[1] = self.put(conv.inputs[1] + "/wide", weights.placed(shape, lambda o, i: (o, place(i))))
        conv.inputs[2] = self.put(conv.inputs[2] + "/wide", bias.placed([outputs], lambda o, _: (o, 0)))

    def in_order(self):
        """Puts its nodes in an order in which they can be computed, and leaves out those of no use."""
        makers = {name: node for node in self.nodes for name in node.outputs}
        done, order, waiting = set(), [], [(makers[self.end(GRAPH_OUTPUT)], False)]
        while waiting:
            node, is_ready = waiting.pop()
            if id(node) in done:
                continue
            if is_ready:
                done.add(id(node))
                order.append(node)
                continue
            waiting.append((node, True))
            waiting += [(makers[name], False) for name in reversed(node.inputs) if name in makers]
        self.nodes = order

    def bytes(self):
        used = {name for node in self.nodes for name in node.inputs}
        out = [(NODES, node.bytes()) for node in self.nodes]
        for name, kept in self.tensors.items():
            if name in used:
                out.append((INITIALIZERS, message(kept) if isinstance(kept, list) else kept.bytes(name)))
        # Shapes between the nodes are optional, and some have changed.
        out += [(n, value) for n, value in self.rest if n not in (NODES, INITIALIZERS, SHAPES)]
        graph = message(out)
        return message([(n, graph if n == MODEL_GRAPH else value) for n, value in self.model])
