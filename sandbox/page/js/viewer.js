// A picture, large: a tap, Esc, the back key or a swipe down closes it.

import {$, overlay} from './dom.js';

const box = $('viewer'), img = box.querySelector('img');
let close = null, from = null;

export function view(src, alt) {
  img.src = src;
  img.alt = alt;
  img.style.transform = '';
  box.showModal();
  close = overlay(() => { close = null; if (box.open) box.close(); });
}
box.onclick = () => box.close();
box.onclose = () => close?.();
box.onpointerdown = e => { from = e.clientY; };
box.onpointermove = e => { if (from !== null && e.pointerType === 'touch') img.style.transform = `translateY(${e.clientY - from}px)`; };
box.onpointerup = e => {
  const far = from !== null && Math.abs(e.clientY - from) > 70;
  from = null;
  img.style.transform = '';
  if (far && e.pointerType === 'touch') box.close();
};
box.onpointercancel = () => { from = null; img.style.transform = ''; };
