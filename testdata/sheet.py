"""A page to draw on that remembers where the names are.

Everything is placed glyph by glyph, so the ink box of every name is measured on the very masks that were painted.
Coordinates are pixels of the upright page, x to the right and y down; box edges are pixel edges.
"""
import math
import re
from functools import lru_cache

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFont

# Role -> (path, index in the collection). The paths are those of Debian's fonts-noto-cjk, fonts-arphic-ukai,
# fonts-arphic-uming and fonts-liberation; `--fonts role=path[:index]` replaces one.
FONTS = {
    "hei": ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    "heibold": ("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", 2),
    "song": ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 2),
    "songbold": ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc", 2),
    "songtrad": ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc", 3),
    "ming": ("/usr/share/fonts/truetype/arphic/uming.ttc", 0),
    "kai": ("/usr/share/fonts/truetype/arphic/ukai.ttc", 0),
    "kaitrad": ("/usr/share/fonts/truetype/arphic/ukai.ttc", 2),
    "roman": ("/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf", 0),
    "romanbold": ("/usr/share/fonts/truetype/liberation/LiberationSerif-Bold.ttf", 0),
}

INK = (34, 33, 36)
RED = (203, 38, 36)
BLUE = (33, 48, 132)

# Baseline below the top of the em square, and the ink level from which a pixel counts as the glyph's.
ASCENT = 0.86
INK_LEVEL = 64
# Characters that may not begin a line; they hang past the margin instead.
NO_START = set("，。、；：！？）》”,.;:")


@lru_cache(maxsize=None)
def font(role, size):
    path, index = FONTS[role]
    # The basic layout engine: the result must not depend on whether raqm is present.
    return ImageFont.truetype(path, size, index=index, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=None)
def glyph(role, size, ch):
    """Mask of one character and the offset of its top left corner from the pen on the baseline."""
    f = font(role, size)
    left, top, right, bottom = f.getbbox(ch, anchor="ls")
    mask = Image.new("L", (max(1, right - left) + 2, max(1, bottom - top) + 2))
    ImageDraw.Draw(mask).text((1 - left, 1 - top), ch, fill=255, font=f, anchor="ls")
    if not ch.isspace() and ch != "\uffff" and mask.tobytes() == missing(role, size)[0] and mask.size == missing(role, size)[1]:
        raise SystemExit(f"font {role} ({FONTS[role][0]}) has no glyph for U+{ord(ch):04X}")
    return mask, (left - 1, top - 1)


@lru_cache(maxsize=None)
def missing(role, size):
    mask, _ = glyph(role, size, "\uffff")
    return mask.tobytes(), mask.size


class Hand:
    """Turns a Kai glyph into one that looks written: other size, slant, turn, wavering strokes, uneven baseline."""

    def __init__(self, rng, strength=1.0):
        self.rng, self.s = rng, strength

    def write(self, role, size, ch):
        """Like `glyph`, for one written character."""
        r, s = self.rng, self.s
        big = 4
        size = max(8, round(size * (1 + s * r.uniform(-0.10, 0.12))))
        mask, (dx, dy) = glyph(role, size * big, ch)
        pad = size * big // 4
        m = np.zeros((mask.height + 2 * pad, mask.width + 2 * pad), np.float32)
        m[pad:-pad, pad:-pad] = np.asarray(mask, np.float32)
        h, w = m.shape
        y, x = np.mgrid[0:h, 0:w].astype(np.float32)
        waver = lambda: (s * size * big * r.uniform(0.008, 0.022), size * big * r.uniform(0.55, 1.2), r.uniform(0, 6.28))
        (ax, lx, px), (ay, ly, py) = waver(), waver()
        turn, slant = s * r.uniform(-0.07, 0.05), s * r.uniform(0.02, 0.16)
        cx, cy = w / 2, h / 2
        u, v = x - cx, y - cy
        sx = u * math.cos(turn) + v * math.sin(turn) + slant * v + ax * np.sin(6.2832 * y / lx + px) + cx
        sy = -u * math.sin(turn) + v * math.cos(turn) + ay * np.sin(6.2832 * x / ly + py) + cy
        xi, yi = np.clip(sx.round().astype(int), 0, w - 1), np.clip(sy.round().astype(int), 0, h - 1)
        out = Image.fromarray(m[yi, xi].astype(np.uint8)).resize((w // big, h // big), Image.Resampling.BOX)
        return out, ((dx - pad) // big, (dy - pad) // big + round(s * size * r.uniform(-0.05, 0.05)))


class Sheet:
    """One page. `needles` are (pattern, record) pairs: what to look for in every text that is drawn, longest first."""

    def __init__(self, size, needles, paper=(255, 255, 255), rng=None):
        self.image = Image.new("RGB", size, paper)
        self.draw = ImageDraw.Draw(self.image)
        self.needles, self.marks, self.rng, self.groups = needles, [], rng, 0

    @property
    def size(self):
        return self.image.size

    # ---- text ------------------------------------------------------------------------------------------------

    def paint(self, placed, text, role, size, fill, style, hand=None, onto=None):
        """Paints (character index, x, y of the em box, line number) items and marks the names among them."""
        boxes = {}
        for i, x, y, line in placed:
            ch = text[i]
            if ch.isspace():
                continue
            mask, (dx, dy) = hand.write(role, size, ch) if hand else glyph(role, size, ch)
            at = (round(x) + dx, round(y + ASCENT * size) + dy)
            if onto is None:
                self.image.paste(fill, at, mask)
            else:
                onto.paste(fill, at, mask)
            ink = mask.point(lambda v: 255 if v >= INK_LEVEL else 0).getbbox()
            if ink:
                boxes[i] = (ink[0] + at[0], ink[1] + at[1], ink[2] + at[0], ink[3] + at[1], line)
        self.mark(text, boxes, style)

    def mark(self, text, boxes, style):
        taken = set()
        for pattern, record in self.needles:
            for m in re.finditer(pattern, text):
                span = set(range(*m.span()))
                if span & taken:
                    continue
                taken |= span
                lines = {}
                for i in sorted(span & set(boxes)):
                    lines.setdefault(boxes[i][4], []).append(i)
                self.groups += 1
                for chars in lines.values():
                    l, t = min(boxes[i][0] for i in chars), min(boxes[i][1] for i in chars)
                    r, b = max(boxes[i][2] for i in chars), max(boxes[i][3] for i in chars)
                    part = text[chars[0]:chars[-1] + 1]
                    # A wrapped run can only be broken between the lines, so its parts are contiguous.
                    self.marks.append(dict(record, text=part, group=self.groups, style="split" if len(lines) > 1 and style == "print" else style,
                                           quad=np.array([[l, t], [r, t], [r, b], [l, b]], float)))

    def advances(self, text, role, size, gap):
        """Pen positions before each character, and the width of the whole."""
        at, x = [], 0.0
        for ch in text:
            at.append(x)
            x += font(role, size).getlength(ch) + gap
        return at, x - gap if text else 0.0

    def line(self, x, y, text, role="song", size=28, fill=INK, anchor="l", gap=0, style="print", hand=None, onto=None):
        """One line; x is its left end, middle or right end by `anchor` l, m or r. Returns the x where it ends."""
        at, width = self.advances(text, role, size, gap)
        x -= {"l": 0, "m": width / 2, "r": width}[anchor]
        self.paint([(i, x + a, y, 0) for i, a in enumerate(at)], text, role, size, fill, style, hand, onto)
        return x + width

    def wrap(self, text, role, size, gap, width, indent=0):
        """Items for `paint` relative to (0, 0), with line numbers; y is the line number still."""
        items, x, n = [], indent, 0
        for i, ch in enumerate(text):
            if ch == "\n":
                x, n = 0, n + 1
                continue
            a = font(role, size).getlength(ch) + gap
            # A Latin word moves to the next line as a whole.
            ahead = a
            if ch.isascii() and ch.isalnum() and (i == 0 or not (text[i - 1].isascii() and text[i - 1].isalnum())):
                word = re.match(r"[\x21-\x7e]+", text[i:]).group()
                ahead = sum(font(role, size).getlength(c) + gap for c in word)
            if x + ahead > width + gap and ch not in NO_START and x > 0:
                x, n = 0, n + 1
                if ch == " ":
                    continue
            items.append((i, x, n))
            x += a
        return items, n + 1

    def flow(self, x, y, width, text, role="song", size=26, leading=1.7, indent=2, fill=INK, style="print", hand=None, gap=0):
        """A paragraph; returns the y below it."""
        items, n = self.wrap(text, role, size, gap, width, indent * size)
        step = size * leading
        self.paint([(i, x + a, y + k * step, k) for i, a, k in items], text, role, size, fill, style, hand)
        return y + n * step

    def column(self, x, y, text, role="song", size=28, fill=INK, gap=4):
        """Text set vertically, downwards from (x, y)."""
        self.paint([(i, x, y + i * (size + gap), 0) for i in range(len(text))], text, role, size, fill, "vertical")

    # ---- tables and ornaments --------------------------------------------------------------------------------

    def cell(self, box, text, role="song", size=22, align="m", fill=INK, hand=None, gap=0, style="print"):
        """Text wrapped and centred inside a cell."""
        l, t, r, b = box
        pad = max(3, size // 4)
        items, n = self.wrap(text, role, size, gap, r - l - 2 * pad)
        step = size * 1.25
        top = (t + b - (n - 1) * step - size) / 2
        ends = {}
        for i, a, k in items:
            ends[k] = a + font(role, size).getlength(text[i])
        shift = lambda k: l + pad if align == "l" else (l + r - ends[k]) / 2
        self.paint([(i, shift(k) + a, top + k * step, k) for i, a, k in items], text, role, size, fill, style, hand)

    def grid(self, x, y, widths, heights, weight=1):
        """Rules of a table; returns cell boxes as rows of (l, t, r, b)."""
        xs, ys = [x], [y]
        for w in widths:
            xs.append(xs[-1] + w)
        for h in heights:
            ys.append(ys[-1] + h)
        for a in xs:
            self.draw.line([(a, y), (a, ys[-1])], fill=INK, width=weight)
        for a in ys:
            self.draw.line([(x, a), (xs[-1], a)], fill=INK, width=weight)
        return [[(xs[i], ys[j], xs[i + 1], ys[j + 1]) for i in range(len(widths))] for j in range(len(heights))]

    def frame(self, inset, colour, weight, gap=10):
        """A double border."""
        w, h = self.size
        self.draw.rectangle((inset, inset, w - inset, h - inset), outline=colour, width=weight)
        i = inset + weight + gap
        self.draw.rectangle((i, i, w - i, h - i), outline=colour, width=max(1, weight // 3))

    def guilloche(self, colour, step=46, swing=16):
        """Fine waves, as security paper has."""
        w, h = self.size
        for k, y0 in enumerate(range(-step, h + step, step)):
            for phase in (0.0, 1.7):
                self.draw.line([(x, y0 + swing * math.sin(x / 61 + k * 0.6 + phase)) for x in range(0, w + 8, 8)], fill=colour, width=1)

    def portrait(self, box, back=(196, 216, 236)):
        """A plain figure in place of a photograph."""
        l, t, r, b = box
        w, h = r - l, b - t
        tile = Image.new("RGB", (w, h), back)
        d = ImageDraw.Draw(tile)
        d.ellipse((w * .08, h * .68, w * .92, h * 1.35), fill=(52, 62, 84))
        d.rectangle((w * .42, h * .55, w * .58, h * .74), fill=(214, 176, 150))
        d.ellipse((w * .28, h * .16, w * .72, h * .64), fill=(226, 190, 164))
        d.pieslice((w * .26, h * .10, w * .74, h * .56), 180, 360, fill=(38, 32, 30))
        for ex in (.41, .59):
            d.ellipse((w * ex - w * .025, h * .385, w * ex + w * .025, h * .41), fill=(40, 32, 30))
        d.arc((w * .42, h * .44, w * .58, h * .55), 25, 155, fill=(150, 84, 76), width=max(1, w // 60))
        self.image.paste(tile, (l, t))

    def multiply(self, layer):
        """Lays ink over the page as real ink does: what is dark below stays dark. `layer` is RGB on white."""
        self.image = ImageChops.multiply(self.image, layer)
        self.draw = ImageDraw.Draw(self.image)

    def worn(self, layer, keep):
        """Uneven inking: lightens `layer` in blotches; `keep` is the average strength."""
        w, h = layer.size
        coarse = Image.fromarray(self.rng.integers(0, 256, (max(2, h // 9), max(2, w // 9)), np.uint8)).resize((w, h), Image.Resampling.BICUBIC)
        a = np.asarray(coarse, np.float32) / 255
        a = np.clip(keep + (a - 0.5) * 0.55, 0.0, 1.0)[..., None]
        return Image.fromarray((255 - (255 - np.asarray(layer, np.float32)) * a).astype(np.uint8))

    def stamp(self, cx, cy, radius, text, below="", turn=0.0, keep=0.85):
        """A round official stamp with a star, text along the upper arc and a short line below the star."""
        big = 2
        side = 2 * radius + 20
        tile = Image.new("RGB", (side * big, side * big), "white")
        d = ImageDraw.Draw(tile)
        c, r = side * big / 2, radius * big
        d.ellipse((c - r, c - r, c + r, c + r), outline=RED, width=max(3, round(r * .045)))
        star = [(c + q * math.sin(k * math.pi / 5), c - q * math.cos(k * math.pi / 5)) for k in range(10) for q in [r * (.27 if k % 2 == 0 else .105)]]
        d.polygon(star, fill=RED)
        size = round(min(r * .27, r * 3.4 / len(text)))
        spread = min(math.radians(250), len(text) * size * 1.12 / (r * .77))
        for k, ch in enumerate(text):
            a = -spread / 2 + spread * k / max(1, len(text) - 1)
            mask = Image.new("L", (size * 2, size * 2))
            ImageDraw.Draw(mask).text((size, size), ch, fill=255, font=font("songbold", size), anchor="mm")
            mask = mask.rotate(-math.degrees(a), Image.Resampling.BICUBIC)
            tile.paste(RED, (round(c + r * .77 * math.sin(a) - size), round(c - r * .77 * math.cos(a) - size)), mask)
        if below:
            d.text((c, c + r * .58), below, fill=RED, font=font("songbold", round(r * .17)), anchor="mm")
        tile = tile.rotate(turn, Image.Resampling.BICUBIC, fillcolor="white").resize((side, side), Image.Resampling.LANCZOS)
        layer = Image.new("RGB", self.size, "white")
        layer.paste(self.worn(tile, keep), (round(cx - side / 2), round(cy - side / 2)))
        self.multiply(layer)

    def seal(self, x, y, side, four, white_on_red=False, role="kaitrad"):
        """A square name seal of 2×2 characters, read down the right column first."""
        layer = Image.new("RGB", self.size, "white")
        d = ImageDraw.Draw(layer)
        edge = max(3, side // 22)
        d.rounded_rectangle((x, y, x + side, y + side), radius=edge * 2, fill=RED if white_on_red else None, outline=RED, width=edge)
        room = (side - 4 * edge) / 2
        size = round(room * 0.96)
        place = [(1, 0), (1, 1), (0, 0), (0, 1)]
        items = [(i, x + 2 * edge + c * room + (room - size) / 2, y + 2 * edge + r * room + (room - size) / 2, 1 - c) for i, (c, r) in enumerate(place)]
        self.paint(items, four, role, size, (255, 255, 255) if white_on_red else RED, "seal", onto=layer)
        part = layer.crop((x - 4, y - 4, x + side + 5, y + side + 5))
        layer.paste(self.worn(part, 0.88), (x - 4, y - 4))
        self.multiply(layer)
