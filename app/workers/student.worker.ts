/** The browser's student worker: runs one group of scripts on one submission, and knows nothing else. */
import { createStudentRealm } from '@/lib/script/student-realm';
import { decodeLoad } from '@/lib/script/wire';
import type { StudentReply, StudentRequest } from '@/lib/script/worker-protocol';

/** A worker's global scope, as far as it is used here; the DOM's types describe a window. */
interface WorkerScope {
  console: object;
  eval(code: string): unknown;
  postMessage(message: StudentReply): void;
  addEventListener(
    type: 'message',
    listener: (event: MessageEvent<StudentRequest>) => void,
    options: { once: true },
  ): void;
}
const scope = globalThis as unknown as WorkerScope;
const reply = scope.postMessage.bind(scope);

/** What the server's isolate lacks, so that a program which passes here doesn't stumble there. The page's policy is the wall. */
const ABSENT = [
  'fetch', 'XMLHttpRequest', 'WebSocket', 'WebSocketStream', 'WebTransport', 'EventSource', 'Worker', 'SharedWorker',
  'BroadcastChannel', 'MessageChannel', 'importScripts', 'indexedDB', 'caches', 'navigator', 'location', 'self', 'close',
  'setTimeout', 'setInterval', 'clearTimeout', 'clearInterval', 'queueMicrotask', 'structuredClone', 'requestAnimationFrame',
  'postMessage', 'performance', 'crypto', 'Notification', 'FileReader', 'Request', 'Response', 'URL',
]; // prettier-ignore

function remove(name: string): void {
  for (
    let holder: object | null = globalThis;
    holder !== null;
    holder = Object.getPrototypeOf(holder) as object | null
  ) {
    Reflect.deleteProperty(holder, name);
  }
}

const realm = createStudentRealm(scope);

function runGroup({ data }: MessageEvent<StudentRequest>): void {
  const load = decodeLoad(realm.load(data.code));
  reply({ type: 'loaded', load });
  for (let index = 0; load.kind === 'loaded' && index < data.scripts.length; index++) {
    reply({ type: 'ran', index, text: realm.run(data.scripts[index] ?? '[]') });
  }
  reply({ type: 'done', logs: realm.logs() });
}

scope.addEventListener('message', runGroup, { once: true });
for (const name of ABSENT) remove(name);
reply({ type: 'ready' });
