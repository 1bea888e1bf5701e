/** The bar of every signed-in page: `<Bar trail={[{ label: 'Neural networks', href: '/courses/neural-networks' }, { label: '5.4 Softmax' }]} />`. */
import type { ReactNode } from 'react';
import { currentActor } from '@/lib/boot/auth';
import { BarFrame, type Crumb } from './bar-frame';
import { UserMenu } from './user-menu';

export async function Bar({ trail, children }: { trail: Crumb[]; children?: ReactNode }) {
  const actor = await currentActor();
  return (
    <BarFrame
      trail={trail}
      menu={actor === null ? null : <UserMenu name={actor.name} operator={actor.operator === true} />}
    >
      {children}
    </BarFrame>
  );
}
