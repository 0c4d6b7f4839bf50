// Small helpers. Text is only ever put into the page as text nodes.

export const $ = id => document.getElementById(id);

export function el(tag, props = {}, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false || value === null) continue;
    if (name in e) e[name] = value;
    else e.setAttribute(name, value);
  }
  e.append(...children);
  return e;
}

export function icon(name, className = '') {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', 'icons.svg#' + name);
  svg.setAttribute('aria-hidden', 'true');
  if (className) svg.setAttribute('class', className);
  svg.append(use);
  return svg;
}

const colours = ['#a5533f', '#8a6a2c', '#5f7a4a', '#4d7278', '#5e668f', '#85587c', '#96604c', '#6b6f4c'];
export const colour = id => colours[Math.abs(id) % colours.length];

// face fills an avatar: the last two characters of a Chinese name, the first two of a group or of a name in parts, the
// initials of others.
export function face(e, id, name) {
  const han = [...name].filter(c => /\p{Script=Han}/u.test(c));
  e.textContent = han.length ? (id < 0 || name.includes('·') ? han.slice(0, 2) : han.slice(-2)).join('') : name.split(/\s+/).map(w => [...w][0] || '').join('').slice(0, 2).toUpperCase();
  e.style.background = colour(id);
  return e;
}

let toastTimer;
export function toast(text) {
  $('toast').textContent = text;
  $('toast').hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => $('toast').hidden = true, 2500 + 40 * text.length);
}

// say has a screen reader say something.
export function say(text) { $('live').textContent = text; }

export async function post(path, body) {
  try {
    const r = await fetch('/api/' + path, {method: 'POST', body: JSON.stringify(body)});
    const out = await r.json();
    if (out.error) toast(out.error);
    return out;
  } catch {
    toast('没有送到，请再试一次');
    return {error: true};
  }
}

// keep remembers something of this tab over a reload; a tab without storage forgets.
export const keep = {
  get(key) { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } },
  set(key, value) { try { value ? sessionStorage.setItem(key, JSON.stringify(value)) : sessionStorage.removeItem(key); } catch { /* full or forbidden */ } },
};

// overlay lets the back key close what lies over the page. Closing calls close, however it came about.
let layers = [];
export function overlay(close) {
  const layer = {close};
  layers.push(layer);
  history.pushState({layer: layers.length}, '');
  return () => { // closed by the page itself
    if (!layers.includes(layer)) return;
    layers = layers.filter(l => l !== layer);
    close();
    if (history.state?.layer) history.back();
  };
}
window.addEventListener('popstate', () => {
  const layer = layers.pop();
  layer?.close();
});

// menu shows a small menu at a button or a point.
let menuFrom = null;
export function menu(from, items, x, y) {
  const pop = $('pop');
  pop.replaceChildren(...items.map(([name, text, act]) => el('button', {role: 'menuitem', onclick: () => { shut(true); act(); }}, icon(name), text)));
  pop.hidden = false;
  const at = from.getBoundingClientRect(), box = pop.getBoundingClientRect();
  pop.style.left = Math.max(8, Math.min(innerWidth - box.width - 8, x ?? at.right - box.width)) + 'px';
  const top = y ?? at.bottom + 4;
  pop.style.top = (top + box.height > innerHeight - 8 ? Math.max(8, (y ?? at.top) - box.height - 4) : top) + 'px';
  menuFrom = from;
  from.setAttribute('aria-expanded', 'true');
  pop.firstElementChild?.focus();
}
function shut(back) {
  if (!menuFrom) return;
  $('pop').hidden = true;
  menuFrom.setAttribute('aria-expanded', 'false');
  if (back) menuFrom.focus();
  menuFrom = null;
}
document.addEventListener('pointerdown', e => { if (!$('pop').contains(e.target)) shut(false); });
$('pop').onkeydown = e => {
  const all = [...$('pop').children], i = all.indexOf(document.activeElement);
  if (e.key === 'Escape') { e.stopPropagation(); shut(true); }
  if (e.key === 'ArrowDown') { e.preventDefault(); all[(i + 1) % all.length].focus(); }
  if (e.key === 'ArrowUp') { e.preventDefault(); all[(i - 1 + all.length) % all.length].focus(); }
  if (e.key === 'Tab') shut(true);
};
