/** The Content Security Policy of pages. Tried with Monaco, KaTeX and WebAssembly. */

/**
 * The policy of a page. `strict-dynamic` lets scripts that carry the nonce load their chunks and nothing else run.
 * Style attributes stay open: KaTeX sets its offsets with them.
 */
export function pagePolicy(nonce: string, development: boolean): string {
  // The development server evaluates refreshed modules, injects styles and talks over a socket.
  const script = development ? " 'unsafe-eval'" : " 'wasm-unsafe-eval'";
  const style = development ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}'`;
  const connect = development ? "'self' ws:" : "'self'";
  return [
    "default-src 'self'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${script}`,
    `style-src-elem ${style}`,
    "style-src-attr 'unsafe-inline'",
    "worker-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src ${connect}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'self'",
  ].join('; ');
}
