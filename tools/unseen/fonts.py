#!/usr/bin/env python3
"""Fetches the fonts of Debian and npm packages into a cache folder, and says which face can write what.

usage: fonts.py CACHE        (root isn't needed: `apt-get download` and `dpkg -x`, `npm pack` and tar)

Nothing of the fonts is committed. A package that can't be had is named, and its faces are left out: pages then differ from those of a
machine that has it. `CACHE/faces.json` holds, for each face, its files and the characters that they hold.
"""
import ctypes
import functools
import glob
import json
import os
import subprocess
import sys
import tarfile

from PIL import ImageFont, features

DEBIAN = ["texlive-lang-chinese", "fonts-arphic-gbsn00lp", "fonts-arphic-gkai00mp", "fonts-arphic-uming", "fonts-arphic-ukai", "fonts-wqy-zenhei",
          "fonts-wqy-microhei", "fonts-lxgw-wenkai", "fonts-smiley-sans", "fonts-ukij-uyghur", "fonts-noto-core", "fonts-hosny-amiri",
          "fonts-sil-scheherazade", "fonts-linuxlibertine", "fonts-liberation", "fonts-dkg-handwriting", "fonts-dancingscript", "fonts-ocr-b"]
NPM = ["@fontsource/ma-shan-zheng", "@fontsource/zhi-mang-xing", "@fontsource/liu-jian-mao-cao", "@fontsource/long-cang", "@fontsource/zcool-xiaowei",
       "@chinese-fonts/hlxsjt", "@chinese-fonts/jxzk", "@chinese-fonts/mksjh", "@chinese-fonts/sypxzs"]

# name: (use, files below the cache, index in a collection). Several files are slices of one face.
FACES = {
    "song": ("han", "deb/**/FandolSong-Regular.otf", 0), "song_bold": ("han", "deb/**/FandolSong-Bold.otf", 0),
    "hei": ("han", "deb/**/FandolHei-Regular.otf", 0), "hei_bold": ("han", "deb/**/FandolHei-Bold.otf", 0),
    "kai": ("han", "deb/**/FandolKai-Regular.otf", 0), "fang": ("han", "deb/**/FandolFang-Regular.otf", 0),
    "thin_song": ("han", "deb/**/gbsn00lp.ttf", 0), "old_kai": ("han", "deb/**/gkai00mp.ttf", 0), "zenhei": ("han", "deb/**/wqy-zenhei.ttc", 0),
    "microhei": ("han", "deb/**/wqy-microhei.ttc", 0), "wenkai": ("han", "deb/**/LXGWWenKai-Regular.ttf", 0),
    "screen_song": ("han", "npm/chinese-fonts-sypxzs/**/*.woff2", 0), "trad_song": ("trad", "deb/**/uming.ttc", 0), "trad_kai": ("trad", "deb/**/ukai.ttc", 0),
    "slanted": ("title", "deb/**/SmileySans-Oblique.ttf", 0), "fat": ("title", "npm/chinese-fonts-mksjh/**/*.woff2", 0),
    "xiaowei": ("title", "npm/fontsource-zcool-xiaowei/**/*-chinese-simplified-400-normal.woff2", 0),
    "pen_liu": ("wild", "npm/fontsource-liu-jian-mao-cao/**/*-chinese-simplified-400-normal.woff2", 0),
    "pen_long": ("hand", "npm/fontsource-long-cang/**/*-chinese-simplified-400-normal.woff2", 0),
    "pen_ma": ("hand", "npm/fontsource-ma-shan-zheng/**/*-chinese-simplified-400-normal.woff2", 0),
    "pen_zhi": ("hand", "npm/fontsource-zhi-mang-xing/**/*-chinese-simplified-400-normal.woff2", 0),
    "pen_hong": ("hand", "npm/chinese-fonts-hlxsjt/**/*.woff2", 0), "pen_plain": ("hand", "npm/chinese-fonts-jxzk/**/*.woff2", 0),
    "pen_light": ("hand", "deb/**/LXGWWenKai-Light.ttf", 0),
    "ug_tuz": ("uyghur", "deb/**/UKIJTuz.ttf", 0), "ug_tuz_bold": ("uyghur", "deb/**/UKIJTuzB.ttf", 0), "ug_basma": ("uyghur", "deb/**/UKIJBasma.ttf", 0),
    "ug_ekran": ("uyghur", "deb/**/UKIJEkran.ttf", 0), "ug_kufi": ("uyghur", "deb/**/UKIJKuYol.ttf", 0), "ug_noto": ("uyghur", "deb/**/NotoNaskhArabic-Regular.ttf", 0),
    "ug_sans": ("uyghur", "deb/**/NotoSansArabic-Regular.ttf", 0), "ug_amiri": ("uyghur", "deb/**/Amiri-Regular.ttf", 0),
    "ug_schehera": ("uyghur", "deb/**/Scheherazade-Regular.ttf", 0), "ug_pen": ("uyghur_hand", "deb/**/UKIJQol_Tez.ttf", 0),
    "ug_ruqi": ("uyghur_hand", "deb/**/UKIJRu.ttf", 0), "ug_diwani": ("uyghur_hand", "deb/**/UKIJDiY.ttf", 0),
    "libertine": ("latin", "deb/**/LinLibertine_R.otf", 0), "biolinum": ("latin", "deb/**/LinBiolinum_R.otf", 0), "times": ("latin", "deb/**/LiberationSerif-Regular.ttf", 0),
    "arial": ("latin", "deb/**/LiberationSans-Regular.ttf", 0), "narrow": ("latin", "deb/**/LiberationSansNarrow-Regular.ttf", 0),
    "mono": ("latin", "deb/**/LiberationMono-Regular.ttf", 0), "italic": ("latin", "deb/**/LinLibertine_RI.otf", 0), "ocrb": ("latin", "deb/**/OCRB.otf", 0),
    "latin_pen": ("latin_hand", "deb/**/dkg.ttf", 0), "latin_dance": ("latin_hand", "deb/**/DancingScript*.[ot]tf", 0),
}


def run(command, folder):
    return subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


def fetch_debian(cache, package):
    """Unpacks a Debian package below CACHE/deb/PACKAGE; true when it is there."""
    target = os.path.join(cache, "deb", package)
    if os.path.isdir(target):
        return True
    if not run(["apt-get", "download", package], cache):
        return False
    files = sorted(glob.glob(os.path.join(cache, glob.escape(package) + "_*.deb")))
    done = bool(files) and run(["dpkg", "-x", files[-1], target], cache)
    for f in files:
        os.remove(f)
    return done


def fetch_npm(cache, package):
    """Unpacks an npm package below CACHE/npm/SCOPE-NAME."""
    flat = package.lstrip("@").replace("/", "-")
    target = os.path.join(cache, "npm", flat)
    if os.path.isdir(target):
        return True
    if not run(["npm", "pack", package], cache):
        return False
    files = sorted(glob.glob(os.path.join(cache, flat + "-*.tgz")))
    if not files:
        return False
    with tarfile.open(files[-1]) as archive:
        archive.extractall(target, members=[m for m in archive.getmembers() if m.name.endswith(("400-normal.woff2", ".woff2", "LICENSE"))], filter="data")
    for f in files:
        os.remove(f)
    return True


def fetch(cache):
    """Everything into the cache. Gives the names of packages that are missing."""
    for folder in ("deb", "npm"):
        os.makedirs(os.path.join(cache, folder), exist_ok=True)
    missing = [p for p in DEBIAN if not fetch_debian(cache, p)] + [p for p in NPM if not fetch_npm(cache, p)]
    if not features.check("fribidi") and not fetch_debian(cache, "libfribidi0"):
        missing.append("libfribidi0")
    from fontTools.ttLib import TTFont

    table = {}
    for name, (use, pattern, index) in FACES.items():
        files = sorted(glob.glob(os.path.join(cache, pattern), recursive=True))
        if not files:
            continue
        if "*" not in os.path.basename(pattern) or "simplified" in pattern or "Dancing" in pattern:
            files = files[:1]
        slices = []
        for f in files:
            held = TTFont(f, fontNumber=index, lazy=True).getBestCmap() or {}
            slices.append([os.path.relpath(f, cache), "".join(map(chr, sorted(held)))])
        table[name] = dict(use=use, index=index, slices=slices)
    with open(os.path.join(cache, "faces.json"), "w", encoding="utf-8") as out:
        json.dump(table, out, ensure_ascii=False)
    return missing


class Face:
    """One face, maybe of several files; `font(ch, size)` is the file's font that holds the character."""

    def __init__(self, name, record, cache):
        self.name, self.use, self.index = name, record["use"], record["index"]
        self.where = {}
        for path, held in record["slices"]:
            full = os.path.join(cache, path)
            for ch in held:
                self.where.setdefault(ch, full)

    def holds(self, text):
        return all(ch in self.where or ch.isspace() for ch in text)

    def font(self, ch, size, shaped=False):
        path = self.where.get(ch) or next(iter(self.where.values()))
        return load(path, self.index, size, shaped)


@functools.lru_cache(maxsize=600)
def load(path, index, size, shaped):
    engine = ImageFont.Layout.RAQM if shaped else ImageFont.Layout.BASIC
    return ImageFont.truetype(path, size, index=index, layout_engine=engine)


def faces(cache):
    """All faces of a filled cache by name. Shaping Uyghur script needs FriBiDi: the system's or the cache's."""
    if not features.check("fribidi"):
        found = glob.glob(os.path.join(cache, "deb", "libfribidi0", "**", "libfribidi.so.0"), recursive=True)
        if not found:
            sys.exit("libfribidi0 is missing: Uyghur script can't be drawn (apt-get install libfribidi0)")
        ctypes.CDLL(found[0], mode=ctypes.RTLD_GLOBAL)
    with open(os.path.join(cache, "faces.json"), encoding="utf-8") as f:
        table = json.load(f)
    return {name: Face(name, record, cache) for name, record in table.items()}


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    store = os.path.abspath(sys.argv[1])
    lacking = fetch(store)
    have = faces(store)
    for use in sorted({f.use for f in have.values()}):
        print(f"{use}: {', '.join(n for n, f in have.items() if f.use == use)}")
    absent = [n for n in FACES if n not in have]
    if lacking or absent:
        print(f"missing packages: {', '.join(lacking) or 'none'}; faces left out: {', '.join(absent) or 'none'}", file=sys.stderr)
