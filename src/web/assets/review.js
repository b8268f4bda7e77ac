// The review of one run: the queue, the page view, and what stands above both.
import { $, ask, button, count, h, icon, kept, language, nextScheme, onLanguage, setLanguage, suggestLanguage, switches, t, toast } from './ui.js';
import { get, login, logout } from './api.js';
import { help, keyOf, listen } from './keys.js';
import { Deciding } from './deciding.js';
import { nameYourself } from './reviewer.js';
import * as queue from './grid.js';
import * as store from './store.js';

const { run } = store;
const app = $('#app');
const queueRoot = $('#queue');
const pageRoot = $('#page');
const bar = $('#bar');
let here = null; // null is the queue

// ---- addresses -----------------------------------------------------------------------------------------------------

/** Shows a page, or the queue when `file` is null. Walking from page to page leaves one entry in the history. */
function goto(file) {
  const hash = file ? `#page=${encodeURIComponent(file)}` : '#';
  if (location.hash !== hash) history[here && file ? 'replaceState' : 'pushState'](null, '', hash);
  show(file);
}

function show(file) {
  const left = here;
  here = file;
  queueRoot.hidden = Boolean(file);
  pageRoot.hidden = !file;
  if (file) { view.open(file); if (!left) view.stageRoot.focus({ preventScroll: true }); } else { view.close(); if (left) queue.focus(left); }
  drawBar();
}

function route() {
  const [, name] = /^#page=(.+)$/.exec(location.hash) ?? [];
  const file = name && decodeURIComponent(name);
  show(run.images.has(file) ? file : null);
}

const view = new Deciding(pageRoot, goto);

// ---- the bar -------------------------------------------------------------------------------------------------------

const place = { back: h('div', {}), progress: h('div.progress', {}), who: h('ul.who.wide-only', {}), apply: h('div', {}), more: h('div.switches', {}) };
bar.append(h('a.brand', { href: '#', onclick: (event) => { event.preventDefault(); goto(null); } }, 'blind', h('b', {}, 'mask')), place.back, place.progress, place.who, h('span.grow', {}), place.apply, place.more, switches());

function drawBar() {
  const { progress } = run;
  place.back.replaceChildren(button('grid', t('queue'), () => goto(null), { key: keyOf('queue'), 'aria-pressed': String(!here) }));
  place.more.replaceChildren(...[
    button('keys', t('keys_title'), help, { key: '?', classes: 'quiet.square.wide-only' }),
    run.session?.token_needed && button('lock', t('logout'), logout, { classes: 'quiet.square' }),
    run.session?.name_yourself && h('button.btn.quiet.wide-only', { type: 'button', title: t('name_yourself'), onclick: nameYourself }, run.session.who || t('no_name_yet'))].filter(Boolean));
  if (!progress) { place.progress.replaceChildren(); return; }
  const { waiting: pending } = progress;
  const { pages, decided: reviewed } = run.sample ?? progress;
  const meter = h('div.meter', { role: 'progressbar', 'aria-label': t('reviewed_pages'), 'aria-valuemin': 0, 'aria-valuemax': pages, 'aria-valuenow': reviewed }, h('i', {}));
  meter.firstChild.style.transform = `scaleX(${pages ? reviewed / pages : 0})`;
  place.progress.replaceChildren(h('span.num', {}, `${count(reviewed)} / ${count(pages)}`), h('span.soft.wide-only', {}, t('reviewed_pages')), meter);
  const by = [...progress.by].sort((a, b) => b.pages - a.pages);
  place.who.setAttribute('aria-label', t('reviewers'));
  place.who.replaceChildren(...by.slice(0, 4).map(({ who, pages: n }) => h('li', { title: t('who_did', { who, n }) }, h('span', { 'aria-hidden': 'true' }, who.slice(0, 1).toUpperCase()), h('span.out', {}, who), h('b.num', {}, count(n)))));
  place.apply.replaceChildren(...(store.mayDecide() && !store.isSample() ? [h('button.btn', { type: 'button', class: `btn${pending ? ' main' : ''}`, onclick: applyAll, disabled: !pending, 'aria-label': `${t('do_apply')} ${pending || ''}`.trim(), title: `${t('do_apply')} (${keyOf('apply')})`, 'data-do': 'apply' }, icon('checks'), h('span.word', {}, t('do_apply')), h('span.num', {}, pending ? count(pending) : ''))] : []));
}

async function applyAll() {
  if (!store.mayDecide() || store.isSample()) return;
  if (!run.progress?.waiting) { toast(t('nothing_to_apply')); return; }
  const meter = h('div.meter', {}, h('i', {}));
  const says = h('p.num', { role: 'status' }, '');
  await ask(t('apply_title'), (close) => {
    const foot = h('div.foot', {}, h('button.btn', { type: 'button', onclick: () => close() }, t('cancel')), h('button.btn.main', { type: 'button', autofocus: true, 'data-do': 'apply-now', onclick: go }, icon('checks'), t('do_apply')));
    async function go() {
      foot.replaceChildren(h('span.spin', {}));
      try {
        const end = await store.apply(({ done, of }) => { says.textContent = t('applying', { done, n: of }); meter.firstChild.style.transform = `scaleX(${of ? done / of : 0})`; });
        meter.firstChild.style.transform = 'scaleX(1)';
        const failed = (end.failed ?? []).map(({ file, code }) => `${file}${t('because', { why: store.codeWord(code) })}`);
        says.textContent = end.error ? end.error.detail : t('applied', { n: end.rendered, held: end.held });
        if (failed.length) says.after(h('p.note.bad', { role: 'alert' }, icon('warn'), h('span', {}, t('apply_failed', { n: failed.length, files: failed.join(t('comma')) }))));
        says.classList.toggle('error', Boolean(end.error));
      } catch (problem) { says.textContent = problem.message; says.classList.add('error'); }
      const done = h('button.btn.main', { type: 'button', 'data-do': 'apply-done', onclick: () => close(true) }, t('done'));
      foot.replaceChildren(done);
      done.focus();
    }
    return [h('p', {}, t('apply_words', { n: run.progress.waiting })), meter, says, foot];
  });
}

// ---- keys ----------------------------------------------------------------------------------------------------------

const always = {
  help, language: () => setLanguage(language() === 'en' ? 'zh' : 'en'), scheme: nextScheme, apply: applyAll,
  queue: () => goto(here ? null : view.files?.[0] ?? null), filter: () => { if (here) goto(null); $('.filters .chip')?.focus(); },
};
const onPage = {
  next: () => view.go(1), previous: () => view.go(-1), first: () => view.goTo(0), last: () => view.goTo(-1), open: () => view.goOpen(), settle: () => view.settle(), yes: () => view.yes(), no: () => view.no(),
  release: () => view.release(), reupload: () => view.reupload(), undo: () => view.undo(), box_next: () => view.step(1), box_previous: () => view.step(-1), confirm: () => view.confirm(), reject: () => view.reject(),
  add: () => view.add(), add_here: () => view.add(true), edit: () => view.edit(), masked: () => view.toggleMasked(), boxes: () => view.toggleBoxes(), zoom_in: () => view.stage.in(), zoom_out: () => view.stage.out(),
  fit: () => view.stage.fit(), actual: () => view.actual(), turn: () => view.stage.turn(), leave: () => (view.chosen ? view.choose(null) : goto(null)),
};
const onSample = { settle: () => view.answer(false), yes: () => view.answer(true), no: () => view.answer(false) };
const onDraft = { settle: () => view.stage.commit(), leave: () => view.stage.cancel() };
const inSample = ['next', 'previous', 'first', 'last', 'open', 'undo', 'zoom_in', 'zoom_out', 'fit', 'actual', 'turn', 'leave'];
const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
const PAN = 80; // px for one press of an arrow

listen((action, event) => {
  if (!run.progress) return false;
  if (action === 'arrow') {
    const [x, y] = WAYS[event.key];
    if (!here) return queue.walk(event.key);
    if (view.stage.draft) { view.stage.nudge(x, y, event.shiftKey, event.ctrlKey); return true; }
    if (event.shiftKey) { view.stage.pan(-x * PAN, -y * PAN); return true; }
    return false;
  }
  const does = (here && view.stage.busy && onDraft[action]) || always[action] || (here && (store.isSample() ? onSample[action] ?? (inSample.includes(action) && onPage[action]) : onPage[action]));
  if (!does) return false;
  does();
  return true;
});

// ---- beginning -----------------------------------------------------------------------------------------------------

async function begin() {
  queue.grid(queueRoot);
  queue.ghosts();
  try {
    await enter();
    await Promise.all([store.loadCodes(), store.loadNames(), store.loadImages(), store.loadProgress()]);
  } catch (problem) {
    queueRoot.replaceChildren(h('div.blank', { role: 'alert' }, icon('warn'), h('h2', {}, t('cannot_load')), h('p', {}, problem.message),
      problem.status === 403 ? h('button.btn', { type: 'button', onclick: logout }, t('other_token')) : h('button.btn', { type: 'button', onclick: () => location.reload() }, t('try_again'))));
    return;
  }
  app.setAttribute('aria-busy', 'false');
  for (const name of ['progress', 'sample']) store.events.addEventListener(name, drawBar);
  addEventListener('popstate', route);
  addEventListener('hashchange', route);
  onLanguage(drawBar);
  drawBar();
  route();
  store.watch();
  if (store.mayDecide() && store.nameless()) nameYourself();
}

/** Learns who is here; asks for the token where one is needed. */
async function enter() {
  run.session = await get('/api/v1/session');
  suggestLanguage(run.session.lang);
  if (run.session.token_needed && !run.session.role) { await login(); run.session = await get('/api/v1/session'); }
  if (run.session.name_yourself) run.session.who = kept.get('who');
}

begin();
