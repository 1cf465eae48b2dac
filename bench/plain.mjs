// Made-up records with a name and a birth date and nothing else, as old registers of a parish or an insurer have them: node bench/plain.mjs RECORDS > FILE.
// German names, one record in ten about somebody who has one already, with one slip or two in it.  The truth is in column cluster.
import { below, between, chance, falling, misspelt, pick, shuffled, words } from './chance.mjs';

const records = Number(process.argv[2] ?? 10000);
const given = falling(words('Michael Ursula Thomas Maria Peter Monika Andreas Petra Wolfgang Elisabeth Klaus Sabine Jürgen Renate Günther Helga Stefan Karin Christian Brigitte Uwe Ingrid Werner Erika Horst Andrea Frank Gisela Dieter Claudia Manfred Susanne Gerhard Gabriele Hans Christa Bernd Christine Torsten Hildegard Mathias Anna Helmut Birgit Walter Barbara Heinz Gertrud Martin Heike Jörg Marianne Rolf Martina Jens Angelika Sven Irmgard Alexander Kerstin Jan Elke Rainer Ute Holger Ruth Karl Johanna Dirk Jutta Joachim Eva Ralf Katrin Otto Rita Emil Ida Kurt Inge Erich Erna'), 0.7);
const common = falling(words('Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Krause Meier Lehmann Schmid Schulze Maier Köhler Herrmann König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn Keller Vogel'), 0.7);
const heads = words('Alt Berg Birk Brand Buch Dorn Eich Eis Feld Grün Hag Hirsch Kalt Kirch Kling Laub Lind Mühl Nuss Ober Reich Rosen Sand Schön Stein Tann Unter Wald Wies Ziegel');
const tails = words('acker auer bach baum berger born brink bruch dorf eck feld felder garten haus heim hof horst kamp land mann meier moser rath reuter sieder thal wald weg wieser');
const surname = () => (chance(0.45) ? common() : pick(heads) + pick(tails));
const letter = () => pick([...'abcdefghijklmnoprstuwz']);
/* The first letter too, which people seldom get wrong and machines do not care about. */
const slip = (name) => (chance(0.25) ? letter() + name.slice(1) : misspelt(name));

function again(p) {
  const r = { ...p };
  for (let slips = chance(0.2) ? 2 : 1; slips > 0; slips--)
    [() => { r.given = slip(r.given); }, () => { r.last = slip(r.last); }, () => { r.year += pick([-10, -2, -1, 1, 2, 5, 10]); }, () => { r.month = between(1, 12); }, () => { r.day = between(1, 28); }][below(5)]();
  return r;
}

const people = Array.from({ length: Math.round(records * 0.9) }, () => ({ given: given(), last: surname(), year: between(1920, 2008), month: between(1, 12), day: between(1, 28) }));
const order = shuffled(people.map((_, i) => i)).slice(0, records - people.length);
const rows = shuffled([...people.map((p, i) => [i, p]), ...order.map((i) => [i, again(people[i])])]);
process.stdout.write('id,fname,lname,by,bm,bd,cluster\n' + rows.map(([c, p], i) => [i + 1, p.given, p.last, p.year, p.month, p.day, c].join(',')).join('\n') + '\n');
