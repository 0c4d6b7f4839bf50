// The list of people: unread first, then the latest, then as in the roster.

import {$, el, face, keep} from './dom.js';
import {me, place, state, when} from './state.js';

const step = 100; // rows drawn at a time
const rows = new Map(); // id -> {element, sign}
let order = [], drawn = step, touched = 0, waiting = 0;

// people takes in who has changed.
export function people(changed, full) {
  if (full) {
    rows.clear();
    order = [];
  }
  if (!full && order.length && steady()) later();
  else sort();
  show();
}

const rank = (a, b) => (b.unread > 0) - (a.unread > 0) || b.at - a.at || a.order - b.order;

function sort() { order = [...state.people.values()].sort(rank).map(p => p.id); }

// steady tells whether a finger or pointer is on the list, which must not move then.
function steady() {
  return Date.now() - touched < 2500 || $('people').matches(':hover') && matchMedia('(hover: hover)').matches || $('people').contains(document.activeElement);
}
function later() {
  clearTimeout(waiting);
  waiting = setTimeout(() => steady() ? later() : (sort(), show()), 700);
}

export const showPeople = () => show();

function show() {
  const words = $('search').value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  let hits = order.map(id => state.people.get(id)).filter(Boolean);
  if (words.length) hits = hits.filter(p => words.every(w => found(p, w)));
  const elements = hits.slice(0, drawn).map(row);
  const box = $('people');
  let at = box.firstElementChild;
  for (const e of elements) {
    if (e === at) at = at.nextElementSibling;
    else box.insertBefore(e, at);
  }
  while (at) {
    const next = at.nextElementSibling;
    at.remove();
    at = next;
  }
  if (hits.length > drawn) box.append(more);
  if (!hits.length) box.append(el('p', {className: 'aside'}, state.people.size ? '没有找到，请换一个词' : '名单还是空的'));
  const unread = hits.length && [...state.people.values()].reduce((n, p) => n + p.unread, 0);
  document.title = (unread ? `(${unread}) ` : '') + (me() ? me().name + ' · ' : '') + (state.bot.first_name || '演练');
  $('bot-name').textContent = state.bot.first_name || '演练';
}

// more draws further rows when one gets near the end.
const more = el('p', {className: 'aside'}, '…');
new IntersectionObserver(seen => {
  if (seen.some(s => s.isIntersecting)) { drawn += step; show(); }
}, {root: $('people'), rootMargin: '800px'}).observe(more);

function row(p) {
  const draft = p.id === state.me ? '' : keep.get(`draft:${p.id}:0`) || '';
  const sign = [p.name, p.label, p.role, p.unread, p.last, p.mine, when(p), p.id === state.me, draft].join('\n');
  const old = rows.get(p.id);
  if (old?.sign === sign) return old.element;
  const element = old?.element || el('a', {href: place(p.id)}, face(el('span', {className: 'face', 'aria-hidden': 'true'}), p.id, p.name));
  element.className = 'person' + (p.id === state.me ? ' on' : '');
  p.id === state.me ? element.setAttribute('aria-current', 'true') : element.removeAttribute('aria-current');
  const name = el('span', {className: 'name'}, el('b', {}, p.name));
  if (p.role) name.append(el('small', {className: 'role'}, p.role));
  if (p.label) name.append(el('small', {}, p.label));
  const line = el('span', {className: 'line'});
  if (draft) line.append(el('i', {}, '草稿：'), draft);
  else line.append(p.mine && p.last ? el('i', {}, '您：') : '', p.last || '还没有对话');
  element.replaceChildren(element.firstElementChild, name, el('time', {}, p.last ? when(p) : ''), line,
    p.unread ? el('span', {className: 'badge', ariaLabel: p.unread + ' 条未读'}, p.unread > 99 ? '99+' : p.unread) : '');
  rows.set(p.id, {element, sign});
  return element;
}

// found tells whether a word is in what is known of a person, or spells the name: lzy, linzhy, zhiy.
function found(p, word) {
  if ((p.name + ' ' + p.label + ' ' + p.role).toLowerCase().includes(word)) return true;
  const syllables = (p.spell || '').split(' ').filter(Boolean);
  return syllables.some((_, i) => spells(word, syllables, i));
}

function spells(word, syllables, i) {
  if (!word) return true;
  const s = syllables[i];
  if (!s) return false;
  for (let n = Math.min(s.length, word.length); n > 0; n--) {
    if (s.startsWith(word.slice(0, n)) && spells(word.slice(n), syllables, i + 1)) return true;
  }
  return false;
}

$('search').oninput = () => { drawn = step; $('people').scrollTop = 0; sort(); show(); };
$('search').onkeydown = e => {
  if (e.isComposing) return;
  const first = $('people').querySelector('a');
  if (e.key === 'Enter' && first) { first.click(); $('search').value = ''; show(); }
  if (e.key === 'ArrowDown' && first) { e.preventDefault(); first.focus(); }
  if (e.key === 'Escape') { e.preventDefault(); $('search').value = ''; show(); $('search').blur(); }
};
$('people').onkeydown = e => {
  const at = document.activeElement;
  const to = e.key === 'ArrowDown' ? at.nextElementSibling : e.key === 'ArrowUp' ? at.previousElementSibling || $('search') : null;
  if (to?.focus && to !== more) { e.preventDefault(); to.focus(); }
};
for (const kind of ['touchstart', 'touchmove', 'wheel']) $('people').addEventListener(kind, () => touched = Date.now(), {passive: true});
