/** Reads what the engine's doors export, by TypeScript's own compiler: names, signatures and docstrings. Runs nothing. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { type Docstring, parseDocstring } from './docstring';
import { OPS_CLASS, OPS_FILE, PUBLIC_MEMBERS } from './doors';
import { spellOut } from './private-types';
import type { EntryKind } from './reference';

export interface RawEntry {
  readonly name: string;
  readonly kind: EntryKind;
  /** The class, for methods that are entries of their own. */
  readonly owner: string | null;
  /** From the engine's folder. */
  readonly file: string;
  /** Where the work is done, if not there: of a method, its op. */
  readonly source?: string;
  /** The door that exports it. */
  readonly door: string;
  readonly line: number;
  readonly signatures: readonly string[];
  readonly doc: Docstring;
  readonly members: readonly RawMember[];
  /** Of a class: what it extends, the nearest first. */
  readonly ancestors?: readonly string[];
  /** The body holds a `throw` of its own. */
  readonly throwsItself: boolean;
}

export interface RawMember {
  readonly name: string;
  readonly signature: string;
  readonly doc: Docstring;
  readonly throwsItself: boolean;
}

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
};

/** @param folder the engine's; `doors` from there */
export function extractEntries(folder: string, doors: readonly string[]): RawEntry[] {
  const present = doors.filter((door) => existsSync(path.join(folder, door)));
  const program = ts.createProgram({
    rootNames: present.map((door) => path.join(folder, door)),
    options: OPTIONS,
  });
  const extractor = new Extractor(program, path.resolve(folder));
  const entries = extractor.entries(present);
  const names = new Set(entries.map(({ name }) => name));
  const texts = extractor.typeTexts(names);
  return entries.map((entry) => ({
    ...entry,
    signatures: withParent(entry, names).map((text) => (entry.kind === 'type' ? text : spellOut(text, texts))),
    members: entry.members.map((member) => ({ ...member, signature: spellOut(member.signature, texts) })),
  }));
}

/** What a class extends is said where readers can look it up; a class alone says nothing beside its constructor. */
function withParent({ kind, signatures, ancestors = [] }: RawEntry, names: ReadonlySet<string>): readonly string[] {
  if (kind !== 'class') return signatures;
  const parent = ancestors.find((name) => names.has(name));
  if (parent === undefined) return signatures.length > 1 ? signatures.slice(0, -1) : signatures;
  return [...signatures.slice(0, -1), `${signatures.at(-1) ?? ''} extends ${parent}`];
}

class Extractor {
  private readonly checker: ts.TypeChecker;
  private readonly functions: Map<string, ts.Node>;

  constructor(
    private readonly program: ts.Program,
    private readonly folder: string,
  ) {
    this.checker = program.getTypeChecker();
    this.functions = this.indexFunctions();
  }

  entries(doors: readonly string[]): RawEntry[] {
    const seen = new Set<ts.Symbol>();
    return doors.flatMap((door) => {
      const file = this.program.getSourceFile(path.join(this.folder, door));
      const symbol = file && this.checker.getSymbolAtLocation(file);
      if (!symbol) return [];
      return this.checker.getExportsOfModule(symbol).flatMap((exported) => {
        const symbol = this.resolve(exported);
        if (seen.has(symbol)) return [];
        seen.add(symbol);
        const entries = this.entriesOf(symbol, exported.name, door);
        // A class of which only the type is exported can't be made or called.
        return isTypeOnly(exported) ? entries.map((entry) => ({ ...entry, kind: 'type' as const })) : entries;
      });
    });
  }

  /** Types of the engine without an entry of their own, as text. */
  typeTexts(entries: ReadonlySet<string>): Map<string, string> {
    const texts = new Map<string, string>();
    for (const statement of this.statements()) {
      if (ts.isTypeAliasDeclaration(statement) && !statement.typeParameters) {
        texts.set(statement.name.text, flat(statement.type.getText()));
      } else if (ts.isInterfaceDeclaration(statement) && !statement.heritageClauses) {
        const members = statement.members.map((member) => flat(member.getText()).replace(/;$/, ''));
        texts.set(statement.name.text, `{ ${members.join('; ')} }`);
      }
    }
    for (const name of entries) texts.delete(name);
    return texts;
  }

  private statements(): ts.Statement[] {
    const files = this.program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(this.folder));
    return files.flatMap(({ statements }) => [...statements]);
  }

  private resolve(symbol: ts.Symbol): ts.Symbol {
    return symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
  }

  /** Functions of `ops/`: a method of the same name calls it, and adds what stands there to its own words. */
  private indexFunctions(): Map<string, ts.Node> {
    const found = new Map<string, ts.Node>();
    for (const statement of this.statements()) {
      if (!statement.getSourceFile().fileName.startsWith(path.join(this.folder, 'ops'))) continue;
      if (ts.isFunctionDeclaration(statement) && statement.name) found.set(statement.name.text, statement);
      if (ts.isVariableStatement(statement)) {
        for (const { name } of statement.declarationList.declarations) found.set(name.getText(), statement);
      }
    }
    return found;
  }

  private entriesOf(symbol: ts.Symbol, name: string, door: string): RawEntry[] {
    const [declaration] = symbol.declarations ?? [];
    if (!declaration) return [];
    const base = { name, owner: null, door, members: [], ...this.place(declaration) };
    const doc = this.docOf(symbol);
    if (ts.isFunctionDeclaration(declaration)) {
      const declared = (symbol.declarations ?? []).filter((one) => ts.isFunctionDeclaration(one));
      const overloads = declared.length > 1 ? declared.filter(({ body }) => !body) : declared;
      const signatures = overloads.map((one) => `${name}${signatureOf(one)}`);
      return [{ ...base, kind: 'function', signatures, doc, throwsItself: throwsItself(declaration) }];
    }
    if (ts.isClassDeclaration(declaration)) return this.classEntries(symbol, declaration, { ...base, doc });
    if (ts.isInterfaceDeclaration(declaration)) {
      const members = this.membersOf(symbol).map((member) => this.member(member));
      const signatures = [headOf(declaration, 'interface', name)];
      return [{ ...base, kind: 'type', signatures, doc, members, throwsItself: false }];
    }
    if (ts.isTypeAliasDeclaration(declaration)) {
      return [{ ...base, kind: 'type', signatures: [oneLine(declaration)], doc, throwsItself: false }];
    }
    if (ts.isVariableDeclaration(declaration)) return [{ ...base, doc, ...this.variable(declaration, name) }];
    return [];
  }

  private variable(
    declaration: ts.VariableDeclaration,
    name: string,
  ): Pick<RawEntry, 'kind' | 'signatures' | 'throwsItself'> {
    const { initializer } = declaration;
    if (initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer))) {
      const shown = declaration.type
        ? `${name}: ${declaration.type.getText()}`
        : `${name}${signatureOf(initializer, this.checker)}`;
      return { kind: 'function', signatures: [shown], throwsItself: throwsItself(initializer) };
    }
    const type = this.checker.getTypeAtLocation(declaration);
    const [call] = type.getCallSignatures();
    const written = declaration.type?.getText() ?? this.checker.typeToString(type);
    return {
      kind: call ? 'function' : 'constant',
      signatures: [call ? `${name}${this.checker.signatureToString(call)}` : `const ${name}: ${written}`],
      throwsItself: false,
    };
  }

  private classEntries(
    symbol: ts.Symbol,
    declaration: ts.ClassDeclaration,
    base: Pick<RawEntry, 'name' | 'owner' | 'door' | 'file' | 'line' | 'doc' | 'members'>,
  ): RawEntry[] {
    const { name, door } = base;
    const constructor = declaration.members.find((member) => ts.isConstructorDeclaration(member));
    const abstract = ts.getModifiers(declaration)?.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword) ?? false;
    const parameters = this.constructorText(symbol);
    const split = name === OPS_CLASS;
    const own = this.membersOf(symbol);
    const methods = split ? own.filter((member) => this.isOp(member)) : [];
    const members = own.filter((member) => !methods.includes(member)).map((member) => this.member(member));
    const head = `${abstract ? 'abstract class' : 'class'} ${name}`;
    const doc = constructor && !split ? joined(base.doc, this.docOfNode(constructor)) : base.doc;
    const calls = split || abstract || parameters === null ? [] : [`new ${name}${parameters}`];
    return [
      {
        ...base,
        kind: 'class',
        signatures: [...calls, head],
        ancestors: this.ancestorsOf(symbol),
        doc,
        members,
        throwsItself: constructor !== undefined && throwsItself(constructor),
      },
      ...methods.map((method): RawEntry => {
        const at = method.declarations?.[0] ?? declaration;
        const op = this.functions.get(method.name);
        return {
          name: method.name,
          kind: method.flags & ts.SymbolFlags.Method ? 'method' : 'property',
          owner: name,
          door,
          ...this.place(at),
          ...(op ? { source: this.place(op).file } : {}),
          signatures: [this.member(method).signature],
          doc: this.docOfMethod(method),
          members: [],
          throwsItself: throwsItself(op ?? at),
        };
      }),
    ];
  }

  /** Methods, and whatever else stands beside them where the ops are hung on the class. */
  private isOp(member: ts.Symbol): boolean {
    return (member.flags & ts.SymbolFlags.Method) !== 0 || this.isBesideOps(member);
  }

  private isBesideOps(member: ts.Symbol): boolean {
    const [declaration] = member.declarations ?? [];
    return declaration !== undefined && this.place(declaration).file === OPS_FILE;
  }

  /** `(inputs: number, options: DenseOptions = {})`, as this class has it: a constructor may be inherited from a generic one. */
  private constructorText(symbol: ts.Symbol): string | null {
    const [made] = this.checker.getTypeOfSymbol(symbol).getConstructSignatures();
    const declaration = made?.getDeclaration() as ts.Declaration | undefined;
    if (!made || !declaration || !ts.isConstructorDeclaration(declaration)) return null;
    const generic = new Map((made.getTypeParameters() ?? []).map((one) => [one.symbol.name, one]));
    const parameters = declaration.parameters.map((parameter, i) => {
      const { name, written, end } = partsOf(parameter);
      const type = made.getParameters()[i];
      const own = type ? this.checker.getTypeOfSymbol(type) : undefined;
      const known = own && (generic.get(own.symbol?.name ?? '')?.getDefault() ?? own);
      // Aliases and unions are clearer as written; only what a subclass has filled in differs.
      const inherited = declaration.parent !== symbol.valueDeclaration || known !== own;
      const text = inherited && known ? this.checker.typeToString(known) : written;
      return `${name}${text === '' ? '' : `: ${text}`}${end}`;
    });
    return `(${parameters.join(', ')})`.replace(/\s+/g, ' ');
  }

  /** Classes that it extends, the nearest first. */
  private ancestorsOf(symbol: ts.Symbol): string[] {
    const [parent] = this.checker.getBaseTypes(this.checker.getDeclaredTypeOfSymbol(symbol) as ts.InterfaceType);
    return parent?.symbol ? [parent.symbol.name, ...this.ancestorsOf(parent.symbol)] : [];
  }

  /** Public ones that this class or interface itself declares. */
  private membersOf(symbol: ts.Symbol): ts.Symbol[] {
    const members = [...(symbol.members?.values() ?? [])];
    return members.filter((member) => {
      const [declaration] = member.declarations ?? [];
      if (!declaration || member.flags & (ts.SymbolFlags.Constructor | ts.SymbolFlags.TypeParameter)) return false;
      if (symbol.name === OPS_CLASS && !PUBLIC_MEMBERS.has(member.name) && !this.isBesideOps(member)) return false;
      if (member.name.startsWith('#') || member.name.startsWith('__')) return false;
      const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
      return (ts.getCombinedModifierFlags(declaration) & hidden) === 0;
    });
  }

  private member(member: ts.Symbol): RawMember {
    const declaration = member.declarations?.[0];
    const { name } = member;
    if (!declaration) throw new Error(`${name} is declared nowhere`);
    const optional = member.flags & ts.SymbolFlags.Optional ? '?' : '';
    const type =
      ts.isFunctionLike(declaration) && !ts.isAccessor(declaration)
        ? signatureOf(declaration, this.checker)
        : `${optional}: ${this.typeOf(declaration)}`;
    return {
      name,
      signature: `${name}${type}`,
      doc: this.docOf(member),
      throwsItself: throwsItself(declaration),
    };
  }

  private typeOf(declaration: ts.Declaration): string {
    const written = 'type' in declaration && declaration.type ? (declaration.type as ts.TypeNode).getText() : undefined;
    return written ?? this.checker.typeToString(this.checker.getTypeAtLocation(declaration));
  }

  private docOf(symbol: ts.Symbol): Docstring {
    const declaration = symbol.declarations?.find((one) => commentOf(one) !== null);
    return this.docOfNode(declaration);
  }

  /** What the method says, then what its op says; the method's sentence goes where the op's says the same and more. */
  private docOfMethod(method: ts.Symbol): Docstring {
    const own = this.docOf(method);
    const op = this.docOfNode(this.functions.get(method.name));
    const said = op.about.map((block) => (block.kind === 'list' ? '' : block.text)).join(' ');
    const news = own.about.filter((block) => block.kind === 'list' || !said.includes(firstClause(block.text)));
    return joined({ ...own, about: news }, op);
  }

  private docOfNode(node: ts.Node | undefined): Docstring {
    return parseDocstring((node && commentOf(node)) ?? '/** */');
  }

  private place(node: ts.Node): { file: string; line: number } {
    const file = node.getSourceFile();
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    return { file: path.relative(this.folder, file.fileName).replaceAll(path.sep, '/'), line: line + 1 };
  }
}

/** Two docstrings of one thing: of a class and its constructor, of a method and its op. What both say is said once. */
function joined(first: Docstring, second: Docstring): Docstring {
  const both = <T>(pick: (doc: Docstring) => readonly T[]): T[] => {
    const all = [...pick(first), ...pick(second)];
    return all.filter((one, i) => all.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === i);
  };
  return {
    about: both(({ about }) => about),
    params: both(({ params }) => params),
    returns: first.returns ?? second.returns,
    throws: both(({ throws }) => throws),
    see: both(({ see }) => see),
    examples: both(({ examples }) => examples),
  };
}

function firstClause(text: string): string {
  return /^[^;:.\n]*/.exec(text)?.[0] ?? text;
}

function isTypeOnly(exported: ts.Symbol): boolean {
  const [specifier] = exported.declarations ?? [];
  return (
    specifier !== undefined &&
    ts.isExportSpecifier(specifier) &&
    (specifier.isTypeOnly || specifier.parent.parent.isTypeOnly)
  );
}

function flat(text: string): string {
  return text
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The last docstring before a declaration, as written. */
function commentOf(node: ts.Node): string | null {
  const holder = ts.isVariableDeclaration(node) ? node.parent.parent : node;
  const text = holder.getSourceFile().text;
  const comments = ts.getLeadingCommentRanges(text, holder.getFullStart()) ?? [];
  const [last] = comments
    .map(({ pos, end }) => text.slice(pos, end))
    .filter((one) => one.startsWith('/**'))
    .slice(-1);
  return last ?? null;
}

function signatureOf(node: ts.SignatureDeclaration, checker?: ts.TypeChecker): string {
  const generic = node.typeParameters ? `<${node.typeParameters.map((one) => one.getText()).join(', ')}>` : '';
  const parameters = node.parameters.map(parameterText);
  const inferred = checker && checker.getSignatureFromDeclaration(node);
  const result = node.type?.getText() ?? (inferred ? checker.typeToString(inferred.getReturnType()) : null);
  const end = result === null || ts.isConstructorDeclaration(node) ? '' : `: ${result}`;
  return `${generic}(${parameters.join(', ')})${end}`.replace(/\s+/g, ' ');
}

function parameterText(parameter: ts.ParameterDeclaration): string {
  const { name, written, end } = partsOf(parameter);
  return `${name}${written === '' ? '' : `: ${written}`}${end}`;
}

/** A destructured parameter is told by what may be in it; its defaults stand in the text. */
function partsOf(parameter: ts.ParameterDeclaration): { name: string; written: string; end: string } {
  const { name, type, initializer, questionToken, dotDotDotToken } = parameter;
  const shown = ts.isIdentifier(name) ? name.text : 'options';
  const optional = questionToken || (initializer && !ts.isIdentifier(name)) ? '?' : '';
  const end = initializer && ts.isIdentifier(name) ? ` = ${initializer.getText()}` : '';
  return { name: `${dotDotDotToken ? '...' : ''}${shown}${optional}`, written: type?.getText() ?? '', end };
}

function headOf(node: ts.ClassDeclaration | ts.InterfaceDeclaration, word: string, name: string): string {
  const generic = node.typeParameters ? `<${node.typeParameters.map((one) => one.getText()).join(', ')}>` : '';
  const heritage = (node.heritageClauses ?? []).map((clause) => ` ${clause.getText()}`).join('');
  return `${word} ${name}${generic}${heritage}`.replace(/\s+/g, ' ');
}

function oneLine(node: ts.TypeAliasDeclaration): string {
  const text = node
    .getText()
    .replace(/^export\s+/, '')
    .replace(/;$/, '');
  return flat(text);
}

function throwsItself(node: ts.Node): boolean {
  let found = false;
  const look = (at: ts.Node): void => {
    if (ts.isThrowStatement(at)) found = true;
    else ts.forEachChild(at, look);
  };
  if (!ts.isClassDeclaration(node)) look(node);
  return found;
}
