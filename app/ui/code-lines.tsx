/** Code to read, with line numbers to point at (`#L12`). */

export function CodeLines({ code, label }: { code: string; label: string }) {
  const lines = code.replace(/\n$/, '').split('\n');
  return (
    <pre
      className="overflow-x-auto rounded-md border border-line bg-bg py-3 text-sm leading-[22px]"
      tabIndex={0}
      role="group"
      aria-label={label}
    >
      <code className="grid w-max min-w-full">
        {lines.map((line, index) => (
          <span key={index} id={`L${index + 1}`} className="grid scroll-mt-20 grid-cols-[3.5rem_1fr] target:bg-warn-bg">
            <span aria-hidden className="pr-4 text-right text-ink-3 select-none" data-line={index + 1}>
              {index + 1}
            </span>
            <span className="pr-4 whitespace-pre">{line === '' ? '\n' : `${line}\n`}</span>
          </span>
        ))}
      </code>
    </pre>
  );
}
