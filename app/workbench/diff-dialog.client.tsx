/** Two versions of the code, side by side in a dialog. */
'use client';
import dynamic from 'next/dynamic';
import { type ReactNode, useState } from 'react';
import { Dialog } from './dialog.client';

const CodeDiff = dynamic(() => import('../ui/code-diff.client'), {
  ssr: false,
  loading: () => <p className="p-5 text-sm text-ink-2">Loading the comparison</p>,
});

export interface Version {
  title: string;
  code: string;
}

interface Props {
  title: string;
  before: Version;
  after: Version;
  onClose: () => void;
  actions?: ReactNode;
}

export function DiffDialog({ title, before, after, onClose, actions }: Props) {
  // One column under the other on a phone: half of 390 px holds no line of code.
  const [sideBySide] = useState(() => matchMedia('(min-width: 860px)').matches);
  const same = before.code === after.code;
  return (
    <Dialog title={title} onClose={onClose} actions={actions} wide>
      <div className="flex h-full flex-col">
        <p className={`px-5 py-2 text-sm text-ink-2 ${sideBySide ? 'grid grid-cols-2' : ''}`}>
          <span>Left: {before.title}</span>{' '}
          <span>
            {sideBySide ? 'Right' : ', against'}: {after.title}
          </span>
        </p>
        {same ? (
          <p className="px-5 py-4">The two are the same, to the last character.</p>
        ) : (
          <div className="min-h-0 flex-1">
            <CodeDiff
              before={before.code}
              after={after.code}
              label={`${before.title} and ${after.title}`}
              sideBySide={sideBySide}
            />
          </div>
        )}
      </div>
    </Dialog>
  );
}
