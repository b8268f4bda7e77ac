// What a reviewer decides about the page in view: boxes, the page, and taking it back.
import { announce, ask, choose, h, t, toast } from './ui.js';
import { PageView } from './page.js';
import * as pictures from './pictures.js';
import { numbered } from './panel.js';
import { REJECT, RELEASE, REUPLOAD, changeWords, entryWords, reasons } from './words.js';
import { mayDecideNamed } from './reviewer.js';
import { answered, decide, isSample, learn, pageEntry } from './store.js';

export class Deciding extends PageView {
  get ready() {
    if (isSample() || !mayDecideNamed()) return false;
    if (this.page) return true;
    toast(t('not_yet'));
    return false;
  }

  /** Saves a change of this page, and shows what the page is then. */
  async save(changes, { leave = false } = {}) {
    const { file, image } = this;
    const wasOpen = !answered(image);
    const numbers = numbered(this.page.findings);
    const saved = decide(file, changes);
    this.trail.push(file);
    if (leave && wasOpen) {
      const next = this.nextOpen(file);
      if (next) this.goto(next); else toast(t('all_done'));
    }
    try {
      const page = await saved;
      if (this.file === file) this.take(page);
      announce(t('saved'));
      return page;
    } catch (problem) {
      this.trail = this.trail.filter((one) => one !== file);
      await this.refused(file, changes, numbers, problem);
      return null;
    }
  }

  /** Shows a decision that wasn't taken: what it was, and what the others did meanwhile. */
  async refused(file, changes, numbers, problem) {
    if (problem.told) return;
    problem.told = true;
    const { body } = problem;
    pictures.forgetPages();
    if (problem.code === 'stale' && body.current) {
      const { current } = body;
      const theirs = numbered(current.findings);
      const entries = body.changed.map((change) => current.history.find(({ line }) => line === change.line) ?? change);
      learn(current);
      await ask(t('stale_title'), (close) => [h('p', {}, t('stale_words', { file })),
        h('section', {}, h('h3', {}, t('stale_theirs')), h('ul.plain', {}, entries.map((entry) => h('li', {}, entryWords(entry, (id) => theirs.get(id) ?? id))))),
        h('section', {}, h('h3', {}, t('stale_yours')), h('ul.plain', {}, changes.map((change) => h('li', {}, changeWords(change, (id) => numbers.get(id) ?? id))))),
        h('div.foot', {}, h('button.btn.main', { type: 'button', autofocus: true, onclick: () => close(true) }, t('stale_look')))]);
      if (this.file !== file) this.goto(file); else this.take(current);
      return;
    }
    toast(t('not_saved', { file, why: problem.message }), { bad: true, action: this.file === file ? null : t('open_it'), onaction: () => this.goto(file) });
    if (this.file === file) this.reload();
  }

  finding(id = this.chosen) { return this.page?.findings.find((finding) => finding.id === id) ?? null; }

  picked() {
    const finding = this.finding();
    if (!finding) toast(t('choose_first'));
    return finding;
  }

  async confirm(id = this.chosen) {
    if (!this.ready) return;
    if (id) this.chosen = id;
    const finding = this.picked();
    if (!finding || finding.state === 'confirmed' || finding.state === 'added') return;
    const page = await this.save([{ do: 'confirm', finding: finding.id }]);
    const next = page?.findings.find(({ state }) => state === 'proposed');
    if (next && this.page === page) this.choose(next.id);
  }

  async reject(id = this.chosen) {
    if (!this.ready) return;
    if (id) this.chosen = id;
    const finding = this.picked();
    if (!finding || finding.state === 'rejected') return;
    const change = { do: 'reject', finding: finding.id };
    if (finding.needs_reason) {
      change.reason = await choose(t('reject_title'), t('reject_words'), reasons('reject', REJECT));
      if (!change.reason) return;
    }
    await this.save([change]);
  }

  add(byKeys = false) {
    if (!this.ready || !this.image.width) return;
    if (this.masked) this.toggleMasked();
    if (!this.stage.showBoxes) this.toggleBoxes();
    this.chosen = null;
    this.stage.choose(null);
    this.stage.add(byKeys);
    this.stageRoot.focus({ preventScroll: true });
    announce(t(byKeys ? 'drag_now' : 'draw_now'));
  }

  edit() {
    if (!this.ready) return;
    const finding = this.picked();
    if (!finding) return;
    if (finding.state === 'rejected') { toast(t('rejected_stays')); return; }
    if (this.masked) this.toggleMasked();
    const box = this.stage.boxes.find(({ id }) => id === finding.id);
    this.stage.reveal(box.box);
    this.stage.edit(box);
    this.stageRoot.focus({ preventScroll: true });
    announce(t('drag_now'));
  }

  /** A box that was drawn or changed. */
  async keep({ id, box }) {
    const before = new Set(this.page.findings.map((finding) => finding.id));
    const page = await this.save([id ? { do: 'move', finding: id, box } : { do: 'add', box }]);
    if (page && this.page === page) this.choose(id ?? page.findings.find((finding) => !before.has(finding.id))?.id ?? null, false);
  }

  standing() { return this.page.findings.filter(({ state }) => state !== 'rejected'); }
  get heldBack() { return this.image.verdict === 'held'; }

  settle() {
    if (!this.ready) return;
    if (this.heldBack) { toast(t('held_keys')); return; }
    if (this.standing().length) this.yes(); else this.no();
  }

  yes() {
    if (!this.ready) return;
    if (this.heldBack) { toast(t('held_keys')); return; }
    if (!this.standing().length) { toast(t('draw_first')); this.add(); return; }
    this.leave([{ do: 'page', page: 'mask' }]);
  }

  async no() {
    if (!this.ready) return;
    if (this.heldBack) { toast(t('held_keys')); return; }
    const standing = this.standing();
    let reason;
    if (standing.some((finding) => finding.needs_reason)) {
      reason = await choose(t('no_title'), t('no_words', { n: standing.length }), reasons('reject', REJECT));
      if (!reason) return;
    }
    this.leave([...standing.map(({ id, needs_reason: needs }) => ({ do: 'reject', finding: id, ...(needs && { reason }) })), { do: 'page', page: 'clear' }]);
  }

  async release() {
    if (!this.ready) return;
    if (!this.heldBack) { toast(t('not_held')); return; }
    if (!this.page.releasable) { toast(t('not_releasable')); return; }
    const reason = await choose(t('release_title'), this.standing().length ? t('release_words', { n: this.standing().length }) : t('release_bare'), reasons('release', RELEASE));
    if (reason) this.leave([{ do: 'page', page: 'release', reason }]);
  }

  async reupload() {
    if (!this.ready) return;
    const reason = await choose(t('reupload_title'), t('reupload_words'), reasons('reupload', REUPLOAD));
    if (reason) this.leave([{ do: 'page', page: 'reupload', reason }]);
  }

  /** The answer to the question of a sample: is the name still visible? */
  answer(left) {
    if (isSample() && this.page && mayDecideNamed()) this.leave([{ do: 'sample', name_left: left }]);
  }

  leave(changes) {
    this.stageRoot.focus({ preventScroll: true });
    this.save(changes, { leave: true });
  }

  canUndo() { return Boolean(this.trail.length || this.page?.undo); }

  /** Takes back the last decision: of this session wherever it was made, else the last one about this page. */
  async undo() {
    if (!mayDecideNamed()) return;
    const file = this.trail.pop() ?? this.file;
    const elsewhere = file !== this.file;
    if (elsewhere) this.goto(file);
    const page = await pageEntry(file).promise.catch(() => null);
    if (!page || this.file !== file) return;
    this.take(page);
    if (!page.undo) { toast(t('nothing_to_undo')); return; }
    const { trail } = this;
    this.trail = [];
    const after = await this.save([{ do: 'undo', line: page.undo }]);
    this.trail = trail;
    if (after) toast(t(elsewhere ? 'undone_there' : 'undone'));
  }
}
