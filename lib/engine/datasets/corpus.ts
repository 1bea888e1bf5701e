/** A small language whose words stand in analogies by construction: men and women, countries and capitals, one and many. */
import { stream } from '../random';
import type { DrawOptions } from './dataset';

/** Text as numbers: word `sentences[i][j]` is `words[…]`. */
export interface Corpus {
  readonly name: string;
  readonly words: readonly string[];
  readonly sentences: readonly (readonly number[])[];
  /** a is to b as c is to d: `[king, queen, man, woman]`. */
  readonly analogies: readonly (readonly [string, string, string, string])[];
}

/**
 * A family of sentences. In a template `r0`, `r1`, … are the words of a row and `f0`, `f1`, … those of a form; of `king/queen` the
 * form says which. So king and queen share the company of their row, king and prince that of their form, and nothing else differs.
 */
const FAMILIES = /* @__PURE__ */ [
  {
    forms: 'he his|she her',
    rows:
      'king/queen throne crown|man/woman office desk|prince/princess castle horse|' +
      'boy/girl school ball|father/mother home child|waiter/waitress kitchen plate',
    templates: 'the r0 left f1 r1|f0 is the r0 with f1 r2|the r0 said f0 has the r2|f0 saw the r1 of the r0',
  },
  {
    forms: 'nation border president|city street mayor',
    rows:
      'france/paris french cheese|germany/berlin german beer|italy/rome italian pasta|' +
      'spain/madrid spanish oranges|japan/tokyo japanese rice|greece/athens greek olives',
    templates: 'r0 is the f0 of r2|the f1 of r0 has r1 r2|the f2 of r0 speaks r1|r1 r2 from the f0 r0',
  },
  {
    forms: 'one is was|many are were',
    rows:
      'dog/dogs barks/bark bones yard|cat/cats meows/meow fish sofa|cow/cows moos/moo grass meadow|' +
      'lion/lions roars/roar meat desert|duck/ducks quacks/quack bread pond|horse/horses neighs/neigh hay stable',
    templates: 'f0 r0 r1 for r2|f0 r0 f1 in the r3|in the r3 f0 r1 for r2|f0 r0 f2 fed with r2',
  },
].map(({ forms, rows, templates }) => {
  return { forms: forms.split('|'), rows: rows.split('|'), templates: templates.split('|') };
});

/**
 * `count` sentences (4000, some 25,000 tokens of 111 words), each from a random family, template, row and form.
 *
 * @example corpus({ seed: 'demo', count: 1 }).analogies[0]
 */
export function corpus(options: DrawOptions): Corpus {
  const s = stream(options.seed, `corpus/${options.split ?? 'train'}`);
  const pick = <T>(items: readonly T[]): T => items[s.below(items.length)]!;
  const words = vocabulary();
  const say = (): number[] => {
    const family = pick(FAMILIES);
    const row = pick(family.rows).split(' ');
    const form = s.below(family.forms.length);
    const formWords = family.forms[form]!.split(' ');
    return pick(family.templates)
      .split(' ')
      .map((word) => {
        const slot = !SLOT.test(word) ? word : (word.startsWith('r') ? row : formWords)[Number(word[1])]!;
        return words.indexOf(slot.split('/')[form] ?? slot);
      });
  };
  const sentences = Array.from({ length: options.count ?? 4000 }, say);
  return { name: 'corpus@1', words, sentences, analogies: analogies() };
}

const SLOT = /^[rf]\d$/;

/** All words, numbered alike in every draw. */
function vocabulary(): string[] {
  const texts = FAMILIES.flatMap(({ forms, rows, templates }) => [...rows, ...forms, ...templates]);
  return [...new Set(texts.join(' ').split(/[ /]/))].filter((word) => !SLOT.test(word));
}

/** Every two rows of a family, pair by pair: 6 · 5 for each kind of pair. */
function analogies(): [string, string, string, string][] {
  return FAMILIES.flatMap(({ rows }) => {
    const pairs = rows.map((row) => row.split(' ').flatMap((words) => (words.includes('/') ? [words.split('/')] : [])));
    return pairs.flatMap((first) => {
      const others = pairs.filter((second) => second !== first);
      return others.flatMap((second) =>
        first.map(([a, b], k): [string, string, string, string] => [a!, b!, second[k]![0]!, second[k]![1]!]),
      );
    });
  });
}
