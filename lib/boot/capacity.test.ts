import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCapacity } from './capacity';
import { capacityWords } from './capacity-words';

describe('the capacity page', () => {
  it('renders with the figures that are stored, and says each number that it asks for', async () => {
    const { parts, outline, figures } = await readCapacity();
    const html = parts.map((part) => (part.kind === 'html' ? part.html : '')).join('');
    expect(html).not.toMatch(/\[\[|NaN|Infinity|undefined/);
    expect(html).toContain(figures.machine.cpu);
    expect(parts.flatMap((part) => (part.kind === 'figure' ? [part.name] : []))).toEqual([
      'cost',
      'students',
      'workers',
    ]);
    expect(outline.length).toBeGreaterThan(5);
  });

  it('computes no number that the text never says', async () => {
    const text = readFileSync('docs/capacity.md', 'utf8');
    const { figures } = await readCapacity();
    expect(Object.keys(capacityWords(figures)).filter((name) => !text.includes(`[[${name}]]`))).toEqual([]);
  });

  it('adds up processor time and prices it by the hour', async () => {
    const { figures } = await readCapacity();
    const cores = { web: 0.4, workers: 0.1, children: 1, database: 0.3, generator: 5 };
    const [step] = figures.search;
    if (!step) throw new Error('there are no figures');
    const search = [{ ...step, students: 800, perSecond: 20, cores }];
    const words = capacityWords({ ...figures, search, holdsStudents: 800, students: 2000, ratePerMinute: 1.5 });
    // 1.8 cores at 20 a second are 90 core seconds for 1,000; at 5 cents an hour, an eighth of a cent.
    expect(words).toMatchObject({
      'cpu-seconds': '90',
      euros: '0.1 cents',
      'children-share': '56',
      'database-ms': '15',
    });
    // 2,000 students hand in 50 times a second.
    expect(words).toMatchObject({ asked: '50', 'needs-grading': '4', 'needs-web': '2', 'needs-database': '2' });
    // 10,000 students: 69.4 a second in bursts; 55 ms each for children and workers, 70 % used.
    expect(words).toMatchObject({
      'rate-10000': '69',
      'cores-10000': '6',
      'database-10000': '2',
      'web-100': 'less than 1',
    });
  });
});
