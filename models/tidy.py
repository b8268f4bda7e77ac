"""Writes PP-OCRv6's detectors so that ONNX Runtime needs less time and memory for the same answers.

ONNX Runtime computes convolutions with 16 channels side by side (8 on processors without AVX-512) and lays pictures out anew
around everything that it can't compute so. Some places of these nets are written otherwise; every number stays, but for the
rounding of sums (the maps differ by less than 1e-4):

- The first layers have 12 and 24 channels. They get channels of zeros up to the next multiple of 16. Two pictures that are laid together
  for a layer are given to two layers, whose answers are added.
- Eight times a picture and its channels weighted are added, x + x · w. That becomes x · (w + 1), one pass instead of two.
- The map is enlarged twice by transposed convolutions of 2 × 2. Their steps don't overlap, so that the first is a convolution of
  1 × 1 with four times as many channels, the second one with sixteen, and these are laid out as 4 × 4 pixels at the end.
- Three of the four maps that are laid together before are smaller and were enlarged, so that a convolution of 3 × 3 saw each of their pixels in
  two or three of its rows. It is computed for the pixels of odd and even rows and columns apart, as 2 × 2 of half the size.
- The largest pictures are computed in bands of rows (bands.py).

The answer is the same bytes on every machine, so its hash can be pinned. Needs Python 3.8 and nothing else.
"""
import array
import struct
import sys

from bands import banded
from graph import Graph, Node, Tensor, Unknown

# Channels side by side.
BLOCK = 16
LAYER_1 = [("kernel_shape", [1, 1]), ("strides", [1, 1]), ("pads", [0, 0, 0, 0]), ("dilations", [1, 1]), ("group", 1)]


def up(channels):
    return (channels + BLOCK - 1) // BLOCK * BLOCK


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
    weights = graph.put("fine/weights", Tensor([4 * middle, wide, 1, 1], fine))
    biases = graph.put("fine/bias", Tensor([4 * middle], array.array("f", list(bias(first)) * 4)))
    finest = graph.put("finest/weights", Tensor([16, 4 * middle, 1, 1], finest))
    finest_bias = graph.put("finest/bias", Tensor([16], array.array("f", list(bias(second)) * 16)))
    at = graph.nodes.index(first)
    graph.nodes[at:] = [
        Node.new("Conv", [first.inputs[0], weights, biases], "fine", LAYER_1),
        Node.new("Relu", ["fine"], "fine/on"),
        Node.new("Conv", ["fine/on", finest, finest_bias], "finest", LAYER_1),
        Node.new("Sigmoid", ["finest"], "finest/p"),
        Node.new("DepthToSpace", ["finest/p"], final.outputs[0], [("blocksize", 4), ("mode", "DCR")]),
    ]


def laid_together(graph):
    """Two pictures that are laid together for a convolution are given to two, and the answers added: half the memory is read and written."""
    concat = next(node for node in graph.nodes if node.operator == "Concat")
    conv = graph.user(concat.outputs[0])
    weights, at = graph.tensor(conv.inputs[1]), 0
    parts = []
    for k, name in enumerate(concat.inputs):
        share = weights.shape[1] // len(concat.inputs)
        own = graph.put("{}/{}".format(conv.inputs[1], k), weights.part(range(at, at + share)))
        # One of them has what is added to each channel.
        parts.append(conv.copy("/{}".format(k), [name, own] + conv.inputs[2:] * (k == 0), ["{}/{}".format(conv.outputs[0], k)]))
        at += share
    added = Node.new("Add", [part.outputs[0] for part in parts], conv.outputs[0])
    at = graph.nodes.index(conv)
    graph.nodes[at:at + 1] = parts + [added]
    graph.nodes.remove(concat)


def enlarged(graph):
    """A convolution of 3 × 3 of pictures that were enlarged: each of its rows falls on one of two rows of the smaller picture, so that it is
    one of 2 × 2 there, another one for odd and even rows and columns. The largest picture, which wasn't enlarged, gets one of 3 × 3 in
    every second row and column. What comes after looks at one pixel at a time, so that these are laid out in rows again at the very end."""
    concat = [node for node in graph.nodes if node.operator == "Concat"][-1]
    *small, large = concat.inputs
    at = graph.nodes.index(graph.user(concat.outputs[0]))
    conv, _, fine, _, finest, _, last = graph.nodes[at:]
    graph.nodes[at:] = []
    weights = graph.tensor(conv.inputs[1])
    share = weights.shape[1] // len(concat.inputs)
    coarse = weights.part(range(share * len(small)))
    own = graph.put("parts/large", weights.part(range(share * len(small), weights.shape[1])))
    # All enlarged by two at last: the next larger picture is where they are laid together.
    parts = []
    for name, times in zip(small, (4, 2, 1)):
        resize = graph.maker(name)
        graph.nodes.remove(resize)
        scales = graph.put("parts/times{}".format(times), Tensor([4], array.array("f", [1, 1, times, times])))
        copy = resize.copy("/parts", resize.inputs[:-1] + [scales], [name + "/parts"])
        if times > 1:
            graph.nodes.append(copy)
        parts.append(copy.outputs[0] if times > 1 else resize.inputs[0])
    graph.nodes.append(Node.new("Concat", parts, "parts", [("axis", 1)]))
    ends = []
    for y in range(2):
        for x in range(2):
            name, pads = "parts/{}{}".format(y, x), [1 - y, 1 - x, y, x]
            folded = graph.put(name + "/small", folded_rows(coarse, y, x))
            every = [("pads", pads), ("dilations", [1, 1]), ("group", 1)]
            graph.nodes += [
                Node.new("Conv", ["parts", folded], name + "/a", [("kernel_shape", [2, 2]), ("strides", [1, 1])] + every),
                Node.new("Conv", [large, own, conv.inputs[2]], name + "/b", [("kernel_shape", [3, 3]), ("strides", [2, 2])] + every),
                Node.new("Add", [name + "/a", name + "/b"], name + "/c"),
                Node.new("Relu", [name + "/c"], name + "/d"),
                Node.new("Conv", [name + "/d"] + fine.inputs[1:], name + "/e", LAYER_1),
                Node.new("Relu", [name + "/e"], name + "/f"),
                Node.new("Conv", [name + "/f"] + finest.inputs[1:], name + "/g", LAYER_1),
                Node.new("Sigmoid", [name + "/g"], name + "/p"),
            ]
            ends.append(name + "/p")
    graph.nodes += [
        Node.new("Concat", ends, "parts/p", [("axis", 1)]),
        Node.new("DepthToSpace", ["parts/p"], "parts/rows", [("blocksize", 2), ("mode", "DCR")]),
        Node.new("DepthToSpace", ["parts/rows"], last.outputs[0], [("blocksize", 4), ("mode", "DCR")]),
    ]
    graph.nodes.remove(concat)


def folded_rows(weights, y, x):
    """Weights of 3 × 3 for a picture enlarged twice, as 2 × 2 of the picture itself, for the rows and columns `y` and `x` of each two: the row before
    an even one lies on another pixel than itself and the next, the row after an odd one on another than itself and the one before."""
    onto = ([0, 1, 1], [0, 0, 1])
    outputs, inputs, _ = weights.channels()
    out = array.array("f", bytes(4 * outputs * inputs * 4))
    for channel in range(outputs * inputs):
        for row in range(3):
            for column in range(3):
                out[channel * 4 + onto[y][row] * 2 + onto[x][column]] += weights.values[(channel * 3 + row) * 3 + column]
    return Tensor([outputs, inputs, 2, 2], out)


def tidied(data, bands=1):
    """The detector `data`, written otherwise, its largest pictures in so many bands.

    Raises Unknown for any other net."""
    try:
        graph = Graph(data)
        first_layers(graph)
        laid_together(graph)
        weighted(graph)
        last_layers(graph)
        enlarged(graph)
        if bands > 1:
            banded(graph, bands)
        return graph.bytes()
    except (LookupError, StopIteration, AttributeError, ValueError, struct.error) as e:
        raise Unknown("not a detector of PP-OCRv6: {}".format(e)) from e


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as source, open(sys.argv[2], "wb") as target:
        target.write(tidied(source.read(), int(sys.argv[3])))
