/** CPU or graphics card for a training step: by its arithmetic, and by a short race where that doesn't tell. */
import type { Backend } from '../backend';

/** Below this many FLOP per step the way to the card and back costs more than the step on the CPU. */
const CPU_BELOW = 10e6;
/** Above it a card wins. */
const GPU_ABOVE = 50e6;
/** Steps of the race between the two. */
const TRIAL_STEPS = 5;

export interface Choice {
  readonly backend: Backend;
  /** A sentence for people: which backend, and why. */
  readonly why: string;
}

/** Trains `steps` steps on a backend and gives the milliseconds they took, compilation not counted. */
export type Trial = (backend: Backend, steps: number) => Promise<number>;

/**
 * Chooses among open backends: below 10 MFLOP a step a CPU (the first that is no card), above 50 MFLOP the card,
 * between them the faster of both over five steps. `openWebGpu` refuses software adapters, so that a card is one.
 *
 * @throws RangeError without any candidate
 * @example
 * (await chooseBackend(2e6, [js('f32')])).why
 */
export async function chooseBackend(
  flopsPerStep: number,
  candidates: readonly Backend[],
  trial?: Trial,
): Promise<Choice> {
  const gpu = candidates.find(({ kind }) => kind === 'webgpu');
  const cpu = candidates.find(({ kind }) => kind === 'wasm') ?? candidates.find(({ kind }) => kind === 'js');
  const size = `A step is ${Number((flopsPerStep / 1e6).toPrecision(2))} million operations`;
  if (!gpu && !cpu) throw new RangeError('chooseBackend: expected at least one open backend, got none');
  if (!gpu) return { backend: cpu!, why: `Runs on ${cpu!.name}: there is no graphics card to use.` };
  if (!cpu) return { backend: gpu, why: `Runs on ${gpu.name}: it is the only backend here.` };
  if (flopsPerStep < CPU_BELOW) {
    return { backend: cpu, why: `Runs on ${cpu.name}. ${size}: too few for a graphics card to pay.` };
  }
  if (flopsPerStep > GPU_ABOVE) {
    return { backend: gpu, why: `Runs on ${gpu.name}. ${size}: work for a graphics card.` };
  }
  if (!trial) return { backend: cpu, why: `Runs on ${cpu.name}. ${size}: either would do.` };
  const [onCpu, onGpu] = [await trial(cpu, TRIAL_STEPS), await trial(gpu, TRIAL_STEPS)];
  const backend = onGpu < onCpu ? gpu : cpu;
  const ms = (time: number): string => `${(time / TRIAL_STEPS).toPrecision(2)} ms`;
  const why = `Runs on ${backend.name}, the faster of two tried: ${ms(onCpu)} a step on ${cpu.name}, ${ms(onGpu)} on ${gpu.name}.`;
  return { backend, why };
}
