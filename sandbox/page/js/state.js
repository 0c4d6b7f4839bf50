// What the page knows. Only main.js writes it, from what the stream tells.

export const state = {
  bot: {}, today: '', at: '', // at: how far the server has told us
  me: 0, group: 0, // whose page this is, and in which group; 0: in the own chat
  people: new Map(), groups: new Map(), chat: null, clock: null,
};

export const me = () => state.people.get(state.me);
export const here = () => ({p: state.me, c: state.group});
export const place = (p, c) => '#p=' + p + (c ? '&c=' + c : '');
// key names what is kept of a chat over a reload.
export const key = what => `${what}:${state.me}:${state.group}`;

// when is a moment as a list shows it: the time of today, else the day.
export const when = v => v.day === state.today ? v.time : (v.day || '').replace(/（.*/, '');
