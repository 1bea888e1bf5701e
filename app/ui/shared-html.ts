/**
 * Long HTML that is the same for everybody, by name. A page holds it once, as its own HTML: what React is told beside it
 * gives the name alone. On the server it is kept while a page is made of it, in the browser for when one comes back.
 */

/** About a hundred lessons. */
const KEPT = 2000;

// On the server, components of the page and of the browser each have their own copy of this file.
const KEY = Symbol.for('gradus.shared-html');
const globals = globalThis as typeof globalThis & { [KEY]?: Map<string, string> };
const known = (globals[KEY] ??= new Map());

/** @param name says which version it is, too: nothing else is ever kept under it */
export function keepHtml(name: string, html: string): void {
  known.delete(name);
  known.set(name, html);
  const [oldest] = known.keys();
  if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
}

export function keptHtml(name: string): string | undefined {
  return known.get(name);
}
