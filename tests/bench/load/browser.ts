/** What a student's browser does on the wire: cookies, compressed answers, event streams. Cheap enough for thousands. */
import http from 'node:http';
import { gunzipSync } from 'node:zlib';

export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** Empty unless asked for. */
  text: string;
  /** As sent, compressed. */
  bytes: number;
  /** From sending to the last byte. */
  ms: number;
}

export interface Request {
  method?: 'GET' | 'POST' | 'PUT';
  headers?: Record<string, string>;
  body?: string;
  /** Reads the body as text; else it is counted and thrown away. */
  text?: boolean;
}

const TIMEOUT_MS = 30_000;

/** What browsers say of a page that they open, at addresses with TLS. */
export const AS_DOCUMENT = { 'Sec-Fetch-Dest': 'document' };

/** Connections to a server, kept open and shared, as the proxy in front of a real one would. */
export class Wire {
  readonly #base: URL;
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 512, scheduling: 'lifo' });
  readonly #streams = new http.Agent({ keepAlive: true, maxSockets: Infinity, scheduling: 'lifo' });

  constructor(base: string) {
    this.#base = new URL(base);
  }

  get origin(): string {
    return this.#base.origin;
  }

  options(path: string, stream: boolean): http.RequestOptions {
    const agent = stream ? this.#streams : this.#agent;
    return { host: this.#base.hostname, port: this.#base.port, path, agent, timeout: TIMEOUT_MS };
  }

  close(): void {
    this.#agent.destroy();
    this.#streams.destroy();
  }
}

export class Browser {
  readonly #wire: Wire;
  /** Each student sits at home: the limits of sign-in count by address. */
  readonly #address: string;
  readonly #cookies = new Map<string, string>();

  constructor(wire: Wire, address: string) {
    this.#wire = wire;
    this.#address = address;
  }

  async ask(path: string, request: Request = {}): Promise<Answer> {
    const began = performance.now();
    const first = await this.#try(path, request, began);
    // The server closed a connection that nobody had used for a while: browsers send again on another one.
    const answer = first ?? (await this.#try(path, request, began));
    if (answer === null) throw new Error(`${path}: the connection was closed twice`);
    return answer;
  }

  /** Null where a connection that was kept open turned out to be closed. */
  async #try(path: string, request: Request, began: number): Promise<Answer | null> {
    const { method = 'GET', headers = {}, body, text = false } = request;
    return await new Promise((resolve, reject) => {
      const sent = http.request({
        ...this.#wire.options(path, false),
        method,
        headers: { ...this.#headers(method), ...headers, ...(body && { 'Content-Length': Buffer.byteLength(body) }) },
      });
      sent.on('response', (response) => {
        this.#keep(response);
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (text) chunks.push(chunk);
        });
        response.on('error', reject);
        response.on('end', () => {
          const { statusCode: status = 0, headers: answered } = response;
          const raw = Buffer.concat(chunks);
          const plain = text && answered['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
          resolve({ status, headers: answered, text: plain.toString(), bytes, ms: performance.now() - began });
        });
      });
      sent.on('timeout', () => sent.destroy(new Error(`${path}: silent for ${TIMEOUT_MS} ms`)));
      sent.on('error', (error: NodeJS.ErrnoException) => {
        if (sent.reusedSocket && error.code === 'ECONNRESET') resolve(null);
        else reject(error);
      });
      sent.end(body);
    });
  }

  /**
   * Reads an event stream until `onData` says `true` or the server ends it; says which. A status other than 200 is
   * returned as it is.
   */
  async follow(path: string, onData: (data: string) => boolean): Promise<'over' | 'cut' | number> {
    return await new Promise((resolve, reject) => {
      const headers = { ...this.#headers('GET'), Accept: 'text/event-stream' };
      const sent = http.request({ ...this.#wire.options(path, true), headers });
      sent.on('response', (response) => {
        if (response.statusCode !== 200) {
          response.resume();
          resolve(response.statusCode ?? 0);
          return;
        }
        let rest = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          const lines = (rest + chunk).split('\n');
          rest = lines.pop() ?? '';
          const over = lines.some((line) => line.startsWith('data: ') && onData(line.slice('data: '.length)));
          if (!over) return;
          resolve('over');
        });
        response.on('end', () => resolve('cut'));
        response.on('error', reject);
      });
      // The server says every 15 seconds that it is still there.
      sent.on('timeout', () => sent.destroy(new Error(`${path}: silent for ${TIMEOUT_MS} ms`)));
      sent.on('error', (error: NodeJS.ErrnoException) => {
        // Browsers open a stream again.
        if (sent.reusedSocket && error.code === 'ECONNRESET') resolve('cut');
        else reject(error);
      });
      sent.end();
    });
  }

  #headers(method: string): Record<string, string> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return {
      'Accept-Encoding': 'gzip, deflate, br',
      'X-Forwarded-For': this.#address,
      ...(cookie !== '' && { Cookie: cookie }),
      ...(method !== 'GET' && { Origin: this.#wire.origin, 'Sec-Fetch-Site': 'same-origin' }),
    };
  }

  #keep(response: http.IncomingMessage): void {
    for (const line of response.headers['set-cookie'] ?? []) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }
}
