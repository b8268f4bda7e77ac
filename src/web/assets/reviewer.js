// Under what name decisions go into the ledger. Where tokens are in use the server knows.
import { ask, h, t } from './ui.js';
import { callReviewer, mayDecide, nameless, run } from './store.js';

export async function nameYourself() {
  const who = await ask(t('name_yourself'), (close) => h('form.body-form', { onsubmit: (event) => { event.preventDefault(); close(event.target.who.value.trim()); } }, h('div.field', {}, h('label', { for: 'who' }, t('your_name')),
    h('input.input', { id: 'who', name: 'who', value: run.session.who ?? '', required: true, maxlength: 40, pattern: '[\\p{L}\\p{N}._\\-]+', autofocus: true, spellcheck: 'false', 'aria-describedby': 'who-hint' }), h('p.hint', { id: 'who-hint' }, t('your_name_hint'))),
    h('div.foot', {}, h('button.btn.main', { type: 'submit' }, t('done')))));
  if (who) callReviewer(who);
}

/** True when this reviewer may decide. One without a name is asked for it first: the ledger must tell who decided. */
export function mayDecideNamed() {
  if (!mayDecide()) return false;
  if (nameless()) nameYourself();
  return !nameless();
}
