/** Rounds of groups of scripts: what is to be run next, what came back, what is asked for again, and the replay. */
import { stream } from '../engine/random';
import type { RawGroup, RawGroupOutcome, RawScriptOutcome } from '../script/raw-group';
import type { ScriptOutcome } from '../script/script';
import { type Fault, faultOfLoad } from './fault';
import type { LiveCheck, LiveJudged } from './live-checks';
import { readLoad, readOutcome } from './observe';

/** A check on its way: what it has run, and in the end what it says. */
export interface Running {
  index: number;
  run: LiveCheck;
  open: boolean;
  /** May its cases be run once more, to see that answers repeat? */
  replayable: boolean;
  /** Everything run so far. */
  texts: string[];
  outcomes: (ScriptOutcome | undefined)[];
  /** Where the current turn's scripts begin. */
  from: number;
  judged: LiveJudged | undefined;
  replayed: boolean;
}

/** A script of a check, as it stands in a group. */
interface Slot {
  running: Running;
  at: number;
}

interface Group {
  slots: Slot[];
  kind: 'run' | 'replay';
  attempt: number;
}

/** Remaining scripts of a group are asked for again after one of them ended the isolate: at most this often. */
const MOST_ATTEMPTS = 3;
const REPLAYED = 2;

export function startRunning(of: Pick<Running, 'index' | 'run' | 'open' | 'replayable'>): Running {
  return { ...of, texts: [], outcomes: [], from: 0, judged: undefined, replayed: false };
}

/** Drives all checks of a grading side by side, so that each round is one crossing. */
export class Rounds {
  /** Console output of the open checks. */
  logs = '';
  /** Remarks on how the code was read. */
  notes: readonly string[] = [];
  /** Why nothing could be run. */
  fault: Fault | undefined;
  private groups: Group[] = [];
  private readonly raw = new Map<Running, RawScriptOutcome[]>();
  private replays: (Slot & { raw: RawScriptOutcome | undefined })[] = [];

  constructor(
    private readonly runs: readonly Running[],
    private readonly seed: string,
  ) {}

  begin(): RawGroup[] {
    for (const running of this.runs) this.advance(running, undefined);
    this.groups = [...this.gather(), ...this.replay()];
    return rawGroups(this.groups);
  }

  /** @returns the next groups; none when every check has been judged, or nothing could be loaded */
  next(outcomes: readonly RawGroupOutcome[]): RawGroup[] {
    const again: Group[] = [];
    for (const [index, group] of this.groups.entries()) {
      const outcome = outcomes[index];
      if (outcome?.load.kind === 'loaded' && this.notes.length === 0) this.notes = outcome.load.notes;
      if (!outcome) throw new Error(`${this.groups.length} groups were run, ${outcomes.length} came back`);
      if (group.kind === 'replay') {
        // Right after the hidden scripts, which open ones that loop must not keep it from.
        const place = again.findLastIndex(({ slots }) => slots.some(({ running }) => !running.open)) + 1;
        again.splice(place, 0, ...this.keepReplay(group, outcome, again.length > 0));
      } else {
        // A program that has run before did load; what ended it later concerns those scripts only.
        if (!this.hasRun()) this.fault ??= faultOfLoad(readLoad(outcome.load));
        again.push(...this.take(group, outcome));
      }
    }
    if (this.fault) return [];
    this.compareReplays();
    const unfinished = again.filter(({ kind }) => kind === 'run');
    const waiting = new Set(unfinished.flatMap((group) => group.slots.map((slot) => slot.running)));
    for (const running of this.runs) {
      if (running.judged || waiting.has(running)) continue;
      const turn = running.outcomes.slice(running.from).map((one) => one ?? { kind: 'not-run' as const });
      this.advance(running, turn);
    }
    this.groups = [...again, ...this.gather(waiting)];
    return rawGroups(this.groups);
  }

  private hasRun(): boolean {
    return [...this.raw.values()].some((list) => list.some((one) => one?.kind === 'ran'));
  }

  private advance(running: Running, outcomes: readonly ScriptOutcome[] | undefined): void {
    const turn = outcomes === undefined ? running.run.next([]) : running.run.next(outcomes);
    if (turn.done) {
      running.judged = turn.value;
      return;
    }
    running.from = running.texts.length;
    running.texts.push(...turn.value);
    // A turn without scripts goes on at once.
    if (turn.value.length === 0) this.advance(running, []);
  }

  /** New scripts of all running checks in one group: first the open ones, whose console output is shown. */
  private gather(waiting: ReadonlySet<Running> = new Set()): Group[] {
    const slots = this.runs
      .filter((running) => !running.judged && !waiting.has(running))
      .flatMap((running) => running.texts.slice(running.from).map((_, i): Slot => ({ running, at: running.from + i })));
    return slots.length === 0 ? [] : [{ slots: openFirst(slots).flat(), kind: 'run', attempt: 1 }];
  }

  /**
   * Two hidden cases once more, in a fresh isolate: the answers must be the same to the bit. The later one first, since a
   * program that keeps what it has seen gives the same answers to the cases that a group begins with.
   */
  private replay(): Group[] {
    const slots = this.runs
      .filter(({ replayable }) => replayable)
      .flatMap((running) => running.texts.map((_, at): Slot => ({ running, at })));
    const random = stream(this.seed, 'replay');
    const left = slots.map((_, place) => place);
    const chosen: number[] = [];
    while (chosen.length < REPLAYED && left.length > 0) chosen.push(...left.splice(random.below(left.length), 1));
    const again = chosen.toSorted((one, other) => other - one).flatMap((place) => slots[place] ?? []);
    return again.length > 0 ? [{ slots: again, kind: 'replay', attempt: 1 }] : [];
  }

  /** Asked for again after what is to be run before it. */
  private keepReplay(group: Group, outcome: RawGroupOutcome, isEarly: boolean): Group[] {
    const raw = group.slots.map((slot, i) => ({ ...slot, raw: outcome.scripts[i] }));
    if (isEarly && group.attempt < MOST_ATTEMPTS && raw.every((one) => one.raw?.kind === 'not-run')) {
      return [{ ...group, attempt: group.attempt + 1 }];
    }
    this.replays = raw;
    return [];
  }

  /** As soon as both are there. */
  private compareReplays(): void {
    for (const { running, at, raw } of this.replays) {
      const first = this.raw.get(running)?.[at];
      if (first?.kind === 'ran' && raw?.kind === 'ran' && first.text !== raw.text) running.replayed = true;
    }
  }

  /** Stores outcomes; what was not run is asked for again. */
  private take(group: Group, outcome: RawGroupOutcome): Group[] {
    const left: Slot[] = [];
    group.slots.forEach((slot, i) => {
      const raw = outcome.scripts[i] ?? { kind: 'not-run' };
      if (raw.kind === 'not-run' && outcome.load.kind === 'loaded' && group.attempt < MOST_ATTEMPTS) {
        left.push(slot);
        return;
      }
      slot.running.outcomes[slot.at] = readOutcome(raw, slot.running.texts[slot.at] ?? '');
      const list = this.raw.get(slot.running) ?? [];
      list[slot.at] = raw;
      this.raw.set(slot.running, list);
    });
    if (group.slots[0]?.running.open && this.logs === '') this.logs = outcome.logs;
    // Had nothing at all been run, asking again would end the same way.
    if (left.length === group.slots.length) {
      for (const slot of left) slot.running.outcomes[slot.at] = { kind: 'not-run' };
      return [];
    }
    const hasBegun = (slots: readonly Slot[]): boolean =>
      group.slots.some((slot) => slot.running.open === slots[0]?.running.open && !left.includes(slot));
    // Hidden ones that an open one has kept from being begun have used up no attempt; they may show that the program can answer.
    const again = openFirst(left).map((slots): Group => {
      return { slots, kind: 'run', attempt: hasBegun(slots) ? group.attempt + 1 : group.attempt };
    });
    return again.filter(({ slots }) => slots.length > 0).toSorted((one, other) => one.attempt - other.attempt);
  }
}

/** The slots of open checks, and those of hidden ones. */
function openFirst(slots: readonly Slot[]): [Slot[], Slot[]] {
  return [slots.filter(({ running }) => running.open), slots.filter(({ running }) => !running.open)];
}

function rawGroups(groups: readonly Group[]): RawGroup[] {
  return groups.map(({ slots, kind }) => ({
    scripts: slots.map(({ running, at }) => running.texts[at] ?? '[]'),
    spoken: slots.filter(({ running }) => running.open).length,
    last: kind === 'replay',
  }));
}
