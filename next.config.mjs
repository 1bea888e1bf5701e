/** How Next.js builds and serves Gradus. Headers that differ per request (the page policy with its nonce) are in proxy.ts. */

/** Answers of the API are data: nothing in them may run or be framed. */
const API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** Student code is evaluated in this worker. Its own policy takes every connection away from it. */
const STUDENT_WORKER_POLICY = "default-src 'none'; script-src 'unsafe-eval' 'wasm-unsafe-eval'; connect-src 'none'";

/** The judge's worker strips types with a WebAssembly module that is part of its own text. It evaluates no text, and starts student workers. */
const JUDGE_WORKER_POLICY = "default-src 'none'; script-src 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'none'";

/** Examples of the engine's reference run here: evaluated, with WebAssembly, connected to nothing. */
const ENGINE_WORKER_POLICY = "default-src 'none'; script-src 'unsafe-eval' 'wasm-unsafe-eval'; connect-src 'none'";

/** The playground's worker trains: it compiles the engine's own WebAssembly, and needs nothing else. */
const PLAYGROUND_WORKER_POLICY = "default-src 'none'; script-src 'wasm-unsafe-eval'; connect-src 'none'";

const EVERYWHERE = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin-allow-popups' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  {
    key: 'Permissions-Policy',
    value:
      'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), midi=(), browsing-topics=()',
  },
];

/**
 * Scripts and styles have compressed copies beside them (scripts/compress-static.mjs), for browsers that take them. The
 * development server makes none.
 */
const COMPRESSED = process.env.NODE_ENV === 'production';
const TAKES_BROTLI = [{ type: 'header', key: 'accept-encoding', value: '.*\\bbr\\b.*' }];
const STATIC_FILES = [
  { ending: 'js', type: 'text/javascript; charset=utf-8', folder: '/_next/static' },
  { ending: 'css', type: 'text/css; charset=utf-8', folder: '/_next/static' },
  { ending: 'js', type: 'text/javascript; charset=utf-8', folder: '/workers' },
].map((kind) => ({ ...kind, source: `${kind.folder}/:path(.*\\.${kind.ending})`, has: TAKES_BROTLI }));

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  devIndicators: false,
  reactStrictMode: true,
  // forbidden(): a page of its own with status 403.
  experimental: {
    authInterrupts: true,
    // A cache of the compiler's that a production build writes for a quarter of a minute and a fresh machine never reads.
    turbopackFileSystemCacheForBuild: false,
  },
  // `npm run check` checks types, tests included; starting should neither wait for that nor fail over a test.
  typescript: { ignoreBuildErrors: true },
  allowedDevOrigins: ['127.0.0.1'],
  // Native add-ons, WebAssembly beside the code, or dynamic requires: loaded by Node itself.
  serverExternalPackages: [
    '@electric-sql/pglite',
    '@node-rs/argon2',
    '@opentelemetry/api',
    '@opentelemetry/context-async-hooks',
    '@opentelemetry/core',
    '@opentelemetry/exporter-trace-otlp-http',
    '@opentelemetry/resources',
    '@opentelemetry/sdk-trace',
    'amaro',
    'drizzle-orm',
    'esbuild',
    'isolated-vm',
    'pg',
    'pg-boss',
    'pino',
    'prom-client',
    'rate-limiter-flexible',
    'typescript',
  ],
  // Browsers ask for it where a page names no icon, as on refusals.
  async rewrites() {
    return {
      beforeFiles: COMPRESSED
        ? STATIC_FILES.map(({ source, has, folder }) => ({ source, has, destination: `${folder}/:path.br` }))
        : [],
      afterFiles: [{ source: '/favicon.ico', destination: '/icon.svg' }],
      fallback: [],
    };
  },
  async headers() {
    return [
      { source: '/:path*', headers: EVERYWHERE },
      { source: '/api/:path+', headers: [{ key: 'Content-Security-Policy', value: API_POLICY }] },
      ...(COMPRESSED ? STATIC_FILES : []).map(({ source, has, type }) => ({
        source,
        has,
        headers: [
          { key: 'Content-Encoding', value: 'br' },
          { key: 'Content-Type', value: type },
          { key: 'Vary', value: 'Accept-Encoding' },
        ],
      })),
      {
        source: '/workers/student.js',
        headers: [{ key: 'Content-Security-Policy', value: STUDENT_WORKER_POLICY }],
      },
      {
        source: '/workers/judge.js',
        headers: [{ key: 'Content-Security-Policy', value: JUDGE_WORKER_POLICY }],
      },
      {
        source: '/workers/playground.js',
        headers: [{ key: 'Content-Security-Policy', value: PLAYGROUND_WORKER_POLICY }],
      },
      {
        source: '/workers/engine.js',
        headers: [{ key: 'Content-Security-Policy', value: ENGINE_WORKER_POLICY }],
      },
    ];
  },
};

export default config;
