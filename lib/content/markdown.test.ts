/** Tests of Markdown to blocks: what is rendered, what is refused, and where it is said. */
import { describe, expect, it } from 'vitest';
import { renderMarkdown, type Rendered, type RenderOptions } from './markdown';

function render(text: string, options: Partial<RenderOptions> = {}): Rendered {
  return renderMarkdown(text, {
    file: 'x.md',
    kind: 'lesson',
    images: new Map([['assets/net.png', 'data:image/png;base64,AAAA']]),
    address: (kind, slug) => `/courses/demo/${kind}s/${slug}`,
    ...options,
  });
}

function html(text: string, options: Partial<RenderOptions> = {}): string {
  return render(text, options)
    .parts.map((part) => (part.kind === 'html' ? part.html : `<${part.kind}>`))
    .join('\n');
}

describe('formulas', () => {
  it('sets them on the server, with text for screen readers', () => {
    const out = html('The weight $w_1$ counts.');
    expect(out).toContain('<math');
    expect(out).toContain('class="katex"');
    expect(render('The weight $w_1$ counts.').problems).toEqual([]);
  });

  it.each(['$$\nz=1\n$$ {#eq-1.2}', '$$ {#eq-1.2}\nz=1\n$$', '$$z=1$$ {#eq-1.2}'])('numbers %j', (text) => {
    const { problems } = render(text);
    expect(problems).toEqual([]);
    const out = html(text);
    expect(out).toContain('<div class="eq" id="eq-1.2">');
    expect(out).toContain('role="group" tabindex="0" aria-label="Equation 1.2"');
    expect(out).toContain('<span class="eq-number">(1.2)</span>');
    expect(out).toContain('katex-display');
    expect(out).not.toContain('{#eq');
  });

  it('leaves dollars in code alone', () => {
    expect(html('```\n$$\nnot math\n$$ {#eq-9}\n```')).toContain('$$ {#eq-9}');
  });

  it('reports every broken formula with its line, and shows it as typed', () => {
    const { problems } = render('Fine $x$.\n\nBroken $\\frac{1$ here.\n\n$$\n\\nosuchcommand\n$$\n');
    expect(problems.map(({ line, rule }) => ({ line, rule }))).toEqual([
      { line: 3, rule: 'formula' },
      { line: 5, rule: 'formula' },
    ]);
  });

  it('does not let a formula make links or run macros without end', () => {
    expect(html('$\\href{javascript:alert(1)}{x}$')).not.toContain('href="javascript');
    expect(render('$\\def\\a{\\a\\a}\\a$').problems[0]?.rule).toBe('formula');
  });
});

describe('safety', () => {
  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    'a <b onclick="x()">b</b>',
    '<iframe src="https://example.org"></iframe>',
  ])('drops and reports HTML: %s', (text) => {
    const { problems } = render(text);
    expect(problems.some((problem) => problem.rule === 'html')).toBe(true);
    expect(html(text)).not.toMatch(/<script|<img|onclick|onerror|<iframe/);
  });

  it('drops and reports links that run', () => {
    const text = '[x](javascript:alert(1))';
    expect(html(text)).not.toContain('javascript:');
    expect(render(text).problems[0]).toMatchObject({ line: 1, rule: 'link' });
  });

  it('keeps comments out of the page without complaint', () => {
    expect(render('<!-- for colleagues -->\n\nText.').problems).toEqual([]);
    expect(html('<!-- for colleagues -->\n\nText.')).toBe('<p>Text.</p>');
  });
});

describe('directives', () => {
  it('cuts the text where figures and exercises stand', () => {
    const { parts, problems } = render(
      'One.\n\n::figure[**Bench.** Drag $w$.]{name=neuron-bench start="1,2"}\n\nTwo.\n\n::exercise{slug=softmax}\n',
    );
    expect(problems).toEqual([]);
    expect(parts.map((part) => part.kind)).toEqual(['html', 'figure', 'html', 'exercise']);
    const [, figure] = parts;
    expect(figure).toMatchObject({ kind: 'figure', name: 'neuron-bench', number: 1, attributes: { start: '1,2' } });
    expect(figure?.kind === 'figure' && figure.captionHtml).toMatch(
      /^<strong>Bench.<\/strong> Drag <span class="katex">/,
    );
  });

  it('lets the text point at a figure', () => {
    expect(render('See [the bench](#figure-1).\n\n::figure[Bench.]{name=neuron-bench}').problems).toEqual([]);
  });

  it('makes slips and notes, and sets formulas inside', () => {
    const text = ':::slip\nThey say $a=b$.\n\n---\n\nIt is $a\\ne b$.\n:::\n\n:::note[In passing]\nBy the way.\n:::\n';
    const out = html(text);
    expect(render(text).problems).toEqual([]);
    expect(out).toContain(
      '<div class="slip" role="note" aria-labelledby="slip-1"><p class="box-title" id="slip-1">Spot the slip</p>',
    );
    expect(out).toContain('<details><summary>Compare with ours</summary><div class="slip-answer"><p>It is <span');
    expect(out).toContain('<div class="note" role="note" aria-label="In passing"><p class="box-title">In passing</p>');
  });

  it.each([
    { text: '::figure{name=neuron-bench}', rule: 'directive', says: 'caption' },
    { text: '::figure[A.]{name="../x"}', rule: 'directive', says: 'name=' },
    { text: '::video[A.]{name=x}', rule: 'directive', says: 'no ::video' },
    { text: '- item\n\n  ::exercise{slug=a}', rule: 'directive', says: 'by itself' },
    { text: ':::slip\nNo answer.\n:::', rule: 'slip', says: '---' },
    { text: ':::hint\nNot in a lesson.\n:::', rule: 'directive', says: 'no :::hint' },
    { text: '# Title', rule: 'heading', says: 'front matter' },
    { text: '[x](#nowhere)', rule: 'anchor', says: '#nowhere' },
    { text: '## A {#a}\n\n## B {#a}', rule: 'anchor', says: 'twice' },
    { text: '![](assets/net.png)', rule: 'image', says: 'say what' },
    { text: '![A net](https://example.org/x.png)', rule: 'image', says: 'assets/' },
  ])('reports $text', ({ text, rule, says }) => {
    const problem = render(text).problems.find((found) => found.rule === rule);
    expect(problem?.message).toContain(says);
  });

  it('leaves colons in sentences alone', () => {
    expect(html('At 10:30 the ratio was 3:1, and a:b too.')).toBe('<p>At 10:30 the ratio was 3:1, and a:b too.</p>');
  });
});

describe('pages and headings', () => {
  it('names headings and lists the second level', () => {
    const { outline } = render('## The sum {#sum}\n\n### Inside\n\n## How far, how sure');
    expect(outline.map(({ id, text }) => ({ id, text }))).toEqual([
      { id: 'sum', text: 'The sum' },
      { id: 'how-far-how-sure', text: 'How far, how sure' },
    ]);
  });

  it('turns names of pages into addresses', () => {
    const { links, problems } = render('See [that](lesson:forward-pass#collapse).');
    expect(problems).toEqual([]);
    expect(links).toEqual([{ kind: 'lesson', slug: 'forward-pass', line: 1 }]);
    expect(html('See [that](lesson:forward-pass#collapse).')).toContain(
      'href="/courses/demo/lessons/forward-pass#collapse"',
    );
  });

  it('leads to the engine’s reference', () => {
    expect(html('See [conv2d](engine:conv2d).')).toContain('href="/docs/engine#conv2d"');
    expect(render('See [it](engine:Conv 2d).').problems).toHaveLength(0);
    expect(render('See [it](engine:Conv2d).').problems).toHaveLength(1);
  });

  it('shows images of assets with their words', () => {
    expect(html('![A net](assets/net.png)')).toContain('<img src="data:image/png;base64,AAAA" alt="A net">');
  });

  it('makes tables reachable by keyboard and names their rows', () => {
    const out = html('| | a |\n| --- | --- |\n| row | 1 |');
    expect(out).toContain('<div class="table-box" tabindex="0" role="group" aria-label="Table">');
    expect(out).toContain('<th scope="row">row</th>');
  });
});

describe('statements', () => {
  it('binds tasks to checks and takes the hints out', () => {
    const text = '## Task: Rows {#worked #random-batches}\n\nText.\n\n:::hint\nUse $m$.\n:::\n\n:::hint\nTwo.\n:::\n';
    const { tasks, hints, problems } = render(text, { kind: 'statement' });
    expect(problems).toEqual([]);
    expect(tasks).toEqual([{ title: 'Rows', checks: ['worked', 'random-batches'], line: 1 }]);
    expect(hints).toHaveLength(2);
    expect(hints[0]).toContain('<math');
    expect(html(text, { kind: 'statement' })).not.toContain('Two.');
  });

  it('reports a task without a check', () => {
    expect(render('## Task: Rows', { kind: 'statement' }).problems[0]).toMatchObject({ rule: 'task', line: 1 });
  });
});
