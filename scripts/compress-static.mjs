// Compresses the scripts and styles that browsers fetch, once per build. Left to the server, each new browser would cost it
// a second of compressing: the editor and the judge are megabytes.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

/** The ending that next.config.mjs sends browsers to which understand it. */
const ENDING = '.br';
const OPTIONS = { params: { [constants.BROTLI_PARAM_QUALITY]: 7 } };

for (const folder of ['.next/static', 'public/workers']) {
  if (!existsSync(folder)) continue;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/[.](js|css)$/.test(entry.name)) continue;
    const file = path.join(entry.parentPath, entry.name);
    writeFileSync(file + ENDING, brotliCompressSync(readFileSync(file), OPTIONS));
  }
}
