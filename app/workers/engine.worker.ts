/** Runs one example on the engine. Its policy lets it evaluate code and connect to nothing; the page ends it after some seconds. */
import { ENGINE } from '../docs/engine/engine-scope';
import { runExample } from '../docs/engine/run-example';
import type { EngineReply, EngineRequest } from './engine-messages';

/** A worker's global scope, as far as it is used here; the DOM's types describe a window. */
interface WorkerScope {
  eval(code: string): unknown;
  postMessage(message: EngineReply): void;
  addEventListener(
    type: 'message',
    listener: (event: MessageEvent<EngineRequest>) => void,
    options: { once: true },
  ): void;
}
const scope = globalThis as unknown as WorkerScope;
const reply = scope.postMessage.bind(scope);

async function run({ data }: MessageEvent<EngineRequest>): Promise<void> {
  const outcome = await runExample(data.code, {
    names: ENGINE,
    evaluate: scope.eval.bind(scope),
    print: (text) => reply({ type: 'printed', text }),
  });
  reply({ type: 'done', outcome });
}

scope.addEventListener('message', (event) => void run(event), { once: true });
reply({ type: 'ready' });
