// One message as an element.

import {colour, el, face, icon, menu, post} from './dom.js';
import {here, state} from './state.js';
import {copy, spans} from './spans.js';
import {keyboard} from './keyboard.js';
import {goTo} from './chat.js';
import {edit, quote} from './composer.js';
import {view as viewer} from './viewer.js';

// message draws m; old is its former element, whose picture is kept if it is the same.
export function message(m, old) {
  if (m.service) return el('div', {className: 'service', 'data-id': m.id}, m.service);
  const out = el('div', {className: 'msg', 'data-id': m.id});
  const bubble = el('div', {className: 'bubble'});
  out.append(bubble);
  for (const [name, on] of Object.entries({me: m.mine, gone: m.deleted, protected: m.protected, edited: m.edited, pic: m.photo, text: m.text, keyed: m.buttons})) {
    if (on) out.classList.add(name);
  }
  if (old) for (const name of ['first', 'last']) if (old.classList.contains(name)) out.classList.add(name);
  if (m.from && !m.mine) {
    out.append(face(el('span', {className: 'face', 'aria-hidden': 'true'}), m.author, m.from));
  }
  if (m.deleted) {
    bubble.textContent = '消息已删除';
    return out;
  }
  bubble.append(...content(m, old), meta(m));
  if (!m.text) out.classList.add('bare');
  if (m.buttons) out.append(keyboard(m));
  const items = actions(m);
  if (items.length) {
    const act = el('button', {className: 'icon act', ariaLabel: '这条消息', 'aria-haspopup': 'menu', 'aria-expanded': 'false'}, icon('more'));
    act.onclick = () => menu(act, items);
    bubble.oncontextmenu = e => {
      if (getSelection().toString() || e.target.closest('a, img')) return;
      e.preventDefault();
      menu(act, items, e.clientX, e.clientY);
    };
    out.append(act);
  }
  return out;
}

function content(m, old) {
  const all = [];
  if (m.from && !m.mine) {
    const name = el('div', {className: 'from'}, m.from);
    name.style.color = `color-mix(in srgb, ${colour(m.author)} 70%, var(--ink))`;
    all.push(name);
  }
  if (m.forwarded) all.push(el('div', {className: 'forwarded'}, '转发自 ' + m.forwarded));
  if (m.reply) {
    all.push(el('button', {className: 'answer', onclick: () => goTo(m.reply.id)}, el('b', {}, m.reply.from), el('span', {}, m.reply.line)));
  }
  if (m.photo) all.push(photo(m, old));
  if (m.file) {
    all.push(el('a', {className: 'doc', href: m.file, download: m.name}, el('i', {}, icon('file')), el('span', {}, m.name, el('small', {}, size(m.size)))));
  }
  if (m.sticker) all.push(el('div', {className: 'sticker'}, m.sticker));
  if (m.text) all.push(el('div', {className: 'body', dir: 'auto'}, ...spans(m.text, m.entities || [])));
  return all;
}

function photo(m, old) {
  const same = old?.querySelector('.bubble > img');
  if (same?.getAttribute('src') === m.photo) return same;
  const img = el('img', {src: m.photo, alt: m.text ? '图片：' + m.text.split('\n')[0] : '图片', tabIndex: 0, role: 'button', draggable: false});
  // Its place is kept before it has loaded, so that nothing jumps.
  img.style.aspectRatio = `${m.w} / ${m.h}`;
  img.style.width = Math.max(120, Math.min(320, m.w, 400 * m.w / m.h)) + 'px';
  img.onclick = () => viewer(m.photo, img.alt);
  img.onkeydown = e => { if (e.key === 'Enter') img.click(); };
  return img;
}

function meta(m) {
  const out = el('div', {className: 'meta'});
  if (m.protected) {
    const lock = icon('lock');
    lock.setAttribute('role', 'img');
    lock.removeAttribute('aria-hidden');
    lock.setAttribute('aria-label', '不能转发和保存');
    out.append(lock);
  }
  out.append((m.edited ? '已修改 ' : '') + m.time);
  return out;
}

function actions(m) {
  const all = [];
  if (state.group && !state.chat?.gone) all.push(['reply', '回复', () => quote(m)]);
  if (m.mine && m.text && !m.forwarded) all.push(['edit', '修改', () => edit(m)]);
  if (m.text && !m.protected) all.push(['copy', '复制文字', () => copy(m.text)]);
  if (m.mine) all.push(['bin', '删除', () => post('delete', {...here(), m: m.id})]);
  return all;
}

export function size(n) {
  return n < 1024 ? n + ' 字节' : n < 1 << 20 ? (n / 1024).toFixed(1) + ' KB' : (n / (1 << 20)).toFixed(1) + ' MB';
}
