"""Which damage a page gets, and how it is stored."""
import cv2
import numpy as np

import damage as d
from people import pick

# Share of pages for each way of capture.
WAYS = {"scan": .17, "gray_scan": .14, "photocopy": .15, "fax": .05, "lowres": .08, "phone": .24, "phone_hard": .12, "curl_scan": .05}
SCREEN = {"shot": .6, "screen_photo": .4}
LANDSCAPE = {"diploma", "degree", "title", "letter", "award", "training"}
SCREENS = {"chat", "register"}


def page_size(kind, rng):
    """Pixels and dots per inch of the sheet that is drawn."""
    if kind == "chat":
        return (int(rng.integers(680, 1100)), int(rng.integers(1300, 1900))), 120
    if kind == "register":
        return (int(rng.integers(1200, 1700)), int(rng.integers(850, 1100))), 120
    dpi = int(rng.choice([120, 150, 150, 170, 200]))
    w, h = round(8.27 * dpi), round(11.69 * dpi)
    if kind in LANDSCAPE or (kind in ("photo", "cover", "envelope", "wages") and rng.random() < .6):
        w, h = h, w
    return (w, h), dpi


def choose(kind, rng, mild):
    table = SCREEN if kind in SCREENS else WAYS
    names = list(table)
    if mild:
        return "shot" if kind in SCREENS else pick(rng, ["scan", "gray_scan", "phone"])
    p = np.array(list(table.values()))
    return names[rng.choice(len(names), p=p / p.sum())]


def spoil(shot, kind, rng, mild, back):
    """Applies one way of taking the page. Gives how it is stored."""
    way = choose(kind, rng, mild)
    how = dict(quality=int(rng.integers(70, 94)), progressive=False, subsampling=2, gray=False)
    chance = lambda p: rng.random() < p
    if chance(.1) and way != "shot" and back is not None:
        d.show_through(shot, back)
    if chance(.1) and kind not in SCREENS:
        d.fold(shot)
    if way in ("scan", "gray_scan", "lowres", "curl_scan"):
        shot.notes.insert(0, "scan")
        if way == "curl_scan":
            d.curl(shot, rng.uniform(.008, .022))
        elif chance(.55):
            d.skew(shot, rng.normal(0, 1.5))
        if way == "gray_scan" or chance(.3):
            d.gray(shot)
            how["gray"] = chance(.6)
            shot.base = "gray_scan"
            shot.notes[0] = "gray_scan"
        d.blur(shot, rng.uniform(.35, .7))
        if chance(.35):
            shot.px = np.clip(255 - (255 - shot.px.astype(np.float32)) * rng.uniform(.45, .8), 0, 255).astype(np.uint8)
            shot.notes.append("faint")
        if way == "lowres":
            d.resize(shot, max(.45, rng.uniform(72, 100) / shot.dpi))
            shot.notes.append("lowres")
        d.grain(shot, rng.uniform(.5, 3.5))
    elif way == "photocopy":
        if chance(.7):
            d.skew(shot, rng.normal(0, 1.6))
        if chance(.15):
            d.curl(shot, rng.uniform(.006, .014))
        d.photocopy(shot, rng.uniform(0, .9))
        how["gray"] = chance(.6)
    elif way == "fax":
        d.skew(shot, rng.normal(0, 1))
        d.fax(shot)
        how["gray"] = chance(.7)
    elif way in ("phone", "phone_hard"):
        hard = way == "phone_hard"
        if chance(.35 if not hard else .7):
            d.curl(shot, rng.uniform(.006, .016 if not hard else .026))
        big = not hard and not mild and chance(.05)
        size = None
        if big:
            size = (3000, 4000) if shot.size[0] < shot.size[1] else (4000, 3000)
            shot.notes.append("12mp")
        d.phone(shot, 1 if not hard else 1.7, rng.uniform(.4, .85) if chance(.2 if not hard else .4) else 0, chance(.7), chance(.08), size)
        d.blur(shot, rng.uniform(.4, .9))
        if chance(.12 if not hard else .25):
            d.motion(shot, int(rng.integers(3, 6 if not big else 9)))
        d.grain(shot, rng.uniform(1, 5))
        if chance(.15) and not big:
            d.resize(shot, rng.uniform(.6, .85))
            shot.notes.append("lowres")
    elif way == "screen_photo":
        d.moire(shot)
        d.phone(shot, .8, 0, chance(.3))
        d.blur(shot, .6)
        d.grain(shot, 2.5)
    else:
        shot.base = "shot"
    if chance(.16):
        how["quality"] = int(rng.integers(28, 48))
        shot.notes.append("jpeg_low_quality")
    if how["gray"]:
        shot.notes.append("gray_jpeg")
    if chance(.08):
        how["progressive"] = True
        shot.notes.append("progressive")
    if chance(.08) and not how["gray"]:
        how["subsampling"] = 0
        shot.notes.append("444")
    how["orientation"] = orientation(shot, rng) if kind != "chat" else 1
    return how


def orientation(shot, rng):
    """Turns a share of the pages, half of them with a tag that undoes it; one in a hundred has a wrong tag."""
    r = rng.random()
    if r < .13:
        turned = int(rng.choice([90, 180, 270]))
        d.turn(shot, turned)
        shot.notes.append(f"rot{turned}_baked")
        return 1
    if r < .25:
        turned = int(rng.choice([90, 180, 270]))
        d.turn(shot, turned)
        tag = {90: 8, 180: 3, 270: 6}[turned]
        shot.notes.append(f"exif_orientation_{tag}")
        return tag
    if r < .26:
        shot.notes.append("exif_orientation_6_wrong")
        return 6
    return 1


# Below these heights in pixels a person can't read a name either. Estimates, from looking at pages.
LOWEST = {"print": 9, "split": 9, "vertical": 9, "handwritten": 14, "seal": 12}
LEAST_CONTRAST = 24


def legible(shot, mark):
    """Whether a mark is large and dark enough for a person."""
    q = np.asarray(mark["quad"])
    side = lambda a, b: float(np.linalg.norm(q[a] - q[b]))
    short = min(side(0, 3), side(0, 1))
    lowest = LOWEST[mark["style"]] if mark["tag"].script == "han" else 7
    if "fax" in shot.notes or "motion_blur" in shot.notes:
        lowest *= 1.5
    if mark["style"] == "seal" and ("photocopy" in shot.notes or "fax" in shot.notes):
        lowest *= 1.4
    (x0, y0), (x1, y1) = np.maximum(q.min(0).astype(int), 0), q.max(0).astype(int) + 1
    if x0 >= shot.size[0] or y0 >= shot.size[1] or q.min() < -2 or q[:, 0].max() > shot.size[0] + 2 or q[:, 1].max() > shot.size[1] + 2:
        return False
    patch = cv2.cvtColor(np.ascontiguousarray(shot.px[y0:y1, x0:x1]), cv2.COLOR_RGB2LAB).astype(np.float32)
    if patch.shape[0] < 3 or patch.shape[1] < 3:
        return False
    spread = max(np.percentile(patch[..., k], 95) - np.percentile(patch[..., k], 5) for k in range(3))
    return short >= lowest and spread >= LEAST_CONTRAST
