/** A data folder that can't be used is told in words. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { prepareDataFolder } from './data-folder';

describe('prepareDataFolder', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gradus-data-'));
  const file = path.join(folder, 'file');
  writeFileSync(file, '');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('makes what is missing, and takes what is there', () => {
    const made = path.join(folder, 'a', 'b');
    prepareDataFolder(made);
    prepareDataFolder(made);
    expect(existsSync(made)).toBe(true);
  });

  it.each([
    [file, 'a file of that name is in the way'],
    [path.join(file, 'below'), 'a part of the path is a file'],
  ])('says why %s is none', (wrong, why) => {
    expect(() => prepareDataFolder(wrong)).toThrow(
      `The data folder ${wrong} can't be used: ${why}. Make it writable, or set GRADUS_DATA to a folder that is.`,
    );
  });
});
