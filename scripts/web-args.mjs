/**
 * How Node is told to serve the production build. A connection that nobody uses is kept for longer than proxies keep theirs
 * (nginx: 60 s): else a request now and then meets one that is just being closed, and its sender reads of a bad gateway.
 */
export const webArgs = (port) => [
  'node_modules/next/dist/bin/next',
  'start',
  '--port',
  String(port),
  '--keepAliveTimeout',
  '75000',
];
