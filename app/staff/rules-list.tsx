/** The rules an exercise must keep before it is published; what blocks stands first, with the place to look at. */
import type { RuleResult } from '@/lib/features/exercises/views';
import { orderRules } from './kill-words';

function verdictOf(rule: RuleResult): { sign: string; word: string; tone: string } {
  if (rule.ok) return { sign: '✓', word: 'holds', tone: 'text-pass' };
  return rule.blocking
    ? { sign: '✗', word: 'blocks publishing', tone: 'text-fail' }
    : { sign: '!', word: 'warning', tone: 'text-warn' };
}

/** `checks.ts:12` */
export const placeWords = (file: string | null, line: number | null): string | null =>
  file === null ? null : line === null ? file : `${file}:${line}`;

export function RulesList({ rules }: { rules: RuleResult[] }) {
  return (
    <ul className="border-b border-line text-sm">
      {orderRules(rules).map((rule) => {
        const { sign, word, tone } = verdictOf(rule);
        return (
          <li key={rule.rule} className="grid grid-cols-[2.5rem_1fr] gap-x-3 border-t border-line py-2">
            <span className="font-medium text-ink-3">{rule.rule}</span>
            <div className="min-w-0">
              <p className="flex flex-wrap justify-between gap-x-4">
                <span className={rule.ok ? '' : 'font-medium'}>{rule.title}</span>
                <span className={tone}>
                  <span aria-hidden>{sign} </span>
                  {word}
                </span>
              </p>
              {rule.messages.length > 0 && (
                <ul className="mt-1 space-y-1 text-ink-2">
                  {rule.messages.map((message, i) => {
                    const place = placeWords(message.file, message.line);
                    return (
                      <li key={`${i} ${message.text}`} className="wrap-anywhere">
                        {place !== null && <code className="mr-2 text-xs text-ink">{place}</code>}
                        {message.text}
                      </li>
                    );
                  })}
                </ul>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
