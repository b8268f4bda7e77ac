"""Handwriting: glyphs of pen faces, each one bent, tilted, thickened or thinned by itself, along a line that wanders."""
import cv2
import numpy as np

from sheet import arabic, glyph, tight

PENS = {"black": (30, 30, 34), "blue": (38, 58, 150), "blue_black": (34, 42, 82), "pencil": (112, 112, 116), "red": (190, 36, 40), "gel": (16, 16, 20)}


class Hand:
    """One person's hand: face, pen, slant and carelessness stay the same over a page."""

    def __init__(self, sheet, wild=False, pen=None):
        rng = sheet.rng
        self.sheet, self.rng = sheet, rng
        self.face = sheet.face("wild" if wild and any(f.use == "wild" for f in sheet.faces.values()) else "hand")
        self.latin, self.uyghur = sheet.face("latin_hand"), sheet.face("uyghur_hand")
        self.pen = pen or ["black", "black", "blue", "blue_black", "gel", "pencil"][rng.choice(6, p=[.3, .2, .2, .12, .12, .06])]
        self.slant, self.rough = rng.normal(0, .07), rng.uniform(.5, 1.3)
        self.tight = rng.uniform(.72, 1.05)
        self.weight = rng.choice([-1, 0, 0, 1])

    def shape(self, mask, size, angle):
        """A glyph's mask bent and tilted; gives it with the shift of its left top."""
        rng, r = self.rng, self.rough
        h, w = mask.shape
        pad = max(4, int(size * .22))
        big = cv2.copyMakeBorder(mask, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0)
        turn = np.deg2rad(angle + rng.normal(0, 2.6 * r))
        sx, sy = 1 + rng.normal(0, .06 * r), 1 + rng.normal(0, .06 * r)
        m = np.array([[np.cos(turn) * sx, -np.sin(turn) + self.slant + rng.normal(0, .04 * r)], [np.sin(turn), np.cos(turn) * sy]])
        inv = np.linalg.inv(m)
        bh, bw = big.shape
        ys, xs = np.mgrid[0:bh, 0:bw].astype(np.float32)
        cx, cy = bw / 2, bh / 2
        u = inv[0, 0] * (xs - cx) + inv[0, 1] * (ys - cy) + cx
        v = inv[1, 0] * (xs - cx) + inv[1, 1] * (ys - cy) + cy
        amp, a, b = size * .018 * r, *rng.uniform(0, 6.3, 2)
        u += amp * np.sin(v * 6.3 / size + a)
        v += amp * np.sin(u * 6.3 / size + b)
        out = cv2.remap(big, u.astype(np.float32), v.astype(np.float32), cv2.INTER_LINEAR)
        if self.weight > 0 and size > 34:
            out = cv2.dilate(out, np.ones((2, 2), np.uint8))
        if self.weight < 0 and size > 52:
            out = cv2.erode(out, np.ones((2, 2), np.uint8))
        press = .78 + .22 * np.sin(xs / (size * .9) + rng.uniform(0, 6.3)) * np.sin(ys / (size * .7) + rng.uniform(0, 6.3))
        return (out * np.clip(press, .55, 1)).astype(np.uint8), pad

    def write(self, x, y, runs, size, rise=None, vertical=False):
        """Writes from (x, y), the line's left top. `rise` is the line's slope in degrees. Gives the pen's end."""
        s, rng = self.sheet, self.rng
        angle = rng.normal(0, 1.6) if rise is None else rise
        ink = PENS[self.pen]
        current = None
        for mask, dx, dy, adv, ch, tag, group in self.plain(runs, size) + [(None,) * 7]:
            if current and (mask is None or group != current[1]):
                self.close(current, angle)
                current = None
            if mask is None:
                break
            if mask.size:
                m, pad = self.shape(mask, size, angle)
                gx, gy = x + dx - pad + rng.normal(0, size * .02), y + dy - pad + rng.normal(0, size * .035)
                gx, gy = int(round(gx)), int(round(gy))
                s.blend(m, gx, gy, ink, .95 if self.pen != "pencil" else .8)
                if tag:
                    current = current or [tag, group, [], ""]
                    t = tight(m)
                    if t:
                        ys, xs = np.where(m > 70)
                        hull = cv2.convexHull(np.stack([xs, ys], 1).astype(np.int32))[:, 0, :].astype(float)
                        current[2] += [hull + (gx, gy), hull + (gx + 1, gy + 1)]
                    current[3] += ch
            if vertical:
                y += size * self.tight
            else:
                step = self.step(mask, adv, ch)
                x += step * np.cos(np.deg2rad(angle))
                y += step * np.sin(np.deg2rad(angle))
        return y if vertical else x

    def close(self, current, angle):
        self.sheet.note(current[0], current[1], current[2], current[3], "handwritten", angle)

    def plain(self, runs, size):
        """Glyphs before they are bent. A pen face that lacks a character of the text leaves all of it to the fullest pen face."""
        text = "".join(r if isinstance(r, str) else r.text for r in ([runs] if isinstance(runs, str) else runs))
        whole = self.face.holds("".join(c for c in text if not arabic(c) and not c.isascii()))
        face = self.face if whole or "pen_light" not in self.sheet.faces else self.sheet.faces["pen_light"]
        return self.sheet.tokens(runs, face, size, latin=self.latin, uyghur=self.uyghur)

    def width(self, runs, size):
        return sum(self.step(t[0], t[3], t[4]) for t in self.plain(runs, size))

    def step(self, mask, adv, ch):
        """How far the pen goes on: closer than print, but glyphs hardly overlap."""
        return adv if arabic(ch[0]) else max(adv * self.tight, mask.shape[1] * .93)

    def middle(self, box, runs, size):
        """Writes into a cell, a little off its middle."""
        x, y, w, h = box
        while size > 16 and self.width(runs, size) > w * .96:
            size -= 1
        return self.write(x + (w - self.width(runs, size)) / 2 + self.rng.normal(0, 2), y + (h - size) / 2 + self.rng.normal(0, h * .05), runs, size)
