/** Turns a submission, a TypeScript module, into a classic script that evaluates to a record of the wanted names. */
import { getLineInfo, parse } from 'acorn';
import type {
  ExportDefaultDeclaration,
  ExportNamedDeclaration,
  ModuleDeclaration,
  Node,
  Pattern,
  Program,
  Statement,
} from 'acorn';
import { ancestor } from 'acorn-walk';
import { transformSync } from 'amaro';
import { PROLOGUE } from './submission-file';

export type CompileResult =
  | {
      readonly kind: 'ok';
      /** Keeps lines and columns, except that the first line begins with `PROLOGUE`. */
      readonly code: string;
      readonly notes: string[];
    }
  | {
      readonly kind: 'syntax-error';
      /** For the student, with the line in it. */
      readonly message: string;
      readonly line: number;
      readonly column: number;
      /** The parser ran out of its stack and may give wrong answers from now on: use a fresh process. */
      readonly poisoned?: true;
    };

/**
 * @param names the exports that the exercise wants. A name that is declared but not exported is taken all the same, with a
 *   note: a forgotten `export` is no mistake in the subject taught.
 */
export function compileSubmission(source: string, names: readonly string[]): CompileResult {
  try {
    return link(strip(source), names);
  } catch (error) {
    if (error instanceof Refused) return { kind: 'syntax-error', ...error.place, message: error.message };
    // A stack overflow in the parsers (RangeError), or in WebAssembly code that an earlier one has left broken.
    const message = 'Your program is too deeply nested to be read.';
    return { kind: 'syntax-error', message, line: 1, column: 1, poisoned: true };
  }
}

interface Place {
  readonly line: number;
  readonly column: number;
}

class Refused extends Error {
  readonly place: Place;

  constructor(place: Place, says: string) {
    super(`Line ${place.line}: ${says}`);
    this.place = place;
  }
}

const ERASABLE = 'only types that can be erased are allowed';

/** What amaro can't erase, by a piece of its message. */
const NOT_ERASABLE: readonly (readonly [RegExp, string])[] = [
  [/enum/, `enum can't be used here: ${ERASABLE}.`],
  [
    /parameter property/,
    `a parameter property (private, public or readonly in a constructor) can't be used here: ${ERASABLE}.`,
  ],
  [/namespace|module declaration|`module` keyword/, `namespace can't be used here: ${ERASABLE}.`],
  [/import equals/, "import … = require(…) can't be used here: write everything in this file."],
  [/export assignment/, "export = can't be used here: put export in front of your functions."],
  [/angle-bracket/, '<T>value is not understood here: write value as T instead.'],
];

function strip(source: string): string {
  try {
    return transformSync(source, { mode: 'strip-only' }).code;
  } catch (error) {
    if (!isAmaroError(error)) throw error;
    const place = { line: error.startLine, column: error.startColumn + 1 };
    if (error.code === 'InvalidSyntax') throw new Refused(place, asSentence(error.message));
    const known = NOT_ERASABLE.find(([pattern]) => pattern.test(error.message));
    throw new Refused(place, known?.[1] ?? `this can't be used here: ${ERASABLE}.`);
  }
}

interface AmaroError {
  readonly code: 'UnsupportedSyntax' | 'InvalidSyntax';
  readonly message: string;
  readonly startLine: number;
  readonly startColumn: number;
}

function isAmaroError(error: unknown): error is AmaroError {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    (error.code === 'UnsupportedSyntax' || error.code === 'InvalidSyntax') &&
    'startLine' in error
  );
}

function link(code: string, names: readonly string[]): CompileResult {
  const program = parseModule(code);
  if (/<!--|-->/.test(code)) refuseHtmlComments(code);
  if (/\bawait\b|\bmeta\b/.test(code)) refuseModuleOnly(program);
  const linked: Linked = { code: code.split(''), declared: new Set(), exported: new Map() };
  // Allowed in the first line only, where the prologue will stand.
  if (code.startsWith('#!')) blank(linked.code, 0, code.search(/[\n\r\u2028\u2029]|$/));
  for (const statement of program.body) linkStatement(linked, statement);
  const notes: string[] = [];
  const fields = ['__proto__:null'];
  for (const name of names) {
    const local = linked.exported.get(name) ?? (linked.declared.has(name) ? name : undefined);
    if (local === undefined) continue;
    fields.push(`${JSON.stringify(name)}:${local}`);
    if (!linked.exported.has(name)) notes.push(`${name} has no export in front of it; it was used all the same.`);
  }
  return { kind: 'ok', code: `${PROLOGUE}${linked.code.join('')}\nreturn {${fields.join(',')}};})()`, notes };
}

function parseModule(code: string): Program {
  try {
    return parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true });
  } catch (error) {
    if (!(error instanceof SyntaxError) || !('loc' in error)) throw error;
    const { line, column } = error.loc as Place;
    const message = error.message.replace(/ \(\d+:\d+\)$/, '');
    const place = { line, column: column + 1 };
    throw new Refused(place, asSentence(message));
  }
}

/** A module reads `x <!--y` as operators, the script made of it as a comment. */
function refuseHtmlComments(code: string): void {
  const comments: number[] = [];
  const found = (_block: boolean, _text: string, start: number): void => {
    if (/^(?:<!--|-->)/.test(code.slice(start, start + 4))) comments.push(start);
  };
  try {
    parse(code, { ecmaVersion: 'latest', sourceType: 'script', onComment: found, allowImportExportEverywhere: true });
  } catch (error) {
    // What follows a comment that a module does not see may well make no sense.
    if (!(error instanceof SyntaxError)) throw error;
  }
  const [start] = comments;
  if (start === undefined) return;
  const { line, column } = getLineInfo(code, start);
  throw new Refused({ line, column: column + 1 }, 'put spaces between <, ! and --, or between -- and >.');
}

/** Refuses what a module may do and the script made of it may not. */
function refuseModuleOnly(program: Program): void {
  const insideAsync = (ancestors: Node[]): boolean => ancestors.some((node) => 'async' in node && node.async === true);
  const refuseAwait = (node: Node, ancestors: Node[]): void => {
    if (!insideAsync(ancestors)) throw new Refused(placeOf(node), 'await works only inside an async function.');
  };
  ancestor(program, {
    AwaitExpression: (node, _state, ancestors) => refuseAwait(node, ancestors),
    ForOfStatement: (node, _state, ancestors) => {
      if (node.await) refuseAwait(node, ancestors);
    },
    MetaProperty: (node) => {
      if (node.meta.name === 'import') throw new Refused(placeOf(node), "import.meta can't be used here.");
    },
  });
}

interface Linked {
  /** The source by UTF-16 unit, edited in place so that nothing moves. */
  readonly code: string[];
  readonly declared: Set<string>;
  /** Exported name → name of the local. */
  readonly exported: Map<string, string>;
}

const NO_IMPORT = "import can't be used here: write everything in this file.";

function linkStatement(linked: Linked, statement: Statement | ModuleDeclaration): void {
  if (statement.type === 'ImportDeclaration' || statement.type === 'ExportAllDeclaration') {
    throw new Refused(placeOf(statement), NO_IMPORT);
  }
  if (statement.type === 'ExportNamedDeclaration') linkNamed(linked, statement);
  else if (statement.type === 'ExportDefaultDeclaration') linkDefault(linked, statement);
  else for (const name of declaredNames(statement)) linked.declared.add(name);
}

function linkNamed(linked: Linked, statement: ExportNamedDeclaration): void {
  if (statement.source) throw new Refused(placeOf(statement), NO_IMPORT);
  if (!statement.declaration) {
    blank(linked.code, statement.start, statement.end);
    // Where a statement stood, the lines around it must not become one.
    write(linked.code, statement.start, ';');
    for (const { local, exported } of statement.specifiers) linked.exported.set(nameOf(exported), nameOf(local));
    return;
  }
  blank(linked.code, statement.start, statement.declaration.start);
  for (const name of declaredNames(statement.declaration)) {
    linked.declared.add(name);
    linked.exported.set(name, name);
  }
}

function linkDefault(linked: Linked, statement: ExportDefaultDeclaration): void {
  const { declaration } = statement;
  const keywordEnd = linked.code.join('').indexOf('default', statement.start) + 'default'.length;
  blank(linked.code, statement.start, keywordEnd);
  if ((declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') && declaration.id) {
    linked.declared.add(declaration.id.name);
    linked.exported.set(declaration.id.name, declaration.id.name);
    return;
  }
  // No name to find it by: keep it as an expression whose value is dropped.
  write(linked.code, statement.start, 'void');
  linked.code[statement.end - 1] += ';';
}

function declaredNames(statement: Statement | ModuleDeclaration): string[] {
  if (statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration') return [statement.id.name];
  if (statement.type !== 'VariableDeclaration') return [];
  return statement.declarations.flatMap(({ id }) => boundNames(id));
}

function boundNames(pattern: Pattern): string[] {
  if (pattern.type === 'Identifier') return [pattern.name];
  if (pattern.type === 'RestElement') return boundNames(pattern.argument);
  if (pattern.type === 'AssignmentPattern') return boundNames(pattern.left);
  if (pattern.type === 'ArrayPattern')
    return pattern.elements.flatMap((element) => (element ? boundNames(element) : []));
  if (pattern.type !== 'ObjectPattern') return [];
  return pattern.properties.flatMap((p) => boundNames(p.type === 'RestElement' ? p.argument : p.value));
}

function nameOf(node: { type: 'Identifier'; name: string } | { type: 'Literal'; value?: unknown }): string {
  return node.type === 'Identifier' ? node.name : String(node.value);
}

function placeOf(node: { loc?: { start: Place } | null }): Place {
  return { line: node.loc?.start.line ?? 1, column: (node.loc?.start.column ?? 0) + 1 };
}

/** Overwrites with spaces; line ends stay. */
function blank(code: string[], start: number, end: number): void {
  for (let i = start; i < end; i++) if (!/[\n\r\u2028\u2029]/.test(code[i] ?? '')) code[i] = ' ';
}

function write(code: string[], start: number, word: string): void {
  for (let i = 0; i < word.length; i++) code[start + i] = word.charAt(i);
}

function asSentence(message: string): string {
  const words = message.trim().replace(/[.]$/, '');
  return `${words.charAt(0).toLowerCase()}${words.slice(1)}.`;
}
