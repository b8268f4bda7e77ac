"""Has the first stages of PP-OCRv6's detectors computed in bands of rows, one after the other.

Their pictures are large: at 1536 x 1088 pixels one of 96 channels takes 40 MB, so that each of some forty layers reads and writes the
machine's memory. A band of one stays in the processor's cache from one layer to the next. Every layer but one looks at the
rows next to its own only, so a band begins with a few rows of its neighbours and gives the same numbers; the one is the mean over all
rows that weighs the channels, between two layers, and is put together from the bands' sums. What stands at a band's edge is real rows
and not zeros, so only the first and the last one keep the rows of zeros that a layer adds.

Bounds are counted in rows of 16 pixels, since a stage halves the rows and the second one ends at a sixteenth.
Needs Python 3.8 and nothing else.
"""
import array

import wire
from graph import GRAPH_INPUT, Node, Tensor, Unknown, Whole

FLOAT32 = 1
# To the last row.
ALL = (1 << 31) - 1
# Rows of the picture in which a band begins and ends.
UNIT = 16
# Rows that one of the layers above needs of its neighbours: the stem (of the picture, see `Bands.stem`), a stage after its weighing
# (two above: its two layers of 3 x 3; and one below, since it ends in one of every second row), the weighed layer itself.
STEM = (7, 8)
STAGE = (2, 1)
WEIGHED = (1, 1)
# Of the map that the first stage gives to the end: at least half the breadth of the layer that reads it, and as many as rows of the next map.
END = 4


class Bands:
    def __init__(self, graph, count):
        self.graph, self.count = graph, count
        self.made, self.kept = [], {}
        self.picture = graph.end(GRAPH_INPUT)

    def node(self, *what):
        self.made.append(Node.new(*what))
        return self.made[-1].outputs[0]

    def once(self, name, make):
        if name not in self.kept:
            self.kept[name] = make()
        return self.kept[name]

    def whole(self, *values):
        name = "whole/" + "/".join(str(value) for value in values)
        self.graph.tensors.setdefault(name, Whole(values))
        return name

    def side(self, axis):
        """The picture's rows (2) or columns (3)."""
        shape = self.once("shape", lambda: self.node("Shape", [self.picture], "bands/shape"))
        ends = [shape, self.whole(axis), self.whole(axis + 1)]
        return self.once(axis, lambda: self.node("Slice", ends, "bands/side{}".format(axis)))

    def bound(self, band, times, more):
        """Where a band begins: `times` its first row of UNIT pixels, and so many more."""
        name = "bands/{}".format(band)
        units = self.once("units", lambda: self.node("Div", [self.side(2), self.whole(UNIT)], "bands/units"))

        def first():
            before = self.node("Mul", [units, self.whole(band)], name + "/before")
            return self.node("Div", [before, self.whole(self.count)], name)

        def make():
            rows = self.node("Mul", [self.once(name, first), self.whole(times)], "{}/{}".format(name, times))
            return self.node("Add", [rows, self.whole(more)], "{}/{}/{}".format(name, times, more))

        return self.once((band, times, more), make)

    def rows(self, name, ends, label):
        return self.node("Slice", [name, ends[0], ends[1], self.whole(2)], label)

    def cut(self, name, times, around, label):
        """The bands of a whole map with `times` a band's rows of UNIT pixels, each with rows `around` (above, below) of its neighbours."""
        last = self.count - 1
        starts = [self.bound(k, times, -around[0]) if k else self.whole(0) for k in range(self.count)]
        ends = [self.bound(k + 1, times, around[1]) if k < last else self.whole(ALL) for k in range(self.count)]
        return [self.rows(name, both, "{}{}".format(label, k)) for k, both in enumerate(zip(starts, ends))]

    def with_neighbours(self, bands, around, label):
        """The bands, each with rows `around` (above, below) of its neighbours."""
        out = []
        for k, band in enumerate(bands):
            parts = [band]
            if k:
                ends = self.whole(-around[0]), self.whole(ALL)
                parts.insert(0, self.rows(bands[k - 1], ends, "{}/above{}".format(label, k)))
            if k < self.count - 1:
                ends = self.whole(0), self.whole(around[1])
                parts.append(self.rows(bands[k + 1], ends, "{}/below{}".format(label, k)))
            out.append(self.node("Concat", parts, "{}/{}".format(label, k), [("axis", 2)]))
        return out

    def without(self, band, k, above, below):
        """A band without so many rows of its neighbours."""
        ends = self.whole(above if k else 0), self.whole(-below if below and k < self.count - 1 else ALL)
        return self.rows(band, ends, band + "/own")

    def joined(self, bands, name):
        """The whole map, in place of what made `name`."""
        maker = self.graph.maker(name)
        maker.outputs = [output + "/whole" if output == name else output for output in maker.outputs]
        self.node("Concat", bands, name, [("axis", 2)])

    def between(self, given, name):
        """The nodes that make `name` of what is given."""
        found, waiting = [], [name]
        while waiting:
            one = waiting.pop()
            maker = None if one in given or one in self.graph.tensors else self.graph.maker(one)
            if maker is not None and maker not in found:
                found.append(maker)
                waiting += maker.inputs
        return [node for node in self.graph.nodes if node in found]

    def computed(self, k, given, name):
        """What band `k` has in place of `name`, where it has others in place of what is `given`: {name: other}."""
        names, label = dict(given), "/band{}".format(k)
        for node in self.between(given, name):
            outputs = [output + label for output in node.outputs]
            copy = node.copy(label, [names.get(i, i) for i in node.inputs], outputs)
            found = node.attributes()
            if "auto_pad" in found or any(found.get("pads", [])):
                # SAME_UPPER of 2 x 2 adds a row below and a column at the right.
                top, left, bottom, right = found.get("pads") or [0, 0, 1, 1]
                copy.padded([0 if k else top, left, bottom if k == self.count - 1 else 0, right])
            self.made.append(copy)
            names.update(zip(node.outputs, outputs))
        return names[name]

    def mean(self, bands, pixels, label):
        """The mean of a whole map, of which each pixel stands for so many of the picture."""
        sums = [self.node("ReduceSum", [band, self.whole(2, 3)], "{}/sum{}".format(label, k)) for k, band in enumerate(bands)]
        total = sums[0]
        for k, one in enumerate(sums[1:]):
            total = self.node("Add", [total, one], "{}/total{}".format(label, k))

        def area():
            every = self.node("Mul", [self.side(2), self.side(3)], "bands/pixels")
            return self.node("Cast", [every], "bands/area", [("to", FLOAT32)])

        share = self.graph.put(label + "/share", Tensor([1], array.array("f", [1.0 / pixels])))
        count = self.node("Mul", [self.once("area", area), share], label + "/count")
        return self.node("Div", [total, count], label + "/mean")

    def stem(self, weighed):
        """The bands of the first weighed map, at a quarter of the picture's size: layer by layer upwards a band's rows a to b are made of
        a - 1 to b + 1 (3 x 3), of twice these and one before (3 x 3, every second row), of three more below (2 x 2 twice), and of twice these
        and one before: 4 a - 7 to 4 b + 8."""
        parts = self.cut(self.picture, UNIT, STEM, "bands/picture")
        return [self.computed(k, {self.picture: part}, weighed) for k, part in enumerate(parts)]

    def stage(self, weighed, layers, label):
        """From the bands of a weighed map to those of what the stage ends in, and of what the next one weighs; `layers` are the names of
        these three."""
        name, end, after = layers
        graph = self.graph
        pixels = UNIT if label == "first" else 4 * UNIT
        mean = next(node for node in graph.users(name) if node.operator == "ReduceMean")
        weigh = next(node for node in graph.users(name) if node.operator == "Mul")
        weights = next(i for i in weigh.inputs if i != name)
        graph.instead(mean.outputs[0], self.mean(weighed, pixels, label))
        ends, afters = [], []
        for k, band in enumerate(self.with_neighbours(weighed, STAGE, label)):
            # With one row above that the layer of every second row needs.
            wide = self.computed(k, {name: band, weights: weights}, end)
            afters.append(self.computed(k, {end: wide}, after))
            ends.append(self.without(wide, k, 1, 0))
        return ends, afters

    def last(self, bands, end, narrow):
        """The widest part of the end, from the bands of the first stage's map `end` to `narrow`: a layer of 1 x 1 whose channels are weighed,
        the next map added, a layer of 7 x 7 or 5 x 5 and one of 1 x 1."""
        graph = self.graph
        lateral = next(node for node in graph.users(end) if node.attributes().get("group") == [1])
        gap = next(node for node in graph.users(lateral.outputs[0]) if node.operator == "GlobalAveragePool")
        # The mean of what a layer of 1 x 1 gives is what it gives for the mean.
        of_mean = lateral.copy("/mean", [self.mean(bands, UNIT, "last")] + lateral.inputs[1:], ["last/weighed"])
        self.made.append(of_mean)
        graph.instead(gap.outputs[0], "last/weighed")
        weigh = next(node for node in graph.users(lateral.outputs[0]) if node.operator == "Mul")
        weights = next(i for i in weigh.inputs if i != lateral.outputs[0])
        add = graph.user(weigh.outputs[0])
        coarse = graph.maker(next(i for i in add.inputs if i != weigh.outputs[0])).inputs[0]
        reach = graph.maker(graph.maker(narrow).inputs[0]).attributes()["kernel_shape"][0] // 2
        parts = self.cut(coarse, UNIT // 8, (END // 2, END // 2), "last/coarse")
        out = []
        for k, band in enumerate(self.with_neighbours(bands, (END, END), "last")):
            made = self.computed(k, {end: band, weights: weights, coarse: parts[k]}, narrow)
            out.append(self.without(made, k, END - reach, END - reach))
        self.joined(out, narrow)


def banded(graph, count):
    """Computes the first two stages and the widest part of the end in `count` bands."""
    depthwise = [node for node in graph.nodes if node.operator == "Conv" and node.attributes().get("group", [1]) != [1]]
    if len(depthwise) != 17:
        raise Unknown("other layers")
    bands = Bands(graph, count)
    # A stage: the weighed layer, one more, one of every second row, of which the next stage is made.
    weighed, end = depthwise[0].outputs[0], depthwise[2].inputs[0]
    first, after = bands.stage(bands.stem(weighed), (weighed, end, depthwise[3].inputs[0]), "first")
    name, weighed = depthwise[3].inputs[0], depthwise[3].outputs[0]
    parts = bands.with_neighbours(after, WEIGHED, "second/before")
    parts = [bands.computed(k, {name: part}, weighed) for k, part in enumerate(parts)]
    layers = weighed, depthwise[5].inputs[0], depthwise[6].inputs[0]
    second, after = bands.stage(parts, layers, "second")
    narrow = graph.user(depthwise[-1].outputs[0]).outputs[0]
    bands.last(first, end, narrow)
    bands.joined(second, layers[1])
    bands.joined(after, layers[2])
    graph.nodes += bands.made
    graph.in_order()
