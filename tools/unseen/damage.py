"""What scanners, phones, copiers and hands do to a page. Every bend carries the names' points along."""
import cv2
import numpy as np


class Shot:
    """A picture and its marks; `notes` become the truth's degradations."""

    def __init__(self, sheet):
        self.px, self.notes, self.rng = sheet.px, list(sheet.notes), sheet.rng
        self.base, self.rotation, self.dpi = "scan", 0, sheet.dpi
        self.marks = []
        for m in sheet.marks:
            self.marks.append(dict(m, quad=oriented(m["pts"], m["angle"])))

    @property
    def size(self):
        return self.px.shape[1], self.px.shape[0]

    def carry(self, f):
        for m in self.marks:
            m["pts"], m["quad"] = f(m["pts"]), f(m["quad"])

    def warp(self, matrix, size, fill):
        """Through a 3×3 matrix for edges of pixels (OpenCV counts from their centres)."""
        half = np.array([[1, 0, .5], [0, 1, .5], [0, 0, 1]], float)
        k = np.linalg.inv(half) @ matrix @ half
        self.px = cv2.warpPerspective(self.px, k, size, flags=cv2.INTER_AREA if size[0] < self.size[0] * .7 else cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=fill)

        def f(p):
            q = np.c_[p, np.ones(len(p))] @ matrix.T
            return q[:, :2] / q[:, 2:]

        self.carry(f)


def oriented(pts, angle):
    """The rectangle tight around points, its first side along `angle` (degrees, clockwise on the page)."""
    a = np.deg2rad(angle)
    r = np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])
    q = pts @ r.T
    (x0, y0), (x1, y1) = q.min(0), q.max(0)
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)]) @ r


def retighten(mark):
    """After bends: the quad around the points in the frame of the carried quad."""
    unit = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)
    h = cv2.getPerspectiveTransform(np.asarray(mark["quad"], np.float32), unit).astype(float)
    q = np.c_[mark["pts"], np.ones(len(mark["pts"]))] @ h.T
    q = q[:, :2] / q[:, 2:]
    (x0, y0), (x1, y1) = q.min(0), q.max(0)
    back = np.linalg.inv(h)
    c = np.array([(x0, y0, 1), (x1, y0, 1), (x1, y1, 1), (x0, y1, 1)]) @ back.T
    return c[:, :2] / c[:, 2:]


def skew(shot, degrees):
    w, h = shot.size
    a = np.deg2rad(degrees)
    c, s = np.cos(a), np.sin(a)
    m = np.array([[c, -s, w / 2 - c * w / 2 + s * h / 2], [s, c, h / 2 - s * w / 2 - c * h / 2], [0, 0, 1]])
    shot.warp(m, (w, h), tuple(int(v) for v in shot.px[3, 3]))
    shot.notes.append("skew")


def curl(shot, strength):
    """Lines bow: y moves by a function of x, then x by a function of y. Both are exact one way and back."""
    rng = shot.rng
    w, h = shot.size
    pad = int(h * .03)
    amp, cycles, phase = h * strength, rng.uniform(.35, .8), rng.uniform(0, 6.3)
    amp2, phase2 = w * strength * .5, rng.uniform(0, 6.3)
    dy = lambda x: amp * np.sin(6.28 * cycles * x / w + phase) * (.4 + .6 * x / w)
    dx = lambda y: amp2 * np.sin(4 * y / h + phase2)
    big = (w + 2 * pad, h + 2 * pad)
    ys, xs = np.mgrid[0:big[1], 0:big[0]].astype(np.float32)
    u = xs + .5 - pad - dx(ys + .5)
    v = ys + .5 - pad - dy(u)
    shot.px = cv2.remap(shot.px, (u - .5).astype(np.float32), (v - .5).astype(np.float32), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)

    def f(p):
        y = p[:, 1] + dy(p[:, 0]) + pad
        return np.stack([p[:, 0] + pad + dx(y), y], 1)

    for m in shot.marks:   # the middle of each side too, or bowed words would stick out
        p = m["pts"]
        lo, hi = p.min(0), p.max(0)
        if hi[0] - lo[0] > 60 and m["angle"] == 0:
            xs_ = np.linspace(lo[0], hi[0], 6)
            near = [p[np.argsort(abs(p[:, 0] - a))[:2]] for a in xs_]
            m["pts"] = np.concatenate([p] + near)
    slope = np.gradient(dy(np.arange(big[0], dtype=np.float32)))
    shot.px = np.clip(shot.px * (1 - np.clip(slope, -.5, .5) * 1.2)[None, :, None].astype(np.float32), 0, 255).astype(np.uint8)
    shot.carry(f)
    shot.notes.append("curl")


def fold(shot):
    """A crease: a dark and a light line, and one half a little darker."""
    rng = shot.rng
    w, h = shot.size
    field = np.ones((h, w), np.float32)
    for _ in range(int(rng.integers(1, 3))):
        if rng.random() < .5:
            d = np.arange(h)[:, None] - h * rng.uniform(.25, .75) - np.arange(w)[None] * rng.normal(0, .02)
        else:
            d = np.arange(w)[None] - w * rng.uniform(.3, .7) - np.arange(h)[:, None] * rng.normal(0, .02)
        field *= 1 - .28 * np.exp(-(d / 2.2) ** 2) - .07 / (1 + np.exp(-d / 9)) + .12 * np.exp(-((d - 5) / 3) ** 2)
    shade(shot, field)
    shot.notes.append("fold")


def shade(shot, field):
    shot.px = np.clip(shot.px * (field[..., None] if field.ndim == 2 else field), 0, 255).astype(np.uint8)


def desk(rng, size):
    w, h = size
    ys, xs = np.mgrid[0:h, 0:w].astype(np.float32)
    tone = np.array([(96, 70, 48), (60, 62, 66), (150, 140, 128), (40, 60, 54)][rng.integers(4)], np.float32)
    rough = cv2.resize(rng.normal(0, 1, (h // 5 + 2, w // 60 + 2)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC) * 9
    return np.clip(tone + rough[..., None] + (8 * np.sin(ys / 37 + xs / 900))[..., None], 0, 255)


def phone(shot, tilt=1.0, glare=0.0, shadow=True, dark=False, size=None):
    rng = shot.rng
    w, h = shot.size
    grow = rng.uniform(1.06, 1.2)
    tw, th = size or (int(w * grow), int(h * grow))
    box = np.array([(0, 0), (w, 0), (w, h), (0, h)], np.float32)
    mx, my = (tw - w * min(tw / w, th / h) / 1.08) / 2, (th - h * min(tw / w, th / h) / 1.08) / 2
    dst = np.array([(mx, my), (tw - mx, my), (tw - mx, th - my), (mx, th - my)])
    dst += rng.normal(0, .026 * tilt, (4, 2)) * (tw, th)
    dst = dst.astype(np.float32)
    m = cv2.getPerspectiveTransform(box, dst).astype(float)
    cover = cv2.warpPerspective(np.full((h, w), 255, np.uint8), m, (tw, th))
    under = desk(rng, (tw, th))
    shot.warp(m, (tw, th), (0, 0, 0))
    a = (cover.astype(np.float32) / 255)[..., None]
    soft = cv2.GaussianBlur(cv2.resize(cover, (tw // 8, th // 8)), (0, 0), 3)
    under *= 1 - .5 * cv2.resize(soft, (tw, th)).astype(np.float32)[..., None] / 255
    px = shot.px * a + under * (1 - a)
    ys, xs = np.mgrid[0:th, 0:tw].astype(np.float32)
    g = rng.uniform(0, 6.3)
    light = 1 - .24 * np.clip((np.cos(g) * (xs / tw - .5) + np.sin(g) * (ys / th - .5)) + .4, 0, 1)
    shot.notes += ["phone", "perspective", "uneven_light"]
    if shadow:
        b = rng.uniform(0, 6.3)
        edge = np.cos(b) * (xs - tw * rng.uniform(.3, .7)) + np.sin(b) * (ys - th * rng.uniform(.3, .7)) + 40 * np.sin(ys / 140 + g)
        light *= 1 - rng.uniform(.25, .5) / (1 + np.exp(-edge / rng.uniform(8, 60)))
        shot.notes.append("shadow")
    if dark:
        light *= .5
        shot.notes.append("dark")
    tint = np.array([1, rng.uniform(.95, 1), rng.uniform(.84, 1.0)], np.float32)
    px = px * light[..., None] * tint
    if glare:
        cx, cy = tw * rng.uniform(.2, .8), th * rng.uniform(.2, .8)
        spot = np.exp(-(((xs - cx) / (tw * rng.uniform(.08, .2))) ** 2 + ((ys - cy) / (th * rng.uniform(.05, .14))) ** 2))[..., None] * glare
        px = px + (255 - px) * spot
        shot.notes.append("glare")
    shot.px = np.clip(px, 0, 255).astype(np.uint8)
    shot.base = "phone"


def grain(shot, sigma):
    h, w = shot.px.shape[:2]
    noise = np.empty((h, w), np.float32)
    cv2.setRNGSeed(int(shot.rng.integers(1, 2**31 - 1)))
    cv2.randn(noise, 0, sigma)
    shot.px = np.clip(shot.px + noise[..., None], 0, 255).astype(np.uint8)


def blur(shot, sigma):
    shot.px = cv2.GaussianBlur(shot.px, (0, 0), sigma)


def motion(shot, length):
    k = np.zeros((length, length), np.float32)
    a = shot.rng.uniform(0, np.pi)
    c = (length - 1) / 2
    cv2.line(k, (round(c - c * np.cos(a)), round(c - c * np.sin(a))), (round(c + c * np.cos(a)), round(c + c * np.sin(a))), 1.0)
    shot.px = cv2.filter2D(shot.px, -1, k / k.sum())
    shot.notes.append("motion_blur")


def resize(shot, factor):
    w, h = shot.size
    nw, nh = max(1, round(w * factor)), max(1, round(h * factor))
    shot.px = cv2.resize(shot.px, (nw, nh), interpolation=cv2.INTER_AREA)
    shot.carry(lambda p: p * (nw / w, nh / h))


def gray(shot):
    g = cv2.cvtColor(shot.px, cv2.COLOR_RGB2GRAY)
    shot.px = np.repeat(g[..., None], 3, 2)


def photocopy(shot, harsh):
    """Grey, steep contrast, specks, dark edges, a streak of the drum."""
    rng = shot.rng
    gray(shot)
    h, w = shot.px.shape[:2]
    g = cv2.GaussianBlur(shot.px[..., 0], (0, 0), .7).astype(np.float32)
    paper = np.percentile(g, 80)
    cut = paper * rng.uniform(.68, .8)
    g = 255 / (1 + np.exp(-(g - cut) / (34 - 24 * harsh)))
    field = cv2.resize(rng.random((h // 90 + 2, w // 90 + 2)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
    g = g + (255 - g) * .32 * harsh * field
    specks = (rng.random((h, w)) < .0006 * (1 + 2 * harsh)).astype(np.uint8)
    specks = cv2.dilate(specks, np.ones((2, 2), np.uint8))
    g[specks > 0] = 40
    if rng.random() < .6:
        x = int(rng.uniform(.02, .98) * w)
        g[:, x:x + int(rng.integers(1, 4))] *= .55
    if rng.random() < .5:
        edge = int(w * rng.uniform(.01, .03))
        g[:, :edge] *= np.linspace(.1, 1, edge)[None]
    shot.px = np.repeat(np.clip(g, 0, 255).astype(np.uint8)[..., None], 3, 2)
    shot.notes += ["photocopy"]
    shot.base = "gray_scan"


def fax(shot):
    """Black and white at the pixels of a fax, with rows dropped."""
    rng = shot.rng
    gray(shot)
    g = cv2.GaussianBlur(shot.px[..., 0], (0, 0), .6).astype(np.float32)
    g = g + rng.normal(0, 10, g.shape)
    cut = np.percentile(g, 85) * .72
    b = np.where(g > cut, 255, 0).astype(np.uint8)
    for _ in range(int(rng.integers(2, 7))):
        y = int(rng.integers(0, b.shape[0] - 2))
        b[y:y + 1] = b[max(y - 1, 0):max(y, 1)]
        if rng.random() < .4:
            b[y, int(rng.integers(0, b.shape[1])):] = 0
    shot.px = np.repeat(b[..., None], 3, 2)
    shot.notes.append("fax")
    shot.base = "gray_scan"


def dots(sheet, p):
    """A dot matrix: ink only where the pins strike."""
    h, w = sheet.px.shape[:2]
    ys, xs = np.mgrid[0:h, 0:w]
    pins = (np.cos(ys * 6.2832 / p) * .5 + .5) * (np.cos(xs * 6.2832 / p) * .35 + .65)
    keep = np.clip(.22 + pins, 0, 1)[..., None].astype(np.float32)
    paper = np.array(sheet.paper, np.float32)
    sheet.px = np.clip(paper - (paper - sheet.px) * keep, 0, 255).astype(np.uint8)
    sheet.notes.append("dot_matrix")


def moire(shot):
    """A photo of a screen: coloured beats of two grids."""
    h, w = shot.px.shape[:2]
    ys, xs = np.mgrid[0:h, 0:w].astype(np.float32)
    f = shot.rng.uniform(.9, 1.4)
    beats = np.stack([1 - .09 * (.5 + .5 * np.sin(xs * f + 40 * np.sin(ys / 300 + k) + k)) for k in range(3)], -1)
    shade(shot, beats)
    shot.notes.append("moire")


def show_through(shot, other):
    """The back of the sheet shines through: another page, mirrored and faint."""
    w, h = shot.size
    back = cv2.GaussianBlur(cv2.resize(cv2.cvtColor(other, cv2.COLOR_RGB2GRAY), (w, h))[:, ::-1], (0, 0), 2.2).astype(np.float32)
    shade(shot, 1 - .16 * (255 - back) / 255)
    shot.notes.append("show_through")


def turn(shot, degrees):
    """Clockwise by 90, 180 or 270 degrees."""
    w, h = shot.size
    shot.px = np.ascontiguousarray(np.rot90(shot.px, -degrees // 90))
    to = {90: lambda p: np.stack([h - p[:, 1], p[:, 0]], 1), 180: lambda p: np.stack([w - p[:, 0], h - p[:, 1]], 1), 270: lambda p: np.stack([p[:, 1], w - p[:, 0]], 1)}
    shot.carry(to[degrees])
    shot.rotation = degrees
