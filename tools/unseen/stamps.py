"""Name seals and official stamps, drawn as masks and pressed on the page with uneven ink."""
import cv2
import numpy as np

from people import pick
from sheet import INK, Tag, glyph

REDS = [(200, 30, 36), (214, 44, 40), (178, 22, 40), (222, 74, 66), (190, 16, 20)]
OTHER_INKS = {"purple": (112, 52, 150), "blue": (40, 66, 178), "black": (32, 32, 36), "pale_red": (232, 132, 124)}


def fitted(sheet, face, ch, w, h):
    """A glyph stretched to a cell, as seal cutters do; None where there is no ink."""
    face = face if face.holds(ch) else sheet.spare(ch)
    mask = glyph(face, ch, max(24, int(max(w, h) * 1.3)))[0]
    if not mask.size:
        return None
    ys, xs = np.where(mask > 60)
    if ch in "·•・":
        return None
    mask = mask[ys.min():ys.max() + 1, xs.min():xs.max() + 1]
    ratio = mask.shape[0] / mask.shape[1]
    if ratio < .35:  # 一 is not blown up
        full = np.zeros((max(1, int(h)), max(1, int(w))), np.uint8)
        small = cv2.resize(mask, (max(1, int(w)), max(2, int(h * .16))), interpolation=cv2.INTER_AREA)
        at = (full.shape[0] - small.shape[0]) // 2
        full[at:at + small.shape[0]] = small
        return full
    return cv2.resize(mask, (max(1, int(w)), max(1, int(h))), interpolation=cv2.INTER_AREA)


def layout(rng, name, style):
    """Rows and columns of a seal: a list of (column from the right, row, columns, rows, character, belongs to the name)."""
    chars = [c for c in name if c not in "·•・ "]
    n = len(chars)
    tails = {2: ["", "印", "之印", "之章", "印章"], 3: ["印", "章", "", "印"], 4: ["", "印", "之印"]}.get(n, ["", "印", "章"])
    tail = pick(rng, tails) if style != "plain" else ""
    if style == "private":
        tail = "私章" if n != 3 else "之私章"
    text = [(c, True) for c in chars] + [(c, False) for c in tail]
    m = len(text)
    if style == "row":
        return [(m - 1 - i, 0, m, 1, c, own) for i, (c, own) in enumerate(text)]
    if style == "column" or m < 4:
        return [(0, i, 1, m, c, own) for i, (c, own) in enumerate(text)]
    if style == "rows":   # left to right, two or three rows
        rows = 3 if m > 6 else 2
        per = -(-m // rows)
        return [(per - 1 - i % per, i // per, per, rows, c, own) for i, (c, own) in enumerate(text)]
    if m == 5 or (n == 3 and m == 4 and rng.random() < .25):   # the surname alone to the right
        first = m // 2
        cols = [text[:first], text[first:]]
    else:
        cut = -(-m // 2) if m <= 8 else -(-m // 3)
        cols = [text[i:i + cut] for i in range(0, m, cut)]
    return [(ci, ri, len(cols), len(col), c, own) for ci, col in enumerate(cols) for ri, (c, own) in enumerate(col)]


def worn(rng, mask, wear):
    """Uneven ink: cloudy strength, pinholes, a dry edge."""
    h, w = mask.shape
    clouds = cv2.resize(rng.random((max(2, h // 22), max(2, w // 22))).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
    strength = np.clip(1 - wear * 1.1 * np.clip(clouds - .35, 0, 1), .3, 1)
    holes = rng.random((h, w)) < wear * .05
    strength[holes] *= .3
    return (mask * strength).astype(np.uint8)


def press(sheet, mask, points, cx, cy, angle, ink, strength):
    """Turns a mask by an angle about its middle and lays it on the page. `points`: lists in the mask's pixels; gives them on the page."""
    h, w = mask.shape
    a = np.deg2rad(angle)
    c, s = np.cos(a), np.sin(a)
    size = int(np.ceil(np.hypot(h, w))) + 4
    m = np.array([[c, -s, size / 2 - c * w / 2 + s * h / 2], [s, c, size / 2 - s * w / 2 - c * h / 2]])
    # Pixel centres are at integers for OpenCV: points are edges, so half a pixel is taken off and put back.
    k = m.copy()
    k[:, 2] += m[:, :2] @ (.5, .5) - .5
    turned = cv2.warpAffine(mask, k, (size, size), flags=cv2.INTER_LINEAR)
    x, y = int(round(cx - size / 2)), int(round(cy - size / 2))
    sheet.blend(turned, x, y, ink, strength)
    return [np.asarray(p) @ m[:, :2].T + m[:, 2] + (x, y) for p in points]


def name_seal(sheet, tag, cx, cy, mm=14, angle=None, ink=None, style=None, shape=None, white=None, frame=None, wear=None, face=None):
    """A name seal with its middle at (cx, cy). `white`: characters left white on a full field."""
    rng = sheet.rng
    style = style or pick(rng, ["square", "square", "square", "row", "column", "rows", "private"])
    cells = layout(rng, tag.text, style)
    cols, rows = cells[0][2], max(c[3] for c in cells)
    shape = shape or ("box" if style in ("row", "column") else pick(rng, ["box", "box", "box", "round", "oval"]))
    white = rng.random() < .25 if white is None else white
    angle = rng.normal(0, 5) if angle is None else angle
    side = max(26, sheet.u(mm))
    if style == "row":
        w, h = int(side * .62 * cols), int(side * .72)
    elif style == "column":
        w, h = int(side * .72), int(side * .62 * rows)
    else:
        w, h = int(side * (1.35 if style == "rows" and cols > 2 else 1)), side
    if shape == "oval":
        w = int(w * 1.25)
    line = max(1, int(side * (frame if frame is not None else pick(rng, [.02, .035, .05, .09]))))
    mask = np.zeros((h + 6, w + 6), np.uint8)
    middle = ((w + 6) // 2, (h + 6) // 2)
    fill = -1 if white else line
    if shape == "box":
        cv2.rectangle(mask, (3 + line // 2, 3 + line // 2), (w + 2 - line // 2, h + 2 - line // 2), 255, fill)
    else:
        cv2.ellipse(mask, middle, (w // 2 - line // 2, h // 2 - line // 2), 0, 0, 360, 255, fill, cv2.LINE_AA)
    inset = line + side * (.06 if shape == "box" else .17)
    iw, ih = w - 2 * inset, h - 2 * inset
    face = face or pick(rng, [sheet.faces[n] for n in ("song_bold", "kai", "hei", "xiaowei", "pen_hong", "pen_plain", "old_kai", "pen_ma", "fang", "song", "trad_kai") if n in sheet.faces])
    parts = {}
    gap = side * .03
    for ci, ri, nc, nr, ch, own in cells:
        cw, chh = iw / nc - gap, ih / nr - gap
        x, y = 3 + inset + (nc - 1 - ci) * iw / nc + gap / 2, 3 + inset + ri * ih / nr + gap / 2
        g = fitted(sheet, face, ch, cw, chh)
        if g is None:
            continue
        x, y = int(x), int(y)
        area = mask[y:y + g.shape[0], x:x + g.shape[1]]
        g = g[:area.shape[0], :area.shape[1]]
        mask[y:y + g.shape[0], x:x + g.shape[1]] = np.where(white, np.minimum(area, 255 - g), np.maximum(area, g))
        if own:
            ys, xs = np.where(g > INK)
            hull = cv2.convexHull(np.stack([xs, ys], 1).astype(np.int32))[:, 0, :].astype(float)
            part = parts.setdefault(ri if style in ("row", "rows") else ci, [[], ""])
            part[0] += [hull + (x, y), hull + (x + 1, y + 1)]
            part[1] += ch
    wear = rng.uniform(.05, .75) if wear is None else wear
    ink = ink or pick(rng, REDS)
    keys = list(parts)
    pts = press(sheet, worn(rng, mask, wear), [np.concatenate(parts[k][0]) for k in keys], cx, cy, angle, ink, .92)
    sheet.group += 1
    for k, p in zip(keys, pts):
        sheet.marks.append(dict(tag=tag, group=sheet.group, pts=p, text=parts[k][1], style="seal", angle=angle))


def star(mask, centre, radius):
    pts = [(centre[0] + r * np.sin(i * np.pi / 5), centre[1] - r * np.cos(i * np.pi / 5)) for i, r in enumerate([radius, radius * .38] * 5)]
    cv2.fillPoly(mask, [np.array(pts, np.int32)], 255, cv2.LINE_AA)


def round_stamp(sheet, text, cx, cy, mm=40, ink=None, bottom="", strength=.8, oval=False):
    """An official stamp: lettering along a ring, a star in the middle."""
    rng = sheet.rng
    d = sheet.u(mm)
    n = d + 8
    mask = np.zeros((n, n), np.uint8)
    c = (n // 2, n // 2)
    cv2.circle(mask, c, d // 2 - 2, 255, max(2, d // 38), cv2.LINE_AA)
    if not oval:
        star(mask, c, d * .16)
    size = max(12, int(d * min(.13, 1.9 / max(len(text), 1))))
    face = sheet.faces.get("song") or sheet.spare(text[0])
    span = min(270, len(text) * 22)
    for i, ch in enumerate(text):
        a = np.deg2rad(-span / 2 + span * (i + .5) / len(text))
        g = glyph(face if face.holds(ch) else sheet.spare(ch), ch, size)[0]
        if not g.size:
            continue
        r = d * .385
        gm = np.zeros((size * 2, size * 2), np.uint8)
        h, w = min(g.shape[0], 2 * size), min(g.shape[1], 2 * size)
        gm[size - h // 2:size - h // 2 + h, size - w // 2:size - w // 2 + w] = g[:h, :w]
        rot = cv2.getRotationMatrix2D((size, size), -np.rad2deg(a), 1)
        gm = cv2.warpAffine(gm, rot, (2 * size, 2 * size))
        x, y = int(c[0] + r * np.sin(a)) - size, int(c[1] - r * np.cos(a)) - size
        if x < 0 or y < 0 or x + 2 * size > n or y + 2 * size > n:
            continue
        mask[y:y + 2 * size, x:x + 2 * size] = np.maximum(mask[y:y + 2 * size, x:x + 2 * size], gm)
    for i, ch in enumerate(bottom):
        g = glyph(face, ch, size)[0]
        x, y = int(c[0] + (i - len(bottom) / 2) * size * 1.05), int(c[1] + d * .22)
        if g.size:
            mask[y:y + g.shape[0], x:x + g.shape[1]] = np.maximum(mask[y:y + g.shape[0], x:x + g.shape[1]], g)
    if oval:
        mask = cv2.resize(mask, (n, int(n * .7)))
    press(sheet, worn(rng, mask, rng.uniform(.1, .7)), [], cx, cy, rng.normal(0, 9), ink or pick(rng, REDS), strength)


def box_stamp(sheet, lines, cx, cy, mm=8, ink=None, angle=None, strength=.85):
    """A rectangular stamp of one or two lines, framed."""
    rng = sheet.rng
    size = max(14, sheet.u(mm * .62))
    face = sheet.faces["hei" if rng.random() < .5 and "hei" in sheet.faces else "song"]
    w = int(max(len(t) for t in lines) * size * 1.08 + size)
    h = int(len(lines) * size * 1.3 + size * .6)
    mask = np.zeros((h, w), np.uint8)
    cv2.rectangle(mask, (2, 2), (w - 3, h - 3), 255, max(2, size // 11))
    for r, t in enumerate(lines):
        for i, ch in enumerate(t):
            g, dx, dy, _ = glyph(face if face.holds(ch) else sheet.spare(ch), ch, size)
            x, y = int(size * .5 + i * size * 1.08 + dx), int(size * .3 + r * size * 1.3 + dy)
            if g.size and 0 <= x and 0 <= y and y + g.shape[0] <= h and x + g.shape[1] <= w:
                mask[y:y + g.shape[0], x:x + g.shape[1]] = np.maximum(mask[y:y + g.shape[0], x:x + g.shape[1]], g)
    ink = ink or pick(rng, list(OTHER_INKS.values())[:2] + REDS[:2])
    press(sheet, worn(rng, mask, rng.uniform(.1, .6)), [], cx, cy, rng.normal(0, 4) if angle is None else angle, ink, strength)


def highlight(sheet, x0, y0, x1, y1):
    """A marker pen over a stretch of the page."""
    rng = sheet.rng
    ink = pick(rng, [(255, 246, 90), (160, 255, 140), (255, 170, 205), (150, 225, 255)])
    mask = np.zeros((int(y1 - y0), int(x1 - x0)), np.uint8)
    h, w = mask.shape
    pts = [(0, rng.integers(0, 3)), (w - 1, rng.integers(0, 4)), (w - 1 - rng.integers(0, 4), h - 1), (rng.integers(0, 4), h - 1 - rng.integers(0, 3))]
    cv2.fillPoly(mask, [np.array(pts, np.int32)], 255, cv2.LINE_AA)
    y0, x0 = int(max(0, y0)), int(max(0, x0))
    area = sheet.px[y0:y0 + h, x0:x0 + w].astype(np.float32)
    a = mask[:area.shape[0], :area.shape[1], None] / 255 * .85
    sheet.px[y0:y0 + h, x0:x0 + w] = (area * (1 - a) + area * np.array(ink, np.float32) / 255 * a).astype(np.uint8)
    sheet.notes.append("highlighter")
