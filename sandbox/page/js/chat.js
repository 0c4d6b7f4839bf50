// One chat: its head and its messages. Messages are put in and replaced one by one; nothing is drawn anew.

import {$, el, face, keep, menu, post, say, toast} from './dom.js';
import {here, key, me, place, state} from './state.js';
import {message} from './message.js';

const shown = new Map(); // id -> {view, element}
let ids = [], days = new Map(), more = false, loading = false;
let stick = true, lastTop = 0; // the chat is kept at its end until somebody scrolls back
const box = $('scroll').firstElementChild;

// leave remembers where the chat stood.
export function leave() {
  keepPlace();
  shown.clear();
  ids = [];
  days = new Map();
  more = false;
  stick = true;
  box.replaceChildren();
  $('down').hidden = true;
}

function keepPlace() {
  if (!state.chat || !state.me) return;
  const top = box.getBoundingClientRect().top;
  const first = stick ? null : ids.map(id => shown.get(id).element).find(e => e.getBoundingClientRect().bottom > top);
  keep.set(key('place'), first && {id: Number(first.dataset.id), off: first.getBoundingClientRect().top - top});
  keep.set('last', [state.me, state.group]);
}
window.addEventListener('pagehide', keepPlace);

export function show(c) {
  const first = !state.chat || c.full;
  if (first) {
    shown.clear();
    ids = [];
    days = new Map();
    box.replaceChildren();
    more = !!c.more;
  }
  state.chat = {...c, messages: null};
  box.classList.toggle('group', !!c.title);
  const live = !first && !document.hidden;
  const before = ids.length ? ids[0] : more ? Infinity : 0;
  for (const m of c.messages || []) {
    if (!first && more && m.id < before) continue; // not loaded yet
    const fresh = put(m, live);
    if (fresh && live && !m.mine && !m.service) say((m.from || state.bot.first_name) + '：' + (m.text || '［图片或文件］'));
  }
  if (first) begin();
  else settle();
}

async function begin() {
  const at = keep.get(key('place'));
  if (at) {
    for (let n = 0; n < 40 && more && !shown.has(at.id); n++) await older();
    const e = shown.get(at.id)?.element;
    if (e) {
      stick = false;
      box.scrollTop += e.getBoundingClientRect().top - box.getBoundingClientRect().top - at.off;
      lastTop = box.scrollTop;
      return scrolled();
    }
  }
  stick = true;
  settle();
}

// put puts a message in its place or in that of its former self, and tells whether it is new.
function put(m, live) {
  const old = shown.get(m.id);
  if (old) {
    const keys = [...old.element.querySelectorAll('.keys button')], at = keys.indexOf(document.activeElement);
    const element = message(m, old.element);
    old.element.replaceWith(element);
    shown.set(m.id, {view: m, element});
    join(m.id);
    if (at >= 0) { // the keyboard stays where it was
      const now = element.querySelectorAll('.keys button');
      (now[Math.min(at, now.length - 1)] || box).focus({preventScroll: true});
    }
    return false;
  }
  const element = message(m, null);
  if (live) element.classList.add('fresh');
  let i = ids.length;
  while (i > 0 && ids[i - 1] > m.id) i--;
  ids.splice(i, 0, m.id);
  shown.set(m.id, {view: m, element});
  const next = ids[i + 1] && shown.get(ids[i + 1]);
  let day = days.get(m.day);
  if (!day) {
    day = el('div', {role: 'group', ariaLabel: m.day}, el('div', {className: 'date'}, m.day));
    days.set(m.day, day);
    box.insertBefore(day, next ? next.element.parentNode : null);
  }
  day.insertBefore(element, next?.view.day === m.day ? next.element : null);
  join(m.id);
  return true;
}

// join says of a message and the one before whether they end a run of one author's.
function join(id) {
  const i = ids.indexOf(id, Math.max(0, ids.length - 3)) >= 0 ? ids.indexOf(id, Math.max(0, ids.length - 3)) : ids.indexOf(id);
  for (const k of [i - 1, i]) {
    const a = shown.get(ids[k]), b = shown.get(ids[k + 1]);
    if (!a) continue;
    const run = b && b.view.author === a.view.author && b.view.day === a.view.day && !b.view.service;
    a.element.classList.toggle('last', !run);
    if (b) b.element.classList.toggle('first', !run);
    else if (ids.length === 1) a.element.classList.add('first');
  }
  if (i === 0) shown.get(ids[0]).element.classList.add('first');
}

// older loads what was said before.
async function older() {
  if (!more || loading || !ids.length) return;
  loading = true;
  const was = key('');
  try {
    const r = await fetch(`/api/history?p=${state.me}&c=${state.group}&before=${ids[0]}`);
    const c = await r.json();
    if (was !== key('') || !c.messages) return;
    const height = box.scrollHeight, top = box.scrollTop;
    for (const m of c.messages.reverse()) put(m, false);
    more = !!c.more;
    box.scrollTop = top + box.scrollHeight - height;
    lastTop = box.scrollTop;
  } catch {
    toast('没有取到更早的消息，请再试一次');
  } finally {
    loading = false;
  }
}

export function settle() {
  if (stick) box.scrollTop = box.scrollHeight;
  scrolled();
}

export function toEnd() {
  stick = true;
  settle();
}

function scrolled() {
  const end = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
  stick = end || stick && box.scrollTop >= lastTop; // only scrolling back lets go
  lastTop = box.scrollTop;
  $('down').hidden = stick;
  const n = unread();
  $('down').lastElementChild.textContent = n || '';
  $('down').ariaLabel = n ? `到最新消息，${n} 条未读` : '到最新消息';
  if (box.scrollTop < 600) older();
  if (stick) read();
}
let resting = 0;
box.onscroll = () => {
  scrolled();
  // The day at the top shows while one scrolls; at rest it would only hide what is under it.
  const top = box.getBoundingClientRect().top;
  for (const day of days.values()) day.firstElementChild.classList.toggle('stuck', day.getBoundingClientRect().top < top - 8);
  box.classList.add('moving');
  clearTimeout(resting);
  resting = setTimeout(() => box.classList.remove('moving'), 900);
};
new ResizeObserver(() => { if (stick) box.scrollTop = box.scrollHeight; }).observe(box);
$('down').onclick = () => { toEnd(); $('text').focus({preventScroll: true}); };

const unread = () => (state.group ? state.groups.get(state.group) : me())?.unread || 0;

// read says that the chat has been read, once its end is in view.
let reading = false;
export async function read() {
  if (!state.chat || !unread() || !stick || document.hidden || reading) return $('down').lastElementChild.textContent = unread() || '';
  reading = true;
  await post('read', here());
  reading = false;
}

// goTo scrolls to a message, if it is there.
export async function goTo(id) {
  for (let n = 0; n < 40 && more && !shown.has(id); n++) await older();
  const e = shown.get(id)?.element;
  if (!e) return toast('这条消息已经找不到了');
  stick = false;
  e.scrollIntoView({block: 'center'});
  e.classList.remove('hit');
  requestAnimationFrame(() => e.classList.add('hit'));
}

// lookAt brings what begins with those words into view: the lowest such button, else the lowest message that holds them. It gives
// false if there is none yet.
export function lookAt(words) {
  const all = ids.map(id => shown.get(id).element).reverse();
  let target = null;
  for (const e of all) if (target ||= [...e.querySelectorAll('.keys button')].find(b => b.textContent.trim().startsWith(words))) break;
  target ||= all.find(e => e.querySelector('.body')?.textContent.includes(words));
  if (!target) return false;
  box.querySelector('[data-led]')?.removeAttribute('data-led');
  target.setAttribute('data-led', '');
  const b = box.getBoundingClientRect();
  const part = target.getBoundingClientRect().height < b.height ? target : target.querySelector('.body') || target; // of a tall picture its words
  const r = part.getBoundingClientRect();
  if (r.top < b.top || r.bottom > b.bottom) {
    stick = false;
    part.scrollIntoView({block: 'center'});
    lastTop = box.scrollTop;
  }
  scrolled();
  return true;
}

export const viewOf = id => shown.get(id)?.view;
// lastOwn is the newest text of one's own that can be changed.
export function lastOwn() {
  for (let i = ids.length - 1; i >= 0; i--) {
    const v = shown.get(ids[i]).view;
    if (v.mine && v.text && !v.deleted && !v.forwarded) return v;
  }
  return null;
}

export function head() {
  const p = me(), c = state.chat;
  if (!state.me) return;
  const group = state.group && (c?.title || '群');
  $('who').textContent = group || p?.name || '没有这个人';
  $('what').textContent = group ? (c ? `${(c.members || []).length} 位成员：${(c.members || []).join('、')}` : '')
    : p ? [p.label, p.role].filter(Boolean).join(' · ') || '对话：' + state.bot.first_name : '请回到名单另选一位';
  face($('face'), state.group || state.me, group || p?.name || '？');
  $('more').hidden = !c?.started || !!state.group;
  $('tabs').hidden = !state.groups.size;
  if (state.groups.size) {
    const tab = (id, text, n) => el('a', {href: place(state.me, id), className: id === state.group ? 'on' : '', 'aria-current': id === state.group ? 'page' : null}, text, n ? el('span', {className: 'badge'}, n) : '');
    $('tabs').replaceChildren(tab(0, state.bot.first_name, p?.unread), ...[...state.groups.values()].map(g => tab(g.id, g.title, g.unread)));
  }
}

$('more').onclick = () => menu($('more'), state.chat.blocked
  ? [['stop', '恢复接收', () => post('block', {...here(), on: false})]]
  : [['stop', '停用机器人', () => post('block', {...here(), on: true})]]);
