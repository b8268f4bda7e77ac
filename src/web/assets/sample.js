// Pages drawn at random from what was released, shown as released: what people still find there says how good the run is.
import { ask, button, count, h, icon, t, toast } from './ui.js';
import { keyOf } from './keys.js';
import { answerSample, drawSample, mayDecide, run, unknown } from './store.js';

const SIZES = [20, 60, 150, 300];
const share = (x) => `${(x * 100).toFixed(1)} %`;

/** What the answers so far say about the whole run. */
function result(sample) {
  if (!sample.answered) return h('p.soft', {}, t('sample_nothing_yet'));
  return h('div.result', {}, h('p.big.num', {}, share(sample.share)), h('p', {}, t('sample_share')),
    h('p.soft.num', {}, t('sample_interval', { low: share(sample.low), high: share(sample.high) })));
}

export function drawSamplePanel(view, root, foot) {
  const { sample } = run;
  const page = sample?.pages.find(({ file }) => file === view.file);
  if (!page) return;
  const meter = h('div.meter', { role: 'progressbar', 'aria-label': t('sample'), 'aria-valuemin': 0, 'aria-valuemax': sample.size, 'aria-valuenow': sample.answered }, h('i', {}));
  meter.firstChild.style.transform = `scaleX(${sample.size ? sample.answered / sample.size : 0})`;
  root.replaceChildren(
    h('header.what-page', {}, h('h2', {}, t('sample_question')), h('p.soft', {}, t('sample_hint')),
      page.answer && h('p.tags', {}, h(`span.tag.${page.answer === 'yes' ? 'bad' : 'ok'}`, {}, t(`sample_${page.answer}`)))),
    page.stale ? h('p.note.warn', {}, icon('warn'), h('span', {}, t('sample_stale'))) : '',
    h('section.part', {}, h('h3', {}, t('sample_so_far'), h('span.soft.num', {}, `${sample.answered} / ${sample.size}`)), meter, result(sample), h('p.soft.num', {}, t('sample_of', { n: count(sample.population) }))));
  const answer = (value, picture, classes) => button(picture, t(`sample_say_${value}`), () => sampleAnswer(view, value), { key: keyOf(value), classes, text: true, 'aria-pressed': page.answer === value ? 'true' : null, disabled: !mayDecide(), 'data-do': `sample-${value}` });
  foot.replaceChildren(h('div.answers', {}, answer('no', 'check', page.answer ? '' : 'main'), answer('yes', 'warn', '')));
}

export async function sampleAnswer(view, value) {
  const page = run.sample?.pages.find(({ file }) => file === view.file);
  if (!page || !mayDecide()) return;
  const first = !page.answer;
  try {
    await answerSample(page, value);
    if (first) view.goOpen();
  } catch (problem) { unknown(problem); }
}

/** Opens the sample, or asks how large a new one should be. */
export async function openSample(goto) {
  if (run.sample?.pages.length) { goto(); return; }
  if (run.me.role !== 'operator') { toast(t('sample_none')); return; }
  const size = await ask(t('sample_title'), (close) => [h('p', {}, t('sample_words')), h('div.choices.sizes', {}, SIZES.map((n, i) => h('button.btn', { type: 'button', autofocus: i === 0, onclick: () => close(n) }, t('n_pages', { n }),
    h('span.soft', {}, t('sample_bound', { high: share(1 - .025 ** (1 / n)) })))))]);
  if (!size) return;
  try { await drawSample(size); goto(); } catch (problem) { unknown(problem); }
}
