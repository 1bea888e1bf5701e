/** Our additions to Markdown: labelled equations and headings, figures, exercises, slips, notes and hints. */
import type { Heading, Html, Image, Link, Paragraph, PhrasingContent, Root } from 'mdast';
import type { InlineMath, Math } from 'mdast-util-math';
import type { ContainerDirective, LeafDirective, TextDirective } from 'mdast-util-directive';
import { toString } from 'mdast-util-to-string';
import type { Node, Parent } from 'unist';
import { SKIP, visit } from 'unist-util-visit';
import { SlugSchema } from '../base/ids';

/** A place in the text that the page fills. */
export type Slot =
  | { kind: 'figure'; name: string; attributes: Record<string, string>; number: number; captionHtml: string }
  | { kind: 'exercise'; slug: string };

type PendingSlot =
  | { kind: 'figure'; slot: Omit<Extract<Slot, { kind: 'figure' }>, 'captionHtml'>; caption: Root }
  | { kind: 'exercise'; slot: Extract<Slot, { kind: 'exercise' }> };

export interface Directives {
  slots: PendingSlot[];
  outline: { id: string; text: string; line: number | null }[];
  tasks: { title: string; checks: string[]; line: number | null }[];
  hints: Root[];
  links: { kind: 'lesson' | 'exercise'; slug: string; line: number | null }[];
}

interface Context {
  kind: 'lesson' | 'statement';
  source: string;
  images: ReadonlyMap<string, string>;
  address: (kind: 'lesson' | 'exercise', slug: string) => string;
  report: (line: number | null, rule: string, message: string) => void;
}

const LABEL = /\s*\{((?:#[\w.-]+\s*)+)\}\s*$/;
const PAGE = /^(lesson|exercise):([a-z0-9-]+)(#[\w.-]+)?$/;
/** An entry of the engine's reference: `engine:conv2d`. */
const ENGINE = /^engine:(?=[a-z0-9-]+$)/;

/** Reads and rewrites the tree in place. */
export function readDirectives(tree: Root, context: Context): Directives {
  const found: Directives = { slots: [], outline: [], tasks: [], hints: [], links: [] };
  const reader = new Reader(found, context);
  reader.walk(tree);
  return found;
}

interface Place {
  index: number;
  parent: Parent;
}
type Visited = typeof SKIP | [typeof SKIP, number] | undefined;

class Reader {
  #figures = 0;
  #slips = 0;

  constructor(
    private readonly found: Directives,
    private readonly context: Context,
  ) {}

  /** Visits a text, a hint or a caption. What is replaced is visited anew; what is taken out is walked by itself. */
  walk(tree: Root): void {
    visit(tree, (node, index, parent) => {
      if (parent === undefined || index === undefined) return undefined;
      const at: Place = { index, parent };
      if (node.type === 'heading') return this.heading(node);
      if (node.type === 'math') return this.equation(node, at, node.meta ?? '');
      if (node.type === 'paragraph') return this.paragraph(node, at);
      if (node.type === 'leafDirective') return this.leaf(node, at, parent === tree);
      if (node.type === 'containerDirective') return this.container(node, at, parent === tree);
      if (node.type === 'textDirective') return this.plainText(node, at);
      if (node.type === 'image') return this.image(node);
      if (node.type === 'link') return this.link(node);
      if (node.type === 'html') return this.rawHtml(node);
      return undefined;
    });
  }

  /** `## Title {#id}`; in statements `## Task: Title {#check #check}`. */
  heading(node: Heading): Visited {
    const line = lineOf(node);
    if (node.depth === 1) this.context.report(line, 'heading', 'the title stands in the front matter: use ## here');
    const ids = takeLabel(node);
    const text = toString(node).trim();
    const task = this.context.kind === 'statement' ? /^Task:\s*(\S.*)$/.exec(text)?.[1] : undefined;
    if (task !== undefined) {
      if (ids.length === 0) this.context.report(line, 'task', `task “${task}” names no check: add {#check-id}`);
      this.found.tasks.push({ title: task, checks: ids, line });
    } else if (ids.length > 1) this.context.report(line, 'heading', 'a heading takes one name');
    const id = task === undefined ? (ids[0] ?? slugify(text)) : `task-${slugify(task)}`;
    node.data = { ...node.data, hProperties: { id } };
    if (node.depth === 2) this.found.outline.push({ id, text, line });
    return undefined;
  }

  /** A display formula in its own scroll box, with its number beside it. */
  equation(node: Math | InlineMath, at: Place, label: string): Visited {
    const id = /\{#([\w.-]+)\}/.exec(label)?.[1];
    const number = id?.startsWith('eq-') ? id.slice(3) : undefined;
    if (id !== undefined && number === undefined) {
      this.context.report(lineOf(node), 'equation', `an equation's name starts with eq-, like {#eq-${id}}`);
    }
    const body = element('div', { className: ['eq-body'], role: 'group', tabIndex: 0 }, [display(node)]);
    body.data.hProperties['ariaLabel'] = number === undefined ? 'Formula' : `Equation ${number}`;
    const children =
      number === undefined ? [body] : [body, element('span', { className: ['eq-number'] }, [text(`(${number})`)])];
    at.parent.children[at.index] = element('div', { className: ['eq'], ...(id ? { id } : {}) }, children);
    return [SKIP, at.index + 1];
  }

  /** `$$ … $$ {#eq-1.2}` on one line is a display formula too. */
  paragraph(node: Paragraph, at: Place): Visited {
    const [first, second, ...more] = node.children;
    if (first?.type !== 'inlineMath' || more.length > 0) return undefined;
    const start = first.position?.start.offset ?? 0;
    const label = second === undefined ? '' : second.type === 'text' ? second.value.trim() : null;
    if (this.context.source.slice(start, start + 2) !== '$$' || label === null) return undefined;
    if (label !== '' && !/^\{#[\w.-]+\}$/.test(label)) return undefined;
    return this.equation(first, at, label);
  }

  /** `::figure[Caption]{name=neuron-bench}` and `::exercise{slug=perceptron}`. */
  leaf(node: LeafDirective, at: Place, top: boolean): Visited {
    const line = lineOf(node);
    const { name: given = '', slug = '', caption, ...rest } = attributesOf(node);
    const wanted = node.name === 'figure' ? given : slug;
    const known = (node.name === 'figure' || node.name === 'exercise') && this.context.kind === 'lesson';
    if (!known) this.context.report(line, 'directive', `there is no ::${node.name} here`);
    else if (!top)
      this.context.report(line, 'directive', `::${node.name} must stand by itself, not inside a list or box`);
    else if (!SlugSchema.safeParse(wanted).success) {
      const key = node.name === 'figure' ? 'name' : 'slug';
      this.context.report(line, 'directive', `expected ::${node.name}{${key}=…}, with lower-case words and hyphens`);
    } else if (node.name === 'exercise') {
      this.found.links.push({ kind: 'exercise', slug: wanted, line });
      this.#slot(at, { kind: 'exercise', slot: { kind: 'exercise', slug: wanted } });
      return SKIP;
    } else {
      const children: PhrasingContent[] = node.children.length > 0 ? node.children : caption ? [text(caption)] : [];
      if (children.length === 0)
        this.context.report(line, 'directive', 'a figure needs a caption: ::figure[Caption]{name=…}');
      const words: Root = { type: 'root', children: [{ type: 'paragraph', children }] };
      this.walk(words);
      this.#figures++;
      this.#slot(at, {
        kind: 'figure',
        slot: { kind: 'figure', name: wanted, attributes: rest, number: this.#figures },
        caption: words,
      });
      return SKIP;
    }
    at.parent.children.splice(at.index, 1);
    return [SKIP, at.index];
  }

  #slot(at: Place, slot: PendingSlot): void {
    const dataSlot = String(this.found.slots.length);
    const id = slot.kind === 'figure' ? { id: slot.slot.attributes['id'] ?? `figure-${String(slot.slot.number)}` } : {};
    at.parent.children[at.index] = element('div', { dataSlot, ...id }, []);
    this.found.slots.push(slot);
  }

  /** `:::slip` (claim, then `---`, then our answer), `:::note[Title]`, and in statements `:::hint`. */
  container(node: ContainerDirective, at: Place, top: boolean): Visited {
    const line = lineOf(node);
    const title = takeTitle(node);
    if (node.name === 'hint' && this.context.kind === 'statement' && top) {
      const hint: Root = { type: 'root', children: node.children };
      this.walk(hint);
      this.found.hints.push(hint);
      at.parent.children.splice(at.index, 1);
      return [SKIP, at.index];
    }
    if (node.name === 'slip') {
      const cut = node.children.findIndex((child) => child.type === 'thematicBreak');
      if (cut < 0) this.context.report(line, 'slip', 'expected the slip, a line “---”, and what is right');
      const id = `slip-${String(++this.#slips)}`;
      const answer = element('details', {}, [
        element('summary', {}, [text('Compare with ours')]),
        element('div', { className: ['slip-answer'] }, node.children.slice(cut + 1)),
      ]);
      at.parent.children[at.index] = element('div', { className: ['slip'], role: 'note', ariaLabelledBy: id }, [
        element('p', { className: ['box-title'], id }, [text(title ?? 'Spot the slip')]),
        ...node.children.slice(0, Math.max(cut, 0)),
        answer,
      ]);
      return [SKIP, at.index];
    }
    if (node.name === 'note') {
      const heading = title === null ? [] : [element('p', { className: ['box-title'] }, [text(title)])];
      at.parent.children[at.index] = element('div', { className: ['note'], role: 'note', ariaLabel: title ?? 'Note' }, [
        ...heading,
        ...node.children,
      ]);
      return [SKIP, at.index];
    }
    this.context.report(line, 'directive', `there is no :::${node.name} here`);
    at.parent.children.splice(at.index, 1);
    return [SKIP, at.index];
  }

  /** `:name` inside a sentence is no directive of ours: the text stays as it was typed. */
  plainText(node: TextDirective, at: Place): Visited {
    const { start, end } = node.position ?? {};
    at.parent.children[at.index] = text(this.context.source.slice(start?.offset, end?.offset));
    return SKIP;
  }

  image(node: Image): Visited {
    const data = this.context.images.get(node.url);
    if (!node.alt?.trim())
      this.context.report(lineOf(node), 'image', `say what ${node.url} shows: ![words](${node.url})`);
    if (data === undefined)
      this.context.report(lineOf(node), 'image', `there is no ${node.url}; images stand in assets/`);
    node.url = data ?? '';
    return undefined;
  }

  link(node: Link): Visited {
    const page = PAGE.exec(node.url);
    if (page?.[2] && (page[1] === 'lesson' || page[1] === 'exercise')) {
      this.found.links.push({ kind: page[1], slug: page[2], line: lineOf(node) });
      node.url = this.context.address(page[1], page[2]) + (page[3] ?? '');
    } else if (ENGINE.test(node.url)) {
      node.url = node.url.replace(ENGINE, '/docs/engine#');
    } else if (!/^(#|https?:\/\/|mailto:)/.test(node.url)) {
      this.context.report(
        lineOf(node),
        'link',
        `expected #name, lesson:slug, exercise:slug, engine:name or https://…, found ${node.url}`,
      );
    }
    return undefined;
  }

  rawHtml(node: Html): Visited {
    if (!/^<!--[\s\S]*-->$/.test(node.value.trim())) {
      this.context.report(lineOf(node), 'html', 'HTML is not shown: write Markdown, or a directive');
    }
    return undefined;
  }
}

/** A node that remark-rehype turns into an element. */
interface Made extends Parent {
  type: 'made';
  data: { hName: string; hProperties: Record<string, unknown> };
}

function element(hName: string, hProperties: Record<string, unknown>, children: Node[]): Made {
  return { type: 'made', data: { hName, hProperties }, children };
}

function text(value: string): { type: 'text'; value: string } {
  return { type: 'text', value };
}

/** A formula on a line of its own, whichever way it was written. */
function display(node: Math | InlineMath): Math {
  const code = {
    type: 'element' as const,
    tagName: 'code',
    properties: { className: ['language-math', 'math-display'] },
  };
  return {
    type: 'math',
    value: node.value,
    ...(node.position ? { position: node.position } : {}),
    data: { hName: 'pre', hChildren: [{ ...code, children: [text(node.value)] }] },
  };
}

/** Takes `{#a #b}` off the end of a heading. */
function takeLabel(node: Heading): string[] {
  const last = node.children.at(-1);
  const label = last?.type === 'text' ? LABEL.exec(last.value) : null;
  if (last?.type !== 'text' || !label?.[1]) return [];
  last.value = last.value.slice(0, label.index);
  return label[1]
    .trim()
    .split(/\s+/)
    .map((name) => name.slice(1));
}

/** Takes `[Title]` off a container. */
function takeTitle(node: ContainerDirective): string | null {
  const [first] = node.children;
  if (first?.type !== 'paragraph' || !first.data || !('directiveLabel' in first.data)) return null;
  node.children.shift();
  return toString(first);
}

function attributesOf(node: LeafDirective): Record<string, string> {
  return Object.fromEntries(Object.entries(node.attributes ?? {}).map(([key, value]) => [key, value ?? '']));
}

function lineOf(node: Node): number | null {
  return node.position?.start.line ?? null;
}

export function slugify(title: string): string {
  const words =
    title
      .toLowerCase()
      .normalize('NFKD')
      .match(/[a-z0-9]+/g) ?? [];
  return words.join('-').slice(0, 64).replace(/-$/, '') || 'section';
}
