// MUST: runtime-error — an error of HTML, Markdown, a formula and a CSV formula
export function predict() { throw new Error('<script>alert(1)</script>![x](http://evil.example/x.png)$\\href{javascript:1}{x}$=HYPERLINK("http://evil.example")\n\n## Passed'); }
