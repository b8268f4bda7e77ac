"""A page that is being drawn: text with tagged names, lines, pictures. Every tagged name keeps points on its ink."""
import cv2
import numpy as np

from people import pick

NO_START = "，。、；：）》”！？·•・"
BREAKS = .65  # Share of paragraphs set so that the applicant's name breaks, where it can.
INK = 70  # A pixel of a glyph's mask (0-255) above this counts as ink.


class Tag:
    """A name in a text. `kind`: own | decoy | ambiguous | word."""

    def __init__(self, text, kind, form="han", script="han"):
        self.text, self.kind, self.form, self.script = text, kind, form, script


def arabic(ch):
    return "\u0600" <= ch <= "\u06ff" or "\ufb50" <= ch <= "\ufeff"


def glyph(face, ch, size, shaped=False):
    """Mask, offset of its left top from the pen (top of the line at 0), advance."""
    font = face.font(ch[0], size, shaped)
    options = dict(direction="rtl") if shaped else {}
    core, (ox, oy) = font.getmask2(ch, mode="L", anchor="ls", **options)
    w, h = core.size
    mask = np.array(core, np.uint8).reshape(h, w) if w and h else np.zeros((0, 0), np.uint8)
    return mask, ox, oy + round(size * .86), font.getlength(ch, **options)


def tight(mask, level=INK):
    """Corners (x0, y0, x1, y1) of the ink of a mask, edges of pixels; None when there is none."""
    ys, xs = np.where(mask > level)
    return None if len(xs) == 0 else (xs.min(), ys.min(), xs.max() + 1, ys.max() + 1)


def corners(x0, y0, x1, y1):
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], float)


class Sheet:
    def __init__(self, rng, faces, size, paper=(250, 249, 246), dpi=150):
        self.rng, self.faces, self.dpi, self.paper = rng, faces, dpi, paper
        self.w, self.h = size
        self.px = np.empty((self.h, self.w, 3), np.uint8)
        self.px[:] = paper
        self.marks, self.notes, self.group, self.own_name = [], [], 0, None
        self.ink = (25, 25, 28)
        self.uyghur_face = self.face("uyghur")

    def u(self, mm):
        """Millimetres in pixels."""
        return int(round(mm * self.dpi / 25.4))

    def blend(self, mask, x, y, ink, strength=1.0):
        """Lays ink through a mask (0-255); ink darker than the paper multiplies, lighter ink covers."""
        x, y = int(round(x)), int(round(y))
        h, w = mask.shape
        x0, y0, x1, y1 = max(x, 0), max(y, 0), min(x + w, self.w), min(y + h, self.h)
        if x0 >= x1 or y0 >= y1:
            return
        a = mask[y0 - y:y1 - y, x0 - x:x1 - x, None].astype(np.float32) * (strength / 255)
        under = self.px[y0:y1, x0:x1].astype(np.float32)
        target = np.array(ink, np.float32)
        if sum(ink) < 500:
            target = under * target / 255 * .35 + np.minimum(under, target) * .65
        self.px[y0:y1, x0:x1] = np.clip(under + (target - under) * a + .5, 0, 255).astype(np.uint8)

    def tokens(self, runs, face, size, latin=None, uyghur=None, spacing=0.0):
        """Text and tags as glyphs: (mask, dx, dy, advance, text, tag, group)."""
        out = []
        for run in [runs] if isinstance(runs, (str, Tag)) else runs:
            tag, text = (run, run.text) if isinstance(run, Tag) else (None, run)
            for tag, text in [(tag, text)] if tag or not self.own_name or self.own_name not in text else self.words(text):
                group = None
                if tag:
                    self.group += 1
                    group = self.group
                i = 0
                while i < len(text):
                    j = i + 1
                    if arabic(text[i]):
                        while j < len(text) and (arabic(text[j]) or (text[j] == " " and j + 1 < len(text) and arabic(text[j + 1]))):
                            j += 1
                        f = uyghur or self.uyghur_face
                    elif text[i].isascii() and latin:
                        f = latin
                    else:
                        f = face if face.holds(text[i]) else self.spare(text[i])
                    m = glyph(f, text[i:j], size, f.use.startswith("uyghur"))
                    extra = spacing * size if not text[i].isascii() else 0
                    out.append((m[0], m[1], m[2], m[3] + extra, text[i:j], tag, group))
                    i = j
        return out

    def words(self, text):
        """Plain text that happens to hold the applicant's name: that piece is a word, and reported apart."""
        parts = text.split(self.own_name)
        out = [(None, parts[0])]
        for p in parts[1:]:
            out += [(Tag(self.own_name, "word"), self.own_name), (None, p)]
        return out

    def spare(self, ch):
        for name in ("song", "trad_song", "zenhei", "screen_song"):
            if name in self.faces and self.faces[name].holds(ch):
                return self.faces[name]
        return next(iter(self.faces.values()))

    def note(self, tag, group, boxes, text, style="print", angle=0.0):
        """Remembers a name: points at the corners of its glyphs' ink."""
        if tag is None or not boxes:
            return
        pts = np.concatenate(boxes) if len(boxes) > 1 else boxes[0]
        self.marks.append(dict(tag=tag, group=group, pts=pts, text=text, style=style, angle=angle))

    def place(self, toks, x, y, ink, strength=1.0, style="print"):
        """Sets glyphs in a row, pen at x, the line's top at y. Gives the pen's end."""
        run, boxes, text = None, [], ""
        for mask, dx, dy, adv, ch, tag, group in toks + [(None,) * 7]:
            if run is not None and (mask is None or group != run[1]):
                self.note(run[0], run[1], boxes, text, style)
                run, boxes, text = None, [], ""
            if mask is None:
                break
            gx, gy = int(round(x + dx)), int(round(y + dy))
            if mask.size:
                self.blend(mask, gx, gy, ink, strength)
                if tag:
                    t = tight(mask)
                    if t:
                        boxes.append(corners(gx + t[0], gy + t[1], gx + t[2], gy + t[3]))
            if tag:
                run, text = (tag, group), text + ch
            x += adv
        return x

    def width(self, runs, face, size, **k):
        return sum(t[3] for t in self.tokens(runs, face, size, **k))

    def text(self, x, y, runs, face, size, ink=None, align="left", strength=1.0, style="print", **k):
        """One line. `x` is its left end, its middle or its right end."""
        toks = self.tokens(runs, face, size, **k)
        total = sum(t[3] for t in toks)
        x -= {"left": 0, "middle": total / 2, "right": total}[align]
        return self.place(toks, x, y, ink or self.ink, strength, style)

    def fit(self, x, y, w, runs, face, size, **k):
        """One line in a width, smaller if it must be; split over two lines if that isn't enough."""
        while size > 9 and self.width(runs, face, size, **{a: b for a, b in k.items() if a in ("latin", "uyghur", "spacing")}) > w:
            size -= 1
        return self.text(x, y, runs, face, size, **k)

    def para(self, x, y, w, runs, face, size, leading=1.6, indent=2, ink=None, strength=1.0, style="print", **k):
        """Lines broken at a width. Names broken over lines get style `split`. Gives the y below."""
        toks = self.tokens(runs, face, size, **k)
        lines = self.broken(toks, w, size, indent)
        if self.rng.random() < BREAKS:   # a little narrower, if the applicant's name then breaks
            tries = [self.broken(toks, w - size * .5 * n, size, indent) for n in range(18)]
            lines = next((t for t in tries if self.breaks(t)), lines)
        first, before = True, len(self.marks)
        for toks, end in lines:
            start = x + (indent * size if first else 0)
            self.place(toks, start, y, ink or self.ink, strength, style)
            first = False
            y += round(size * leading)
        fresh = self.marks[before:]
        for m in fresh:
            if sum(o["group"] == m["group"] for o in fresh) > 1:
                m["style"] = "split"
        return y

    @staticmethod
    def breaks(lines):
        """Whether an own name stands on two lines."""
        own = [{t[6] for t in line if t[5] and t[5].kind == "own" and t[5].script == "han"} for line, _ in lines]
        return any(a & b for a, b in zip(own, own[1:]))

    @staticmethod
    def broken(toks, w, size, indent):
        """Glyphs in lines no wider than `w`."""
        line, pen, lines = [], indent * size, []
        for t in toks:
            if t[4] == "\n":
                lines.append((line, pen))
                line, pen = [], indent * size
                continue
            if pen + t[3] > w and line and t[4] not in NO_START:
                lines.append((line, pen))
                line, pen = [], 0
                if t[4] == " ":
                    continue
            line.append(t)
            pen += t[3]
        lines.append((line, pen))
        return lines

    def column(self, x, y, runs, face, size, ink=None, gap=.12, **k):
        """Vertical text: one glyph below the other, centred on x. Gives the pen's end."""
        run, boxes, text = None, [], ""
        for mask, dx, dy, adv, ch, tag, group in self.tokens(runs, face, size, **k) + [(None,) * 7]:
            if run is not None and (mask is None or group != run[1]):
                self.note(run[0], run[1], boxes, text, "vertical")
                run, boxes, text = None, [], ""
            if mask is None:
                break
            step = size if not ch.isascii() and ch not in "·•・" else size * .55
            gx = int(round(x - adv / 2 + dx))
            gy = int(round(y + dy - (size - step) / 2))
            if mask.size:
                self.blend(mask, gx, gy, ink or self.ink)
                t = tight(mask)
                if tag and t:
                    boxes.append(corners(gx + t[0], gy + t[1], gx + t[2], gy + t[3]))
            if tag:
                run, text = (tag, group), text + ch
            y += step * (1 + gap)
        return y

    def line(self, x0, y0, x1, y1, width=1, ink=None):
        cv2.line(self.px, (int(x0), int(y0)), (int(x1), int(y1)), ink or self.ink, max(1, int(width)), cv2.LINE_AA)

    def box(self, x0, y0, x1, y1, width=1, ink=None, fill=None):
        if fill is not None:
            cv2.rectangle(self.px, (int(x0), int(y0)), (int(x1), int(y1)), fill, -1)
        if width:
            cv2.rectangle(self.px, (int(x0), int(y0)), (int(x1), int(y1)), ink or self.ink, max(1, int(width)))

    def table(self, x, y, widths, heights, width=1, ink=None):
        """Ruling only. Gives cells[row][column] = (x, y, w, h)."""
        xs = np.cumsum([x] + list(widths))
        ys = np.cumsum([y] + list(heights))
        for a in xs:
            self.line(a, ys[0], a, ys[-1], width, ink)
        for b in ys:
            self.line(xs[0], b, xs[-1], b, width, ink)
        return [[(int(xs[c]), int(ys[r]), int(widths[c]), int(heights[r])) for c in range(len(widths))] for r in range(len(heights))]

    def cell(self, box, runs, face, size, align="middle", **k):
        """Text in the middle of a cell; broken over lines when it is too long for the cell."""
        x, y, w, h = box
        opts = {a: b for a, b in k.items() if a in ("latin", "uyghur", "spacing")}
        toks = self.tokens(runs, face, size, **opts)
        total = sum(t[3] for t in toks)
        if total <= w - 4 or len(toks) < 2:
            start = x + (w - total) / 2 if align == "middle" else x + size * .3
            self.place(toks, start, y + (h - size) / 2, k.get("ink") or self.ink, k.get("strength", 1.0), k.get("style", "print"))
            return
        rows, row, pen = [], [], 0
        for t in toks:
            if pen + t[3] > w - 4 and row:
                rows.append((row, pen))
                row, pen = [], 0
            row.append(t)
            pen += t[3]
        rows.append((row, pen))
        if len(rows) * size * 1.12 > h and size > 10:
            return self.cell(box, runs, face, size - 1, align, **k)
        before = len(self.marks)
        top = y + (h - len(rows) * size * 1.12) / 2
        for i, (row, pen) in enumerate(rows):
            self.place(row, x + (w - pen) / 2, top + i * size * 1.12, k.get("ink") or self.ink, k.get("strength", 1.0), k.get("style", "print"))
        fresh = self.marks[before:]
        for m in fresh:
            if sum(o["group"] == m["group"] for o in fresh) > 1:
                m["style"] = "split"

    def face(self, use):
        """A face by chance."""
        return pick(self.rng, [f for f in self.faces.values() if f.use == use])
