/** A line of the log: which request and trace it belongs to, and what it leaves out. */
import { describe, expect, it } from 'vitest';
import { asCarried, asRequest } from '../telemetry/origin';
import { openLog } from './log';

function logInto(): { log: ReturnType<typeof openLog>; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const log = openLog('info', {
    write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>),
  });
  return { log, lines };
}

describe('openLog', () => {
  it('names the request that a line belongs to, across awaits, and none outside', async () => {
    const { log, lines } = logInto();
    await asRequest('asked-by-a-proxy', async () => {
      await Promise.resolve();
      log.info({}, 'within');
    });
    asCarried({ at: 0, request: 'asked-by-a-proxy' }, () => log.info({}, 'in its job'));
    log.info({}, 'outside');
    expect(lines.map(({ msg, request }) => [msg, request])).toEqual([
      ['within', 'asked-by-a-proxy'],
      ['in its job', 'asked-by-a-proxy'],
      ['outside', undefined],
    ]);
  });

  it.each([null, '', 'short', 'two words are none', 'x'.repeat(65), 'id\n{"level":50}'])(
    'gives a request an id of its own where it came with “%s”',
    (given) => {
      expect(asRequest(given, (id) => id)).toMatch(/^[0-9a-f]{8}-/);
    },
  );

  it('writes an error without the parameters of the query that failed', () => {
    const { log, lines } = logInto();
    const cause = Object.assign(new Error('Key (email)=(ada@school.example) is there'), { code: '23505' });
    const error = Object.assign(new Error('Failed query\nparams: ada@school.example'), {
      name: 'DrizzleQueryError',
      params: ['ada@school.example'],
      cause,
    });
    log.error({ err: error, email: 'ada@school.example' }, 'a route failed');
    expect(JSON.stringify(lines)).not.toContain('ada@');
    expect(lines[0]).toMatchObject({
      err: { type: 'DrizzleQueryError', cause: { code: '23505' } },
      msg: 'a route failed',
    });
  });
});
