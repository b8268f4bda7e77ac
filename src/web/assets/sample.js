// Pages drawn at random from what was released, shown as released: what people still find there says how good the run is.
import { ask, button, count, h, icon, t } from './ui.js';
import { keyOf } from './keys.js';
import { namesPart } from './panel.js';
import { drawSample, mayDecide, run, unknown } from './store.js';

const SIZES = [20, 60, 150, 300];
const share = (x) => `${(x * 100).toFixed(1)} %`;

/** What the answers so far say about the whole run. */
function result({ decided, share: left, low, high }) {
  if (!decided) return h('p.soft', {}, t('sample_nothing_yet'));
  return h('div.result', {}, h('p.big.num', {}, share(left)), h('p', {}, t('sample_share')), h('p.soft.num', {}, t('sample_interval', { low: share(low), high: share(high) })));
}

export function drawSamplePanel(view, root, foot) {
  const { sample } = run;
  const { name_left: left } = view.image;
  if (!sample) return;
  const meter = h('div.meter', { role: 'progressbar', 'aria-label': t('sample'), 'aria-valuemin': 0, 'aria-valuemax': sample.pages, 'aria-valuenow': sample.decided }, h('i', {}));
  meter.firstChild.style.transform = `scaleX(${sample.pages ? sample.decided / sample.pages : 0})`;
  root.replaceChildren(
    h('header.what-page', {}, h('h2', {}, t('sample_question')), namesPart(view.image.applicant) ?? (mayDecide() ? h('p.note', {}, icon('info'), h('span', {}, t('names_unknown'))) : null), h('p.soft', {}, t('sample_hint')),
      left !== null && h('p.tags', {}, h(`span.tag.${left ? 'bad' : 'ok'}`, {}, icon(left ? 'warn' : 'check'), t(`answer_left_${left}`)))),
    h('section.part', {}, h('h3', {}, t('sample_so_far'), h('span.soft.num', {}, `${sample.decided} / ${sample.pages}`)), meter, result(sample), h('p.soft.num', {}, t('sample_of', { n: count(sample.of) })),
      run.session.role === 'operator' && sample.decided === sample.pages && button('dice', t('sample_anew'), drawAnew, { classes: 'small', text: true })));
  if (!mayDecide()) { foot.replaceChildren(h('p.soft', {}, t('read_only'))); return; }
  const answer = (value, action, picture, classes) => button(picture, t(`answer_left_${value}`), () => view.answer(value), { key: keyOf(action), classes, text: true, 'aria-pressed': left === value ? 'true' : null, 'data-do': `left-${value}` });
  foot.replaceChildren(h('div.answers', {}, answer(false, 'no', 'check', left === null ? 'main' : ''), answer(true, 'yes', 'warn', '')),
    h('div.more', {}, button('undo', t('undo'), () => view.undo(), { key: keyOf('undo'), classes: 'quiet', text: true, disabled: !view.canUndo(), 'data-do': 'undo' })));
}

/** With n pages and none left, the upper end of the 95 % interval is 1 − 0.025^(1/n) (Clopper–Pearson for 0 of n). */
const bound = (n) => 1 - .025 ** (1 / n);

async function drawAnew() {
  const pages = await ask(t('sample_title'), (close) => [h('p', {}, t('sample_words')), h('div.choices.sizes', {}, SIZES.map((n, i) => h('button.btn', { type: 'button', autofocus: i === 0, onclick: () => close(n) }, t('n_pages', { n }),
    h('span.soft', {}, t('sample_bound', { high: share(bound(n)) })))))]);
  if (pages) await drawSample(pages).catch(unknown);
}
