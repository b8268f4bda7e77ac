// The review of one run: the queue, the page view, and what stands above both.
import { $, ask, button, count, h, icon, language, nextScheme, onLanguage, setLanguage, suggestLanguage, switches, t, toast } from './ui.js';
import { get, logout } from './api.js';
import { help, keyOf, listen } from './keys.js';
import { PageView } from './page.js';
import { openSample, sampleAnswer } from './sample.js';
import * as queue from './grid.js';
import * as store from './store.js';

const { run } = store;
const app = $('#app');
const queueRoot = $('#queue');
const pageRoot = $('#page');
const bar = $('#bar');
let here = null; // null is the queue

// ---- addresses -----------------------------------------------------------------------------------------------------

const address = (file, sample) => `#${sample ? 'sample' : 'page'}=${encodeURIComponent(file)}`;

/** Shows a page, or the queue when `file` is null. Walking from page to page leaves one entry in the history. */
function goto(file, sample = false) {
  const hash = file ? address(file, sample) : '#';
  if (location.hash !== hash) history[here && file ? 'replaceState' : 'pushState'](null, '', hash);
  show(file, sample);
}

function show(file, sample) {
  const left = here;
  here = file;
  queueRoot.hidden = Boolean(file);
  pageRoot.hidden = !file;
  if (file) { view.open(file, sample); if (!left) view.stageRoot.focus({ preventScroll: true }); } else { view.close(); if (left) queue.focus(left); }
  drawBar();
}

function route() {
  const [, kind, name] = /^#(page|sample)=(.+)$/.exec(location.hash) ?? [];
  const file = name && decodeURIComponent(name);
  const known = file && run.images.has(file) && (kind === 'page' || run.sample?.pages.some((page) => page.file === file));
  show(known ? file : null, kind === 'sample');
}

const view = new PageView(pageRoot, (file, sample = view.sample) => goto(file, sample));

// ---- the bar -------------------------------------------------------------------------------------------------------

const place = { back: h('div', {}), progress: h('div.progress', {}), who: h('ul.who.wide-only', {}), apply: h('div', {}), more: h('div.switches', {}) };
bar.append(h('a.brand', { href: '#', onclick: (event) => { event.preventDefault(); goto(null); } }, 'blind', h('b', {}, 'mask')), place.back, place.progress, place.who, h('span.grow', {}), place.apply, place.more, switches());

function drawBar() {
  const { progress } = run;
  place.back.replaceChildren(button('grid', t('queue'), () => goto(null), { key: keyOf('queue'), 'aria-pressed': String(!here) }));
  place.more.replaceChildren(...[
    (run.sample || run.me?.role === 'operator') && button('dice', t('sample'), () => openSample(startSample), { key: keyOf('sample') }),
    button('keys', t('keys_title'), help, { key: '?', classes: 'quiet.square.wide-only' }),
    run.me?.tokens && h('button.btn.quiet.wide-only', { type: 'button', onclick: logout }, t('logout'))].filter(Boolean));
  if (!progress) { place.progress.replaceChildren(); return; }
  const { pages, reviewed, pending } = progress;
  const meter = h('div.meter', { role: 'progressbar', 'aria-label': t('reviewed_pages'), 'aria-valuemin': 0, 'aria-valuemax': pages, 'aria-valuenow': reviewed }, h('i', {}));
  meter.firstChild.style.transform = `scaleX(${pages ? reviewed / pages : 0})`;
  place.progress.replaceChildren(h('span.num', {}, `${count(reviewed)} / ${count(pages)}`), h('span.soft.wide-only', {}, t('reviewed_pages')), meter);
  const by = Object.entries(progress.by).sort(([, a], [, b]) => b - a);
  place.who.setAttribute('aria-label', t('reviewers'));
  place.who.replaceChildren(...by.slice(0, 4).map(([who, n]) => h('li', { title: t('who_did', { who, n }) }, h('span', { 'aria-hidden': 'true' }, who.slice(0, 1).toUpperCase()), h('span.out', {}, who), h('b.num', {}, count(n)))));
  place.apply.replaceChildren(...(store.mayDecide() ? [h('button.btn', { type: 'button', class: `btn${pending ? ' main' : ''}`, onclick: applyAll, disabled: !pending, 'aria-label': `${t('do_apply')} ${pending || ''}`.trim(), title: `${t('do_apply')} (${keyOf('apply')})`, 'data-do': 'apply' }, icon('save'), h('span.word', {}, t('do_apply')), h('span.num', {}, pending ? count(pending) : ''))] : []));
}

async function applyAll() {
  if (!store.mayDecide()) return;
  if (!run.progress?.pending) { toast(t('nothing_to_apply')); return; }
  const meter = h('div.meter', {}, h('i', {}));
  const says = h('p.num', { role: 'status' }, '');
  await ask(t('apply_title'), (close) => {
    const foot = h('div.foot', {}, h('button.btn', { type: 'button', onclick: () => close() }, t('cancel')), h('button.btn.main', { type: 'button', autofocus: true, 'data-do': 'apply-now', onclick: go }, icon('save'), t('do_apply')));
    async function go() {
      foot.replaceChildren(h('span.spin', {}));
      try {
        const end = await store.apply(({ done, total }) => { says.textContent = t('applying', { done, n: total }); meter.firstChild.style.transform = `scaleX(${total ? done / total : 0})`; });
        meter.firstChild.style.transform = 'scaleX(1)';
        says.textContent = end.error ? end.error.detail ?? end.error.title : t('applied', { n: end.rendered, held: end.held });
        says.classList.toggle('error', Boolean(end.error));
      } catch (problem) { says.textContent = problem.message; says.classList.add('error'); }
      const done = h('button.btn.main', { type: 'button', 'data-do': 'apply-done', onclick: () => close(true) }, t('done'));
      foot.replaceChildren(done);
      done.focus();
    }
    return [h('p', {}, t('apply_words', { n: run.progress.pending })), meter, says, foot];
  });
}

function startSample() {
  const { pages } = run.sample;
  goto((pages.find(({ answer }) => !answer) ?? pages[0]).file, true);
}

// ---- keys ----------------------------------------------------------------------------------------------------------

const always = {
  help, language: () => setLanguage(language() === 'en' ? 'zh' : 'en'), scheme: nextScheme, apply: applyAll, sample: () => openSample(startSample),
  queue: () => goto(here ? null : view.files?.[0] ?? null), filter: () => { if (here) goto(null); $('.filters .chip')?.focus(); },
};
const onPage = {
  next: () => view.go(1), previous: () => view.go(-1), first: () => view.goTo(0), last: () => view.goTo(-1), open: () => view.goOpen(), settle: () => view.settle(), yes: () => view.yes(), no: () => view.no(),
  release: () => view.release(), again: () => view.again(), undo: () => view.undo(), box_next: () => view.step(1), box_previous: () => view.step(-1), confirm: () => view.confirm(), reject: () => view.reject(),
  add: () => view.add(), add_here: () => view.add(true), edit: () => view.edit(), masked: () => view.toggleMasked(), boxes: () => view.toggleBoxes(), zoom_in: () => view.stage.in(), zoom_out: () => view.stage.out(),
  fit: () => view.stage.fit(), actual: () => view.actual(), turn: () => view.stage.turn(), leave: () => (view.chosen ? view.choose(null) : goto(null)),
};
const onSample = { settle: () => sampleAnswer(view, 'no'), yes: () => sampleAnswer(view, 'yes'), no: () => sampleAnswer(view, 'no') };
const onDraft = { settle: () => view.stage.commit(), leave: () => view.stage.cancel() };
const lookOnly = ['next', 'previous', 'first', 'last', 'open', 'zoom_in', 'zoom_out', 'fit', 'actual', 'turn'];
const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
const PAN = 80; // px for one press of an arrow

listen((action, event) => {
  if (!run.me) return false;
  if (action === 'arrow') {
    const [x, y] = WAYS[event.key];
    if (!here) return queue.walk(event.key);
    if (view.stage.draft) { view.stage.nudge(x, y, event.shiftKey, event.ctrlKey); return true; }
    if (event.shiftKey) { view.stage.pan(-x * PAN, -y * PAN); return true; }
    return false;
  }
  const does = (here && view.stage.busy && onDraft[action]) || (here && view.sample && (onSample[action] ?? (lookOnly.includes(action) || action === 'leave' ? onPage[action] : null))) || always[action]
    || (here && !view.sample && onPage[action]);
  if (!does) return false;
  does();
  return true;
});

// ---- beginning -----------------------------------------------------------------------------------------------------

async function begin() {
  queue.grid(queueRoot);
  queue.ghosts();
  try {
    run.me = await get('/api/v1/me');
    suggestLanguage(run.me.language);
    await Promise.all([store.loadCodes(), store.loadImages(), store.loadSample(), store.look()]);
  } catch (problem) {
    queueRoot.replaceChildren(h('div.blank', { role: 'alert' }, icon('warn'), h('h2', {}, t('cannot_load')), h('p', {}, problem.message), h('button.btn', { type: 'button', onclick: () => location.reload() }, t('try_again'))));
    return;
  }
  app.setAttribute('aria-busy', 'false');
  store.events.addEventListener('progress', drawBar);
  store.events.addEventListener('sample', drawBar);
  addEventListener('popstate', route);
  addEventListener('hashchange', route);
  onLanguage(async () => { drawBar(); await store.loadCodes(); store.events.dispatchEvent(new CustomEvent('list')); });
  drawBar();
  route();
  store.watch();
}

begin();
