// The clock: always in view, turned from the panel, which is a column on a wide screen and a sheet on a small one.

import {$, el, overlay, post} from './dom.js';
import {place, state} from './state.js';

let input = '', closeSheet = null, happened = [];

export function showClock(c) {
  const before = state.clock;
  state.clock = c;
  $('bar').hidden = $('panel').hidden = $('clock').hidden = false;
  $('day').replaceChildren(c.date.replace(/（.*/, ''), el('small', {}, c.day.replace(/.*（(.*)）/, '$1')));
  $('bar-day').textContent = c.day.replace(/（(.*)）/, ' $1');
  $('time').textContent = $('bar-time').textContent = c.time;
  $('bar-date').ariaLabel = '时钟：' + c.date;
  if (c.turning !== before?.turning || !before) {
    for (const b of document.querySelectorAll('[data-to]')) b.dataset.to === 'stop' ? b.hidden = !c.turning : b.disabled = c.turning;
    $('go').disabled = c.turning;
  }
  const next = c.turning ? ['正在推进…'] : c.next ? ['下一件：', el('b', {}, c.nextAt + ' '), c.next] : ['后面没有要办的事了'];
  $('next').replaceChildren(...(c.note ? [c.note + '。'] : []), ...next);
  // The picker follows the clock unless somebody is using it.
  if ($('picker').value === input || !$('picker').value) $('picker').value = c.input;
  input = c.input;
  strip();
}

// showNews lists what the last turn of the clock has brought about, newest first; the same line to many is one.
export function showNews(news) {
  happened = [];
  for (const n of news) {
    const last = happened.at(-1);
    if (last && last.time === n.time && last.line === n.line) last.names.unshift([n.name, n.p, n.c]);
    else happened.push({...n, names: [[n.name, n.p, n.c]]});
  }
  $('happened').hidden = !happened.length;
  $('news').replaceChildren(...happened.slice(0, 60).map(n => el('li', {}, el('a', {href: place(n.names[0][1], n.names[0][2]), onclick: () => closeSheet?.()},
    el('i', {}, n.time), el('b', {}, who(n)), el('span', {}, n.line)))));
  strip();
}

const who = n => n.names[0][0] + (n.names.length > 1 ? `等 ${n.names.length} 人` : '');

// strip is one line under the bar: what has just happened, else what comes next.
function strip() {
  const c = state.clock, n = happened[0];
  if (!c) return;
  $('strip').hidden = false;
  if (n) {
    $('strip').href = place(n.names[0][1], n.names[0][2]);
    $('strip').replaceChildren(el('i', {}, n.time), ` ${who(n)}：${n.line}`);
  } else {
    $('strip').removeAttribute('href');
    $('strip').replaceChildren(c.turning ? '正在推进…' : c.next ? '下一件：' + c.nextAt + ' ' + c.next : '后面没有要办的事了');
  }
}

export function openPanel() {
  const panel = $('panel');
  if (closeSheet || !getComputedStyle($('bar')).display.includes('flex')) return;
  panel.classList.add('show');
  $('veil').hidden = false;
  $('bar-date').setAttribute('aria-expanded', 'true');
  for (const id of ['list', 'chat']) $(id).inert = true;
  const back = document.activeElement;
  closeSheet = overlay(() => {
    closeSheet = null;
    panel.classList.remove('show');
    $('veil').hidden = true;
    $('bar-date').setAttribute('aria-expanded', 'false');
    for (const id of ['list', 'chat']) $(id).inert = false;
    back?.focus?.();
  });
  $('panel-close').focus();
}
export const closePanel = () => closeSheet?.();

$('bar-date').onclick = openPanel;
$('panel-close').onclick = $('veil').onclick = closePanel;
$('panel').addEventListener('keydown', e => { if (e.key === 'Escape') { e.preventDefault(); closePanel(); } });
matchMedia('(min-width: 1120px)').addEventListener('change', closePanel);

for (const b of document.querySelectorAll('[data-to]')) b.onclick = () => post('clock', {text: b.dataset.to});
$('goto').onsubmit = e => {
  e.preventDefault();
  input = $('picker').value;
  post('clock', {text: input});
};
