/** One entry of the reference: what it is called with, what it does, and an example to run. */
import { Fragment, type ReactNode } from 'react';
import type { Block, Entry, Member, SignaturePart } from '@/lib/boot/engine-reference';
import { Example } from './example.client';

const KINDS: Record<Entry['kind'], string> = {
  function: 'function',
  class: 'class',
  method: 'method of Tensor',
  property: 'property',
  constant: 'constant',
  type: 'type',
};

export function ReferenceEntry({ entry }: { entry: Entry }): ReactNode {
  const { id, name, kind, file, signatures, about, members, examples } = entry;
  return (
    <div id={id} className="entry">
      <h3 className="entry-name">
        <a href={`#${id}`}>{name}</a>
      </h3>
      <p className="entry-kind">
        {KINDS[kind]} · {file.replace('lib/engine/', '')}
      </p>
      <div className="entry-signature">
        {signatures.map((parts, index) => (
          <code key={index}>
            <Signature parts={parts} />
          </code>
        ))}
      </div>
      <Blocks blocks={about} />
      <Facts entry={entry} />
      {members.length > 0 && <Members members={members} />}
      {examples.map(({ code, result }, index) => (
        <Example
          key={index}
          name={examples.length > 1 ? `${name}, ${String(index + 1)}` : name}
          code={code}
          result={result}
        />
      ))}
    </div>
  );
}

function Signature({ parts }: { parts: readonly SignaturePart[] }): ReactNode {
  return parts.map(({ text, to }, index) => (
    <Fragment key={index}>{to === undefined ? text : <a href={`#${to}`}>{text}</a>}</Fragment>
  ));
}

function Blocks({ blocks }: { blocks: readonly Block[] }): ReactNode {
  return blocks.map((block, index) => {
    switch (block.kind) {
      case 'text':
        return <p key={index} className="entry-text" dangerouslySetInnerHTML={{ __html: block.html }} />;
      case 'list':
        return (
          <ul key={index} className="entry-text entry-list">
            {block.items.map((html) => (
              <li key={html} dangerouslySetInnerHTML={{ __html: html }} />
            ))}
          </ul>
        );
      case 'formula':
        return (
          <pre key={index} className="entry-formula">
            {block.text}
          </pre>
        );
    }
  });
}

function Facts({ entry: { params, returns, throws, see } }: { entry: Entry }): ReactNode {
  const rows = [
    ...params.map(({ name, html }) => ({ head: <code>{name}</code>, html })),
    ...(returns === null ? [] : [{ head: 'Returns', html: returns }]),
    ...throws.map((html) => ({ head: 'Throws', html })),
    ...see.map((html) => ({ head: 'See', html })),
  ].filter(({ html }) => html !== '');
  if (rows.length === 0) return null;
  return (
    <dl className="entry-facts">
      {rows.map(({ head, html }, index) => (
        <div key={index}>
          <dt>{head}</dt>
          <dd dangerouslySetInnerHTML={{ __html: html }} />
        </div>
      ))}
    </dl>
  );
}

function Members({ members }: { members: readonly Member[] }): ReactNode {
  return (
    <dl className="entry-members">
      {members.map(({ name, signature, about }) => (
        <div key={name}>
          <dt>
            <code>
              <Signature parts={signature} />
            </code>
          </dt>
          <dd>
            <Blocks blocks={about} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
