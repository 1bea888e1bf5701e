/** The playground in a real browser: it solves the spiral, keeps its state in the address, and works by keyboard. */
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseAddress } from '@/app/playground/address';
import { drawPoints } from '@/app/playground/data';
import { forward, lossOf, modelOf, sampleOf } from '@/app/playground/model';
import { small } from '@/app/playground/words';
import { loadWeights } from '@/lib/engine';
import { fromSafetensors } from '@/lib/engine/weights';
import { until } from '../support/until';
import { overflow, violations } from './support/axe';
import { gradusUrl, noBrowser, openBrowser, visit, type Visitor, type VisitorOptions } from './support/browser';

const SPIRAL = '/playground?data=spiral&noise=0&points=600&net=8-8&opt=adam&rate=0.01&speed=full';
const MODES = [
  { width: 1280, dark: false },
  { width: 1280, dark: true },
  { width: 390, dark: false },
  { width: 390, dark: true },
];
/** Generous: the machine may have other things to do. */
const SOLVED_MS = 100_000;

describe.skipIf(noBrowser)('the playground', () => {
  let browser: Browser;
  const visitors: Visitor[] = [];
  const enter = async (path: string, options: VisitorOptions = {}): Promise<Page> => {
    const visitor = await visit(browser, options);
    visitors.push(visitor);
    await visitor.page.goto(path);
    await trained(visitor.page);
    return visitor.page;
  };
  beforeAll(async () => {
    browser = await openBrowser({ webgpu: true });
  });
  afterEach(async () => {
    const complaints = visitors.flatMap((visitor) => visitor.complaints);
    for (const { context } of visitors.splice(0)) await context.close();
    // Chromium itself warns once about an adapter of software.
    expect(complaints.filter((line) => !line.includes('adapter'))).toEqual([]);
  });
  afterAll(() => browser.close());

  /** The worker has answered: it says where it trains. */
  const trained = async (page: Page): Promise<string> => {
    await page.locator('[data-backend]').waitFor({ state: 'attached' });
    return (await page.locator('[data-backend]').getAttribute('data-backend')) ?? '';
  };
  const step = async (page: Page): Promise<number> => Number((await reading(page, 'Step')).replaceAll(',', ''));
  const reading = (page: Page, name: string): Promise<string> =>
    page
      .locator('.play-standing div', { has: page.locator('dt', { hasText: new RegExp(`^${name}$`) }) })
      .locator('dd')
      .innerText();
  const testShare = async (page: Page): Promise<number> => {
    const words = await page.locator('.play-numbers .is-test dd').innerText();
    return Number(/([\d.]+) % right/.exec(words)?.[1] ?? 0) / 100;
  };
  const active = (page: Page): Promise<string | null> =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null);
  const run = (page: Page): Promise<void> => page.getByRole('button', { name: 'Run', exact: true }).click();

  it.each([
    ['JavaScript float64', 'auto'],
    ['JavaScript float32', 'f32'],
    ['WebAssembly SIMD', 'wasm'],
    ['WebGPU', 'webgpu'],
  ])('solves the spiral live: %s', async (name, backend) => {
    const page = await enter(`${SPIRAL}&backend=${backend}`);
    expect(await trained(page)).toContain(name);
    expect(await testShare(page)).toBeLessThan(0.7);
    await run(page);
    await until('the spiral to be solved', async () => (await testShare(page)) > 0.95, SOLVED_MS);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    if (backend === 'webgpu') expect(await page.getByText('software adapter').count()).toBeGreaterThan(0);
  });

  it('goes on from the same weights when the backend is switched', async () => {
    const page = await enter('/playground?data=xor&net=4&opt=adam');
    await page.getByRole('button', { name: 'Epoch' }).click();
    await until('an epoch', async () => (await reading(page, 'Epoch')) === '1');
    const loss = (): Promise<string> => page.locator('.play-numbers .is-train b').innerText();
    const before = await loss();
    await page.getByRole('combobox', { name: 'Backend' }).selectOption('wasm');
    await until('WebAssembly', async () => (await trained(page)) === 'WebAssembly SIMD');
    expect(await loss()).toBe(before);
    expect(await reading(page, 'Epoch')).toBe('1');
    await page.getByRole('button', { name: 'Step' }).click();
    await until('another step', async () => (await loss()) !== before);
  });

  it('gives the same numbers again after a reset', async () => {
    const page = await enter('/playground?points=100');
    const loss = (): Promise<string> => page.locator('.play-numbers .is-test b').innerText();
    const first = await loss();
    const after: string[] = [];
    for (let i = 0; i < 2; i++) {
      await page.getByRole('button', { name: 'Epoch' }).click();
      await until('an epoch', async () => (await step(page)) === 5);
      after.push(await loss());
      await page.getByRole('button', { name: 'Reset' }).click();
      await until('the start', async () => (await step(page)) === 0);
      expect(await loss()).toBe(first);
    }
    expect(after[0]).toBe(after[1]);
    expect(after[0]).not.toBe(first);
  });

  it('keeps the whole state in the address, and Back undoes', async () => {
    const page = await enter('/playground');
    await page.getByRole('radio', { name: 'Moons' }).check({ force: true });
    await until('the data in the address', () => page.url().endsWith('?data=moons'));
    await page.getByRole('button', { name: 'One layer more' }).click();
    await page.getByRole('combobox', { name: 'Optimizer' }).selectOption('adam');
    await until('the net in the address', () => page.url().includes('net=4-2-2') && page.url().includes('opt=adam'));
    await page.goBack();
    await until('two layers', async () => (await page.getByText('2 hidden layers').count()) === 1);
    expect(page.url()).toMatch(/\?data=moons$/);
    await page.goBack();
    await until('the circle', () => page.getByRole('radio', { name: 'Circle' }).isChecked());
    await page.goForward();
    await page.goForward();
    await until('three layers', async () => (await page.getByText('3 hidden layers').count()) === 1);
    await page.reload();
    expect(await page.getByRole('radio', { name: 'Moons' }).isChecked()).toBe(true);
    expect(await page.getByRole('combobox', { name: 'Optimizer' }).inputValue()).toBe('adam');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Link' }).click();
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
  });

  it('offers presets, and knows one that came by a link', async () => {
    const page = await enter('/playground');
    const presets = page.getByRole('combobox', { name: 'Presets' });
    await presets.selectOption('Vanishing gradient');
    await page.getByText('Six sigmoid layers').waitFor();
    await until('its address', () => page.url().includes('net=6-6-6-6-6-6'));
    await page.reload();
    expect(await presets.inputValue()).toBe('Vanishing gradient');
    await page.getByRole('button', { name: 'One layer less' }).click();
    await until('no preset', async () => (await presets.inputValue()) === '');
    expect(await page.getByText('Six sigmoid layers').count()).toBe(0);
  });

  it('says which part of an address it did not understand', async () => {
    const page = await enter('/playground?data=donut&noise=20&net=99');
    await page.getByText('data=donut is not one of').waitFor();
    await page.getByText('net=99 is not').waitFor();
    expect(await page.getByText('noise=').count()).toBe(0);
    expect(await page.getByRole('slider', { name: 'Noise' }).inputValue()).toBe('20');
    await page.getByRole('button', { name: 'Understood' }).click();
    expect(await page.getByText('donut').count()).toBe(0);
  });

  it('works by keyboard alone', async () => {
    const page = await enter('/playground?net=3');
    await page.locator('[data-place="-1/0"]').focus();
    expect(await active(page)).toBe('Input x1');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await active(page)).toBe('Input x1 squared');
    await page.keyboard.press('Enter');
    await until('the input in the address', () => page.url().includes('x=x1,x2,x1sq'));
    await page.keyboard.press('ArrowRight');
    expect(await active(page)).toBe('Unit 1 of layer 1');
    await page.getByRole('heading', { name: 'Unit 1 of layer 1', level: 2 }).waitFor();
    await page.keyboard.press('Enter');
    const loss = (): Promise<string> => page.locator('.play-numbers .is-train b').innerText();
    const before = await loss();
    const bias = page.getByRole('spinbutton', { name: 'Bias' });
    await until('the bias to have the focus', () => bias.evaluate((input) => input === document.activeElement));
    await page.keyboard.type('2.5');
    await until('another loss', async () => (await loss()) !== before);
    await page.keyboard.press('Escape');
    expect(await active(page)).toBe('Unit 1 of layer 1');
    expect(await bias.count()).toBe(0);

    await page.keyboard.press('s');
    await until('one step', async () => (await step(page)) === 1);
    await page.keyboard.press('e');
    await until('one epoch', async () => (await step(page)) === 20);
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press(' ');
    await until('the run', async () => (await step(page)) > 40);
    await page.keyboard.press(' ');
    await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
    await page.keyboard.press('r');
    await until('the start', async () => (await step(page)) === 0);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys and help' }).waitFor();
    await page.getByRole('checkbox', { name: 'Use single keys' }).uncheck();
    await page.keyboard.press('Escape');
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('s');
    await page.getByRole('button', { name: 'Step' }).click();
    await until('one step, not two', async () => (await step(page)) === 1);
  });

  it('tells screen readers where the run stands', async () => {
    const page = await enter('/playground?data=xor&net=4');
    const says = (words: RegExp): Promise<boolean> =>
      until(`the status to say ${String(words)}`, async () => {
        const texts = await page.getByRole('status').allInnerTexts();
        return texts.some((text) => words.test(text));
      });
    await says(/^Ready, epoch 0\. XOR, 2 inputs, one hidden layer of 4 units\. Training loss [\d.]+, test loss/);
    await page.getByRole('button', { name: 'Epoch' }).click();
    await says(/^Paused, epoch 1\..*of the test points on the right side\.$/);
  });

  it('opens a weight at the wire that is clicked', async () => {
    const page = await enter('/playground?net=2');
    const box = await page.locator('.play-box').boundingBox();
    const from = await page.locator('[data-place="-1/0"]').boundingBox();
    if (box === null || from === null) throw new Error('the net is not on the page');
    // Near x1 its two wires still run close to its height; the upper one leads to unit 1.
    await page.mouse.click(from.x + from.width + 30, from.y + from.height / 2 + 2);
    const weight = page.getByRole('spinbutton', { name: 'from x1', exact: true });
    await until('the weight to have the focus', () => weight.evaluate((input) => input === document.activeElement));
  });

  it('shows the program that does the same', async () => {
    const page = await enter('/playground?data=spiral&net=3&reg=l2');
    await page.getByRole('button', { name: 'Epoch' }).click();
    await until('an epoch', async () => (await step(page)) === 20);
    await page.getByRole('button', { name: 'Code' }).click();
    const dialog = page.getByRole('dialog', { name: 'The same as a program' });
    const program = await dialog.getByLabel('Program').innerText();
    expect(program).toContain("import { spiral } from '@/lib/engine/datasets';");
    expect(program).toContain('step < 20;');
    expect(program).toContain('l2(model.params, 0.001)');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('gives the trained weights as a file, from the keyboard too', async () => {
    const page = await enter('/playground?data=spiral&noise=0&net=4-2');
    await page.getByRole('button', { name: 'Epoch' }).click();
    await until('an epoch', async () => (await reading(page, 'Epoch')) === '1');
    await page.getByRole('button', { name: 'Code' }).focus();
    await page.keyboard.press('Tab');
    expect(await active(page)).toBe('Download weights');
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    expect(download.suggestedFilename()).toBe('spiral-2-4-2-1.safetensors');

    const { settings } = parseAddress(new URL(page.url()).search);
    const model = modelOf(settings);
    loadWeights(model, fromSafetensors(readFileSync(await download.path())));
    const { x, y } = sampleOf(settings, drawPoints(settings).test);
    const loss = lossOf(settings, forward(model, x, { dropout: 0, seed: '' }), y).itemSync();
    expect(await page.locator('.play-numbers .is-test b').innerText()).toBe(small(loss));
  });

  it.each(MODES)('has no violation at %o', async (mode) => {
    const page = await enter('/playground?data=hills&net=8-8-8-8-8-8&show=test', mode);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Unit 2 of layer 3', exact: true }).click();
    await page.getByRole('spinbutton', { name: 'Bias' }).waitFor();
    if (mode.width < 600) await page.getByRole('button', { name: /^Data/ }).click();
    await page.getByRole('slider', { name: 'Noise' }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  });

  it('is a picture without JavaScript, and says so', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${gradusUrl()}/playground?data=moons&net=3`);
    expect(await page.getByText('Running it needs JavaScript').isVisible()).toBe(true);
    expect(await page.locator('.play-surface path').count()).toBe(2);
    expect(await page.locator('.play-surface').evaluate((box) => getComputedStyle(box).backgroundImage)).toMatch(
      /^url\("data:image\/png/,
    );
    expect(await page.locator('.play-wires path').count()).toBe(9);
    expect(await page.getByRole('button', { name: 'Run', exact: true }).isVisible()).toBe(false);
    await context.close();
  });
});
