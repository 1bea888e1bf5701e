'use client';
/** What is to be seen, and the keys. */
import type { ReactNode } from 'react';
import { Dialog } from '../workbench/dialog.client';

const KEYS = [
  ['Space', 'run or pause'],
  ['s', 'one step: a minibatch'],
  ['e', 'one epoch: once through all training points'],
  ['r', 'back to the first weights'],
  ['Arrows', 'from unit to unit, in the net'],
  ['Enter', 'switch an input, or open a unit’s numbers'],
  ['Esc', 'close the numbers'],
  ['?', 'this sheet'],
] as const;

interface HelpProps {
  keysOn: boolean;
  onKeys: (on: boolean) => void;
  onClose: () => void;
}

export function HelpDialog({ keysOn, onKeys, onClose }: HelpProps): ReactNode {
  return (
    <Dialog title="Keys and help" onClose={onClose}>
      <p>
        Every unit shows its own answer over the whole plane: blue above zero, orange below. A solid blue wire is a
        positive weight, a dashed orange one a negative weight; the wider, the larger. The square at a unit’s corner is
        its bias.
      </p>
      <p className="mt-3">
        Bars below the net show how large the gradient is in each layer, on a scale of powers of ten. Units that are
        zero for every point are counted as dead, units at the end of their range as stuck.
      </p>
      <table className="play-keys">
        <caption className="sr-only">Keys</caption>
        <tbody>
          {KEYS.map(([key, does]) => (
            <tr key={key}>
              <th scope="row">
                <kbd>{key}</kbd>
              </th>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <label className="play-check mt-4">
        <input type="checkbox" checked={keysOn} onChange={(event) => onKeys(event.target.checked)} />
        Use single keys
      </label>
    </Dialog>
  );
}
