/** The training loop of the worker: takes orders, keeps the pace, sends a frame whenever the last one has been painted. */
import type { BackendChoice, Settings, Speed } from './settings';
import { changeKind, stepsPerEpoch } from './settings';
import type { BackendReport, FromTrainer, SentFrame, ToTrainer } from './messages';
import { SURFACE, TILE } from './messages';
import { netOf } from './first-picture';
import { asBytes, unitIndex, unitMaps, type UnitRef } from './net';
import { Session } from './session';
import type { Backend } from '@/lib/engine';

/** Where to train: what was opened for a wish, and why. */
export interface Opened {
  backend: Backend;
  report: BackendReport;
}

export interface TrainerHost {
  post(message: FromTrainer): void;
  /** Milliseconds, for the pace. */
  now(): number;
  /** Resolves after other messages had their turn, and not before so many milliseconds. */
  rest(ms: number): Promise<void>;
  /** Never rejects: what cannot be had is replaced, and the report says so. */
  open(choice: BackendChoice, settings: Settings): Promise<Opened>;
}

/** Milliseconds of training between looks at the messages. */
const SLICE_MS = 12;
/** A page that has not painted for so long is not looking. */
const UNSEEN_MS = 1000;
/** Frames that take longer than this to make are made coarser. */
const FRAME_MS = 8;
const COARSE = 64;
/** Small maps need not change with every frame. */
const TILES_MS = 50;

/** Steps per second. */
function paceOf(speed: Speed, settings: Settings): number {
  const epoch = stepsPerEpoch(settings);
  return { step: 4, slow: 4 * epoch, normal: 60 * epoch, full: Infinity }[speed];
}

export class Trainer {
  private session: Session | null = null;
  private settings: Settings | null = null;
  private version = 0;
  private run = 0;
  private running = false;
  private looping = false;
  private touched = false;
  private painted = true;
  private sentAt = 0;
  private tiledAt = 0;
  private looked: UnitRef | null = null;
  private detail = SURFACE;
  private speedOf = { since: 0, steps: 0, value: null as number | null };
  /** Orders are carried out one after the other. */
  private queue: Promise<void> = Promise.resolve();

  constructor(private readonly host: TrainerHost) {}

  take(message: ToTrainer): void {
    if (message.kind === 'painted') {
      this.painted = true;
      return;
    }
    if (message.kind === 'pause' || message.kind === 'restart') this.running = false;
    this.queue = this.queue.then(() => this.obey(message)).catch((error: unknown) => this.fail(error));
  }

  private async obey(message: Exclude<ToTrainer, { kind: 'painted' }>): Promise<void> {
    switch (message.kind) {
      case 'settings':
        await this.configure(message.settings, message.version);
        break;
      case 'run':
        this.running = true;
        if (!this.looping) void this.loop().catch((error: unknown) => this.fail(error));
        break;
      case 'pause':
        break;
      case 'advance':
        await this.advance(message.by);
        break;
      case 'restart':
        await this.start();
        break;
      case 'set-param':
        await this.session?.setParam(message.index, message.value);
        this.touched = true;
        break;
      case 'look':
        this.looked = message.at;
        break;
    }
    // Orders are answered at once, painted or not.
    if (message.kind !== 'run') await this.send();
  }

  private async configure(settings: Settings, version: number): Promise<void> {
    const before = this.settings;
    this.settings = settings;
    this.version = version;
    const { session } = this;
    if (before === null || session === null) {
      await this.start();
      return;
    }
    switch (changeKind(before, settings)) {
      case 'view':
        break;
      case 'restart':
        await this.start();
        break;
      case 'backend': {
        const { backend, report } = await this.host.open(settings.backend, settings);
        await session.moveTo(backend);
        await session.change(settings);
        this.touched ||= session.step > 0;
        this.host.post({ kind: 'backend', report });
        break;
      }
      case 'live':
        await session.change(settings);
        this.touched ||= session.step > 0;
        break;
    }
  }

  /** New points, new weights, step 0. */
  private async start(): Promise<void> {
    const { settings } = this;
    if (settings === null) return;
    const { backend, report } = await this.host.open(settings.backend, settings);
    this.session = new Session(settings, backend, { onFallback: (why) => this.fallBack(why) });
    this.run += 1;
    // The first frame of a run brings the maps of all its units: those of the net before don't fit it.
    this.tiledAt = -Infinity;
    this.touched = false;
    this.detail = SURFACE;
    this.host.post({ kind: 'backend', report });
    this.host.post({ kind: 'points', points: this.session.points });
  }

  private fallBack(why: string): void {
    this.host.post({
      kind: 'backend',
      report: {
        name: 'JavaScript float32',
        why: 'Training goes on from the last weights that had been read.',
        note: `The GPU was lost (${why}).`,
      },
    });
  }

  private async advance(by: 'step' | 'epoch'): Promise<void> {
    const { session, settings } = this;
    if (session === null || settings === null) return;
    const epoch = stepsPerEpoch(settings);
    await session.advance(by === 'step' ? 1 : epoch - (session.step % epoch), () => false);
  }

  private async loop(): Promise<void> {
    this.looping = true;
    try {
      let last = this.host.now();
      let owed = 0;
      this.speedOf = { since: last, steps: 0, value: null };
      while (this.running && this.session !== null && this.settings !== null) {
        const pace = paceOf(this.settings.speed, this.settings);
        const begin = this.host.now();
        // After a pause of the machine nothing is made up for.
        owed = pace === Infinity ? Infinity : Math.min(owed + ((begin - last) / 1000) * pace, Math.max(1, pace / 4));
        last = begin;
        const wanted = pace === Infinity ? Infinity : Math.floor(owed);
        const { session } = this;
        await this.alone(async () => {
          const taken = await session.advance(wanted, () => this.host.now() - begin >= SLICE_MS);
          owed -= taken;
          this.countSteps(taken);
        });
        if (this.painted) await this.alone(() => this.send());
        const unseen = !this.painted && this.host.now() - this.sentAt > UNSEEN_MS;
        await this.host.rest(unseen ? 100 : pace === Infinity ? 0 : 4);
      }
    } finally {
      this.looping = false;
      this.speedOf.value = null;
      this.running = false;
    }
    await this.alone(() => this.send());
  }

  /** In the queue with the orders: a run must not be changed in the middle of a step. */
  private alone(work: () => Promise<void>): Promise<void> {
    const done = this.queue.then(work);
    this.queue = done.catch(() => undefined);
    return done;
  }

  private countSteps(steps: number): void {
    const now = this.host.now();
    const { speedOf } = this;
    speedOf.steps += steps;
    if (now - speedOf.since < 500) return;
    this.speedOf = { since: now, steps: 0, value: (1000 * speedOf.steps) / (now - speedOf.since) };
  }

  private async send(): Promise<void> {
    const { session, settings } = this;
    if (session === null || settings === null) return;
    const begin = this.host.now();
    this.painted = false;
    const snapshot = await session.measure();
    const net = netOf(settings, snapshot.params);
    const stale = !this.running || begin - this.tiledAt >= TILES_MS;
    if (stale) this.tiledAt = begin;
    const tiles = stale ? asBytes(unitMaps(net, TILE), TILE * TILE) : null;
    const looked = this.looked;
    const layers = settings.layers.length;
    const size = this.running ? this.detail : SURFACE;
    const index = unitIndex(settings.layers, looked ?? { layer: layers, unit: 0 });
    const all = unitMaps(net, size);
    const surface = asBytes(all.slice(index * size * size, (index + 1) * size * size), size * size);
    const frame: SentFrame = {
      kind: 'frame',
      version: this.version,
      run: this.run,
      epoch: session.epoch,
      running: this.running,
      stepsPerSecond: this.speedOf.value,
      rate: session.rate,
      ...snapshot,
      tiles,
      surface,
      looked,
      touched: this.touched,
    };
    this.host.post(frame);
    this.sentAt = this.host.now();
    if (this.running && this.sentAt - begin > FRAME_MS) this.detail = COARSE;
  }

  private fail(error: unknown): void {
    this.running = false;
    this.host.post({ kind: 'failed', why: error instanceof Error ? error.message : String(error) });
  }
}
