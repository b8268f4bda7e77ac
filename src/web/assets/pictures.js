// Pictures and records that are at hand before they are asked for. The server forbids the browser to keep them, so they
// live in this page's memory and go with it.
import { get, path, picture } from './api.js';

// Browsers open six connections to a server; two stay free for decisions and records.
const SLOTS = 4;
const waiting = [];
let running = 0;

/** Runs `job` when a slot is free; a lower `rank` goes first, and of equals the one asked for last. */
function scheduled(rank, job) {
  return new Promise((resolve, reject) => {
    waiting.push({ rank, job, resolve, reject });
    pump();
  });
}

function pump() {
  while (running < SLOTS && waiting.length) {
    let first = waiting.length - 1;
    for (let i = waiting.length - 2; i >= 0; i -= 1) if (waiting[i].rank < waiting[first].rank) first = i;
    const { job, resolve, reject } = waiting.splice(first, 1)[0];
    running += 1;
    job().then(resolve, reject).finally(() => { running -= 1; pump(); });
  }
}

/** Keeps the `size` entries that were used last. */
class Shelf {
  constructor(size, make, drop = () => {}) {
    Object.assign(this, { size, make, drop, entries: new Map() });
  }

  take(key, rank) {
    let entry = this.entries.get(key);
    if (entry) this.entries.delete(key);
    else {
      entry = { value: null, promise: null };
      entry.promise = scheduled(rank, () => this.make(key)).then((value) => { entry.value = value; return value; });
      entry.promise.catch(() => { if (this.entries.get(key) === entry) this.entries.delete(key); });
    }
    this.entries.set(key, entry);
    while (this.entries.size > this.size) {
      const [oldest, { promise }] = this.entries.entries().next().value;
      this.entries.delete(oldest);
      promise.then(this.drop, () => {});
    }
    return entry;
  }
}

async function decoded(url) {
  const img = new Image();
  img.alt = '';
  img.draggable = false;
  img.src = URL.createObjectURL(await picture(url));
  await img.decode();
  return img;
}
const revoke = (img) => URL.revokeObjectURL(img.src);

// A decoded picture of 1600 pixels takes 7 MB: sixteen of them hold the neighbours on both sides, masked and not.
const large = new Shelf(16, decoded, revoke);
// Full size is for the page that is looked at, and the one before.
const full = new Shelf(2, decoded, revoke);
const small = new Shelf(800, async (key) => URL.createObjectURL(await picture(key.split('#')[0])), (url) => URL.revokeObjectURL(url));
const pages = new Shelf(60, (key) => get(key.split('#')[0]));

export const SIDE = 1600;
const FULL = 12000;
const of = (file, kind, side) => `${path('images', file, kind)}${side ? `?width=${side}` : ''}`;

/** What is known of one page, as of ledger line `line`. */
export const page = (file, line, lang, rank = 0) => pages.take(`${path('images', file)}#${line}${lang}`, rank);
export const forgetPages = () => pages.entries.clear();
/** `kind`: original or masked. `line` tells apart what one address gave at different times. */
export const screen = (file, kind, line, rank = 0) => large.take(`${of(file, kind, SIDE)}#${kind === 'original' ? '' : line}`, rank);
export const whole = (file, kind, line) => full.take(`${of(file, kind, FULL)}#${kind === 'original' ? '' : line}`, 0);
export const thumbnail = (file) => small.take(of(file, 'thumbnail'), 3);

/** One observer for each thing that scrolls: its margin counts at the edges of its own root alone. */
const watchers = new Map();
function watcher(root) {
  if (!watchers.has(root)) watchers.set(root, new IntersectionObserver((seen, self) => {
    for (const { target, isIntersecting } of seen) {
      if (!isIntersecting) continue;
      self.unobserve(target);
      thumbnail(target.dataset.file).promise.then((url) => { target.src = url; target.classList.add('there'); }, () => target.classList.add('none'));
    }
  }, { root, rootMargin: '300px' }));
  return watchers.get(root);
}

/** Loads a thumbnail when it comes near the part of `root` that is seen. */
export function lazy(img, file, root) {
  img.dataset.file = file;
  const { value } = thumbnailAtHand(file);
  if (value) { img.src = value; img.classList.add('there'); } else watcher(root).observe(img);
  return img;
}
const thumbnailAtHand = (file) => small.entries.get(of(file, 'thumbnail')) ?? { value: null };
