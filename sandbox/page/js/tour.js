// The tour: small tasks, ticked by the server when they are really done.

import {$, el, icon, keep, post, say, toast} from './dom.js';
import {place, state} from './state.js';
import {lookAt} from './chat.js';
import {closePanel, openPanel} from './clock.js';

let tasks = [], open = -1;

export function showTour(all) {
  const before = tasks;
  tasks = all;
  all.forEach((t, i) => {
    if (t.done && before[i] && !before[i].done) {
      toast('完成：' + t.title);
      say('完成：' + t.title);
      if (open === i) open = -1;
      if (Math.abs(keep.get('task')) === i + 1) keep.set('task', next() >= 0 ? -(next() + 1) : null);
    }
  });
  draw();
}

const settled = t => t.done || t.skipped;
const next = () => tasks.findIndex(t => !settled(t));

function draw() {
  const done = tasks.filter(t => t.done).length, at = open >= 0 ? open : next();
  $('tour').hidden = $('bar-tour').hidden = !tasks.length;
  $('panel').hidden = false;
  $('score').textContent = `${done}/${tasks.length}`;
  $('meter').firstElementChild.style.width = 100 * done / tasks.length + '%';
  $('bar-tour').replaceChildren('体验 ', el('i', {}, `${done}/${tasks.length}`));
  const focused = document.activeElement?.closest?.('#tasks') && document.activeElement.dataset.id;
  $('tasks').replaceChildren(...tasks.map((t, i) => {
    const li = el('li', {className: [t.done && 'done', t.skipped && 'skipped', i === at && 'open'].filter(Boolean).join(' ')});
    li.append(el('button', {className: 'task', 'data-id': 't' + i, 'aria-expanded': i === at ? 'true' : 'false', onclick: () => { open = i === at ? -1 : i; draw(); }},
      el('i', {}, t.done ? icon('tick') : String(i + 1)), el('span', {}, t.title), el('span', {className: 'unseen'}, t.done ? '（已完成）' : t.skipped ? '（已跳过）' : '')));
    if (i === at) {
      const buttons = el('div', {}, el('button', {className: 'gold', 'data-id': 'g' + i, onclick: () => lead(i)}, '带我去'));
      if (!t.done) buttons.append(el('button', {'data-id': 's' + i, onclick: () => post('tour', {m: i, text: t.skipped ? 'again' : 'skip'})}, t.skipped ? '不跳过' : '跳过'));
      li.append(el('div', {className: 'how'}, t.sentence, buttons));
    }
    return li;
  }));
  if (!tasks.length) return;
  if (next() < 0) $('tasks').append(el('li', {className: 'how'}, done === tasks.length ? '六项都做完了。可以继续随意试用，时钟也可以往后拨。'.replace('六', '零一二三四五六七八九'[tasks.length] || '各') : '其余的已经跳过，点开仍可再做。'));
  if (focused) $('tasks').querySelector(`[data-id="${focused}"]`)?.focus();
  hint();
}

// lead opens the chat in which a task is done.
async function lead(i) {
  const out = await post('tour', {m: i, text: 'go'});
  if (out.error) return;
  keep.set('task', i + 1);
  open = -1;
  closePanel();
  setTimeout(() => { location.hash = place(out.p); draw(); seek(out.p, out.look, 60); }, 30); // once the sheet's history entry is gone
}

// seek waits for what a task talks of, and shows it: the chat is being loaded, or the clock is on its way there.
let seeking = 0;
function seek(p, words, tries) {
  clearTimeout(seeking);
  if (!words || state.me && state.me !== p && tries < 50) return; // somebody has gone elsewhere meanwhile
  if (state.me === p && state.chat?.id === p && !state.clock?.turning && lookAt(words)) return;
  if (tries) seeking = setTimeout(() => seek(p, words, tries - 1), 150);
}

// hint keeps the sentence in view where the panel is not: under the head of the chat. A task that is done offers the next.
function hint() {
  const at = keep.get('task'), i = Math.abs(at) - 1, t = at && tasks[i];
  $('hint').hidden = !t;
  if ($('hint').hidden) return;
  const close = el('button', {className: 'icon', ariaLabel: '收起', onclick: () => { keep.set('task', null); $('hint').hidden = true; }}, icon('close'));
  if (at > 0) $('hint').replaceChildren(el('p', {}, t.sentence), close);
  else $('hint').replaceChildren(el('p', {}, '已完成。下一项：' + t.title), el('button', {className: 'link', onclick: () => lead(i)}, '带我去'), close);
}

$('bar-tour').onclick = () => { openPanel(); $('tour').scrollIntoView({block: 'nearest'}); };
