/**
 * Links within the site. Nothing is fetched before they are followed: pages depend on who asks, so all that Next.js could
 * fetch ahead is an empty frame, once or twice for each link in view. A course home made eleven such requests.
 */
import NextLink from 'next/link';
import type { ComponentProps } from 'react';

export function Link(props: ComponentProps<typeof NextLink>) {
  return <NextLink prefetch={false} {...props} />;
}
