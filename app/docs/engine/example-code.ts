/** An example as it is written becomes a function that gives the value of its last expression. */
import { type ModuleDeclaration, parse, type Pattern, type Statement } from 'acorn';

export type CompiledExample =
  /** An expression: an async function of one record that holds every name an example may use. */
  { readonly kind: 'ok'; readonly code: string } | { readonly kind: 'syntax-error'; readonly message: string };

export const EXAMPLE_FILE = 'example.js';

/**
 * Imports are left out, since every public name is there already, and `export` is too. The names are arguments of an outer
 * function, so that the example may declare its own of the same name. No line is moved.
 */
export function compileExample(source: string, names: readonly string[]): CompiledExample {
  let statements: readonly (Statement | ModuleDeclaration)[];
  try {
    statements = parse(source, { ecmaVersion: 'latest', sourceType: 'module' }).body;
  } catch (error) {
    return { kind: 'syntax-error', message: syntaxWords(error) };
  }
  let body = source;
  const last = statements.at(-1);
  for (const statement of statements.toReversed()) {
    const { start, end } = statement;
    if (statement.type === 'ImportDeclaration') {
      body = splice(body, { start, end }, blank(body.slice(start, end)));
    } else if (statement.type === 'ExportNamedDeclaration' && statement.declaration) {
      body = splice(body, { start, end: statement.declaration.start }, '');
    } else if (statement === last) {
      for (const end of endings(statement)) body = splice(body, end, returned(body.slice(end.start, end.end)));
      body = splice(body, { start: end, end }, returnDeclared(statement));
    }
  }
  const prologue = `(async function ({ ${names.join(', ')} }) { return await (async () => { 'use strict'; `;
  return { kind: 'ok', code: `${prologue}${body}\n})(); })\n//# sourceURL=${EXAMPLE_FILE}` };
}

/** The expressions that a statement may end with, last first: those of its branches, too. */
function endings(statement: Statement | ModuleDeclaration | null | undefined): { start: number; end: number }[] {
  if (!statement) return [];
  if (statement.type === 'ExpressionStatement') return [statement];
  if (statement.type === 'BlockStatement') return endings(statement.body.at(-1));
  if (statement.type === 'IfStatement') return [...endings(statement.alternate), ...endings(statement.consequent)];
  if (statement.type === 'TryStatement') return [...endings(statement.handler?.body), ...endings(statement.block)];
  return [];
}

/** An example that ends in a declaration gives what it declared. */
function returnDeclared(statement: Statement | ModuleDeclaration): string {
  if (statement.type !== 'VariableDeclaration') return '';
  const names = statement.declarations.flatMap(({ id }) => namesIn(id));
  return `\nreturn ${names.length === 1 ? (names[0] ?? '') : `({ ${names.join(', ')} })`};`;
}

function namesIn(pattern: Pattern | null): string[] {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ArrayPattern':
      return pattern.elements.flatMap(namesIn);
    case 'ObjectPattern':
      return pattern.properties.flatMap((one) => namesIn(one.type === 'RestElement' ? one : one.value));
    case 'AssignmentPattern':
      return namesIn(pattern.left);
    case 'RestElement':
      return namesIn(pattern.argument);
    case 'MemberExpression':
    case undefined:
      return [];
  }
}

function returned(expression: string): string {
  return `return (${expression.replace(/;$/, '')}\n);`;
}

function splice(text: string, { start, end }: { start: number; end: number }, instead: string): string {
  return text.slice(0, start) + instead + text.slice(end);
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

function syntaxWords(error: unknown): string {
  if (!(error instanceof SyntaxError)) return String(error);
  const line = 'loc' in error ? (error.loc as { line: number }).line : 1;
  return `SyntaxError in line ${String(line)}: ${error.message.replace(/ \(\d+:\d+\)$/, '')}`;
}
