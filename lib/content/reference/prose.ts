/** Words of a docstring as inline HTML: code, formulas by KaTeX, links to other entries. Everything else is escaped. */
import katex from 'katex';

/** Gives the address of an entry by name, or null; with `called`, of what can be called without an object before it. */
export type FindEntry = (name: string, called?: boolean) => string | null;

const PARTS = /`([^`]+)`|\$([^$\s](?:[^$]*[^$\s])?)\$|\{@link\s+([\w.]+)\s*\}|(https?:\/\/[^\s)]+[^\s).,;])/g;

export function renderProse(text: string, find: FindEntry): string {
  let html = '';
  let end = 0;
  for (const match of text.matchAll(PARTS)) {
    const [whole, code, formula, link, address] = match;
    html += escapeHtml(text.slice(end, match.index));
    end = match.index + whole.length;
    if (code !== undefined) html += codeHtml(code, find);
    else if (formula !== undefined) html += katex.renderToString(formula, { throwOnError: true, strict: 'error' });
    else if (link !== undefined) html += codeHtml(link, find);
    else if (address !== undefined) html += `<a class="link" href="${escapeHtml(address)}">${escapeHtml(address)}</a>`;
  }
  return html + escapeHtml(text.slice(end));
}

/** The first sentence without markup. */
export function summaryOf(text: string): string {
  const plain = text.replace(/[`$]|\{@link\s+([\w.]+)\s*\}/g, '$1');
  return /^.*?[.:](?=\s|$)/.exec(plain)?.[0] ?? plain;
}

/** `matmul`, `t.matmul(b)` and `new Adam(…)` lead to what they name. */
function codeHtml(code: string, find: FindEntry): string {
  const [, object, name, call] = /^(?:new )?([a-z]\w*\.)?(\w+)(\(.*\))?$/.exec(code) ?? [];
  const to = name === undefined ? null : find(name, call !== undefined && object === undefined);
  const html = `<code>${escapeHtml(code)}</code>`;
  return to === null ? html : `<a href="#${to}">${html}</a>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
