/** What student code throws, told as the text of an observation: read with suspicion, cut to size. */
import { errorPrototype, execPattern, prototypeOf, quote, sliceText, text } from './primordials';
import { PROLOGUE, SUBMISSION_FILE } from './submission-file';

export const MAX_MESSAGE = 300;
const MAX_NAME = 60;
const MAX_STACK = 4000;

/** What was thrown, as the text of an observation. Used for loading, too. */
export function threw(error: unknown): string {
  const { name, message, place } = messageOf(error);
  const where = place === undefined ? '' : `,"l":${place.line},"c":${place.column}`;
  return `{"k":"t","n":${quote(name)},"m":${quote(message)}${where}}`;
}

interface Thrown {
  name: string;
  message: string;
  /** Its own, always: a missing one would be looked for on Object.prototype. */
  place: { line: number; column: number } | undefined;
}

/** Calls what may be student code, such as getters, and catches what that throws. */
export function messageOf(error: unknown): Thrown {
  try {
    if (typeof error !== 'object' || error === null) {
      const said = typeof error === 'function' ? 'a function' : text(error);
      return { name: 'value', message: sliceText(said, 0, MAX_MESSAGE), place: undefined };
    }
    const { name, message, stack } = error as Record<string, unknown>;
    const said = typeof message === 'string' ? sliceText(message, 0, MAX_MESSAGE) : 'an object without a message';
    if (!isError(error)) return { name: 'value', message: said, place: undefined };
    const place = typeof stack === 'string' ? placeIn(stack) : undefined;
    const called = typeof name === 'string' ? sliceText(name, 0, MAX_NAME) : 'Error';
    return { name: called, message: said, place };
  } catch {
    return { name: 'value', message: 'something that throws when it is read', place: undefined };
  }
}

function isError(value: object): boolean {
  let prototype = prototypeOf(value);
  for (let i = 0; prototype !== null && i < 16; i++) {
    if (prototype === errorPrototype) return true;
    prototype = prototypeOf(prototype);
  }
  return false;
}

const PLACE = new RegExp(`${SUBMISSION_FILE.replace('.', '[.]')}:(\\d{1,6}):(\\d{1,6})(?!\\d)`);

function placeIn(stack: string): { line: number; column: number } | undefined {
  const found = execPattern(PLACE, sliceText(stack, 0, MAX_STACK));
  if (found === null) return undefined;
  const line = +(found[1] ?? '');
  const column = +(found[2] ?? '') - (line === 1 ? PROLOGUE.length : 0);
  return { line, column: column < 1 ? 1 : column };
}
