/** Monaco, set up once for editor and diff: slim imports, workers of our own origin, nonce for its styles, our colours. */
'use client';
import * as monaco from 'monaco-editor/editor';
import 'monaco-editor/features/register.all';
import 'monaco-editor/languages/definitions/typescript/register';
import {
  ModuleKind,
  ModuleResolutionKind,
  ScriptTarget,
  typescriptDefaults,
} from 'monaco-editor/languages/features/typescript/register';

export { monaco };

const THEME = 'gradus';

/** What student code can see besides the language itself. */
const AMBIENT =
  'declare const console: { log(...values: unknown[]): void; warn(...values: unknown[]): void; error(...values: unknown[]): void };';

let ready = false;

/** Safe to call before every editor; only the first call does something. */
export function setUpMonaco(): void {
  if (ready) return;
  ready = true;
  self.MonacoEnvironment = {
    getWorker(_id, label) {
      // Both calls must stay literal, or the bundler does not see the workers.
      if (label === 'typescript' || label === 'javascript') {
        return new Worker(new URL('monaco-editor/language/typescript/ts.worker.js', import.meta.url), {
          type: 'module',
        });
      }
      return new Worker(new URL('monaco-editor/editor/editor.worker.js', import.meta.url), { type: 'module' });
    },
  };
  giveStylesTheNonce();
  typescriptDefaults.setCompilerOptions({
    strict: true,
    target: ScriptTarget.ESNext,
    module: ModuleKind.ESNext,
    moduleResolution: ModuleResolutionKind.NodeJs,
    lib: ['es2023'],
    types: [],
    noEmit: true,
    allowNonTsExtensions: true,
  });
  typescriptDefaults.setEagerModelSync(true);
  typescriptDefaults.addExtraLib(AMBIENT, 'file:///ambient.d.ts');
  defineTheme();
  const redefine = () => defineTheme();
  new MutationObserver(redefine).observe(document.documentElement, { attributeFilter: ['data-theme', 'class'] });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redefine);
  void document.fonts.ready.then(() => monaco.editor.remeasureFonts());
}

/** Monaco makes `<style>` elements without a nonce, which our policy refuses (microsoft/monaco-editor#271). */
function giveStylesTheNonce(): void {
  const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce;
  if (!nonce) return;
  const make = document.createElement.bind(document);
  document.createElement = (tag: string, options?: ElementCreationOptions) => {
    const element = make(tag, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
}

/** A token as `#rrggbb`: read from a probe, since tokens are written with `light-dark()`. */
function tokenColour(name: string): string {
  const probe = document.createElement('i');
  probe.style.color = `var(--color-${name})`;
  document.body.append(probe);
  const channels = getComputedStyle(probe).color.match(/[\d.]+/g) ?? [];
  probe.remove();
  const hex = channels.slice(0, 3).map((channel) => Math.round(Number(channel)).toString(16).padStart(2, '0'));
  return `#${hex.join('').padEnd(6, '0')}`;
}

function isDark(): boolean {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}

function defineTheme(): void {
  const foreground = (name: string): string => tokenColour(name).slice(1);
  const quiet = tokenColour('ink-2');
  monaco.editor.defineTheme(THEME, {
    base: isDark() ? 'vs-dark' : 'vs',
    inherit: false,
    rules: [
      { token: '', foreground: foreground('ink') },
      { token: 'comment', foreground: foreground('ink-3'), fontStyle: 'italic' },
      { token: 'keyword', foreground: foreground('accent') },
      { token: 'number', foreground: foreground('class-b-ink') },
      { token: 'string', foreground: foreground('pass') },
      { token: 'regexp', foreground: foreground('pass') },
      { token: 'type', foreground: foreground('class-a-ink') },
    ],
    colors: {
      'editor.background': tokenColour('bg'),
      'editor.foreground': tokenColour('ink'),
      'editorLineNumber.foreground': tokenColour('ink-3'),
      'editorLineNumber.activeForeground': tokenColour('ink'),
      'editor.lineHighlightBackground': tokenColour('surface'),
      'editor.lineHighlightBorder': tokenColour('surface'),
      'editorCursor.foreground': tokenColour('accent'),
      'editor.selectionBackground': tokenColour('accent-bg'),
      'editor.inactiveSelectionBackground': tokenColour('sunken'),
      'editor.wordHighlightBackground': tokenColour('sunken'),
      'editor.wordHighlightStrongBackground': tokenColour('sunken'),
      'editorBracketMatch.background': tokenColour('sunken'),
      'editorBracketMatch.border': tokenColour('line-strong'),
      'editorIndentGuide.background1': tokenColour('line'),
      'editorIndentGuide.activeBackground1': tokenColour('line-strong'),
      'editorError.foreground': tokenColour('fail'),
      'editorWarning.foreground': tokenColour('warn'),
      'editorWidget.background': tokenColour('surface'),
      'editorWidget.foreground': tokenColour('ink'),
      'editorWidget.border': tokenColour('line-strong'),
      'editorHoverWidget.background': tokenColour('surface'),
      'editorHoverWidget.border': tokenColour('line-strong'),
      'editorSuggestWidget.background': tokenColour('surface'),
      'editorSuggestWidget.border': tokenColour('line-strong'),
      'editorSuggestWidget.selectedBackground': tokenColour('accent-bg'),
      'editorSuggestWidget.selectedForeground': tokenColour('ink'),
      'editorSuggestWidget.highlightForeground': tokenColour('accent'),
      'input.background': tokenColour('bg'),
      'input.foreground': tokenColour('ink'),
      'input.border': tokenColour('line-strong'),
      'list.hoverBackground': tokenColour('sunken'),
      'scrollbarSlider.background': `${tokenColour('line-strong')}66`,
      'scrollbarSlider.hoverBackground': `${tokenColour('line-strong')}99`,
      'editorLineNumber.dimmedForeground': tokenColour('ink-3'),
      'diffEditor.insertedTextBackground': `${tokenColour('pass')}1c`,
      'diffEditor.removedTextBackground': `${tokenColour('fail')}1c`,
      'diffEditor.insertedLineBackground': `${tokenColour('pass')}0c`,
      'diffEditor.removedLineBackground': `${tokenColour('fail')}0c`,
      'diffEditor.unchangedRegionBackground': tokenColour('surface'),
      'diffEditor.unchangedRegionForeground': tokenColour('ink-2'),
      focusBorder: tokenColour('focus'),
      'editorBracketHighlight.foreground1': quiet,
      'editorBracketHighlight.foreground2': quiet,
      'editorBracketHighlight.foreground3': quiet,
    },
  });
  monaco.editor.setTheme(THEME);
}

/** What editor and diff have in common. */
export function sharedOptions(): monaco.editor.IEditorOptions & { theme: string } {
  const narrow = matchMedia('(max-width: 599px)').matches;
  const face = getComputedStyle(document.documentElement).getPropertyValue('--face-mono').split(',')[0] ?? '';
  return {
    theme: THEME,
    automaticLayout: true,
    minimap: { enabled: false },
    fontFamily: `${face ? `${face}, ` : ''}"Source Code Pro Variable", ui-monospace, monospace`,
    fontSize: 14,
    fontWeight: '430',
    lineHeight: 22,
    fontLigatures: false,
    lineNumbersMinChars: narrow ? 2 : 3,
    folding: false,
    glyphMargin: false,
    lineDecorationsWidth: 12,
    scrollBeyondLastLine: false,
    overviewRulerLanes: 0,
    hideCursorInOverviewRuler: true,
    padding: { top: 12, bottom: 12 },
    wordWrap: narrow ? 'on' : 'off',
    // Otherwise the editor holds the page's own scroll on a phone.
    scrollbar: { alwaysConsumeMouseWheel: false },
    bracketPairColorization: { enabled: false },
    stickyScroll: { enabled: false },
    fixedOverflowWidgets: true,
  };
}
