/** The order of grading, against everything that students could do to it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextTurn, priorityOf } from './priority';

interface Job {
  student: number;
  turn: number;
  priority: number;
  created: number;
  /** The front of the order when it came. */
  front: number;
  /** Whether its student had had nothing of this round yet. */
  fresh: boolean;
}

/** The queue as the database keeps it: the largest number first, of equals what came first. */
class Model {
  readonly waiting: Job[] = [];
  private readonly own = new Map<number, number>();
  private largest = 0;
  private count = 0;

  submit(student: number): Job {
    const front = this.waiting.length === 0 ? this.largest : Math.min(...this.waiting.map(({ turn }) => turn));
    const own = this.own.get(student) ?? null;
    const turn = nextTurn({ front, own });
    const fresh = own === null || own < front;
    const job = { student, turn, priority: priorityOf('interactive', turn), created: this.count++, front, fresh };
    this.waiting.push(job);
    this.own.set(student, turn);
    this.largest = Math.max(this.largest, turn);
    return job;
  }

  serve(): Job | undefined {
    const [next] = this.waiting.toSorted((a, b) => b.priority - a.priority || a.created - b.created);
    if (next) this.waiting.splice(this.waiting.indexOf(next), 1);
    return next;
  }
}

const STUDENTS = 4;
/** A student submits a few, or (null) graders take the next few: queues that grow, and queues that drain. */
const steps = fc
  .array(fc.tuple(fc.option(fc.nat(STUDENTS - 1), { freq: 2 }), fc.integer({ min: 1, max: 4 })), { maxLength: 60 })
  .map((runs) => runs.flatMap(([step, times]) => Array<number | null>(times).fill(step)));

describe('the order of grading', () => {
  it('serves nobody twice while another’s first waits, and nobody waits for more than one of each per turn', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const model = new Model();
        const passed = new Map<Job, number[]>();
        // At the end everything is served.
        for (const step of [...all, ...Array<null>(all.length).fill(null)]) {
          if (step !== null) {
            passed.set(model.submit(step), []);
            continue;
          }
          const served = model.serve();
          if (!served) continue;
          for (const other of model.waiting) passed.get(other)?.push(served.student);
          const before = passed.get(served) ?? [];
          for (const student of new Set(before)) {
            const times = before.filter((one) => one === student).length;
            if (student !== served.student && served.fresh) expect(times).toBeLessThanOrEqual(1);
            expect(times).toBeLessThanOrEqual(served.turn - served.front + 1);
          }
        }
        expect(model.waiting).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('lets nobody wait for ever, though others submit whenever they are served', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 20 }), (own, others) => {
        const model = new Model();
        const jobs = Array.from({ length: own }, () => model.submit(0));
        for (let other = 1; other <= others; other++) model.submit(other);
        const left = new Set(jobs);
        let services = 0;
        while (left.size > 0 && services <= own * (others + 1)) {
          const served = model.serve();
          if (!served) break;
          services++;
          left.delete(served);
          if (served.student !== 0) model.submit(served.student);
        }
        expect(left.size).toBe(0);
      }),
    );
  });

  it('puts what is retried behind students and what is handed back behind that, for so many turns and not for ever', () => {
    expect(priorityOf('retried', 5)).toBeLessThan(priorityOf('interactive', 5 + 999));
    expect(priorityOf('handedBack', 5)).toBeLessThan(priorityOf('retried', 5 + 999));
    expect(priorityOf('handedBack', 5)).toBeGreaterThan(priorityOf('interactive', 5 + 2001));
  });
});
