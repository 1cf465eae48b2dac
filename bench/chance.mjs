// Chance that is the same each time, and what made-up files of people are made of.
let state = 3;
export const random = () => { /* mulberry32 */
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
export const chance = (p) => random() < p;
export const below = (n) => Math.floor(random() * n);
export const between = (from, to) => from + below(to - from + 1);
export const pick = (list) => list[below(list.length)];
export const words = (text) => text.split(' ');
/* The first of a list are the commonest. */
export const falling = (list, s = 0.8) => {
  const sums = [];
  list.forEach((_, i) => sums.push((sums[i - 1] ?? 0) + 1 / (i + 1) ** s));
  return () => { const at = random() * sums.at(-1); return list[sums.findIndex((x) => x > at)]; };
};
export const misspelt = (word) => {
  if (word.length < 3) return word;
  const i = between(1, word.length - 1), kind = random(), letter = pick([...'abcdefghijklmnopqrstuvwxyz']);
  if (kind < 0.3) return word.slice(0, i) + word.slice(i + 1);
  if (kind < 0.6) return word.slice(0, i) + letter + word.slice(i + 1);
  if (kind < 0.8) return word.slice(0, i) + letter + word.slice(i);
  return word.slice(0, i - 1) + word[i] + word[i - 1] + word.slice(i + 1);
};
export const shuffled = (list) => {
  for (let i = list.length - 1; i > 0; i--) { const j = below(i + 1); [list[i], list[j]] = [list[j], list[i]]; }
  return list;
};
