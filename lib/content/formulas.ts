/** Formulas in a sanitised tree become KaTeX's HTML, with the same KaTeX whose style sheet the pages load. */
import type { Element, Root } from 'hast';
import katex from 'katex';
import { SKIP, visit } from 'unist-util-visit';

export type ReportFormula = (line: number | null, message: string) => void;

/**
 * What KaTeX wrote is put in as raw HTML, after sanitising: nothing else in the tree may be raw. A formula with a
 * mistake is reported, and stands there as typed.
 */
export function setFormulas(tree: Root, report: ReportFormula): void {
  visit(tree, 'element', (node, index, parent) => {
    if (index === undefined || !parent) return undefined;
    const code = node.tagName === 'pre' ? node.children[0] : node;
    if (code?.type !== 'element' || code.tagName !== 'code') return undefined;
    const displayMode = hasClass(code, 'math-display');
    if (!displayMode && !hasClass(code, 'math-inline')) return undefined;
    const tex = code.children.map((child) => (child.type === 'text' ? child.value : '')).join('');
    try {
      const value = katex.renderToString(tex, {
        displayMode,
        output: 'htmlAndMathml',
        strict: 'error',
        trust: false,
        maxExpand: 1000,
        maxSize: 20,
      });
      parent.children[index] = { type: 'raw', value };
    } catch (error) {
      const message = error instanceof Error ? error.message.replace(/^KaTeX parse error: /, '') : String(error);
      report((node.position ?? code.position)?.start.line ?? null, message);
    }
    return SKIP;
  });
}

function hasClass(node: Element, name: string): boolean {
  return Array.isArray(node.properties.className) && node.properties.className.includes(name);
}
