// One page: its picture with boxes, the column beside it and the strip below it. What is decided there is in deciding.js.
import { $, announce, button, h, icon, onLanguage, t, toast } from './ui.js';
import { Film } from './film.js';
import { Stage } from './stage.js';
import { keyOf } from './keys.js';
import * as pictures from './pictures.js';
import { boxesOf, drawPanel } from './panel.js';
import { SIGNS } from './grid.js';
import { drawSamplePanel } from './sample.js';
import { answered, events, hasPicture, isSample, mayDecide, maySeeOriginals, pageEntry, run, sees, unknown, visible } from './store.js';

const AHEAD = 3; // pages that are loaded before they are asked for
const BEHIND = 1;
const SLOW = 150; // ms after which a picture that isn't there is said to load

/** Resolves when what was changed is on the screen. */
const painted = () => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); });

export class PageView {
  constructor(root, goto) {
    Object.assign(this, { goto, file: null, page: null, chosen: null, masked: false, trail: [] });
    this.stageRoot = $('.stage', root);
    this.panel = $('.panel-body', root);
    this.foot = $('.panel-foot', root);
    this.walk = $('.walk', root);
    this.position = $('.position', root);
    this.wait = h('div.wait', { hidden: true }, h('span.spin', {}), h('span', {}, t('loading')));
    this.badge = h('div.badge', { hidden: true });
    this.nothing = h('div.blank.empty', { hidden: true });
    this.stage = new Stage(this.stageRoot, {
      choose: (id) => this.choose(id, false), may: () => this.ready, commit: (draft) => this.keep(draft), drafts: () => this.drawTools(), view: (stage) => { if (this.percent) this.percent.value = `${Math.round(stage.view.k * 100)} %`; },
    });
    this.tools = h('div.tools', { role: 'toolbar', 'aria-label': t('tools') });
    this.stageRoot.append(this.nothing, this.wait, this.badge, this.tools);
    this.film = new Film($('.film', root), (file) => this.goto(file));
    events.addEventListener('item', ({ detail }) => { this.film.refresh(detail); if (detail === this.file) this.draw(); });
    events.addEventListener('list', () => { this.list(); if (this.file) this.reload(); });
    events.addEventListener('sample', () => { if (this.file) this.draw(); });
    events.addEventListener('theirs', ({ detail }) => { if (detail === this.file && !this.stage.busy) { this.reload(); toast(t('theirs')); } });
    onLanguage(() => { this.drawTools(); this.list(); if (this.file) this.reload(); });
    this.drawTools();
  }

  // ---- where we are ----------------------------------------------------------------------------------------------

  list() {
    this.files = visible();
    if (this.file && !this.files.includes(this.file) && run.images.has(this.file)) this.files = [this.file, ...this.files];
    this.film.set(this.files, (file) => this.mark(file));
    if (this.file) this.film.show(this.files.indexOf(this.file));
  }

  mark(file) {
    const image = run.images.get(file);
    const bare = !hasPicture(image);
    const answer = image.sample ? `left_${image.name_left}` : image.page;
    if (answered(image)) return { bare, cls: 'done', sign: SIGNS[answer], words: t(`answer_${answer}`) };
    return image.sample || image.queue === 'rest' ? { bare, words: t('queue_rest') } : { bare, cls: image.queue, sign: image.queue === 'held' ? 'warn' : 'info', words: t(`queue_${image.queue}`) };
  }

  get image() { return run.images.get(this.file); }
  get kind() { return isSample() || !maySeeOriginals() ? 'masked' : 'original'; }

  open(file) {
    this.stage.commit();
    if (!this.files?.includes(file)) { this.file = file; this.list(); }
    Object.assign(this, { file, page: null, chosen: null, masked: false });
    const { image } = this;
    const at = this.files.indexOf(file);
    this.stageRoot.dataset.shown = '';
    this.panel.scrollTop = 0;
    this.stage.open({ file, width: image.width, height: image.height, orientation: image.orientation ?? 1 });
    this.nothing.hidden = true;
    this.drawMasked();
    this.film.show(at);
    this.position.textContent = t('page_of', { n: at + 1, all: this.files.length });
    // A record at hand is drawn by `reload`, once and not twice.
    if (!pageEntry(file).value) this.draw();
    announce(t('page_said', { n: at + 1, all: this.files.length, what: isSample() ? '' : `${t(`queue_${image.queue}`)}, ${t('n_boxes', { n: image.boxes })}` }));
    const laid = this.showPicture();
    this.reload();
    // Loading takes the processor from drawing, so the neighbours wait until this page is on the screen.
    laid.then(painted).then(() => { if (this.file === file) this.ahead(at); });
  }

  close() { this.stage.commit(); this.file = null; this.page = null; }

  /** Loads the neighbours in the order in which they are likely to be wanted. */
  ahead(at) {
    const wanted = [];
    for (let i = 1; i <= AHEAD; i += 1) wanted.push(at + i);
    for (let i = 1; i <= BEHIND; i += 1) wanted.splice(i, 0, at - i);
    wanted.forEach((i, rank) => {
      const image = run.images.get(this.files[i]);
      if (!image) return;
      if (hasPicture(image)) pictures.screen(image.file, this.kind, image.line, 1 + rank / 10);
      pageEntry(image.file, 1 + rank / 10);
    });
  }

  async showPicture() {
    const { file, image, kind } = this;
    if (!hasPicture(image)) { this.showNothing(t(image.width ? 'not_released' : 'no_picture')); return; }
    const entry = pictures.screen(file, kind, image.line);
    if (entry.value) { this.lay(entry.value); return; }
    const slow = setTimeout(() => { if (this.file === file) this.wait.hidden = false; }, SLOW);
    try {
      const img = await entry.promise;
      if (this.file === file) this.lay(img);
    } catch (problem) {
      if (this.file === file) this.showNothing(problem.message);
    } finally { clearTimeout(slow); if (this.file === file) this.wait.hidden = true; }
  }

  lay(img) {
    this.wait.hidden = true;
    this.stage.lay(img);
    this.stageRoot.dataset.shown = this.file;
  }

  showNothing(words) {
    this.wait.hidden = true;
    this.nothing.hidden = false;
    this.nothing.replaceChildren(icon('picture'), h('p', {}, words));
    this.stageRoot.dataset.shown = this.file;
  }

  /** Gets what the server knows of the page, from what is at hand where it is still true. */
  async reload() {
    const { file } = this;
    const entry = pageEntry(file);
    try {
      if (entry.value) { this.take(entry.value); return; }
      const page = await entry.promise;
      if (this.file === file) this.take(page);
    } catch (problem) { if (this.file === file) unknown(problem); }
  }

  take(page) {
    sees(this.file, page.line);
    this.page = page;
    if (!page.findings.some(({ id }) => id === this.chosen)) this.chosen = null;
    this.draw();
  }

  draw() {
    if (isSample()) { this.stage.setBoxes([]); drawSamplePanel(this, this.panel, this.foot); return; }
    const had = this.panel.contains(document.activeElement) ? document.activeElement.closest('[data-id]')?.dataset.id : null;
    this.stage.setBoxes(this.page ? boxesOf(this.page.findings) : []);
    this.stage.choose(this.chosen);
    drawPanel(this, this.panel, this.foot, this.image, this.page);
    if (had) $(`[data-id="${CSS.escape(had)}"]`, this.panel)?.focus();
  }

  drawTools() {
    const { stage } = this;
    this.walk.replaceChildren(this.position, button('left', t('key_previous'), () => this.go(-1), { key: keyOf('previous') }), button('right', t('key_next'), () => this.go(1), { key: keyOf('next') }),
      button('next', t('key_open'), () => this.goOpen(), { key: keyOf('open') }));
    this.tools.setAttribute('aria-label', t('tools'));
    this.percent = h('output.num', { 'aria-label': t('zoom') }, `${Math.round(stage.view.k * 100)} %`);
    const one = (picture, label, action, does, rest = {}) => button(picture, label, does, { key: keyOf(action), ...rest });
    if (stage.busy) {
      this.tools.replaceChildren(h('span.says', {}, t(stage.adding ? 'draw_now' : 'drag_now')), stage.adding ? '' : button('check', t('key_save'), () => stage.commit(), { key: keyOf('save'), classes: 'main', text: true }),
        button('cross', t('key_leave'), () => stage.cancel(), { key: keyOf('leave'), classes: '', text: true }));
      return;
    }
    this.tools.replaceChildren(one('minus', t('key_zoom_out'), 'zoom_out', () => stage.out()), this.percent, one('plus', t('key_zoom_in'), 'zoom_in', () => stage.in()),
      one('fit', t('key_fit'), 'fit', () => stage.fit()), h('button.btn.wide-only', { type: 'button', title: `${t('key_actual')} (1)`, 'aria-label': t('key_actual'), onclick: () => this.actual() }, '1:1'),
      one('turn', t('key_turn'), 'turn', () => stage.turn()),
      ...(this.kind === 'masked' ? [] : [h('span.gap', {}), one('boxes', t('key_boxes'), 'boxes', () => this.toggleBoxes(), { 'aria-pressed': String(stage.showBoxes) }),
        one('mask', t('key_masked'), 'masked', () => this.toggleMasked(), { 'aria-pressed': String(this.masked) }),
        ...(mayDecide() ? [h('span.gap', {}), one('draw', t('do_add'), 'add', () => this.add())] : [])]));
  }

  // ---- looking ---------------------------------------------------------------------------------------------------

  toggleBoxes() { this.stage.toggleBoxes(); this.drawTools(); }

  /** The page as it would be released: at once with black boxes of ours, then as the server renders it. */
  async toggleMasked() {
    if (!this.image?.width || this.kind === 'masked') return;
    this.stage.commit();
    this.masked = !this.masked;
    this.drawMasked();
    const { file } = this;
    const wanted = this.masked;
    const entry = pictures.screen(file, wanted ? 'masked' : 'original', this.image.line);
    const same = () => this.file === file && this.masked === wanted;
    try {
      const img = entry.value ?? await entry.promise;
      if (!same()) return;
      this.lay(img);
      this.stage.setView(wanted, wanted);
    } catch (problem) { if (same()) { this.masked = false; this.drawMasked(); unknown(problem); } }
  }

  drawMasked() {
    this.badge.hidden = (!this.masked && this.kind !== 'masked') || !hasPicture(this.image);
    this.tools.hidden = !hasPicture(this.image);
    this.badge.textContent = t('masked_view');
    this.stage.setView(this.masked, false);
    this.drawTools();
  }

  /** Full size, with the full picture once it is there. */
  async actual() {
    this.stage.actual();
    const { file, masked } = this;
    if (!this.image?.width || Math.max(this.image.width, this.image.height) <= pictures.SIDE) return;
    const img = await pictures.whole(file, masked ? 'masked' : this.kind, this.image.line).promise.catch(() => null);
    if (img && this.file === file && this.masked === masked) this.lay(img);
  }

  choose(id, reveal = true) {
    this.chosen = id;
    this.draw();
    const box = this.stage.boxes.find((one) => one.id === id);
    if (box && reveal) this.stage.reveal(box.box);
    $('.finding.chosen', this.panel)?.scrollIntoView({ block: 'nearest' });
    if (box) { const finding = this.page.findings.find((one) => one.id === id); announce(`${t('box_n', { n: box.word })}, ${t(`finding_${finding.state}`)}`); }
  }

  step(by) {
    const ids = this.page?.findings.map(({ id }) => id) ?? [];
    if (!ids.length) return;
    const at = ids.indexOf(this.chosen);
    this.choose(ids[at < 0 ? (by > 0 ? 0 : ids.length - 1) : (at + by + ids.length) % ids.length]);
  }

  go(by) {
    const at = this.files.indexOf(this.file) + by;
    if (this.files[at]) this.goto(this.files[at]);
    else toast(t(by > 0 ? 'is_last' : 'is_first'));
  }
  goTo(at) { this.goto(this.files.at(at)); }

  /** The next page that nobody has answered, from here on and then from the start. */
  nextOpen(after = this.file) {
    const open = this.files.filter((file) => file !== after && !answered(run.images.get(file)));
    const at = this.files.indexOf(after);
    return open.find((file) => this.files.indexOf(file) > at) ?? open[0] ?? null;
  }

  goOpen() {
    const file = this.nextOpen();
    if (file) this.goto(file); else toast(t('all_done'));
  }
}
