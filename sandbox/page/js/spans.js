// Text with entities as nodes. Offsets are UTF-16 units, as in JavaScript.

import {el, post, toast} from './dom.js';
import {here, state} from './state.js';

export function spans(text, entities, from = 0, to = text.length) {
  const out = [];
  let at = from;
  for (let i = 0; i < entities.length; i++) {
    const e = entities[i], end = Math.min(e.offset + e.length, to);
    if (e.offset < at || end <= e.offset) continue;
    if (e.offset > at) out.push(text.slice(at, e.offset));
    const inner = entities.slice(i + 1).filter(x => x.offset >= e.offset && x.offset + x.length <= end);
    out.push(span(e, text.slice(e.offset, end), spans(text, inner, e.offset, end)));
    at = end;
    // A block ends its line by itself.
    if (/blockquote|pre/.test(e.type) && text[at] === '\n') at++;
  }
  if (at < to) out.push(text.slice(at, to));
  return out;
}

const tags = {bold: 'b', italic: 'em', underline: 'ins', strikethrough: 's'};

function span(e, text, inner) {
  switch (e.type) {
    case 'text_link': return link(e.url, ...inner);
    case 'url': return link(text, ...inner);
    case 'bot_command': return el('a', {href: '#', onclick: ev => { ev.preventDefault(); post('send', {...here(), text}); }}, ...inner);
    case 'blockquote': return el('span', {className: 'quote'}, ...inner);
    case 'expandable_blockquote': return toggle(el('span', {className: 'quote fold'}, ...inner), 'aria-expanded');
    case 'spoiler': return toggle(el('span', {className: 'spoiler', ariaLabel: '隐藏的文字'}, ...inner), 'aria-pressed');
    case 'code': return el('code', {className: 'code', title: '点击复制', onclick: () => copy(text)}, ...inner);
    case 'pre': return el('code', {className: 'pre'}, ...inner);
    default: return el(tags[e.type] || 'span', {}, ...inner);
  }
}

// toggle makes something a button with two states.
function toggle(e, name) {
  e.tabIndex = 0;
  e.setAttribute('role', 'button');
  e.setAttribute(name, 'false');
  const turn = () => {
    e.setAttribute(name, e.getAttribute(name) === 'false' || name === 'aria-pressed' ? 'true' : 'false');
    e.removeAttribute('aria-label');
  };
  e.onclick = turn;
  e.onkeydown = ev => { if (ev.key === 'Enter' || ev.key === ' ') { ev.preventDefault(); turn(); } };
  return e;
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast('已复制');
  } catch {
    toast('浏览器不允许复制');
  }
}

// link opens elsewhere, except one that starts this very bot.
export function link(url, ...inner) {
  if (!/^[a-z]+:\/\//i.test(url)) url = 'https://' + url;
  if (!/^(https?|tg):/i.test(url)) return el('span', {}, ...inner);
  return el('a', {href: url, target: '_blank', rel: 'noopener noreferrer', onclick: ev => { if (follow(url)) ev.preventDefault(); }}, ...inner);
}

export function follow(url) {
  let u;
  try { u = new URL(url); } catch { return false; }
  const own = u.hostname === 't.me' && u.pathname.slice(1).toLowerCase() === (state.bot.username || '').toLowerCase();
  if (!own) return false;
  const code = u.searchParams.get('start') || '';
  if (code && !/^[A-Za-z0-9_-]{1,64}$/.test(code)) toast('链接里的代码不对');
  else post('send', {p: state.me, text: ('/start ' + code).trim()});
  return true;
}

// note makes addresses, or a note that is one bare code, into links.
export function note(text) {
  if (!text) return [];
  if (/^[A-Za-z0-9_-]{1,64}$/.test(text)) return [link('https://t.me/' + state.bot.username + '?start=' + text, text)];
  return text.split(/((?:https?:\/\/|t\.me\/)[\w\-.~:/?#@!$&*+,;=%]+)/).map((part, i) => i % 2 ? link(part, part) : part);
}
