// The column beside a page under review: what it is, why it was flagged, its boxes, what was decided, and the answers.
import { button, h, icon, t } from './ui.js';
import { keyOf } from './keys.js';
import { codeWord, mayDecide, namesOf } from './store.js';
import { reviewTag } from './grid.js';
import { bounds } from './stage.js';
import { entryWords, formWord, howWord, percent } from './words.js';

const SIGNS = { proposed: null, confirmed: 'check', rejected: 'cross', added: 'plus' };

export const numbered = (findings) => new Map(findings.map(({ id }, i) => [id, i + 1]));

/** What is laid over the picture for each finding. */
export const boxesOf = (findings) => findings.map((finding, i) => ({ id: finding.id, state: finding.state, quad: finding.how === 'reviewer' ? null : finding.quad,
  box: finding.box ?? bounds(finding.quad), unsure: finding.score < .9, word: `${i + 1}${{ confirmed: '✓', rejected: '✕', added: '+' }[finding.state] ?? ''}` }));

function findingRow(view, finding, i) {
  const { id, state, form, how, score } = finding;
  const chosen = view.chosen === id;
  const may = mayDecide();
  return h(`li.finding.${state}${chosen ? '.chosen' : ''}`, {},
    h('button.pick', { type: 'button', 'aria-pressed': String(chosen), onclick: () => view.choose(id), 'data-id': id },
      h('span.no.num', {}, String(i + 1)),
      h('span.what', {}, h('b', {}, how === 'reviewer' ? t('drawn_by', { by: finding.by }) : `${formWord(form)} · ${howWord(how)}`), h('span.soft.num', {}, [t(`finding_${state}`), how === 'reviewer' ? null : percent(score)].filter(Boolean).join(' · ')))),
    may && h('span.does', {},
      state !== 'rejected' && button('move', t('do_edit', { n: i + 1 }), () => { view.choose(id); view.edit(); }, { key: keyOf('edit'), classes: 'quiet.small.square' }),
      state !== 'added' && state !== 'confirmed' && button('check', t('do_confirm', { n: i + 1 }), () => view.confirm(id), { key: keyOf('confirm'), classes: 'quiet.small.square' }),
      state !== 'rejected' && button('cross', t(state === 'added' ? 'do_remove' : 'do_reject', { n: i + 1 }), () => view.reject(id), { key: keyOf('reject'), classes: 'quiet.small.square' })),
    SIGNS[state] && h('span.sign', { 'aria-hidden': 'true' }, icon(SIGNS[state])));
}

function reasonsPart(page, image) {
  if (!page) return image.reasons.length ? h('ul.reasons', {}, image.reasons.map((code) => h('li', {}, icon('info'), h('span', {}, codeWord(code))))) : null;
  if (!page.told.length) return null;
  return h('ul.reasons', {}, page.told.map(({ holds, what, advice, detail }) => h(`li${holds ? '.holds' : ''}`, {}, icon(holds ? 'warn' : 'info'),
    h('span', {}, h('b', {}, what), t('gap'), h('span.soft', {}, advice, detail && detail !== what ? t('because', { why: detail }) : '')))));
}

function boxesPart(view, page, image) {
  const head = h('h3', {}, t('boxes_title'), h('span.soft.num', {}, page ? String(page.findings.length) : String(image.boxes)));
  if (!page) return h('section.part', {}, head, Array.from({ length: Math.min(image.boxes, 4) }, () => h('div.finding.ghost', { 'aria-hidden': 'true' })));
  return h('section.part', {}, head,
    page.findings.length ? h('ol.findings', {}, page.findings.map((finding, i) => findingRow(view, finding, i))) : h('p.soft', {}, t('no_boxes')),
    mayDecide() && image.width && button('draw', t('do_add'), () => view.add(), { key: keyOf('add'), classes: 'small', text: true }));
}

function historyPart(page) {
  if (!page?.history.length) return null;
  const numbers = numbered(page.findings);
  return h('section.part.history', {}, h('h3', {}, t('history')), h('ol', {}, page.history.map((entry) => h(`li${entry.undone ? '.undone' : ''}`, {},
    entry.undone && h('span.out', {}, t('undone')), entryWords(entry, (id) => numbers.get(id) ?? id)))));
}

function answers(view, page, image) {
  if (!mayDecide()) return [h('p.soft', {}, t('read_only'))];
  const one = (action, picture, words, does, { classes = '', disabled = false, said }) => button(picture, words, does, { key: keyOf(action), classes, text: true, disabled, 'aria-pressed': image.page === said ? 'true' : null, 'data-do': action });
  const main = (is) => (is && !image.page ? 'main' : '');
  const undo = one('undo', 'undo', t('undo'), () => view.undo(), { classes: 'quiet', disabled: !view.canUndo() });
  const again = (classes) => one('reupload', 'again', t('do_reupload'), () => view.reupload(), { classes, said: 'reupload' });
  if (image.verdict === 'held') {
    const can = page?.releasable ?? Boolean(image.width);
    return [h('div.answers', {}, one('release', 'check', t('do_release'), () => view.release(), { classes: main(can), disabled: !can, said: 'release' }), again('')), h('div.more', {}, undo)];
  }
  return [h('div.answers', {}, one('yes', 'check', t('do_yes'), () => view.yes(), { classes: main(image.boxes), said: 'mask' }), one('no', 'cross', t('do_no'), () => view.no(), { classes: main(!image.boxes), said: 'clear' })),
    h('div.more', {}, again('quiet'), undo)];
}

/** Whom to look for; nothing where the names aren't known. */
export function namesPart(applicant) {
  const [name, ...others] = namesOf(applicant);
  return name ? h('p.whose', {}, h('b', {}, name), others.length ? h('span.soft', {}, t('also_called', { names: others.join(t('comma')) })) : null) : null;
}

export function drawPanel(view, root, foot, image, page) {
  const [folder, ...rest] = image.file.split('/');
  root.replaceChildren(
    h('header.what-page', {}, h('h2', { title: image.file }, rest.join('/')), h('p.soft', {}, t('applicant_is', { id: folder })), namesPart(image.applicant),
      h('p.tags', {}, h(`span.tag.${image.verdict}`, {}, t(`verdict_${image.verdict}`)), reviewTag(image), image.apply && h('span.tag.accent', {}, t('waits')))),
    ...[reasonsPart(page, image), boxesPart(view, page, image), historyPart(page)].filter(Boolean));
  foot.replaceChildren(...answers(view, page, image));
}
