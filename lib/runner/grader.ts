/** What a verdict depends on beside bundle, code and seed: written down with each verdict, and compared before a replay. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Rises when a bundle that exists could be given another verdict, or when new bundles need what older graders don't have:
 * when the children change how they compile, run and encode; when the host changes limits, order or repetition of groups; when
 * the result document changes. Checks, comparisons, diagnosis, reference and engine are in the bundle and don't count.
 */
export const GRADER_VERSION = 3;

export interface GraderId {
  readonly version: number;
  /** Hash of the two children's programs. */
  readonly build: string;
  /** Node, V8, isolated-vm and the platform. */
  readonly runtime: string;
}

/** Newer graders go on speaking to bundles that were made for older ones. */
export function canGrade(bundleVersion: number): boolean {
  return bundleVersion <= GRADER_VERSION;
}

export function identifyGrader(options: { root: string; studentChild: string; judgeChild: string }): GraderId {
  const hash = createHash('sha256');
  for (const file of [options.studentChild, options.judgeChild]) hash.update(readFileSync(file));
  const { node, v8 } = process.versions;
  return {
    version: GRADER_VERSION,
    build: hash.digest('hex').slice(0, 16),
    runtime: `node ${node}, v8 ${v8}, isolated-vm ${sandboxVersion(options.root)}, ${process.platform} ${process.arch}`,
  };
}

export function sandboxVersion(root: string): string {
  const file = path.join(root, 'node_modules', 'isolated-vm', 'package.json');
  const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return typeof found === 'object' && found !== null && 'version' in found ? String(found.version) : '';
}
