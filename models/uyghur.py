"""Turns Tesseract's line recogniser for Uyghur script (uig.traineddata) into an ONNX net and a dictionary.

Learnt from Tesseract's sources (src/lstm, src/ccutil; Apache-2.0), written anew: the archive of components, the tree of
layers with int8 weights, the character set. The answer is the same bytes on every machine, so its hash can be pinned.
Needs Python 3.8 and nothing else; ONNX is written as protobuf by hand.

The net: grey line of 48 pixels' height -> 3 × 3 convolution, tanh -> 3 × 3 max pooling -> LSTM down each column, its last
answer kept -> LSTM to the right, to the left, to the right -> softmax. One step is three pixels wide. Classes are put in
PaddleOCR's order, which the program knows: 0 is the blank, 1 … n are the dictionary's lines, the last is the space.
"""
import array
import hashlib
import struct
import sys

from wire import attribute, chunk, number

# Numbers of the components in the archive (src/ccutil/tessdatamanager.h).
LSTM, UNICHARSET, RECODER = 17, 21, 22
# Bits of a weight matrix's mode: int8 weights; scales are doubles (src/lstm/weightmatrix.cpp).
INT8, DOUBLES = 1, 128
# Bit of a layer's flags: a learning rate for each layer follows (src/lstm/network.h).
LAYER_RATES = 64
# Class of the space in every character set of Tesseract's.
SPACE = 0


class Unknown(ValueError):
    """The file isn't what this converter was written for."""


class Reader:
    """Little-endian values one after the other."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, layout):
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values[0] if len(values) == 1 else values

    def many(self, count, code):
        size = count * struct.calcsize("<" + code)
        if count < 0 or self.at + size > len(self.data):
            raise Unknown("a table runs past the end")
        part = self.data[self.at:self.at + size]
        self.at += size
        return struct.unpack("<{}{}".format(count, code), part)

    def text(self):
        return bytes(self.many(self.take("I"), "B")).decode("utf-8")


def components(traineddata):
    """{number: bytes} of an archive of components."""
    reader = Reader(traineddata)
    starts = reader.many(reader.take("I"), "q")
    found = {}
    for number, start in enumerate(starts):
        if start >= 0:
            end = next((s for s in starts[number + 1:] if s >= 0), len(traineddata))
            found[number] = traineddata[start:end]
    return found


def matrix(reader):
    """(weights, biases): rows of floats, one for each output; the last int8 of a row is the bias."""
    mode = reader.take("B")
    if mode & (INT8 | DOUBLES) != INT8 | DOUBLES:
        raise Unknown("weights of another kind ({})".format(mode))
    rows, columns, _ = reader.take("iib")
    values = reader.many(rows * columns, "b")
    scales = reader.many(reader.take("I"), "d")
    lines = [[v * scales[r] for v in values[r * columns:(r + 1) * columns]] for r in range(rows)]
    return [line[:-1] for line in lines], [line[-1] for line in lines]


def layers(reader):
    """The layers in the order of the data's way, as (kind, what it needs)."""
    if reader.take("b") != 0:
        raise Unknown("a layer's kind as a number")
    kind = reader.text()
    _, _, flags, inputs, outputs, _ = reader.take("bbiiii")
    reader.text()
    if kind in ("Series", "RTLReversed", "XYTranspose"):
        inner = [layer for _ in range(reader.take("I")) for layer in layers(reader)]
        if flags & LAYER_RATES:
            reader.many(reader.take("I"), "f")
        if kind == "Series":
            return inner
        if len(inner) != 1:
            raise Unknown("{} of several layers".format(kind))
        return [(kind + " " + inner[0][0], inner[0][1])]
    if kind == "Input":
        return [(kind, reader.take("5i"))]
    if kind in ("Convolve", "Maxpool"):
        return [(kind, reader.take("ii"))]
    if kind in ("LSTM", "SummLSTM"):
        if reader.take("i") != inputs + outputs:
            raise Unknown("an LSTM in two dimensions")
        # Cell, input gate, forget gate, output gate.
        return [(kind, [matrix(reader) for _ in range(4)])]
    if kind in ("Tanh", "Softmax"):
        return [(kind, matrix(reader))]
    raise Unknown("a layer called " + kind)


def order(classes, blank):
    """Tesseract's classes in the program's order."""
    return [blank] + [c for c in range(classes) if c not in (blank, SPACE)] + [SPACE]


def spellings(unicharset, recoder):
    """What each class spells, or None for a class that isn't one character."""
    lines = unicharset.decode("utf-8").split("\n")
    count = int(lines[0])
    reader = Reader(recoder)
    if reader.take("I") != count:
        raise Unknown("a recoder of another character set")
    spelled = {}
    for line in lines[1:1 + count]:
        _, length = reader.take("bI")
        if length != 1:
            raise Unknown("a character of several classes")
        character = line.split(" ")[0]
        spelled.setdefault(reader.take("i"), character if len(character) == 1 else None)
    return spelled


# ONNX as protobuf: onnx.proto's field numbers, the few that are needed.

def tensor(name, shape, values, integers=False):
    data = array.array("q" if integers else "f", values)
    expected = 1
    for side in shape:
        expected *= side
    if len(data) != expected:
        raise Unknown("{}: {} values for {}".format(name, len(data), shape))
    if sys.byteorder == "big":
        data.byteswap()
    dims = b"".join(number(1, side) for side in shape)
    return dims + number(2, 7 if integers else 1) + chunk(8, name) + chunk(9, data.tobytes())


def node(kind, inputs, outputs, **attributes):
    body = b"".join(chunk(1, i) for i in inputs) + b"".join(chunk(2, o) for o in outputs) + chunk(4, kind)
    return body + b"".join(chunk(5, attribute(k, v)) for k, v in sorted(attributes.items()))


def value_info(name, shape):
    dims = b"".join(chunk(1, chunk(2, s) if isinstance(s, str) else number(1, s)) for s in shape)
    return chunk(1, name) + chunk(2, chunk(1, number(1, 1) + chunk(2, dims)))


class Graph:
    """Nodes in a row, each fed with the answer of the one before."""

    def __init__(self, first):
        self.nodes, self.tensors, self.last = [], [], first

    def constant(self, shape, values, integers=False):
        name = "c{}".format(len(self.tensors))
        self.tensors.append(tensor(name, shape, values, integers))
        return name

    def add(self, kind, *more, **attributes):
        answer = "n{}".format(len(self.nodes))
        self.nodes.append(node(kind, [self.last] + list(more), [answer], **attributes))
        self.last = answer

    def lstm(self, gates, summary=False, backwards=False):
        """[steps, lines, inputs] -> [steps, lines, cells], or [1, lines, cells] after the last step."""
        cell, enter, forget, leave = gates
        gates = [enter, leave, forget, cell]  # ONNX's order
        cells, inputs = len(cell[1]), len(cell[0][0]) - len(cell[1])
        w = [v for weights, _ in gates for row in weights for v in row[:inputs]]
        r = [v for weights, _ in gates for row in weights for v in row[inputs:]]
        b = [v for _, biases in gates for v in biases] + [0.0] * (4 * cells)
        weights = [self.constant([1, 4 * cells, inputs], w), self.constant([1, 4 * cells, cells], r),
                   self.constant([1, 8 * cells], b)]
        answer = "n{}".format(len(self.nodes))
        outputs = ["", answer] if summary else [answer]
        self.nodes.append(node("LSTM", [self.last] + weights, outputs, hidden_size=cells,
                               direction="reverse" if backwards else "forward"))
        self.last = answer
        if not summary:
            self.add("Squeeze", self.constant([1], [1], True))

    def model(self, inputs, output):
        self.nodes.append(node("LogSoftmax", [self.last], [output[0]], axis=-1))
        graph = b"".join(chunk(1, n) for n in self.nodes) + chunk(2, "uyghur")
        graph += b"".join(chunk(5, t) for t in self.tensors)
        graph += chunk(11, value_info(*inputs)) + chunk(12, value_info(*output))
        # IR version 8, operator set 17.
        return number(1, 8) + chunk(2, "blindmask models/uyghur.py") + chunk(7, graph) + chunk(8, chunk(1, "") + number(2, 17))


def network(lstm):
    """(layers, class of the blank) of the component of that name."""
    reader = Reader(lstm)
    stack = layers(reader)
    reader.text()  # the layers as text
    _, _, _, blank = reader.take("iiii")
    reader.take("fff")
    if reader.at != len(lstm):
        raise Unknown("bytes left over")
    return stack, blank


def onnx(lstm):
    """The ONNX file: x [1, 1, 48, width] in -1 … 1, ink dark -> y [width / 3, classes], logarithms of probabilities."""
    stack, blank = network(lstm)
    kinds = [kind for kind, _ in stack]
    expected = ["Input", "Convolve", "Tanh", "Maxpool", "XYTranspose SummLSTM", "LSTM", "RTLReversed LSTM", "LSTM", "Softmax"]
    if kinds != expected or stack[0][1][:4] != (1, 48, 0, 1) or stack[1][1] != (1, 1) or stack[3][1] != (3, 3):
        raise Unknown("other layers: " + ", ".join(kinds))
    graph = Graph("x")
    weights, biases = stack[2][1]
    # Tesseract counts the pixels under the kernel column by column.
    kernel = [row[3 * x + y] for row in weights for y in range(3) for x in range(3)]
    graph.add("Conv", graph.constant([len(biases), 1, 3, 3], kernel), graph.constant([len(biases)], biases),
              kernel_shape=[3, 3], pads=[1, 1, 1, 1])
    graph.add("Tanh")
    graph.add("MaxPool", kernel_shape=[3, 3], strides=[3, 3])
    graph.add("Squeeze", graph.constant([1], [0], True))   # [channels, height, steps]
    graph.add("Transpose", perm=[1, 2, 0])
    graph.lstm(stack[4][1], summary=True)                  # [1, steps, cells]
    graph.add("Transpose", perm=[1, 0, 2])
    graph.lstm(stack[5][1])
    graph.lstm(stack[6][1], backwards=True)
    graph.lstm(stack[7][1])
    graph.add("Squeeze", graph.constant([1], [1], True))   # [steps, cells]
    weights, biases = stack[8][1]
    classes = order(len(biases), blank)
    columns = [weights[c][i] for i in range(len(weights[0])) for c in classes]
    graph.add("MatMul", graph.constant([len(weights[0]), len(classes)], columns))
    graph.add("Add", graph.constant([len(classes)], [biases[c] for c in classes]))
    return graph.model(("x", [1, 1, 48, "width"]), ("y", ["steps", len(classes)]))


def dictionary(lstm, unicharset, recoder):
    """The dictionary: a line for each class but the blank and the space."""
    stack, blank = network(lstm)
    spelled = spellings(unicharset, recoder)
    lines = order(len(stack[-1][1][1]), blank)[1:-1]
    return "".join((spelled.get(c) or "(none)") + "\n" for c in lines).encode("utf-8")


def convert(traineddata):
    """(ONNX file, dictionary) of a uig.traineddata.

    Raises Unknown for a file that isn't laid out as expected.
    """
    try:
        parts = components(traineddata)
        lstm, unicharset, recoder = parts[LSTM], parts[UNICHARSET], parts[RECODER]
        return onnx(lstm), dictionary(lstm, unicharset, recoder)
    except (KeyError, IndexError, struct.error, UnicodeDecodeError) as e:
        raise Unknown(repr(e))


if __name__ == "__main__":
    source, net_file, dict_file = sys.argv[1:]
    with open(source, "rb") as f:
        results = convert(f.read())
    for path, data in zip((net_file, dict_file), results):
        with open(path, "wb") as f:
            f.write(data)
        print(path, hashlib.sha256(data).hexdigest())
