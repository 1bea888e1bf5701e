/** The frame of every page: faces, tokens, and the theme set before the first paint. */
import type { Metadata, Viewport } from 'next';
import localFont from 'next/font/local';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
// Subsets beyond Latin are fetched only when a page needs them (unicode-range).
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/stix-two-text/wght.css';
import '@fontsource-variable/source-code-pro/wght.css';
import './globals.css';
import { NONCE_HEADER } from './http/request-headers';
import { ThemeScript } from './ui/theme-script';

const text = localFont({
  variable: '--face-text',
  display: 'swap',
  adjustFontFallback: 'Times New Roman',
  src: [
    {
      path: '../node_modules/@fontsource-variable/stix-two-text/files/stix-two-text-latin-wght-normal.woff2',
      style: 'normal',
      weight: '400 700',
    },
    {
      path: '../node_modules/@fontsource-variable/stix-two-text/files/stix-two-text-latin-wght-italic.woff2',
      style: 'italic',
      weight: '400 700',
    },
  ],
});
const ui = localFont({
  variable: '--face-ui',
  display: 'swap',
  adjustFontFallback: 'Arial',
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  weight: '100 900',
});
const mono = localFont({
  variable: '--face-mono',
  display: 'swap',
  preload: false,
  src: '../node_modules/@fontsource-variable/source-code-pro/files/source-code-pro-latin-wght-normal.woff2',
  weight: '200 900',
});

export const metadata: Metadata = {
  title: { default: 'Gradus', template: '%s · Gradus' },
  description: 'Neural networks from the first neuron on: lessons, exercises and verdicts that say why.',
};

export const viewport: Viewport = {
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fdfdfb' },
    { media: '(prefers-color-scheme: dark)', color: '#141518' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get(NONCE_HEADER) ?? undefined;
  return (
    <html lang="en" className={`${text.variable} ${ui.variable} ${mono.variable}`} suppressHydrationWarning>
      <head>
        <ThemeScript nonce={nonce} />
      </head>
      <body>{children}</body>
    </html>
  );
}
