/** The capacity page: docs/capacity.md with its figures, which the load run writes (docs/capacity-figures.json). */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../base/errors';
import type { Rendered } from '../content/markdown';
import { CapacityFiguresSchema, type CapacityFigures } from './capacity-figures';
import { capacityWords } from './capacity-words';

interface CapacityPage {
  figures: CapacityFigures;
  parts: Rendered['parts'];
  outline: { id: string; text: string }[];
}

let page: Promise<CapacityPage> | undefined;

/** Read and rendered once. @throws AppError `internal` when the files are missing or don't fit each other */
export function readCapacity(): Promise<CapacityPage> {
  page ??= load('docs').catch((cause: unknown) => {
    page = undefined;
    throw new AppError('internal', { message: 'docs/capacity.md and its figures can’t be shown', cause });
  });
  return page;
}

async function load(folder: string): Promise<CapacityPage> {
  const [text, json, { renderMarkdown }] = await Promise.all([
    readFile(path.join(folder, 'capacity.md'), 'utf8'),
    readFile(path.join(folder, 'capacity-figures.json'), 'utf8'),
    import('../content/markdown'),
  ]);
  const figures = CapacityFiguresSchema.parse(JSON.parse(json));
  const words = capacityWords(figures);
  const filled = text.replace(/^<!--.*-->\n/, '').replaceAll(/\[\[([\w-]+)\]\]/g, (_, name: string) => {
    const word = words[name];
    if (word === undefined) throw new Error(`docs/capacity.md asks for [[${name}]], which nobody measures`);
    return word;
  });
  const rendered = renderMarkdown(filled, {
    file: 'docs/capacity.md',
    kind: 'lesson',
    images: new Map(),
    address: () => '/courses',
  });
  const [problem] = rendered.problems;
  if (problem) throw new Error(`docs/capacity.md:${problem.line ?? 0}: ${problem.message}`);
  return { figures, parts: rendered.parts, outline: rendered.outline.map(({ id, text }) => ({ id, text })) };
}
