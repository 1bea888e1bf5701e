/** Compiled shaders by their text, made while other things go on. */
import { EngineError } from '../../errors';

export class Pipelines {
  private readonly made = new Map<string, Promise<GPUComputePipeline>>();
  private readonly layout: GPUPipelineLayout;
  private done = 0;

  constructor(
    private readonly device: GPUDevice,
    group: GPUBindGroupLayout,
    private readonly onProgress: (done: number, total: number) => void = () => {},
  ) {
    this.layout = device.createPipelineLayout({ bindGroupLayouts: [group] });
  }

  /** @throws EngineError with the place in the text and its line, when the device refuses it */
  get(text: string): Promise<GPUComputePipeline> {
    const known = this.made.get(text);
    if (known) return known;
    const pipeline = this.make(text).finally(() => {
      this.done += 1;
      this.onProgress(this.done, this.made.size);
    });
    this.made.set(text, pipeline);
    return pipeline;
  }

  private async make(text: string): Promise<GPUComputePipeline> {
    // What is wrong is told below, once.
    this.device.pushErrorScope('validation');
    const shader = this.device.createShaderModule({ code: text });
    const pipeline = this.device.createComputePipelineAsync({
      layout: this.layout,
      compute: { module: shader, entryPoint: 'main' },
    });
    void this.device.popErrorScope().catch(() => {});
    try {
      return await pipeline;
    } catch (error) {
      const { messages } = await shader.getCompilationInfo();
      const wrong = messages.filter(({ type }) => type === 'error');
      const lines = wrong.map(
        (m) => `line ${m.lineNum}, column ${m.linePos}: ${m.message}\n  ${text.split('\n')[m.lineNum - 1]}`,
      );
      throw new EngineError(`WebGPU refused a shader. ${lines.join('\n') || String(error)}`, { cause: error });
    }
  }
}
