/** A software adapter for tests in Node: Dawn on the SwiftShader library that comes with Chromium. */
import { existsSync } from 'node:fs';

const DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** Why there can be no adapter here; undefined where one must appear. */
export const missing = existsSync(DRIVER) ? undefined : `Chromium's SwiftShader is not on this machine (${DRIVER})`;

/** Throws, rather than skips, where the driver is installed but gives no GPU object. */
export async function nodeGpu(): Promise<GPU> {
  // Before the library loads its driver; reaches it in vitest's `forks` pool only.
  process.env.VK_ICD_FILENAMES ??= DRIVER;
  process.env.XDG_RUNTIME_DIR ??= '/tmp';
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const kept = globalThis as { dawn?: GPU };
  // Dawn lives only as long as this object is reachable.
  kept.dawn ??= create([]);
  return kept.dawn;
}
