// One stream tells the page everything; each action is one POST.

import {$, keep} from './dom.js';
import {place, state} from './state.js';
import {people, showPeople} from './people.js';
import * as chat from './chat.js';
import * as composer from './composer.js';
import {showClock, showNews} from './clock.js';
import {showTour} from './tour.js';
import './viewer.js';

let stream = null, lostTimer = 0, again = 0;

function enter() {
  const at = location.hash.match(/^#p=(\d+)(?:&c=(-\d+))?$/) || [];
  const p = Number(at[1] || 0), c = Number(at[2] || 0);
  if (stream && p === state.me && c === state.group) return;
  chat.leave();
  composer.leave();
  state.me = p;
  state.group = c;
  state.chat = null;
  state.groups.clear();
  document.body.classList.toggle('open', p !== 0);
  composer.enter();
  listen();
  showPeople();
  chat.head();
}

function listen() {
  stream?.close();
  clearTimeout(again);
  stream = new EventSource(`/api/events?p=${state.me}&c=${state.group}&since=${state.at}`);
  stream.onopen = () => {
    clearTimeout(lostTimer);
    lostTimer = 0;
    $('lost').hidden = true;
  };
  stream.onerror = () => {
    lostTimer ||= setTimeout(() => $('lost').hidden = false, 2000);
    if (stream.readyState === EventSource.CLOSED) again = setTimeout(listen, 500); // refused, not broken
  };
  stream.onmessage = e => told(JSON.parse(e.data));
}

function told(ev) {
  state.at = ev.at;
  state.bot = ev.bot;
  state.today = ev.today;
  if (ev.full) state.people.clear();
  for (const p of ev.people || []) state.people.set(p.id, p);
  for (const g of ev.groups || []) state.groups.set(g.id, g);
  if (ev.clock) showClock(ev.clock);
  if (ev.people || ev.full) people(ev.people || [], ev.full);
  if (ev.chat) chat.show(ev.chat);
  if (ev.chat) composer.show();
  chat.head();
  if (ev.news) showNews(ev.news);
  if (ev.tour) showTour(ev.tour);
  chat.read();
}

// A browser keeps few connections to one server: a tab that nobody has looked at for a minute gives its own back.
let asleep = 0;
document.addEventListener('visibilitychange', () => {
  clearTimeout(asleep);
  if (document.hidden) asleep = setTimeout(() => { stream?.close(); stream = null; }, 60_000);
  else if (stream) chat.read();
  else { state.chat = null; listen(); }
});

// ---- the theme

const themes = {'': ['auto', '跟随系统'], light: ['light', '浅色'], dark: ['dark', '深色']};
function theme(name) {
  const [picture, words] = themes[name];
  $('theme').querySelector('use').setAttribute('href', 'icons.svg#' + picture);
  $('theme').ariaLabel = $('theme').title = '外观：' + words;
}
$('theme').onclick = () => {
  const names = Object.keys(themes), now = document.documentElement.dataset.theme || '';
  const next = names[(names.indexOf(now) + 1) % names.length];
  document.documentElement.dataset.theme = next;
  if (!next) delete document.documentElement.dataset.theme;
  try { localStorage.setItem('theme', next); } catch { /* for this page only */ }
  theme(next);
};
theme(document.documentElement.dataset.theme || '');

window.addEventListener('hashchange', enter);
window.addEventListener('keydown', e => {
  if (e.key !== 'Escape' || e.defaultPrevented || document.querySelector('dialog[open]') || $('panel').classList.contains('show')) return;
  if (matchMedia('(max-width: 799px)').matches && state.me && document.activeElement === document.body) location.hash = '';
});
if (!location.hash && matchMedia('(min-width: 800px)').matches && keep.get('last')) history.replaceState(null, '', place(...keep.get('last')));
enter();
