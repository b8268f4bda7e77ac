// What the API says in codes, in words.
import { has, t, time } from './ui.js';

const word = (key, fallback) => (has(key) ? t(key) : fallback);
export const formWord = (form) => word(`form_${form}`, form);
export const howWord = (how) => word(`how_${how}`, how);
export const percent = (score) => `${Math.round(score * 100)} %`;

/** Why a box may be uncovered, a page released, or sent back: the codes that the API knows. */
export const REJECT = ['another_person', 'ordinary_word', 'not_text', 'covered_otherwise', 'other'];
export const RELEASE = ['looked_no_name', 'covered_by_hand', 'other'];
export const REUPLOAD = ['not_legible', 'not_upright', 'incomplete', 'wrong_page', 'other'];
export const reasons = (kind, codes) => codes.map((code) => [code, t(`${kind}_${code}`)]);

/** One change of a decision. `number` tells the number of a box by its id. */
export function changeWords(change, number = (id) => id) {
  const why = change.reason ? t('because', { why: t(`${change.do === 'page' ? change.page : change.do}_${change.reason}`) }) : '';
  const n = change.finding ? number(change.finding) : '';
  if (change.do === 'page') return t(`did_page_${change.page}`) + why;
  if (change.do === 'sample') return t(`did_sample_${change.name_left}`);
  return t(`did_${change.do}`, { n }) + why;
}

export const entryWords = ({ by, at, changes, what }, number) => `${by} · ${time(at)} · ${changes ? changes.map((change) => changeWords(change, number)).join(t('comma')) : t(`did_${what}`)}`;
