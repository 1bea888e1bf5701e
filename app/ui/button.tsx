/** Buttons, and links that look like them. */
import { Link } from './link';
import type { ComponentProps } from 'react';

type Look = 'plain' | 'primary' | 'quiet';
const LOOKS: Record<Look, string> = { plain: 'btn', primary: 'btn btn-primary', quiet: 'btn btn-quiet' };

export function Button({
  look = 'plain',
  className = '',
  type = 'button',
  ...rest
}: ComponentProps<'button'> & { look?: Look }) {
  return <button type={type} className={`${LOOKS[look]} ${className}`} {...rest} />;
}

export function ButtonLink({ look = 'plain', className = '', ...rest }: ComponentProps<typeof Link> & { look?: Look }) {
  return <Link className={`${LOOKS[look]} ${className}`} {...rest} />;
}
