// One page on a light table: zoom, pan, turn, boxes; and one box that is being drawn or changed.
//
// Boxes and pictures are in the stored grid, before the EXIF orientation. The sheet is that grid, turned and scaled by one
// CSS matrix; the boxes lie over it in pixels of the screen, so that their lines and grips keep their size.
import { h, s } from './ui.js';

/** The matrices [a b c d e f] that take the stored grid (w × h) upright, by EXIF orientation 1–8 (EXIF 2.3, tag 274). */
const UPRIGHT = {
  1: () => [1, 0, 0, 1, 0, 0], 2: (w) => [-1, 0, 0, 1, w, 0], 3: (w, h) => [-1, 0, 0, -1, w, h], 4: (w, h) => [1, 0, 0, -1, 0, h],
  5: () => [0, 1, 1, 0, 0, 0], 6: (w, h) => [0, 1, -1, 0, h, 0], 7: (w, h) => [0, -1, -1, 0, h, w], 8: (w) => [0, -1, 1, 0, 0, w],
};
const times = ([a, b, c, d, e, f], [A, B, C, D, E, F]) => [a * A + c * B, b * A + d * B, a * C + c * D, b * C + d * D, a * E + c * F + e, b * E + d * F + f];
const at = ([a, b, c, d, e, f], x, y) => [a * x + c * y + e, b * x + d * y + f];
/** The matrix that takes a picture's stored grid upright, and its size then. */
export function upright({ width, height, orientation }) {
  const [uw, uh] = orientation >= 5 ? [height, width] : [width, height];
  return { matrix: (UPRIGHT[orientation] ?? UPRIGHT[1])(width, height), uw, uh };
}
const clamp = (x, low, high) => Math.min(Math.max(x, low), high);

/** The upright box around a quad, in whole pixels. */
export function bounds(quad) {
  const xs = quad.map(([x]) => x);
  const ys = quad.map(([, y]) => y);
  const [x, y] = [Math.floor(Math.min(...xs)), Math.floor(Math.min(...ys))];
  return [x, y, Math.max(1, Math.ceil(Math.max(...xs)) - x), Math.max(1, Math.ceil(Math.max(...ys)) - y)];
}

const MOST = 8; // screen pixels for one of the picture
const STEP = 1.25; // one press of + or −
const MARGIN = 20; // free space around a page that fits
const TOOLS = 52; // and more below it, where the tools float
const TAB = 16; // height of a box's number
const CLICK = 4; // a pointer that moved less has clicked
const SMALLEST = 6; // a drawn box with a side under this many screen pixels was a slip
const READABLE = 22; // screen pixels of print that is read without effort
const NUDGE = 2; // screen pixels for one press of an arrow, and never less than one pixel of the picture
const GRIP = 10;
const TOUCH = 22;
const GRIPS = [[0, 0], [.5, 0], [1, 0], [0, .5], [1, .5], [0, 1], [.5, 1], [1, 1]];

/** The grips of a box on the screen: outside its corners, so that a small box can still be seen and taken hold of; in the middle of sides that are long enough. */
function gripsOf(r) {
  const room = ([u, v]) => (u !== .5 || r.w >= 4 * GRIP) && (v !== .5 || r.h >= 4 * GRIP);
  return GRIPS.filter(room).map(([u, v]) => ({ u, v, x: r.x + u * r.w + (u - .5) * GRIP, y: r.y + v * r.h + (v - .5) * GRIP }));
}

export class Stage {
  /** `on`: { choose(id), may(), commit(draft), view(stage), drafts(on) }; all may be left out. No box can be changed unless `may` says so. */
  constructor(root, on = {}) {
    Object.assign(this, { root, on, boxes: [], chosen: null, draft: null, adding: false, showBoxes: true, turned: 0, page: null, pointers: new Map(), fits: true });
    this.view = { k: 1, x: 0, y: 0 };
    this.pictures = h('div', {});
    this.sheet = h('div.sheet', { hidden: true }, this.pictures);
    this.over = s('svg', { class: 'over', 'aria-hidden': 'true' });
    root.prepend(this.sheet, this.over);
    new ResizeObserver(() => (this.fits ? this.fit() : this.draw())).observe(root);
    root.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    for (const name of ['down', 'move', 'up', 'cancel']) root.addEventListener(`pointer${name}`, (event) => this[name](event));
    root.addEventListener('dblclick', (event) => { if (event.target.closest('.tools')) return; const [x, y] = this.spot(event); if (this.fits) this.zoom(1 / this.view.k, x, y); else this.fit(); });
  }

  /** Shows another page: `{ file, width, height, orientation }`. A page of unknown size shows nothing. */
  open(page) {
    this.cancel();
    Object.assign(this, { page, turned: 0, boxes: [], chosen: null });
    this.sheet.hidden = !page?.width;
    this.pictures.replaceChildren();
    if (page?.width) Object.assign(this.sheet.style, { width: `${page.width}px`, height: `${page.height}px` });
    this.fit();
  }

  /** Lays the picture on the sheet; the one before is taken away in the same frame. */
  lay(img) { this.pictures.replaceChildren(...(img ? [img] : [])); }

  setBoxes(boxes) { this.boxes = boxes; this.draw(); }
  choose(id) { this.chosen = id; this.draw(); }
  setView(masked, real) { this.root.classList.toggle('masked-view', masked); this.root.classList.toggle('real', masked && real); }
  toggleBoxes() { this.showBoxes = !this.showBoxes; this.draw(); return this.showBoxes; }

  // ---- where things are ------------------------------------------------------------------------------------------

  get matrix() {
    let { matrix: m, uw, uh } = upright(this.page);
    for (let i = 0; i < this.turned; i += 1) { m = times([0, 1, -1, 0, uh, 0], m); [uw, uh] = [uh, uw]; }
    return { upright: m, uw, uh };
  }

  get all() { const { k, x, y } = this.view; return times([k, 0, 0, k, x, y], this.matrix.upright); }

  /** The point of the stored grid under a point of the stage. */
  stored(x, y) {
    const [a, b, c, d, e, f] = this.all;
    const det = a * d - b * c;
    return [(d * (x - e) - c * (y - f)) / det, (a * (y - f) - b * (x - e)) / det];
  }

  spot(event) { const r = this.root.getBoundingClientRect(); return [event.clientX - r.left, event.clientY - r.top]; }

  /** A box of the stored grid as it lies on the screen. */
  shown([x, y, w, hh]) {
    const [x0, y0] = at(this.all, x, y);
    const [x1, y1] = at(this.all, x + w, y + hh);
    return { x: Math.min(x0, x1), y: Math.min(y0, y1), w: Math.abs(x1 - x0), h: Math.abs(y1 - y0) };
  }

  /** A box of the screen as whole pixels of the stored grid, inside the picture. */
  gridded({ x, y, w, h: hh }) {
    const [x0, y0] = this.stored(x, y);
    const [x1, y1] = this.stored(x + w, y + hh);
    const edge = (value, most) => Math.round(clamp(value, 0, most));
    const [l, r] = [edge(Math.min(x0, x1), this.page.width), edge(Math.max(x0, x1), this.page.width)];
    const [o, u] = [edge(Math.min(y0, y1), this.page.height), edge(Math.max(y0, y1), this.page.height)];
    return [l, o, Math.max(1, r - l), Math.max(1, u - o)];
  }

  // ---- looking ---------------------------------------------------------------------------------------------------

  get size() { return [this.root.clientWidth, this.root.clientHeight]; }

  get fitting() {
    const [w, hh] = this.size;
    const { uw, uh } = this.matrix;
    return Math.min((w - 2 * MARGIN) / uw, (hh - 2 * MARGIN - TOOLS) / uh, MOST);
  }

  fit() {
    this.fits = true;
    if (!this.page?.width) { this.draw(); return; }
    const [w, hh] = this.size;
    const { uw, uh } = this.matrix;
    const k = Math.max(this.fitting, .01);
    this.view = { k, x: (w - uw * k) / 2, y: (hh - TOOLS - uh * k) / 2 };
    this.draw();
  }

  zoom(factor, x = this.size[0] / 2, y = this.size[1] / 2) {
    if (!this.page?.width) return;
    const k = clamp(this.view.k * factor, Math.min(this.fitting, 1) * .8, MOST);
    const f = k / this.view.k;
    this.view = { k, x: x - (x - this.view.x) * f, y: y - (y - this.view.y) * f };
    this.fits = false;
    this.draw();
  }

  in() { this.zoom(STEP); }
  out() { this.zoom(1 / STEP); }
  actual() { this.zoom(1 / this.view.k); }
  pan(dx, dy) { this.view.x += dx; this.view.y += dy; this.fits = false; this.draw(); }
  turn() { this.turned = (this.turned + 1) % 4; this.fit(); }

  /** Brings a box into view, and closer where its print is too small to be read; never beyond the picture's own size. */
  reveal(box) {
    if (!box || !this.page?.width) return;
    const [w, hh] = this.size;
    const was = this.shown(box);
    const closer = Math.min(READABLE / Math.min(was.w, was.h), 1 / this.view.k);
    if (closer > 1) this.zoom(closer, was.x + was.w / 2, was.y + was.h / 2);
    const r = this.shown(box);
    if (r.x > 8 && r.y > 8 && r.x + r.w < w - 8 && r.y + r.h < hh - 64) return;
    this.pan(w / 2 - r.x - r.w / 2, hh / 2 - r.y - r.h / 2);
  }

  /** A page may be pushed aside, but not out of sight. */
  hold() {
    const [w, hh] = this.size;
    const { uw, uh } = this.matrix;
    const axis = (value, length, room) => (length <= room - 2 * MARGIN ? clamp(value, MARGIN, room - length - MARGIN) : clamp(value, room - length - MARGIN, MARGIN));
    this.view.x = axis(this.view.x, uw * this.view.k, w);
    this.view.y = axis(this.view.y, uh * this.view.k, hh - TOOLS);
  }

  draw() {
    if (this.page?.width) {
      this.hold();
      this.sheet.style.transform = `matrix(${this.all.join(',')})`;
    }
    this.overlay();
    this.on.view?.(this);
  }

  overlay() {
    const shapes = [];
    if (this.page?.width) {
      // The chosen box lies on top, so that it can be taken hold of where others are close.
      const order = [...this.boxes].sort((a, b) => (a.id === this.chosen) - (b.id === this.chosen)).filter((box) => this.showBoxes && box.box && box.id !== this.draft?.id);
      const drawn = this.draft?.box ? [...order, this.draft] : order;
      const taken = new Map(drawn.map((box) => [box, this.shown(box.box)]));
      for (const box of drawn) shapes.push(this.shape(box, taken));
    }
    this.over.replaceChildren(...shapes);
  }

  /** Where a box's number stands: beside its box, and on no other box or number while there is a free side. */
  tab(box, taken) {
    const r = taken.get(box);
    const [w, hh] = this.size;
    const tab = { w: 8 + 8 * box.word.length, h: TAB - 1 };
    const sides = [[r.x - 1, r.y - TAB], [r.x - 1, r.y + r.h + 1], [r.x + r.w + 2, r.y], [r.x - tab.w - 2, r.y]].filter(([x, y]) => x >= 0 && y >= 0 && x + tab.w <= w && y + tab.h <= hh);
    const free = ([x, y]) => [...taken].every(([one, o]) => one === box || x >= o.x + o.w || o.x >= x + tab.w || y >= o.y + o.h || o.y >= y + tab.h);
    const [x, y] = sides.find(free) ?? sides[0] ?? [r.x - 1, r.y - TAB];
    Object.assign(tab, { x, y });
    taken.set(tab, tab);
    return tab;
  }

  /** `taken`: what lies on the screen already, by box; the number's place is added. */
  shape(box, taken) {
    const r = taken.get(box);
    const rect = (cls, grow = 0) => s('rect', { class: cls, x: r.x - grow, y: r.y - grow, width: Math.max(1, r.w + 2 * grow), height: Math.max(1, r.h + 2 * grow), rx: 1 });
    const isDraft = box === this.draft;
    const chosen = box.id === this.chosen && !isDraft;
    const g = s('g', { class: `box ${isDraft ? 'draft' : box.state}${box.unsure ? ' unsure' : ''}${chosen ? ' chosen' : ''}`, 'data-id': box.id ?? '' });
    g.append(rect('halo'), rect('line'), rect('hit', 4));
    if (chosen && box.quad) g.append(s('polygon', { points: box.quad.map(([x, y]) => at(this.all, x, y).map((v) => v.toFixed(1)).join(',')).join(' ') }));
    if (box.word) {
      const { x, y, w, h: hh } = this.tab(box, taken);
      g.append(s('rect', { class: 'tab', x, y, width: w, height: hh, rx: 2 }), s('text', { class: 'word', x: x + w / 2, y: y + TAB / 2 }, box.word));
    }
    if (isDraft) g.append(...gripsOf(r).map(({ x, y }) => s('circle', { class: 'grip', cx: x, cy: y, r: GRIP / 2 })));
    return g;
  }

  // ---- one box that changes --------------------------------------------------------------------------------------

  /** Begins to change a box; what `commit` gets is `{ id, box, was }`, with `id` null for a new one. */
  edit(box) { this.begin({ id: box.id, box: [...box.box], was: [...box.box], state: 'draft' }); }

  /** A new box: drawn with the pointer, or by keys from one in the middle of what is seen. */
  add(byKeys = false) {
    this.commit();
    if (!byKeys) { this.adding = true; this.root.classList.add('adds'); this.on.drafts?.(true); return; }
    const [w, hh] = this.size;
    this.begin({ id: null, box: this.gridded({ x: w / 2 - 60, y: hh / 2 - 20, w: 120, h: 40 }), was: null, state: 'draft' });
  }

  begin(draft) {
    if (this.draft) this.commit();
    this.adding = false;
    this.root.classList.remove('adds');
    this.draft = draft;
    this.draw();
    this.on.drafts?.(true);
  }

  get busy() { return this.adding || Boolean(this.draft); }

  /** Ends changing: saves what was changed. */
  commit() {
    const { draft } = this;
    this.end();
    if (draft && String(draft.box) !== String(draft.was)) this.on.commit?.(draft);
  }

  /** Ends changing: everything is as it was. Also what the browser calls when it takes a pointer away. */
  cancel(event) {
    if (event?.pointerId !== undefined) { this.pointers.delete(event.pointerId); this.gesture = null; return; }
    this.end();
  }

  end() {
    if (!this.busy) return;
    this.draft = null;
    this.adding = false;
    this.root.classList.remove('adds');
    this.overlay();
    this.on.drafts?.(false);
  }

  /** Moves (or with `grow` resizes) the box that changes, in directions of the screen. */
  nudge(dx, dy, grow, far) {
    const pixel = Math.max(NUDGE, this.view.k) * (far ? 10 : 1);
    const r = this.shown(this.draft.box);
    if (grow) { r.w = Math.max(SMALLEST, r.w + dx * pixel); r.h = Math.max(SMALLEST, r.h + dy * pixel); } else { r.x += dx * pixel; r.y += dy * pixel; }
    this.draft.box = this.kept(r, grow);
    this.overlay();
  }

  /** A moved box keeps its size at the picture's edge; a resized one is cut there. */
  kept(r, resized) {
    const box = this.gridded(r);
    if (resized) return box;
    const [, , w, hh] = this.draft.box;
    return [clamp(box[0], 0, this.page.width - w), clamp(box[1], 0, this.page.height - hh), w, hh];
  }

  // ---- pointers --------------------------------------------------------------------------------------------------

  wheel(event) {
    if (event.target.closest('.tools')) return;
    event.preventDefault();
    const [x, y] = this.spot(event);
    if (event.shiftKey) this.pan(-(event.deltaY || event.deltaX), 0);
    else this.zoom(Math.exp(-clamp(event.deltaY * (event.deltaMode ? 16 : 1), -120, 120) * (event.ctrlKey ? .012 : .0032)), x, y);
  }

  down(event) {
    if (event.button > 1 || event.target.closest('.tools') || !this.page?.width) return;
    this.root.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, this.spot(event));
    if (this.pointers.size === 2) { this.gesture = { kind: 'pinch' }; return; }
    const [x, y] = this.spot(event);
    const coarse = event.pointerType === 'touch';
    const grip = this.draft && this.gripAt(x, y, coarse ? TOUCH : GRIP);
    const hit = event.target.closest('.box')?.dataset.id;
    if (event.button === 1) this.gesture = { kind: 'pan' };
    else if (this.adding) this.gesture = { kind: 'draw' };
    else if (grip) this.gesture = { kind: 'size', grip, from: this.shown(this.draft.box) };
    else if (this.draft && event.target.closest('.box.draft')) this.gesture = { kind: 'shift', from: this.shown(this.draft.box) };
    else if (hit && hit === this.chosen && this.on.commit) this.gesture = { kind: 'lift', id: hit };
    else this.gesture = { kind: 'pan', hit };
    Object.assign(this.gesture, { x, y, far: false });
  }

  gripAt(x, y, reach) {
    let best = null;
    for (const grip of gripsOf(this.shown(this.draft.box))) {
      const d = Math.hypot(grip.x - x, grip.y - y);
      if (d <= reach && (!best || d < best.d)) best = { ...grip, d };
    }
    return best;
  }

  move(event) {
    if (!this.pointers.has(event.pointerId) || !this.gesture) return;
    const [px, py] = this.pointers.get(event.pointerId);
    const [x, y] = this.spot(event);
    const g = this.gesture;
    if (g.kind === 'pinch') {
      const others = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
      if (others) {
        const [ox, oy] = others;
        this.zoom(Math.hypot(x - ox, y - oy) / Math.max(1, Math.hypot(px - ox, py - oy)), (x + ox) / 2, (y + oy) / 2);
        this.pan((x - px) / 2, (y - py) / 2);
      }
      this.pointers.set(event.pointerId, [x, y]);
      return;
    }
    this.pointers.set(event.pointerId, [x, y]);
    if (!g.far && Math.hypot(x - g.x, y - g.y) < CLICK) return;
    if (!g.far && g.kind === 'lift') {
      const box = this.boxes.find(({ id }) => id === g.id);
      if (box?.state === 'rejected' || !this.on.may?.()) { g.kind = 'pan'; } else { this.edit(box); g.kind = 'shift'; g.from = this.shown(box.box); }
    }
    g.far = true;
    if (g.kind === 'pan') { this.root.classList.add('drags'); this.pan(x - px, y - py); }
    if (g.kind === 'shift') { this.draft.box = this.kept({ ...g.from, x: g.from.x + x - g.x, y: g.from.y + y - g.y }, false); this.overlay(); }
    if (g.kind === 'size') { this.draft.box = this.gridded(this.stretched(g, x - g.x, y - g.y)); this.overlay(); }
    if (g.kind === 'draw') { this.draft = { id: null, box: this.gridded({ x: Math.min(x, g.x), y: Math.min(y, g.y), w: Math.abs(x - g.x), h: Math.abs(y - g.y) }), was: null, state: 'draft' }; this.overlay(); }
  }

  stretched({ grip: { u, v }, from }, dx, dy) {
    const left = from.x + (u === 0 ? dx : 0);
    const top = from.y + (v === 0 ? dy : 0);
    const right = from.x + from.w + (u === 1 ? dx : 0);
    const bottom = from.y + from.h + (v === 1 ? dy : 0);
    return { x: Math.min(left, right), y: Math.min(top, bottom), w: Math.max(SMALLEST, Math.abs(right - left)), h: Math.max(SMALLEST, Math.abs(bottom - top)) };
  }

  up(event) {
    if (!this.pointers.delete(event.pointerId)) return;
    const g = this.gesture;
    this.root.classList.remove('drags');
    if (this.pointers.size) { this.gesture = { kind: 'pan', far: true, x: 0, y: 0 }; return; }
    this.gesture = null;
    if (!g) return;
    if (g.kind === 'draw') {
      const { draft } = this;
      this.draft = null;
      const r = draft && this.shown(draft.box);
      if (r && Math.max(r.w, r.h) >= SMALLEST && g.far) this.begin(draft); else this.overlay();
      return;
    }
    if (g.far) return;
    if (g.kind === 'pan' || g.kind === 'lift') {
      if (this.draft) this.commit();
      this.on.choose?.(g.hit ?? g.id ?? null);
    }
  }
}
