/** Declarations of a solution's exports, for the editor: TypeScript's own declaration emit, so without any body. */
import ts from 'typescript';

export interface SourceProblem {
  line: number;
  message: string;
}

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  strict: true,
  removeComments: true,
  isolatedDeclarations: true,
  declaration: true,
};

/** `export declare function softmax(Z: number[][]): number[][];` Exports must state their types. */
export function deriveTypings(solution: string): { typings: string; problems: SourceProblem[] } {
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(solution, {
    fileName: 'solution.ts',
    compilerOptions: OPTIONS,
    reportDiagnostics: true,
  });
  return { typings: outputText, problems: diagnostics.map(asProblem) };
}

/** Syntax errors of a program, in TypeScript's words. */
export function findSyntaxErrors(source: string): SourceProblem[] {
  const { diagnostics = [] } = ts.transpileModule(source, {
    fileName: 'program.ts',
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, isolatedModules: true },
    reportDiagnostics: true,
  });
  return diagnostics.map(asProblem);
}

/** Names that a program exports as values: functions, classes, constants. */
export function listExports(source: string): Set<string> {
  const names = new Set<string>();
  const file = ts.createSourceFile('program.ts', source, ts.ScriptTarget.ES2023, false, ts.ScriptKind.TS);
  for (const statement of file.statements) {
    if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)) {
      for (const element of statement.exportClause.elements) names.add(element.name.text);
    } else if (ts.canHaveModifiers(statement) && isExported(statement)) {
      if (ts.isVariableStatement(statement)) {
        for (const { name } of statement.declarationList.declarations) if (ts.isIdentifier(name)) names.add(name.text);
      } else if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name) {
        names.add(statement.name.text);
      }
    }
  }
  return names;
}

/** Lines on which a program imports something: submissions can't, so neither may a solution. */
export function findImports(source: string): number[] {
  const file = ts.createSourceFile('program.ts', source, ts.ScriptTarget.ES2023, false, ts.ScriptKind.TS);
  return file.statements
    .filter((statement) => ts.isImportDeclaration(statement) || ts.isImportEqualsDeclaration(statement))
    .map((statement) => file.getLineAndCharacterOfPosition(statement.getStart(file)).line + 1);
}

function isExported(node: ts.HasModifiers): boolean {
  return ts.getModifiers(node)?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function asProblem(diagnostic: ts.Diagnostic): SourceProblem {
  const line = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? 0;
  return { line: line + 1, message: ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ') };
}
