/** The door of the WebGPU backend: float32 on the graphics card of the browser, or of Node with a Dawn binding. */
import type { Backend } from '../../backend';
import { EngineError } from '../../errors';
import { WebGpuBackend } from './backend';

export interface WebGpuOptions {
  /** Where adapters come from; `navigator.gpu` if not told. */
  readonly gpu?: GPU;
  /** Takes a software adapter too, which is slower than the backends on the CPU: for tests. */
  readonly allowFallbackAdapter?: boolean;
  /** Which kernels run: `registers` suit software, `workgroups` a card. As the adapter is, unless told: for tests. */
  readonly kernels?: 'registers' | 'workgroups';
  /** Told how many of the shaders asked for are compiled. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Opens the graphics card as a backend.
 *
 * @throws EngineError when there is no WebGPU, no adapter, or only one made of software
 * @example
 * const gpu = await openWebGpu().catch(() => undefined);
 * gpu?.name ?? 'no graphics card here'
 */
export async function openWebGpu(options: WebGpuOptions = {}): Promise<Backend> {
  const gpu = options.gpu ?? (globalThis.navigator as Navigator | undefined)?.gpu;
  if (!gpu) throw new EngineError('WebGPU: this browser has none (or the page is not served over https)');
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new EngineError('WebGPU: the browser offers no graphics adapter');
  const { info, limits } = adapter;
  const software = info.isFallbackAdapter || info.architecture === 'swiftshader';
  const title = [info.vendor, info.architecture, info.description].filter(Boolean).join(' ') || 'unnamed adapter';
  if (software && options.allowFallbackAdapter !== true) {
    throw new EngineError(`WebGPU: the only adapter, ${title}, is software; the CPU backends are faster`);
  }
  const { maxBufferSize, maxStorageBufferBindingSize } = limits;
  const device = await adapter.requestDevice({ requiredLimits: { maxBufferSize, maxStorageBufferBindingSize } });
  const registers = options.kernels ? options.kernels === 'registers' : software;
  const machine = { software: registers, workgroup: registers ? 64 : 256 };
  return new WebGpuBackend(device, `WebGPU · ${info.description || title}`, machine, options.onProgress);
}
