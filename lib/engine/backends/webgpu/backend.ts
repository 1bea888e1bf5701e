/** The WebGPU backend: one buffer of numbers, programs of prepared dispatches, and a queue that keeps everything in order. */
import type { Backend, Call, Program, Vector } from '../../backend';
import { EngineError } from '../../errors';
import { Places } from '../places';
import { Pipelines } from './pipelines';
import type { GpuVector } from './writer';
import { blockSize, numberRows, type Stage, stagesOf } from './stages';
import type { Machine } from './writer';

/** Something to do in order. A run waits until its pipelines are ready and few other runs are in flight. */
interface Job {
  readonly act: () => void;
  readonly run: { readonly ready: boolean } | undefined;
  readonly fail: (why: EngineError) => void;
}

// Numbers of the WebGPU specification, as TypeScript has no names for them.
const USAGE = { MAP_READ: 0x1, COPY_SRC: 0x4, COPY_DST: 0x8, UNIFORM: 0x40, STORAGE: 0x80 } as const;
const COMPUTE = 0x4;
const MAP_MODE_READ = 0x1;
/** Numbers in the arena at first: 4 MiB. */
const FIRST_SIZE = 1 << 20;
/** Programs in flight: two keep a card busy; of short ones, as many as take this long, or the way to the card and back would decide. */
const FEWEST_IN_FLIGHT = 2;
const MOST_IN_FLIGHT = 32;
const FLIGHT_MS = 8;
const FLOAT = 4;

export class WebGpuBackend implements Backend {
  readonly kind = 'webgpu';
  readonly dtype = 'f32';
  readonly synchronous = false;
  readonly lost: Promise<string>;
  /** In numbers. */
  private readonly space = new Places(64);
  private readonly freed = new FinalizationRegistry<GpuVector>((vector) => this.space.give(vector.offset, vector.size));
  private readonly layout: GPUBindGroupLayout;
  private readonly pipelines: Pipelines;
  private readonly readers: GPUBuffer[] = [];
  private readonly jobs: Job[] = [];
  private waiting: (() => void)[] = [];
  private arena: GPUBuffer;
  /** Numbers that fit into the arena once all jobs are done. */
  private capacity = FIRST_SIZE;
  private inFlight = 0;
  private depth = FEWEST_IN_FLIGHT;
  private pace = FLIGHT_MS;
  private lastLanding = 0;
  private queuedRuns = 0;
  private failure: EngineError | undefined;
  private gone: EngineError | undefined;

  constructor(
    private readonly device: GPUDevice,
    readonly name: string,
    private readonly machine: Machine,
    onProgress?: (done: number, total: number) => void,
  ) {
    this.layout = device.createBindGroupLayout({
      entries: [
        { binding: 0, visibility: COMPUTE, buffer: { type: 'storage' } },
        { binding: 1, visibility: COMPUTE, buffer: { type: 'uniform', hasDynamicOffset: true } },
        { binding: 2, visibility: COMPUTE, buffer: { type: 'uniform' } },
      ],
    });
    this.pipelines = new Pipelines(device, this.layout, onProgress);
    this.arena = this.buffer(FIRST_SIZE * FLOAT, USAGE.STORAGE | USAGE.COPY_SRC);
    device.addEventListener('uncapturederror', ({ error }) => this.keep(`WebGPU: ${error.message}`));
    this.lost = device.lost.then(({ message }) => {
      this.gone ??= new EngineError(`device lost: ${message || 'the browser took the graphics device away'}`);
      for (const job of this.jobs.splice(0)) job.fail(this.gone);
      this.queuedRuns = 0;
      this.inFlight = 0;
      this.wake();
      return this.gone.message;
    });
  }

  memory() {
    return { live: this.space.live * FLOAT, pooled: (this.capacity - this.space.live) * FLOAT };
  }

  allocate(size: number): GpuVector {
    const { at: offset, used } = this.space.take(size, (top) => this.grow(top));
    const vector: GpuVector = { size, data: undefined, offset, owner: undefined };
    this.freed.register(vector, { ...vector }, vector);
    const clear = (): void => this.submit((encoder) => encoder.clearBuffer(this.arena, offset * FLOAT, size * FLOAT));
    if (used) this.enqueue(clear);
    return vector;
  }

  slice(vector: Vector, offset: number, size: number): GpuVector {
    const owner = vector as GpuVector;
    return { size, data: undefined, offset: owner.offset + offset, owner };
  }

  free(vector: Vector): void {
    const { offset, size } = vector as GpuVector;
    if (this.freed.unregister(vector)) this.space.give(offset, size);
  }

  write(vector: Vector, values: ArrayLike<number>): void {
    const copy = Float32Array.from(values);
    const { offset } = vector as GpuVector;
    this.enqueue(() => this.device.queue.writeBuffer(this.arena, offset * FLOAT, copy));
  }

  async read(vector: Vector): Promise<Float32Array> {
    this.check();
    const { offset, size } = vector as GpuVector;
    const values = await new Promise<Float32Array>((resolve, reject) => {
      const refuse = (): void => reject(this.gone ?? new EngineError('WebGPU: the numbers could not be read'));
      this.enqueue(() => void this.fetch(offset, size).then(resolve, refuse), undefined, refuse);
    });
    this.check();
    return values;
  }

  run(): void {
    throw new EngineError('run: WebGPU runs no single calls; compile them into a program');
  }

  compile(calls: readonly Call[]): Program {
    if (this.gone) throw this.gone;
    const hypers: Float64Array[] = [];
    const stages = stagesOf(calls, this.machine, hypers);
    const { starts, words, largest } = blocksOf(stages);
    const uniforms = this.buffer((words.length + largest) * FLOAT, USAGE.UNIFORM);
    this.device.queue.writeBuffer(uniforms, 0, words);
    const numbers = this.buffer(numbersOf(0, hypers).byteLength, USAGE.UNIFORM);
    const usesNumbers = hypers.length > 0 || calls.some((call) => call.kind === 'random');

    const state = { ready: false };
    const pipelines: GPUComputePipeline[] = [];
    Promise.all(stages.map((stage) => this.pipelines.get(stage.text)))
      .then((made) => pipelines.push(...made))
      .catch((error: Error) => this.keep(error.message))
      .finally(() => {
        state.ready = true;
        this.pump();
      });

    let group: GPUBindGroup | undefined;
    let arena: GPUBuffer | undefined;
    const act = (values: Float32Array<ArrayBuffer>): void => {
      if (this.failure) return;
      if (arena !== this.arena) {
        arena = this.arena;
        const entries = [
          { binding: 0, resource: { buffer: arena } },
          { binding: 1, resource: { buffer: uniforms, size: largest * FLOAT } },
          { binding: 2, resource: { buffer: numbers } },
        ];
        group = this.device.createBindGroup({ layout: this.layout, entries });
      }
      if (usesNumbers) this.device.queue.writeBuffer(numbers, 0, values);
      this.submit((encoder) => {
        const pass = encoder.beginComputePass();
        stages.forEach((stage, s) => {
          pass.setPipeline(pipelines[s]!);
          pass.setBindGroup(0, group!, [starts[s]! * FLOAT]);
          pass.dispatchWorkgroups(...stage.groups);
        });
        pass.end();
      });
      this.inFlight += 1;
      void this.device.queue.onSubmittedWorkDone().then(this.landed, this.landed);
    };
    const program: Program & { calls: unknown } = {
      // Keeps the vectors from being collected as long as the program may run.
      calls,
      run: (step) => {
        if (this.gone) throw this.gone;
        const values = numbersOf(step, hypers);
        this.queuedRuns += 1;
        this.enqueue(() => act(values), state);
      },
      release: () => [uniforms, numbers].forEach((buffer) => this.enqueue(() => buffer.destroy())),
    };
    return program;
  }

  async turn(): Promise<void> {
    while (!this.gone && this.inFlight + this.queuedRuns >= this.depth) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    this.check();
  }

  close(): void {
    this.gone ??= new EngineError('device lost: the backend was closed');
    this.device.destroy();
  }

  private readonly landed = (): void => {
    const now = performance.now();
    this.inFlight = Math.max(0, this.inFlight - 1);
    // The time between two that follow each other at once is what one takes.
    if (this.inFlight > 0) this.pace += 0.2 * (now - this.lastLanding - this.pace);
    this.lastLanding = now;
    this.depth = Math.min(MOST_IN_FLIGHT, Math.max(FEWEST_IN_FLIGHT, Math.floor(FLIGHT_MS / this.pace)));
    this.pump();
  };

  /** Does the job now if nothing is before it. */
  private enqueue(act: () => void, run?: Job['run'], fail: Job['fail'] = () => {}): void {
    if (this.gone) return fail(this.gone);
    this.jobs.push({ act, run, fail });
    this.pump();
  }

  private pump(): void {
    for (let job = this.jobs[0]; job && !this.gone; job = this.jobs[0]) {
      if (job.run && (!job.run.ready || this.inFlight >= this.depth)) break;
      this.jobs.shift();
      if (job.run) this.queuedRuns -= 1;
      job.act();
    }
    this.wake();
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private submit(record: (encoder: GPUCommandEncoder) => void): void {
    const encoder = this.device.createCommandEncoder();
    record(encoder);
    this.device.queue.submit([encoder.finish()]);
  }

  private async fetch(offset: number, size: number): Promise<Float32Array> {
    const bytes = size * FLOAT;
    const fitting = this.readers.findIndex((reader) => reader.size >= bytes);
    const reader =
      this.readers.splice(fitting, fitting < 0 ? 0 : 1)[0] ??
      this.buffer(Math.max(256, 2 ** Math.ceil(Math.log2(bytes))), USAGE.MAP_READ);
    this.submit((encoder) => encoder.copyBufferToBuffer(this.arena, offset * FLOAT, reader, 0, bytes));
    await reader.mapAsync(MAP_MODE_READ, 0, bytes);
    const values = new Float32Array(reader.getMappedRange(0, bytes)).slice();
    reader.unmap();
    this.readers.push(reader);
    return values;
  }

  private buffer(size: number, usage: number): GPUBuffer {
    return this.device.createBuffer({ size, usage: usage | USAGE.COPY_DST });
  }

  /** Moves to an arena of twice the size, in order with what reads and writes the old one. */
  private grow(top: number): void {
    if (top <= this.capacity) return;
    const most = Math.floor(this.device.limits.maxStorageBufferBindingSize / FLOAT);
    const old = this.capacity;
    if (top > most) throw new EngineError(`WebGPU: more than ${most * FLOAT} bytes, all that the device has`);
    while (this.capacity < top) this.capacity = Math.min(most, this.capacity * 2);
    const size = this.capacity;
    this.enqueue(() => {
      const before = this.arena;
      this.arena = this.buffer(size * FLOAT, USAGE.STORAGE | USAGE.COPY_SRC);
      this.submit((encoder) => encoder.copyBufferToBuffer(before, 0, this.arena, 0, old * FLOAT));
      before.destroy();
    });
  }

  /** The first thing that went wrong outside of anybody's call: the next read or turn tells. */
  private keep(message: string): void {
    this.failure ??= new EngineError(message);
  }

  private check(): void {
    const wrong = this.gone ?? this.failure;
    if (wrong) throw wrong;
  }
}

/** Where each stage's words begin in the program's uniform buffer, and the size of the largest block. */
function blocksOf(stages: readonly Stage[]) {
  const sizes = stages.map(({ words }) => blockSize(words));
  const starts = sizes.map((_, s) => sizes.slice(0, s).reduce((a, b) => a + b, 0));
  const words = new Uint32Array(sizes.reduce((a, b) => a + b, 0));
  stages.forEach((stage, s) => words.set(stage.words, starts[s]));
  return { starts, words, largest: Math.max(blockSize([]), ...sizes) };
}

/** The block `S` of a run: its step, then for each update [η, a, b, ε], [c, d, λ, –] and [1−a, 1−b, –, –]. */
function numbersOf(step: number, hypers: readonly Float64Array[]): Float32Array<ArrayBuffer> {
  const numbers = new Float32Array(4 * numberRows(hypers.length));
  new Uint32Array(numbers.buffer)[0] = step;
  hypers.forEach((hyper, h) => {
    numbers.set(hyper, 4 + 12 * h);
    numbers.set([1 - hyper[1]!, 1 - hyper[2]!], 12 + 12 * h);
  });
  return numbers;
}
