/** What students may see of an exercise. Built by naming each part, so that nothing slips in with a new field. */
import type { LoadedExercise } from './exercise';
import type { ModuleRef, PageRef } from './lesson';

/** What the judge says about the checks of an exercise. */
export interface CheckMeta {
  id: string;
  name: string;
  points: number;
  open: boolean;
}

/** Open checks as data, made by the judge. */
interface Pack {
  exercise: string;
  hash: string;
  text: string;
}

/** The same shape as `PublicExercise` of the exercises feature; a test holds the two together. */
export interface PublicView {
  slug: string;
  number: string;
  title: string;
  points: number;
  minutes: number;
  hash: string;
  module: ModuleRef;
  statementHtml: string;
  tasks: { id: string; title: string; checks: string[] }[];
  checks: CheckMeta[];
  hints: string[];
  starter: string;
  typings: string;
  exports: string[];
  lesson: PageRef | null;
  openPack: Pack;
}

export function toPublicExercise(loaded: LoadedExercise, checks: readonly CheckMeta[], openPack: Pack): PublicView {
  const { manifest, module, lesson } = loaded;
  return {
    slug: loaded.slug,
    number: manifest.number,
    title: manifest.title,
    points: manifest.points,
    minutes: manifest.minutes,
    hash: loaded.hash,
    module: { slug: module.slug, number: module.number, title: module.title },
    statementHtml: loaded.statementHtml,
    tasks: loaded.tasks.map(({ id, title, checks: ids }) => ({ id, title, checks: [...ids] })),
    checks: checks.map(({ id, name, points, open }) => ({ id, name, points, open })),
    hints: [...loaded.hintsHtml],
    starter: loaded.starter,
    typings: loaded.typings,
    exports: [...manifest.exports],
    lesson: lesson && { slug: lesson.slug, number: lesson.number, title: lesson.title },
    openPack: { exercise: openPack.exercise, hash: openPack.hash, text: openPack.text },
  };
}
