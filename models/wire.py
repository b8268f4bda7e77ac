"""ONNX as protobuf, written by hand: what uyghur.py and tidy.py both write. Field numbers are those of onnx.proto."""
# Kinds of attributes.
INT, STRING, INTS = 2, 3, 7


def varint(n):
    out = bytearray()
    n &= (1 << 64) - 1
    while n > 0x7f:
        out.append(n & 0x7f | 0x80)
        n >>= 7
    out.append(n)
    return bytes(out)


def number(field, n):
    return varint(field << 3) + varint(n)


def chunk(field, data):
    data = data.encode("utf-8") if isinstance(data, str) else data
    return varint(field << 3 | 2) + varint(len(data)) + data


def attribute(name, value):
    """A text, a whole number, or a list of these."""
    if isinstance(value, str):
        return chunk(1, name) + chunk(4, value) + number(20, STRING)
    if isinstance(value, int):
        return chunk(1, name) + number(3, value) + number(20, INT)
    return chunk(1, name) + b"".join(number(8, v) for v in value) + number(20, INTS)
