/** One lesson file, loaded. */
import { LessonManifestSchema } from '../exercise/manifest';
import { parseFrontMatter } from './front-matter';
import { hashFiles } from './folder';
import { renderMarkdown, RENDERER, type Rendered } from './markdown';
import type { Slot } from './directives';
import type { Problem } from './problem';

type LessonBlock = { kind: 'html'; html: string } | Slot;

export interface PageRef {
  slug: string;
  number: string;
  title: string;
}

export interface ModuleRef {
  /** The folder: `05-networks`. */
  slug: string;
  number: number;
  title: string;
}

export interface LoadedLesson {
  slug: string;
  number: string;
  title: string;
  minutes: number;
  goals: string[];
  module: ModuleRef;
  blocks: LessonBlock[];
  outline: { id: string; text: string }[];
  /** Of the source, the course's images and the renderer's version: a lesson with the same hash looks the same. */
  hash: string;
  /** Slugs of the exercises that the text embeds, in order. */
  exercises: string[];
}

export interface SourceFile {
  /** From the content's root, for messages. */
  file: string;
  text: string;
  images: ReadonlyMap<string, string>;
}

export type Address = (kind: 'lesson' | 'exercise', slug: string) => string;
export type Links = (Rendered['links'][number] & { file: string })[];

/** `lesson` is null when there are problems; `links` are checked when all pages are known. */
export function loadLesson(
  source: SourceFile,
  place: { slug: string; module: ModuleRef },
  address: Address,
): { lesson: LoadedLesson | null; links: Links; problems: Problem[] } {
  const { file, text, images } = source;
  const { data, body, problems } = parseFrontMatter(text, LessonManifestSchema, file);
  if (data && data.module !== place.module.slug) {
    const message = `module: expected ${place.module.slug}, the folder of this file, found ${data.module}`;
    problems.push({ file, line: 1, rule: 'schema', message });
  }
  const rendered = renderMarkdown(body, { file, kind: 'lesson', images, address });
  problems.push(...rendered.problems);
  const links = rendered.links.map((link) => ({ ...link, file }));
  if (!data || problems.length > 0) return { lesson: null, links, problems };
  const exercises = rendered.parts.flatMap((part) => (part.kind === 'exercise' ? [part.slug] : []));
  const used = [...images].filter(([name]) => text.includes(name));
  const lesson: LoadedLesson = {
    slug: place.slug,
    number: data.number,
    title: data.title,
    minutes: data.minutes,
    goals: data.goals,
    module: place.module,
    blocks: rendered.parts,
    outline: rendered.outline.map(({ id, text: words }) => ({ id, text: words })),
    hash: hashFiles(
      new Map([
        ['lesson', Buffer.from(text)],
        ['renderer', Buffer.from(String(RENDERER))],
        ...used.map(([name, data]) => [name, Buffer.from(data)] as const),
      ]),
    ),
    exercises: [...new Set(exercises)],
  };
  return { lesson, links, problems };
}
