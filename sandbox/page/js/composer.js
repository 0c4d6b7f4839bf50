// Where one writes: text, commands, files; changing and answering messages.

import {$, el, keep, post, toast} from './dom.js';
import {here, key, state} from './state.js';
import {note} from './spans.js';
import {lastOwn, toEnd} from './chat.js';
import {size} from './message.js';

const text = $('text');
let about = null; // {edit: view} or {reply: view}

export function leave() {
  keepDraft();
  stop();
  for (const id of ['menu', 'composer', 'start', 'unblock', 'outside', 'note']) $(id).hidden = true;
}

export function enter() {
  text.value = (state.me && keep.get(key('draft'))) || '';
  fit();
}

const keepDraft = () => { if (state.me && !about?.edit) keep.set(key('draft'), text.value.trim() && text.value); };
window.addEventListener('pagehide', keepDraft);

export function show() {
  const c = state.chat, was = $('composer').hidden;
  const bits = note(c.note);
  $('note').hidden = !bits.length;
  if (bits.length) $('note').replaceChildren('可以点开试一试：\n', ...bits);
  $('composer').hidden = !c.started || c.blocked || !!c.gone;
  $('start').hidden = c.started || c.blocked;
  $('unblock').hidden = !c.blocked;
  $('outside').hidden = !c.gone;
  if (was && !$('composer').hidden) {
    fit();
    if (matchMedia('(hover: hover) and (min-width: 800px)').matches && document.activeElement === document.body) text.focus({preventScroll: true});
  }
}

function fit() {
  text.style.height = '40px';
  if (text.value) text.style.height = Math.min(text.scrollHeight, 156) + 'px';
  $('send').disabled = !text.value.trim();
}

function start(what, title) {
  if (!about) keepDraft();
  about = what;
  const m = what.edit || what.reply;
  $('quoting').hidden = false;
  $('quoting').querySelector('use').setAttribute('href', 'icons.svg#' + (what.edit ? 'edit' : 'reply'));
  $('quoting').querySelector('b').textContent = title;
  $('quoting').querySelector('p').textContent = m.text || '［图片或文件］';
  $('attach').hidden = true;
  text.focus();
}

export function edit(m) {
  start({edit: m}, '修改消息');
  text.value = m.text;
  fit();
}

export function quote(m) { start({reply: m}, '回复 ' + (m.from || '自己')); }

function stop() {
  const editing = about?.edit;
  about = null;
  $('quoting').hidden = true;
  $('attach').hidden = false;
  if (editing) text.value = keep.get(key('draft')) || '';
  fit();
}
$('unquote').onclick = () => { stop(); text.focus(); };

async function send() {
  const words = text.value.trim(), what = about;
  if (!words) return;
  $('menu').hidden = true;
  text.value = '';
  stop();
  if (!what?.edit) { text.value = ''; keep.set(key('draft'), null); }
  fit();
  toEnd();
  const m = what?.edit || what?.reply;
  const out = await post(what?.edit ? 'edit' : 'send', {...here(), m: m?.id, text: words});
  if (out.error && !text.value) { text.value = words; fit(); }
}

$('composer').onsubmit = e => { e.preventDefault(); send(); };
// Some keyboards break the line in spite of a handled Enter.
let entered = false;
text.addEventListener('beforeinput', e => { if (entered && e.inputType === 'insertLineBreak') e.preventDefault(); });
text.onkeyup = () => { entered = false; };
text.oninput = () => { fit(); suggest(); keepDraft(); };
text.onkeydown = e => {
  if (e.isComposing) return;
  const open = !$('menu').hidden, chosen = $('menu').querySelector('[aria-selected=true]');
  if (open && (e.key === 'ArrowDown' || e.key === 'ArrowUp')) { e.preventDefault(); return choose(e.key === 'ArrowDown' ? 1 : -1); }
  if (open && e.key === 'Tab' && chosen) { e.preventDefault(); text.value = chosen.dataset.command + ' '; fit(); return suggest(); }
  entered = e.key === 'Enter' && !e.shiftKey;
  if (entered) {
    e.preventDefault();
    if (open && chosen) chosen.click();
    else send();
  }
  if (e.key === 'Escape') {
    e.preventDefault();
    if (open) $('menu').hidden = true;
    else if (about) stop();
    else text.blur();
  }
  if (e.key === 'ArrowUp' && !text.value && !about) {
    const m = lastOwn();
    if (m) { e.preventDefault(); edit(m); }
  }
};

// ---- commands

function suggest() {
  const typed = text.value.match(/^\/([a-z0-9_]*)$/i);
  if (!typed || about?.edit) return $('menu').hidden = true;
  list(typed[1].toLowerCase());
}

function list(prefix) {
  const hits = (state.chat?.commands || []).filter(c => c.command.startsWith(prefix)).sort((a, b) => (b.command === prefix) - (a.command === prefix));
  const rows = hits.map((c, i) => el('div', {role: 'option', 'aria-selected': i === 0 ? 'true' : 'false', id: 'option-' + i, 'data-command': '/' + c.command,
    onclick: () => { $('menu').hidden = true; text.value = ''; keep.set(key('draft'), null); fit(); post('send', {...here(), text: '/' + c.command}); toEnd(); },
  }, el('b', {}, '/' + c.command), el('span', {}, c.description)));
  $('menu').replaceChildren(...(rows.length ? rows : [el('p', {}, '没有这样的命令')]));
  $('menu').hidden = false;
  text.setAttribute('aria-activedescendant', rows.length ? 'option-0' : '');
}

function choose(by) {
  const all = [...$('menu').querySelectorAll('[role=option]')];
  if (!all.length) return;
  const i = all.findIndex(o => o.getAttribute('aria-selected') === 'true');
  all[i]?.setAttribute('aria-selected', 'false');
  const now = all[(i + by + all.length) % all.length];
  now.setAttribute('aria-selected', 'true');
  now.scrollIntoView({block: 'nearest'});
  text.setAttribute('aria-activedescendant', now.id);
}

$('slash').onclick = () => {
  if (!$('menu').hidden) return $('menu').hidden = true;
  list('');
  text.focus();
};
document.addEventListener('pointerdown', e => { if (!$('menu').contains(e.target) && !$('slash').contains(e.target) && e.target !== text) $('menu').hidden = true; });

// ---- files

$('attach').onclick = () => $('file').click();
$('file').onchange = () => { files([...$('file').files]); $('file').value = ''; };
text.addEventListener('paste', e => {
  const got = [...(e.clipboardData?.files || [])];
  if (got.length) { e.preventDefault(); files(got); }
});

let over = 0;
const area = $('chat'), takes = e => [...(e.dataTransfer?.types || [])].includes('Files') && !$('composer').hidden;
area.addEventListener('dragenter', e => { if (takes(e)) { over++; $('drop').hidden = false; } });
area.addEventListener('dragleave', () => { if (over && !--over) $('drop').hidden = true; });
area.addEventListener('dragover', e => { if (takes(e)) e.preventDefault(); });
area.addEventListener('drop', e => {
  if (!takes(e)) return;
  e.preventDefault();
  over = 0;
  $('drop').hidden = true;
  files([...e.dataTransfer.files]);
});

async function files(all) {
  const to = `p=${state.me}&c=${state.group}`;
  for (const f of all) {
    const caption = await confirm(f);
    if (caption === null) return;
    toast('正在发送 ' + f.name + '…');
    try {
      const r = await fetch(`/api/upload?${to}&name=${encodeURIComponent(f.name)}&caption=${encodeURIComponent(caption)}`, {method: 'POST', body: f});
      const out = await r.json();
      if (out.error) toast(out.error);
      else { $('toast').hidden = true; toEnd(); }
    } catch {
      toast('没有送到，请再试一次');
    }
  }
}

// confirm shows a file before it is sent and gives its caption, or null.
function confirm(f) {
  const box = $('upload'), img = box.querySelector('img'), input = box.querySelector('input');
  const picture = /^image\/(png|jpeg)$/.test(f.type);
  img.hidden = !picture;
  input.hidden = !picture;
  input.value = '';
  const reader = new FileReader();
  if (picture) { reader.onload = () => img.src = reader.result; reader.readAsDataURL(f); }
  box.querySelector('p').textContent = `${f.name}（${size(f.size)}）`;
  return new Promise(done => {
    box.returnValue = 'no';
    for (const b of box.querySelectorAll('button')) b.onclick = () => box.close(b.value);
    input.onkeydown = e => { if (e.key === 'Enter' && !e.isComposing) { e.preventDefault(); box.close('yes'); } };
    box.onclose = () => done(box.returnValue === 'yes' ? input.value.trim() : null);
    box.showModal();
    (picture ? input : box.querySelector('[value=yes]')).focus();
  });
}

$('start').onclick = () => post('send', {...here(), text: '/start'});
$('unblock').onclick = () => post('block', {...here(), on: false});
