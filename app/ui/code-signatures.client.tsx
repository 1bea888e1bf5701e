/** Compares the student's exports with the ones that the exercise expects, and says where they differ. */
'use client';
import { getTypeScriptWorker, typescriptDefaults } from 'monaco-editor/languages/features/typescript/register';
import { monaco } from './code-monaco.client';

const OWNER = 'signatures';
const EXPECTED = 'file:///expected.d.ts';
const PROBE = 'file:///probe.ts';

interface Options {
  model: monaco.editor.ITextModel;
  /** Declarations of the expected exports: `export declare function softmax(…): …`. */
  typings: string;
  exports: readonly string[];
}

/** Watches the model until it is disposed; a wrong signature becomes a warning on the student's own declaration. */
export function watchSignatures({ model, typings, exports }: Options): { dispose(): void } {
  const library = typescriptDefaults.addExtraLib(typings, EXPECTED);
  const file = model.uri.path.split('/').at(-1)?.replace(/\.ts$/, '') ?? 'main';
  // One line per export, so that the line of an error tells the name.
  const source = [
    `import * as expected from './expected'; import * as yours from './${file}';`,
    ...exports.map((name) => `export const check_${name}: typeof expected.${name} = yours.${name};`),
  ].join('\n');
  const probe = monaco.editor.createModel(source, 'typescript', monaco.Uri.parse(PROBE));
  let timer = 0;
  let disposed = false;

  const compare = async (): Promise<void> => {
    const open = await getTypeScriptWorker();
    const worker = await open(model.uri, probe.uri);
    const version = model.getVersionId();
    const [syntax, found] = await Promise.all([
      worker.getSyntacticDiagnostics(model.uri.toString()),
      worker.getSemanticDiagnostics(PROBE),
    ]);
    if (disposed || model.isDisposed() || model.getVersionId() !== version) return;
    const markers = syntax.length > 0 ? [] : found.flatMap(({ start, code }) => markerFor(start, code) ?? []);
    monaco.editor.setModelMarkers(model, OWNER, markers);
  };

  const markerFor = (start: number | undefined, code: number): monaco.editor.IMarkerData | null => {
    const line = start === undefined ? 0 : probe.getPositionAt(start).lineNumber;
    const name = exports[line - 2];
    if (name === undefined) return null;
    const place = declarationOf(model, name);
    // 2339, 2551, 2459, 2724: there is no such export.
    const missing = [2339, 2551, 2459, 2724, 2305].includes(code);
    if (missing && place) return null; // declared but not exported: the grader takes it all the same
    const wanted = signatureOf(typings, name);
    return {
      severity: monaco.MarkerSeverity.Warning,
      message: missing
        ? `The checks call ${name}, which is not here yet.\nExpected: ${wanted}`
        : `The checks expect another signature:\n${wanted}`,
      source: 'Gradus',
      startLineNumber: place?.startLineNumber ?? 1,
      startColumn: place?.startColumn ?? 1,
      endLineNumber: place?.endLineNumber ?? 1,
      endColumn: place?.endColumn ?? model.getLineMaxColumn(1),
    };
  };

  const schedule = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      // The worker may be gone with the page; the next change asks again.
      compare().catch(() => undefined);
    }, 500);
  };
  const listener = model.onDidChangeContent(schedule);
  schedule();
  return {
    dispose() {
      disposed = true;
      clearTimeout(timer);
      listener.dispose();
      probe.dispose();
      library.dispose();
    },
  };
}

function declarationOf(model: monaco.editor.ITextModel, name: string): monaco.Range | undefined {
  const pattern = `\\b(?:function\\*?|class|const|let|var)\\s+${name}\\b`;
  return model.findNextMatch(pattern, { lineNumber: 1, column: 1 }, true, true, null, false)?.range;
}

/** The expected declaration of one name, on one line where it fits. */
function signatureOf(typings: string, name: string): string {
  const found = new RegExp(`^.*\\b(?:function|class|const|let)\\s+${name}\\b[^;{]*`, 'm').exec(typings)?.[0];
  return (found ?? name).replace(/^\s*export\s+(declare\s+)?/, '').trim();
}
