// Made-up records of people long dead, six of each on average, as encyclopedias and old registers have them: node bench/many.mjs PEOPLE > FILE.
// English names, births from 1780 to 1900, a fifth of them on 1 January; values change, are misspelt or missing in each column.  The truth is in column cluster.
import { between, below, chance, falling, misspelt, pick, random, shuffled, words } from './chance.mjs';

const people = Number(process.argv[2] ?? 8300);
const man = falling(words('John William Thomas George James Charles Henry Robert Joseph Edward Richard Samuel Frederick Alfred Arthur Walter Francis Albert David Benjamin Edwin Peter Alexander Daniel Philip Harold Ernest Herbert Frank Stephen Hugh Andrew Matthew Edmund Christopher Michael Percy Sydney Leonard Reginald Lewis Patrick Ralph Roger Nicholas Anthony Simon Laurence Gilbert Basil Cecil Denis Duncan Geoffrey Gerald Godfrey Guy Horace Isaac Jacob Jonathan Josiah Julian Kenneth Maurice Oliver Oswald Owen Roland Rupert Silas Theodore Timothy Vincent Wilfred'));
const woman = falling(words('Mary Elizabeth Sarah Ann Jane Margaret Emma Alice Annie Ellen Florence Edith Harriet Catherine Charlotte Eliza Louisa Martha Emily Fanny Frances Isabella Caroline Lucy Hannah Rose Ada Agnes Amy Beatrice Constance Dorothy Eleanor Ethel Gertrude Grace Helen Ida Jessie Kate Lilian Mabel Maud Minnie Nora Olive Phyllis Rachel Ruth Susan Violet Winifred'));
const common = falling(words('Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White Roberts Green Hall Wood Jackson Clarke'), 0.6);
const heads = words('Ab Al Ar Bar Ben Black Bran Brad Brook Burn Carl Chad Clay Cole Craw Dal Darn Dun East Edge Ell Fair Farn Fen Gar Gold Grant Green Had Hale Ham Har Hart Hay Hol Hor Hurst Ing Kel Ken Kirk Lang Law Lin Long Mal Mar Mil Mor New Nor Oak Old Orm Park Pem Pres Red Rich Rock Row Sand Sel Shel Stan Stone Sut Tal Thorn Tor Under Wal War Web Wes Whit Wil Win Wood York');
const tails = words('ton ley ford worth ham by field man er son well wood bridge stead dale croft shaw smith combe hurst more land brook ington wick house ridge water den gate');
const place = falling(words('London Manchester Birmingham Liverpool Leeds Bristol Sheffield Edinburgh Glasgow Dublin Bath York Exeter Norwich Nottingham Leicester Oxford Cambridge Plymouth Cardiff Hull Derby Coventry Southampton Brighton Newcastle Aberdeen Dundee Belfast Cork Chester Durham Lincoln Worcester Gloucester Ipswich Preston Bolton Stockport Blackburn'));
const work = falling(words('writer politician painter actor engineer lawyer clergyman botanist musician composer journalist footballer cricketer architect physician merchant soldier banker poet teacher'));
const surname = () => (chance(0.25) ? common() : pick(heads) + pick(tails));
const two = (n) => String(n).padStart(2, '0');
const postcode = (where) => `${where.slice(0, 2).toUpperCase()}${between(1, 20)} ${between(1, 9)}${pick([...'ABDEFGH'])}${pick([...'ABDEFGH'])}`;
/* Another record of somebody: some of it is written otherwise. */
function again(p) {
  const r = { ...p };
  if (chance(0.08)) r.first = misspelt(r.first);
  else if (chance(0.08)) r.first = (r.male ? man : woman)();
  else if (chance(0.06)) r.first = r.first[0];
  if (chance(0.1)) r.last = misspelt(r.last);
  else if (chance(0.03)) r.last = surname();
  if (chance(0.3)) r.middle = '';
  if (chance(0.12)) r.year += pick([-1, 1, -10, 10, 2]);
  else if (chance(0.08)) r.month = r.day = 1;
  else if (chance(0.1)) r.month = between(1, 12);
  if (chance(0.12)) r.place = place();
  if (chance(0.25)) r.postcode = postcode(r.place);
  else if (chance(0.1)) r.postcode = misspelt(r.postcode);
  if (chance(0.2)) r.work = work();
  return r;
}

const rows = [];
for (let c = 0; c < people; c++) {
  const male = chance(0.8), where = place(), day = chance(0.2) ? [1, 1] : [between(1, 12), between(1, 28)];
  const p = { male, first: (male ? man : woman)(), middle: chance(0.5) ? (male ? man : woman)() : '', last: surname(), year: between(1780, 1900), month: day[0], day: day[1], place: where, postcode: postcode(where), work: work() };
  const n = Math.min(30, Math.floor(-6 * Math.log(1 - random())) + 1);
  for (let k = 0; k < n; k++) {
    const r = k > 0 ? again(p) : p;
    const name = [r.first, r.middle, r.last].filter(Boolean).join(' ').toLowerCase();
    rows.push([`Q${c}-${k}`, `Q${c}`, name, chance(0.15) ? '' : `${r.year}-${two(r.month)}-${two(r.day)}`, chance(0.2) ? '' : r.place.toLowerCase(), chance(0.2) ? '' : r.postcode.toLowerCase(), male ? 'male' : 'female', chance(0.5) ? '' : r.work]);
  }
}
process.stdout.write('unique_id,cluster,full_name,dob,birth_place,postcode,gender,occupation\n' + shuffled(rows).map((r) => r.join(',')).join('\n') + '\n');
