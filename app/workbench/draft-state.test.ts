/** The draft's state machine, as a table: a start, events, and what must stand afterwards. */
import { describe, expect, it } from 'vitest';
import { type DraftEvent, type DraftState, openDraft, reduceDraft, toLocal, wantsSave } from './draft-state';

const v = (version: number, code: string) => ({ version, code, savedAt: version * 1000 });
const local = (baseVersion: number, code: string, unsaved = true) => ({ baseVersion, code, unsaved, savedAt: 1 });

interface OpenCase {
  name: string;
  server: ReturnType<typeof v> | null;
  local: ReturnType<typeof local> | null;
  code: string;
  sync: DraftState['sync']['kind'];
  wantsSave: boolean;
}

describe('openDraft', () => {
  it.each<OpenCase>([
    { name: 'nothing saved: the starter', server: null, local: null, code: 'starter', sync: 'rest', wantsSave: false },
    { name: 'server only', server: v(3, 'a'), local: null, code: 'a', sync: 'rest', wantsSave: false },
    {
      name: 'browser only, after a crash',
      server: null,
      local: local(0, 'b'),
      code: 'b',
      sync: 'rest',
      wantsSave: true,
    },
    {
      name: 'browser ahead of the server',
      server: v(3, 'a'),
      local: local(3, 'b'),
      code: 'b',
      sync: 'rest',
      wantsSave: true,
    },
    {
      name: 'browser clean, server moved on',
      server: v(4, 'a'),
      local: local(3, 'b', false),
      code: 'a',
      sync: 'rest',
      wantsSave: false,
    },
    { name: 'both moved on', server: v(4, 'a'), local: local(3, 'b'), code: 'b', sync: 'conflict', wantsSave: false },
    {
      name: 'both moved on to the same text',
      server: v(4, 'a'),
      local: local(3, 'a'),
      code: 'a',
      sync: 'rest',
      wantsSave: false,
    },
    {
      name: 'browser knows a version that the server lost',
      server: v(1, 'a'),
      local: local(5, 'b'),
      code: 'b',
      sync: 'rest',
      wantsSave: true,
    },
  ])('$name', (c) => {
    const state = openDraft('starter', c.server, c.local);
    expect({ code: state.code, sync: state.sync.kind, wantsSave: wantsSave(state) }).toEqual({
      code: c.code,
      sync: c.sync,
      wantsSave: c.wantsSave,
    });
  });
});

interface Walk {
  name: string;
  events: DraftEvent[];
  code: string;
  base: number;
  sync: DraftState['sync']['kind'];
  wantsSave: boolean;
}

const typed = (code: string): DraftEvent => ({ kind: 'typed', code });
const saved = (version: number, code: string): DraftEvent => ({ kind: 'saved', ...v(version, code) });
const start: DraftEvent = { kind: 'save-started' };

describe('reduceDraft, from version 1 holding "a"', () => {
  it.each<Walk>([
    { name: 'typing wants a save', events: [typed('b')], code: 'b', base: 1, sync: 'rest', wantsSave: true },
    {
      name: 'typing back wants none',
      events: [typed('b'), typed('a')],
      code: 'a',
      base: 1,
      sync: 'rest',
      wantsSave: false,
    },
    { name: 'a save in flight', events: [typed('b'), start], code: 'b', base: 1, sync: 'saving', wantsSave: false },
    { name: 'saved', events: [typed('b'), start, saved(2, 'b')], code: 'b', base: 2, sync: 'rest', wantsSave: false },
    {
      name: 'typing during a save wants another one',
      events: [typed('b'), start, typed('bc'), saved(2, 'b')],
      code: 'bc',
      base: 2,
      sync: 'rest',
      wantsSave: true,
    },
    { name: 'nothing to save starts no save', events: [start], code: 'a', base: 1, sync: 'rest', wantsSave: false },
    {
      name: 'an old answer changes nothing',
      events: [typed('b'), saved(0, 'zzz')],
      code: 'b',
      base: 1,
      sync: 'rest',
      wantsSave: true,
    },
    {
      name: 'offline keeps the code',
      events: [typed('b'), start, { kind: 'save-unreachable' }],
      code: 'b',
      base: 1,
      sync: 'offline',
      wantsSave: false,
    },
    {
      name: 'offline, typing on, then back',
      events: [typed('b'), start, { kind: 'save-unreachable' }, typed('bc'), { kind: 'retry' }],
      code: 'bc',
      base: 1,
      sync: 'rest',
      wantsSave: true,
    },
    {
      name: 'too large: waits for shorter text',
      events: [typed('b'), start, { kind: 'save-refused', why: 'too large', retry: false }, { kind: 'retry' }],
      code: 'b',
      base: 1,
      sync: 'refused',
      wantsSave: false,
    },
    {
      name: 'too large, then shortened',
      events: [typed('bb'), start, { kind: 'save-refused', why: 'too large', retry: false }, typed('b')],
      code: 'b',
      base: 1,
      sync: 'rest',
      wantsSave: true,
    },
    {
      name: 'a conflict overwrites nothing and sends nothing',
      events: [typed('b'), start, { kind: 'save-conflicted', theirs: v(2, 'x') }, typed('bc')],
      code: 'bc',
      base: 1,
      sync: 'conflict',
      wantsSave: false,
    },
    {
      name: 'a conflict with the same text is none',
      events: [typed('b'), start, { kind: 'save-conflicted', theirs: v(2, 'b') }],
      code: 'b',
      base: 2,
      sync: 'rest',
      wantsSave: false,
    },
    {
      name: 'keep mine saves on top of theirs',
      events: [typed('b'), start, { kind: 'save-conflicted', theirs: v(2, 'x') }, { kind: 'keep-mine' }],
      code: 'b',
      base: 2,
      sync: 'rest',
      wantsSave: true,
    },
    {
      name: 'take theirs, which can be undone',
      events: [
        typed('b'),
        start,
        { kind: 'save-conflicted', theirs: v(2, 'x') },
        { kind: 'take-theirs' },
        { kind: 'undo-reset' },
      ],
      code: 'b',
      base: 2,
      sync: 'rest',
      wantsSave: true,
    },
    {
      name: 'another tab saved, this one is clean',
      events: [{ kind: 'saved-elsewhere', theirs: v(2, 'x') }],
      code: 'x',
      base: 2,
      sync: 'rest',
      wantsSave: false,
    },
    {
      name: 'another tab saved, this one is not clean',
      events: [typed('b'), { kind: 'saved-elsewhere', theirs: v(2, 'x') }],
      code: 'b',
      base: 1,
      sync: 'conflict',
      wantsSave: false,
    },
    {
      name: 'reset',
      events: [typed('b'), { kind: 'reset', starter: 's' }],
      code: 's',
      base: 1,
      sync: 'rest',
      wantsSave: true,
    },
    {
      name: 'reset undone',
      events: [typed('b'), { kind: 'reset', starter: 's' }, { kind: 'undo-reset' }],
      code: 'b',
      base: 1,
      sync: 'rest',
      wantsSave: true,
    },
  ])('$name', (c) => {
    const first = openDraft('starter', v(1, 'a'), null);
    const state = c.events.reduce(reduceDraft, first);
    expect({ code: state.code, base: state.base.version, sync: state.sync.kind, wantsSave: wantsSave(state) }).toEqual({
      code: c.code,
      base: c.base,
      sync: c.sync,
      wantsSave: c.wantsSave,
    });
  });
});

describe('toLocal', () => {
  it('brings an open conflict back after a reload', () => {
    const theirs = v(2, 'x');
    const events: DraftEvent[] = [typed('b'), start, { kind: 'save-conflicted', theirs }];
    const state = events.reduce(reduceDraft, openDraft('starter', v(1, 'a'), null));
    expect(openDraft('starter', theirs, toLocal(state, 9)).sync).toEqual({ kind: 'conflict', theirs });
  });

  it('keeps nothing unsaved once the server has it', () => {
    const events: DraftEvent[] = [typed('b'), start, saved(2, 'b')];
    const state = events.reduce(reduceDraft, openDraft('starter', v(1, 'a'), null));
    expect(toLocal(state, 9)).toEqual({ code: 'b', baseVersion: 2, unsaved: false, savedAt: 9 });
  });
});
