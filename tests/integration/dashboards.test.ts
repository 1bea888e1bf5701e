/** Dashboards, alerts and their page name metrics that exist, with labels and values that they have; and every one of ours is used. */
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { METRICS } from '@/lib/telemetry/metric-table';
import { openRegistry } from '@/lib/telemetry/registry';

const FOLDER = 'ops';
const DashboardSchema = z.object({
  uid: z.string().min(1),
  title: z.string().min(1),
  panels: z.array(
    z.object({
      id: z.number(),
      title: z.string().min(1),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      targets: z.array(z.object({ expr: z.string().min(1), legendFormat: z.string() })).min(1),
    }),
  ),
});
const AlertsSchema = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          labels: z.object({ severity: z.enum(['page', 'warn']) }),
          annotations: z.object({ summary: z.string() }),
        }),
      ),
    }),
  ),
});
const ScrapeSchema = z.object({
  rule_files: z.array(z.string()),
  scrape_configs: z.array(z.object({ job_name: z.string(), metrics_path: z.literal('/metrics') })).min(2),
});

const dashboards = readdirSync(`${FOLDER}/grafana`).map((file) => ({
  file,
  ...DashboardSchema.parse(JSON.parse(readFileSync(`${FOLDER}/grafana/${file}`, 'utf8'))),
}));
const alerts = AlertsSchema.parse(parse(readFileSync(`${FOLDER}/prometheus/alerts.yml`, 'utf8'))).groups.flatMap(
  ({ rules }) => rules,
);
const scrapes = ScrapeSchema.parse(parse(readFileSync(`${FOLDER}/prometheus/prometheus.yml`, 'utf8')));
const page = readFileSync(`${FOLDER}/README.md`, 'utf8');

const expressions: [string, string][] = [
  ...dashboards.flatMap(({ file, panels }) =>
    panels.flatMap(({ title, targets }) =>
      targets.map(({ expr }): [string, string] => [`${file}: ${title}: ${expr}`, expr]),
    ),
  ),
  ...alerts.map(({ alert, expr }): [string, string] => [`alert ${alert}`, expr]),
];

/** Prometheus puts these there itself. */
const OF_PROMETHEUS = new Set(['up']);
const LABELS_OF_PROMETHEUS = new Set(['job', 'instance', 'le']);
/** A sample's name, and which samples of it are chosen. */
const SELECTOR = /\b(gradus_\w+|process_\w+|nodejs_\w+|up)(?:\{([^}]*)\})?/g;
const MATCHER = /(\w+)(=~|!~|!=|=)"([^"]*)"/g;

const metricOf = (sample: string) => sample.replace(/_(bucket|sum|count)$/, '');

describe('what watches over Gradus', () => {
  let names: Set<string>;
  beforeAll(async () => {
    const registry = await openRegistry();
    await registry.scrape();
    names = new Set(registry.names());
  });

  it.each(expressions)('%s asks for what there is', (_, expr) => {
    const asked = [...expr.matchAll(SELECTOR)];
    expect(asked.length).toBeGreaterThan(0);
    for (const [, sample = '', selector = ''] of asked) {
      if (OF_PROMETHEUS.has(sample)) continue;
      const name = names.has(sample) ? sample : metricOf(sample);
      expect(names, `${sample} is exported by nobody`).toContain(name);
      if (!(name in METRICS)) continue;
      const labels: Readonly<Record<string, readonly string[]>> = METRICS[name as keyof typeof METRICS].labels;
      for (const [, label = '', how = '', value = ''] of selector.matchAll(MATCHER)) {
        if (LABELS_OF_PROMETHEUS.has(label)) continue;
        expect(Object.keys(labels), `${name} has no label ${label}`).toContain(label);
        const wanted = how.includes('~') ? value.split('|') : [value];
        for (const one of wanted) expect(labels[label], `${name}: ${label} is never “${one}”`).toContain(one);
      }
      for (const [, by = ''] of expr.matchAll(/\bby \(([^)]*)\)/g)) {
        for (const label of by.split(',').map((text) => text.trim())) {
          if (LABELS_OF_PROMETHEUS.has(label)) continue;
          expect(Object.keys(labels), `${name} has no label ${label}`).toContain(label);
        }
      }
    }
  });

  it.each(Object.keys(METRICS))('%s is on a dashboard and in the page about them', (name) => {
    const shown = dashboards.flatMap(({ panels }) => panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)));
    expect(shown.some((expr) => expr.includes(name))).toBe(true);
    expect(page).toContain(`\`${name}\``);
  });

  it('documents no metric that there is not', () => {
    for (const [, name = ''] of page.matchAll(/`((?:gradus|nodejs|process)_\w+)`/g)) expect(names).toContain(name);
  });

  it('documents every alert', () => {
    for (const { alert } of alerts) expect(page).toContain(`\`${alert}\``);
  });

  it.each(dashboards)(
    '$file has panels beside each other, none over another, each with an id of its own',
    (dashboard) => {
      const taken = new Set<string>();
      for (const { gridPos } of dashboard.panels) {
        expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
        for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
          for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
            expect(taken).not.toContain(`${x} ${y}`);
            taken.add(`${x} ${y}`);
          }
      }
      const ids = dashboard.panels.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    },
  );

  it('names the jobs that dashboards and alerts ask for', () => {
    expect(scrapes.scrape_configs.map(({ job_name }) => job_name)).toEqual(['gradus-web', 'gradus-worker']);
    expect(scrapes.rule_files).toEqual(['alerts.yml']);
  });
});
