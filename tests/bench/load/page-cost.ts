/** What one page costs the web and the database in processor time, asked for one after the other by one student. */
import { AS_DOCUMENT, Browser, Wire } from './browser';
import type { Machine } from './machine';
import { readUsage } from './processes';
import { signIn } from './sign-in';
import { COURSE } from './student';

export interface PageCost {
  page: string;
  webMs: number;
  databaseMs: number;
  /** As sent, compressed. */
  bytes: number;
}

const HOME = `/courses/${COURSE}`;
const PAGES = {
  'course home': HOME,
  lesson: `${HOME}/lessons/one-neuron`,
  workbench: `${HOME}/exercises/softmax`,
};
/** Until the server has compiled what it runs often. */
const WARM_UP = 100;
const MEASURED = 100;
const SIGN_INS = 20;
const ADDRESS = '10.255.0.1';

export async function measurePages(machine: Machine, email: string): Promise<PageCost[]> {
  const wire = new Wire(machine.url);
  const costs: PageCost[] = [];
  const measure = async (page: string, times: number, ask: () => Promise<number>): Promise<void> => {
    const before = readUsage(machine.roots()).cpu;
    let bytes = 0;
    for (let time = 0; time < times; time++) bytes += await ask();
    const after = readUsage(machine.roots()).cpu;
    const ms = (part: 'web' | 'database') => (1000 * (after[part] - before[part])) / times;
    costs.push({ page, webMs: ms('web'), databaseMs: ms('database'), bytes: bytes / times });
  };
  try {
    const browser = new Browser(wire, ADDRESS);
    await signIn((path, request) => browser.ask(path, request), email);
    for (const [page, path] of Object.entries(PAGES)) {
      const ask = async (): Promise<number> => {
        const answer = await browser.ask(path, { headers: AS_DOCUMENT });
        if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
        return answer.bytes;
      };
      for (let time = 0; time < WARM_UP; time++) await ask();
      await measure(page, MEASURED, ask);
    }
    await measure('sign-in with password', SIGN_INS, async () => {
      await signIn((path, request) => browser.ask(path, request), email);
      return 0;
    });
    return costs;
  } finally {
    wire.close();
  }
}
