'use strict';
// One stream tells the page everything; each action is one POST. Text is only
// ever put into the page as text nodes.

const $ = id => document.getElementById(id);
const people = new Map(); // id -> person
const messages = new Map(); // id -> {view, element}
let bot = {}, chat = null, me = 0, stream = null, editing = 0, clockInput = '';
let lastTop = 0, stick = true; // the chat is kept at its end until somebody scrolls back

function el(tag, props = {}, ...children) {
  const e = Object.assign(document.createElement(tag), props);
  e.append(...children);
  return e;
}

async function post(path, body) {
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

let toastTimer;
function toast(text) {
  $('toast').textContent = text;
  $('toast').hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => $('toast').hidden = true, 3500);
}

// ---- the stream

function enter() {
  me = Number((location.hash.match(/^#p=(\d+)$/) || [])[1] || 0);
  document.body.classList.toggle('open', me !== 0);
  stream?.close();
  chat = null;
  messages.clear();
  $('messages').replaceChildren();
  stopEditing();
  for (const id of ['menu', 'composer', 'start', 'unblock', 'block']) $(id).hidden = true;
  stream = new EventSource('/api/events?p=' + me);
  stream.onopen = () => $('lost').hidden = true;
  stream.onerror = () => $('lost').hidden = false;
  stream.onmessage = e => told(JSON.parse(e.data));
}

function told(ev) {
  bot = ev.bot;
  if (ev.full) {
    people.clear();
    messages.clear();
  }
  for (const p of ev.people || []) people.set(p.id, p);
  if (ev.people) showPeople();
  if (ev.chat) showChat(ev.chat);
  if (ev.clock) showClock(ev.clock);
  if (ev.news) showNews(ev.news);
  read();
}

function read() {
  if (people.get(me)?.unread && document.visibilityState === 'visible') post('read', {p: me});
}

// ---- people

const colours = ['#5b8fb9', '#b9775b', '#6a9f6a', '#9a6fb0', '#b0706f', '#5aa0a0', '#8a8a52'];

function showPeople() {
  const words = $('search').value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const hits = [...people.values()].filter(p => {
    const all = (p.name + ' ' + p.label + ' ' + p.role).toLowerCase();
    return words.every(w => all.includes(w));
  });
  const rows = hits.slice(0, 300).map(p => {
    const face = el('i', {textContent: [...p.name].pop() || ''});
    face.style.background = colours[p.id % colours.length];
    const row = el('a', {className: 'person' + (p.id === me ? ' on' : ''), href: '#p=' + p.id}, face,
      el('b', {}, p.name, el('small', {textContent: [p.label, p.role].filter(Boolean).join(' · ')})));
    row.append(p.unread ? el('u', {textContent: p.unread}) : '', el('p', {textContent: p.last || ' '}));
    return row;
  });
  if (hits.length > rows.length) rows.push(el('div', {className: 'more', textContent: `还有 ${hits.length - rows.length} 人，请用上面的查找`}));
  if (!hits.length) rows.push(el('div', {className: 'more', textContent: '没有找到'}));
  $('people').replaceChildren(...rows);
  const p = people.get(me), unread = [...people.values()].reduce((n, p) => n + p.unread, 0);
  document.title = (unread ? `(${unread}) ` : '') + (p ? p.name + ' · ' : '') + (bot.first_name || '演练');
  $('who').textContent = p ? p.name : '没有这个人';
  $('what').textContent = p ? [p.label, p.role, '对话：' + bot.first_name].filter(Boolean).join(' · ') : '';
}

// ---- chat

function showChat(c) {
  const first = !chat;
  chat = c;
  if (first) stick = true;
  for (const m of c.messages || []) messages.set(m.id, {view: m, element: message(m)});
  const all = [];
  let day = '';
  for (const {view, element} of [...messages.values()].sort((a, b) => a.view.id - b.view.id)) {
    if (view.day !== day) all.push(el('div', {className: 'day', textContent: day = view.day}));
    all.push(element);
  }
  if (c.messages || first) {
    $('messages').replaceChildren(...all);
    settle();
  }
  $('note').replaceChildren(...(c.started ? [] : note(c.note)));
  $('composer').hidden = !c.started || c.blocked;
  $('start').hidden = c.started || c.blocked;
  $('unblock').hidden = !c.blocked;
  $('block').hidden = !c.started || c.blocked;
  $('attach').hidden = editing !== 0;
}

function settle() {
  if (stick) $('messages').scrollTop = $('messages').scrollHeight;
}

$('messages').onscroll = e => {
  const box = e.target, end = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
  stick = end || stick && box.scrollTop >= lastTop; // only scrolling back lets go
  lastTop = box.scrollTop;
};
new ResizeObserver(settle).observe($('messages'));

// note makes addresses, or a note that is one bare code, into links.
function note(text) {
  if (!text) return [];
  if (/^[A-Za-z0-9_-]{1,64}$/.test(text)) return [link('https://t.me/' + bot.username + '?start=' + text, text)];
  return text.split(/((?:https?:\/\/|t\.me\/)[\w\-.~:/?#@!$&*+,;=%]+)/).map((part, i) => i % 2 ? link(part, part) : part);
}

function message(m) {
  const out = el('div', {className: 'msg' + (m.bot ? '' : ' me') + (m.deleted ? ' gone' : '') + (m.protected ? ' protected' : '')});
  const bubble = el('div', {className: 'bubble'});
  out.append(bubble);
  if (m.deleted) {
    bubble.textContent = '消息已删除';
    return out;
  }
  if (m.forwarded) bubble.append(el('div', {className: 'from', textContent: '转发的消息'}));
  if (m.photo) {
    const img = el('img', {src: m.photo, alt: '图片'});
    // Its place is kept before it has loaded, so that nothing jumps.
    img.style.aspectRatio = `${m.w} / ${m.h}`;
    img.style.width = Math.min(m.w, 320 * m.w / m.h) + 'px';
    img.onclick = () => { $('photo').firstElementChild.src = m.photo; $('photo').showModal(); };
    bubble.append(img);
  }
  if (m.file) bubble.append(el('a', {className: 'doc', href: m.file, download: m.name}, el('span', {}, m.name, el('small', {textContent: size(m.size)}))));
  if (m.sticker) bubble.append(el('div', {className: 'sticker', textContent: m.sticker}));
  if (m.text) bubble.append(el('div', {className: 'body'}, ...spans(m.text, m.entities || [])));
  const meta = el('div', {className: 'meta'});
  if (!m.bot && m.text && !m.forwarded) meta.append(el('button', {textContent: '修改', onclick: () => startEditing(m)}));
  meta.append((m.edited ? '已修改 ' : '') + m.time);
  bubble.append(meta);
  if (m.buttons) {
    out.append(el('div', {className: 'keys'}, ...m.buttons.map(row => el('div', {}, ...row.map(b => key(m, b))))));
  }
  return out;
}

function size(n) {
  return n < 1024 ? n + ' 字节' : n < 1 << 20 ? (n / 1024).toFixed(1) + ' KB' : (n / (1 << 20)).toFixed(1) + ' MB';
}

// spans turns text with entities into nodes. Offsets are UTF-16 units, as in JavaScript.
function spans(text, entities, from = 0, to = text.length) {
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
    case 'bot_command': return el('a', {href: '#', onclick: ev => { ev.preventDefault(); post('send', {p: me, text}); }}, ...inner);
    case 'blockquote': return el('span', {className: 'quote'}, ...inner);
    case 'expandable_blockquote': return el('span', {className: 'quote folded', onclick() { this.classList.toggle('folded'); }}, ...inner);
    case 'spoiler': return el('span', {className: 'spoiler', onclick() { this.classList.add('seen'); }}, ...inner);
    case 'code': case 'pre': return el('span', {className: e.type}, ...inner);
    default: return el(tags[e.type] || 'span', {}, ...inner);
  }
}

// link opens elsewhere, except one that starts this very bot.
function link(url, ...inner) {
  if (!/^[a-z]+:\/\//i.test(url)) url = 'https://' + url;
  if (!/^(https?|tg):/i.test(url)) return el('span', {}, ...inner);
  return el('a', {href: url, target: '_blank', rel: 'noopener noreferrer', onclick: ev => { if (follow(url)) ev.preventDefault(); }}, ...inner);
}

function follow(url) {
  let u;
  try { u = new URL(url); } catch { return false; }
  const own = u.hostname === 't.me' && u.pathname.slice(1).toLowerCase() === (bot.username || '').toLowerCase();
  if (!own) return false;
  const code = u.searchParams.get('start') || '';
  if (code && !/^[A-Za-z0-9_-]{1,64}$/.test(code)) toast('链接里的代码不对');
  else post('send', {p: me, text: ('/start ' + code).trim()});
  return true;
}

function key(m, b) {
  const button = el('button', {textContent: b.text + (b.url ? ' ↗' : '')});
  button.onclick = async () => {
    if (b.copy) { await navigator.clipboard?.writeText(b.copy); return toast('已复制'); }
    if (b.url) { if (!follow(b.url)) window.open(b.url, '_blank', 'noopener'); return; }
    button.classList.add('busy');
    const a = await post('press', {p: me, m: m.id, data: b.data});
    button.classList.remove('busy');
    if (a.error) return;
    if (a.url && !follow(a.url)) window.open(a.url, '_blank', 'noopener');
    if (a.text && a.alert) { $('alert').firstElementChild.textContent = a.text; $('alert').showModal(); }
    else if (a.text) toast(a.text);
  };
  return button;
}

// ---- composer

function fit() {
  const t = $('text');
  t.style.height = '38px';
  t.style.height = Math.min(t.scrollHeight + 2, 150) + 'px';
}

function startEditing(m) {
  editing = m.id;
  $('editing').hidden = false;
  $('attach').hidden = true;
  $('text').value = m.text;
  fit();
  $('text').focus();
}

function stopEditing() {
  editing = 0;
  $('editing').hidden = true;
  $('attach').hidden = false;
  $('text').value = '';
  fit();
}

async function send() {
  const text = $('text').value.trim();
  if (!text) return;
  const edited = editing;
  stopEditing();
  stick = true;
  settle();
  const out = await post(edited ? 'edit' : 'send', {p: me, m: edited, text});
  if (out.error && !$('text').value) { $('text').value = text; fit(); }
}

function showMenu() {
  const rows = (chat?.commands || []).map(c => el('button', {onclick: () => {
    $('menu').hidden = true;
    post('send', {p: me, text: '/' + c.command});
  }}, el('b', {textContent: '/' + c.command}), c.description));
  $('menu').replaceChildren(...(rows.length ? rows : [el('p', {textContent: '这里还没有命令'})]));
  $('menu').hidden = !$('menu').hidden;
}

$('composer').onsubmit = e => { e.preventDefault(); send(); };
$('text').oninput = fit;
$('text').onkeydown = e => {
  if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) { e.preventDefault(); send(); }
  if (e.key === 'Escape') stopEditing();
};
$('slash').onclick = e => { e.stopPropagation(); showMenu(); };
document.addEventListener('click', e => { if (!$('menu').contains(e.target)) $('menu').hidden = true; });
$('attach').onclick = () => $('file').click();
$('file').onchange = async () => {
  const f = $('file').files[0];
  if (!f) return;
  try {
    const r = await fetch(`/api/upload?p=${me}&name=${encodeURIComponent(f.name)}`, {method: 'POST', body: f});
    const out = await r.json();
    if (out.error) toast(out.error);
  } catch { toast('没有送到，请再试一次'); }
  $('file').value = '';
};
$('cancel').onclick = stopEditing;
$('start').onclick = () => post('send', {p: me, text: '/start'});
$('block').onclick = () => post('block', {p: me, on: true});
$('unblock').onclick = () => post('block', {p: me, on: false});
$('search').oninput = showPeople;
$('alert').lastElementChild.onclick = () => $('alert').close();
$('photo').onclick = () => $('photo').close();

// ---- clock

function showClock(c) {
  $('clock').hidden = false;
  $('date').textContent = c.date;
  $('turning').hidden = !c.turning;
  $('stop').hidden = !c.turning;
  for (const b of $('clock').querySelectorAll('button:not(#stop)')) b.disabled = c.turning;
  $('next').textContent = [c.note, c.turning ? '' : c.next ? '下一件事：' + c.next : '后面没有要办的事了'].filter(Boolean).join('　');
  // The picker follows the clock unless somebody is using it.
  if ($('picker').value === clockInput) $('picker').value = c.input;
  clockInput = c.input;
}

function showNews(news) {
  $('news').replaceChildren(...news.map(n => el('a', {href: '#p=' + n.p},
    el('span', {textContent: n.time}), el('span', {textContent: n.name}), el('span', {textContent: n.line}))));
}

const turn = text => post('clock', {text});
for (const b of $('clock').querySelectorAll('[data-to]')) b.onclick = () => turn(b.dataset.to);
$('go').onclick = () => { const v = $('picker').value; clockInput = v; turn(v); };

document.addEventListener('visibilitychange', read);
window.addEventListener('hashchange', enter);
enter();
