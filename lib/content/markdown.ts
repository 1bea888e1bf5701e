/** Markdown to sanitised HTML with formulas set by KaTeX, all on the server; collects every problem with its line. */
import type { Element, ElementContent, Root as Hast, RootContent } from 'hast';
import type { Root as Mdast } from 'mdast';
import rehypeSanitize from 'rehype-sanitize';
import rehypeStringify from 'rehype-stringify';
import remarkDirective from 'remark-directive';
import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { readDirectives, type Directives, type Slot } from './directives';
import { setFormulas } from './formulas';
import type { Problem } from './problem';
import { SANITIZE } from './sanitize';

/** Raised when rendering changes what stored pages look like, so that they are rendered anew. */
export const RENDERER = 2;

export interface RenderOptions {
  /** For messages. */
  file: string;
  kind: 'lesson' | 'statement';
  /** Images by their path in the text (`assets/net.png`), as data URIs. */
  images: ReadonlyMap<string, string>;
  /** Addresses of other pages of the course. */
  address: (kind: 'lesson' | 'exercise', slug: string) => string;
}

export interface Rendered {
  /** HTML between the slots that figures and exercises take. */
  parts: ({ kind: 'html'; html: string } | Slot)[];
  outline: { id: string; text: string; line: number | null }[];
  tasks: { title: string; checks: string[]; line: number | null }[];
  hints: string[];
  /** Pages of the course that the text points to. */
  links: { kind: 'lesson' | 'exercise'; slug: string; line: number | null }[];
  problems: Problem[];
}

const parser = unified().use(remarkParse).use(remarkGfm).use(remarkMath).use(remarkDirective);
const renderer = unified()
  .use(remarkRehype)
  .use(rehypeSanitize, SANITIZE)
  // Raw HTML is only what KaTeX wrote: sanitising has removed any other.
  .use(rehypeStringify, { allowDangerousHtml: true });

/** Renders a text whose front matter has been replaced by empty lines. */
export function renderMarkdown(text: string, options: RenderOptions): Rendered {
  const problems: Problem[] = [];
  const report = (line: number | null, rule: string, message: string): void => {
    problems.push({ file: options.file, line, rule, message });
  };
  const source = moveEquationLabels(text);
  const tree = parser.parse(source);
  const read = readDirectives(tree, { ...options, source, report });

  const toHast = (part: Mdast): Hast => {
    const hast = renderer.runSync(part);
    setFormulas(hast, (line, message) => report(line, 'formula', message));
    return hast;
  };

  const hast = toHast(tree);
  finish(hast);
  checkAnchors(hast, report);
  const inline = (part: Mdast): string => {
    const rendered = toHast(part);
    finish(rendered);
    return renderer.stringify(unwrap(rendered)).trim();
  };
  return {
    parts: split(hast, read, inline),
    outline: read.outline,
    tasks: read.tasks,
    hints: read.hints.map(inline),
    links: read.links,
    problems: problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)),
  };
}

/** `$$ {#eq-1.2}` may stand at the end of a block, where people write it; the parser wants it at the beginning. */
function moveEquationLabels(text: string): string {
  const lines = text.split('\n');
  let open: number | null = null;
  let fence: string | null = null;
  lines.forEach((line, index) => {
    const code = /^\s*(```+|~~~+)/.exec(line)?.[1];
    if (code && open === null && (fence === null || code.startsWith(fence))) fence = fence === null ? code : null;
    if (fence !== null) return;
    const label = /^\s*\$\$\s*(\{#[\w.-]+\})?\s*$/.exec(line);
    if (!label) return;
    if (open === null) open = index;
    else {
      if (label[1]) {
        lines[open] = `$$ ${label[1]}`;
        lines[index] = '$$';
      }
      open = null;
    }
  });
  return lines.join('\n');
}

/** Boxes that scroll by themselves must be reachable by keyboard, and have a name. */
function finish(tree: Hast): void {
  visit(tree, 'element', (node, index, parent) => {
    if (node.tagName === 'pre') Object.assign(node.properties, { tabIndex: 0, role: 'group', ariaLabel: 'Code' });
    if (node.tagName === 'table') nameRows(node);
    if (node.tagName === 'table' && parent && index !== undefined && !isBox(parent)) {
      parent.children[index] = {
        type: 'element',
        tagName: 'div',
        properties: { className: ['table-box'], tabIndex: 0, role: 'group', ariaLabel: 'Table' },
        children: [node],
      };
    }
  });
}

/** A table whose upper left corner is empty has a name at the head of each row. */
function nameRows(table: Element): void {
  const rows: Element[] = [];
  visit(table, 'element', (node) => {
    if (node.tagName === 'tr') rows.push(node);
  });
  const firstCells = rows.map((row) => row.children.find((cell) => cell.type === 'element'));
  const [corner, ...names] = firstCells;
  if (!corner || corner.children.length > 0) return;
  corner.tagName = 'td';
  for (const name of names) {
    if (!name) continue;
    name.tagName = 'th';
    name.properties['scope'] = 'row';
  }
}

function isBox(node: { type: string }): boolean {
  return 'properties' in node && JSON.stringify(node.properties).includes('table-box');
}

/** `[(1.2)](#eq-1.2)` must lead somewhere. */
function checkAnchors(tree: Hast, report: (line: number | null, rule: string, message: string) => void): void {
  const ids = new Set<string>();
  visit(tree, 'element', ({ properties }) => {
    if (typeof properties.id === 'string') {
      if (ids.has(properties.id)) report(null, 'anchor', `the name #${properties.id} is given twice`);
      ids.add(properties.id);
    }
  });
  visit(tree, 'element', ({ tagName, properties, position }) => {
    if (tagName !== 'a' || typeof properties.href !== 'string' || !properties.href.startsWith('#')) return;
    const id = properties.href.slice(1);
    if (!ids.has(id)) report(position?.start.line ?? null, 'anchor', `nothing on this page is called #${id}`);
  });
}

/** A text of one paragraph loses the paragraph: captions and short hints stand inside other elements. */
function unwrap(tree: Hast): Hast {
  const elements = tree.children.filter((child) => child.type === 'element');
  const [only] = elements;
  return elements.length === 1 && only?.tagName === 'p' ? { type: 'root', children: only.children } : tree;
}

/** HTML up to a slot, the slot, HTML from there. */
function split(tree: Hast, read: Directives, inline: (part: Mdast) => string): Rendered['parts'] {
  const parts: Rendered['parts'] = [];
  let run: RootContent[] = [];
  const flush = (): void => {
    const html = renderer.stringify({ type: 'root', children: run }).trim();
    if (html !== '') parts.push({ kind: 'html', html });
    run = [];
  };
  for (const child of tree.children) {
    const place = slotOf(child);
    const slot = place === null ? undefined : read.slots[place];
    if (!slot) run.push(child);
    else {
      flush();
      parts.push(slot.kind === 'figure' ? { ...slot.slot, captionHtml: inline(slot.caption) } : slot.slot);
    }
  }
  flush();
  return parts;
}

function slotOf(node: RootContent | ElementContent | Element): number | null {
  return node.type === 'element' && typeof node.properties.dataSlot === 'string'
    ? Number.parseInt(node.properties.dataSlot, 10)
    : null;
}
