/** A headless Chromium with WebGPU on SwiftShader, and a page of ours in it, isolated so that its clock is fine. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';

export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

const FLAGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--js-flags=--expose-gc',
];

export interface OpenPage {
  page: Page;
  browser: Browser;
  close: () => Promise<void>;
}

/** Opens `script` of `folder` as a module in an empty page on localhost: WebGPU wants a secure context. */
export async function openPage(folder: string, script: string): Promise<OpenPage> {
  const server = await serve(folder, script);
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  const browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });
  const close = async () => {
    await browser.close();
    server.close();
  };
  try {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`http://localhost:${address.port}/`);
    await page
      .waitForFunction(() => 'ready' in globalThis, null, { timeout: 60_000 })
      .catch((error: unknown) => {
        throw new Error(`the page did not start: ${complaints.join('; ')}`, { cause: error });
      });
    return { page, browser, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function serve(folder: string, script: string): Promise<Server> {
  const html = `<!doctype html><meta charset=utf-8><script type=module src=/${script}></script>
    <script type=module>globalThis.ready = true</script>`;
  const server = createServer((request, response) => {
    response.setHeader('cross-origin-opener-policy', 'same-origin');
    response.setHeader('cross-origin-embedder-policy', 'require-corp');
    const name = path.basename(new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = path.join(folder, name);
    if (name === '') {
      response.setHeader('content-type', 'text/html').end(html);
    } else if (existsSync(file)) {
      response.setHeader('content-type', 'text/javascript').end(readFileSync(file));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
