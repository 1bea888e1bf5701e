/** The HTML that content may become. Raw HTML never gets this far; this list is the second wall. */
import type { Options } from 'rehype-sanitize';

export const SANITIZE: Options = {
  strip: ['script', 'style'],
  clobber: [],
  clobberPrefix: '',
  protocols: { href: ['http', 'https', 'mailto'], src: ['data'] },
  tagNames:
    'p h2 h3 h4 ul ol li blockquote hr br strong em del code pre a img table thead tbody tr th td div span details summary'.split(
      ' ',
    ),
  attributes: {
    a: ['href', 'title'],
    img: ['src', 'alt', 'title'],
    code: [['className', /^language-[\w-]+$/, 'math-inline', 'math-display']],
    div: [
      ['className', 'eq', 'eq-body', 'slip', 'slip-answer', 'note'],
      'role',
      'tabIndex',
      'ariaLabel',
      'ariaLabelledBy',
      'dataSlot',
    ],
    span: [['className', 'eq-number']],
    p: [['className', 'box-title']],
    th: ['align'],
    td: ['align'],
    ol: ['start'],
    '*': ['id'],
  },
};
