// The buttons under a message: equal columns in a row, as wide as the bubble or wider; a label that does not fit is cut
// and ends in … as in Telegram, so that one sees here what people will see there.

import {$, el, icon, post, toast} from './dom.js';
import {here, state} from './state.js';
import {copy, follow} from './spans.js';

export function keyboard(m) {
  return el('div', {className: 'keys'}, ...m.buttons.map(row => el('div', {}, ...row.map(b => key(m, b)))));
}

function key(m, b) {
  const button = el('button', {type: 'button', onpointerenter: e => {
    const t = e.currentTarget;
    t.title = t.scrollWidth > t.clientWidth ? b.text : '';
  }}, b.text);
  if (b.url || b.copy) {
    const corner = icon(b.copy ? 'copy' : 'send', 'corner');
    button.append(corner);
  }
  button.onclick = async () => {
    if (button.classList.contains('busy')) return;
    if (b.copy) return copy(b.copy);
    if (b.url) { if (!follow(b.url)) window.open(b.url, '_blank', 'noopener'); return; }
    const ring = setTimeout(() => button.classList.add('busy'), 120);
    const a = await post('press', {...here(), m: m.id, data: b.data});
    clearTimeout(ring);
    button.classList.remove('busy');
    if (a.error) return;
    if (a.url && !follow(a.url)) window.open(a.url, '_blank', 'noopener');
    if (a.text && a.alert) tell(a.text);
    else if (a.text) toast(a.text);
  };
  return button;
}

function tell(text) {
  const box = $('alert');
  $('alert-title').textContent = state.bot.first_name;
  box.querySelector('p').textContent = text;
  box.querySelector('button').onclick = () => box.close();
  box.onclick = e => { if (e.target === box && !inside(box, e)) box.close(); };
  if (!box.open) box.showModal();
}

function inside(box, e) {
  const r = box.getBoundingClientRect();
  return e.clientX >= r.left && e.clientX <= r.right && e.clientY >= r.top && e.clientY <= r.bottom;
}
