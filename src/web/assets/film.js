// The strip of thumbnails under a page. Only those near the page that is looked at are in the document.
import { h, icon, t } from './ui.js';
import { lazy } from './pictures.js';

const EACH = 58; // px from one frame to the next; `.frame` in review.css has the same
const SPARE = 8; // frames made beyond both edges

export class Film {
  constructor(root, open) {
    Object.assign(this, { root, open, files: [], mark: () => ({}), at: -1, frames: new Map() });
    this.long = h('div.long', {});
    root.append(this.long);
    root.addEventListener('scroll', () => this.draw(), { passive: true });
    root.addEventListener('wheel', (event) => { if (!event.deltaX) { root.scrollLeft += event.deltaY; event.preventDefault(); } }, { passive: false });
    new ResizeObserver(() => { this.place = null; this.draw(); }).observe(root);
  }

  /** `mark(file)` gives class, icon and words of a frame, and `bare` where there is no thumbnail. */
  set(files, mark) {
    Object.assign(this, { files, mark });
    this.frames.forEach((frame) => frame.remove());
    this.frames.clear();
    this.long.style.width = `${files.length * EACH}px`;
    this.draw();
  }

  show(at) {
    this.frames.get(this.at)?.removeAttribute('aria-current');
    this.at = at;
    this.root.scrollTo({ left: at * EACH - (this.root.clientWidth - EACH) / 2, behavior: 'instant' });
    this.draw();
    this.frames.get(at)?.setAttribute('aria-current', 'true');
  }

  refresh(file) {
    const i = this.files.indexOf(file);
    this.frames.get(i)?.remove();
    if (this.frames.delete(i)) this.draw();
  }

  draw() {
    const { scrollLeft, clientWidth } = this.root;
    const first = Math.max(0, Math.floor(scrollLeft / EACH) - SPARE);
    const last = Math.min(this.files.length - 1, Math.ceil((scrollLeft + clientWidth) / EACH) + SPARE);
    for (const [i, frame] of this.frames) if (i < first || i > last) { frame.remove(); this.frames.delete(i); }
    for (let i = first; i <= last; i += 1) if (!this.frames.has(i)) this.frames.set(i, this.frame(i));
  }

  frame(i) {
    const file = this.files[i];
    const { cls, sign, words, bare } = this.mark(file);
    const frame = h(`button.frame${cls ? `.${cls}` : ''}`, { type: 'button', tabindex: '-1', 'aria-label': t('film_frame', { n: i + 1, what: words ?? '' }), 'aria-current': i === this.at ? 'true' : null, onclick: () => this.open(file) },
      bare ? icon('picture') : lazy(h('img', { alt: '' }), file, this.root), sign && h('i', {}, icon(sign)));
    frame.style.left = `${i * EACH}px`;
    this.long.append(frame);
    return frame;
  }
}
