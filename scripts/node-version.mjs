// The one place that says which Node is wanted, and what to do when another one is running.
import { readFileSync } from 'node:fs';

/** Ends the process with plain words unless it runs on the Node that package.json pins. */
export function requirePinnedNode() {
  const pinned = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).dependencies.node;
  const [wanted] = pinned.split('.');
  const [have] = process.versions.node.split('.');
  if (wanted === have) return;
  console.error(
    `Gradus runs on Node ${wanted}, which npm ci has put into node_modules; this is Node ${process.versions.node}.\n` +
      `Start it through npm (npm start, npm test, npm run …), which uses the right one, or run npm ci first.`,
  );
  process.exit(1);
}
