"""What a scanner, a phone and a careless hand do to a page, with the marks carried along."""
import math

import numpy as np
from PIL import Image, ImageFilter


class Shot:
    """A picture and the quads on it; `notes` become the truth's `degradations`."""

    def __init__(self, sheet):
        self.image, self.marks = sheet.image, [dict(m) for m in sheet.marks]
        self.notes, self.rotation, self.orientation, self.base = [], 0, 1, "scan"

    def carry(self, f):
        for m in self.marks:
            m["quad"] = np.array([f(x, y) for x, y in m["quad"]], float)


def homography(src, dst):
    """The 3×3 matrix that takes four points to four others (direct linear transform)."""
    rows, right = [], []
    for (x, y), (u, v) in zip(src, dst):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    return np.append(np.linalg.solve(np.array(rows, float), np.array(right, float)), 1).reshape(3, 3)


def warp(shot, matrix, size, fill):
    """Redraws the picture through `matrix` (page -> picture)."""
    inverse = np.linalg.inv(matrix)
    inverse /= inverse[2, 2]
    shot.image = shot.image.transform(size, Image.Transform.PERSPECTIVE, inverse.ravel()[:8].tolist(), Image.Resampling.BICUBIC, fillcolor=fill)

    def f(x, y):
        u, v, w = matrix @ (x, y, 1.0)
        return u / w, v / w

    shot.carry(f)


def noise(image, rng, sigma):
    a = np.asarray(image, np.float32)
    return Image.fromarray(np.clip(a + rng.normal(0, sigma, a.shape[:2] + (1,) * (a.ndim - 2)), 0, 255).round().astype(np.uint8))


def shade(image, field):
    """Multiplies the picture by a field of the same height and width."""
    a = np.asarray(image, np.float32)
    f = field if a.ndim == 2 else field[..., None]
    return Image.fromarray(np.clip(a * f, 0, 255).round().astype(np.uint8))


def scan(shot, rng, grey=True, skew=0.0, sigma=1.6, blur=0.45, paper=0.97):
    """A flatbed scan: a little skew, a soft lens, uneven light across the width, sensor noise."""
    w, h = shot.image.size
    if skew:
        a = math.radians(skew)
        c, s = math.cos(a), math.sin(a)
        m = np.array([[c, -s, w / 2 - c * w / 2 + s * h / 2], [s, c, h / 2 - s * w / 2 - c * h / 2], [0, 0, 1]])
        warp(shot, m, (w, h), shot.image.getpixel((2, 2)))
        shot.notes.append("skew")
    if grey:
        shot.image = shot.image.convert("L")
    shot.base = "gray_scan" if grey else "scan"
    shot.notes.insert(0, shot.base)
    shot.image = shot.image.filter(ImageFilter.GaussianBlur(blur))
    x = np.linspace(0, 1, w, dtype=np.float32)
    shot.image = noise(shade(shot.image, np.broadcast_to(paper - 0.025 * x, (h, w))), rng, sigma)
    return shot


def phone(shot, rng, size, corners):
    """A page on a wooden desk seen aslant, a soft shadow over it. `corners` are fractions of `size`, clockwise from the top left."""
    w, h = shot.image.size
    tw, th = size
    page = [(0, 0), (w, 0), (w, h), (0, h)]
    dst = [(x * tw, y * th) for x, y in corners]
    m = homography(page, dst)
    y, x = np.mgrid[0:th, 0:tw].astype(np.float32)
    grain = 0.5 + 0.25 * np.sin(y / 23 + 2.2 * np.sin(x / 310)) + 0.12 * np.sin(y / 7.3 + 1.4 * np.sin(x / 140 + 1))
    desk = np.stack([70 + 34 * grain, 50 + 24 * grain, 36 + 16 * grain], -1)
    cover = Shot.__new__(Shot)
    cover.image, cover.marks = Image.new("L", (w, h), 255), []
    warp(cover, m, size, 0)
    warp(shot, m, size, (0, 0, 0))
    soft = np.asarray(cover.image.filter(ImageFilter.GaussianBlur(14)), np.float32)[..., None] / 255
    desk *= 1 - 0.55 * np.roll(soft, (10, 12), (0, 1))
    a = np.asarray(cover.image, np.float32)[..., None] / 255
    both = np.asarray(shot.image, np.float32) * a + desk * (1 - a)
    light = 0.74 + 0.26 * np.exp(-(((x / tw - 0.7) / 0.75) ** 2 + ((y / th - 0.25) / 0.8) ** 2))
    edge = 1 / (1 + np.exp(-((x / tw) - 0.34 + 0.22 * (y / th)) * 16))
    light *= 0.72 + 0.28 * edge
    both = both * light[..., None] * np.array([1.0, 0.975, 0.93], np.float32)
    image = Image.fromarray(np.clip(both, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.8))
    shot.image = noise(image, rng, 2.0)
    shot.base = "phone"
    shot.notes += ["phone", "perspective", "shadow", "uneven_light"]
    return shot


def turn(shot, degrees):
    """Turns picture and quads clockwise by 90, 180 or 270 degrees."""
    w, h = shot.image.size
    how = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}[degrees]
    shot.image = shot.image.transpose(how)
    shot.carry({90: lambda x, y: (h - y, x), 180: lambda x, y: (w - x, h - y), 270: lambda x, y: (y, w - x)}[degrees])
    shot.rotation = degrees
    return shot
