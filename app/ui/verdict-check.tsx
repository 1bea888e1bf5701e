/** One check of a verdict: sign, word, name, points; on failure what was found, and where. */
import { Check, ChevronRight, CornerUpLeft, EyeOff, TriangleAlert, X } from 'lucide-react';
import { Link } from './link';
import type { CheckResult } from '@/lib/exercise/result';
import { readable } from '../workbench/error-scale';
import { points } from '../workbench/verdict-groups';
import type { VerdictContext } from './verdict-context';
import { ErrorStrip } from './verdict-errors';
import { VerdictValues } from './verdict-values';

interface Props {
  check: CheckResult;
  context: VerdictContext;
  open: boolean;
}

export function VerdictCheck({ check, context, open }: Props) {
  if (check.status === 'pass' && !check.shown && !context.staff) return <Row check={check} />;
  const hasDetails =
    check.status !== 'pass' || (context.staff && (check.shown !== undefined || check.errors !== undefined));
  if (!hasDetails) return <Row check={check} />;
  return (
    <details className="group/check" open={open}>
      <summary className="cursor-pointer list-none [&::-webkit-details-marker]:hidden">
        <Row check={check} folds />
      </summary>
      <Details check={check} context={context} />
    </details>
  );
}

const SIGNS = {
  pass: { icon: Check, word: 'pass', tone: 'text-pass' },
  fail: { icon: X, word: 'fail', tone: 'text-fail' },
  error: { icon: TriangleAlert, word: 'stop', tone: 'text-warn' },
} as const;

function Row({ check, folds = false }: { check: CheckResult; folds?: boolean }) {
  const sign = SIGNS[check.status];
  return (
    <span className="flex min-h-8 items-center gap-3">
      <span className={`inline-flex w-13 shrink-0 items-center gap-1 text-sm font-medium ${sign.tone}`}>
        <sign.icon size={15} strokeWidth={2.5} aria-hidden />
        {sign.word}
      </span>
      <span className="min-w-0 flex-1">{check.name}</span>
      <span className="text-sm whitespace-nowrap text-ink-3">
        {points(check.points)} of {points(check.max)}
      </span>
      {folds ? (
        <ChevronRight size={15} aria-hidden className="text-ink-3 transition-transform group-open/check:rotate-90" />
      ) : null}
    </span>
  );
}

function Details({ check, context }: { check: CheckResult; context: VerdictContext }) {
  const { diagnosis, shown, errors } = check;
  const hidden = !check.open && (shown !== undefined || errors !== undefined);
  const rule = check.status === 'pass' ? 'border-line-strong' : check.status === 'fail' ? 'border-fail' : 'border-warn';
  return (
    <div className={`mb-3 border-l-2 ${rule} pt-1 pb-1 pl-4`}>
      {diagnosis?.named ? (
        <p className="mb-0.5 text-sm font-medium text-ink-3">A known slip: {diagnosis.code.replaceAll('-', ' ')}</p>
      ) : null}
      <p className="text-pretty">{context.prose(diagnosis?.text ?? check.message)}</p>
      {diagnosis && check.message && check.message !== diagnosis.text ? (
        <p className="mt-1 text-sm text-ink-2">{context.prose(check.message)}</p>
      ) : null}
      {context.staff && hidden ? (
        <p className="mt-3 flex items-center gap-2 text-sm font-medium text-warn">
          <EyeOff size={15} aria-hidden className="shrink-0" /> Hidden check: students see no input and no value of it.
        </p>
      ) : null}
      {shown ? <VerdictValues shown={shown} at={diagnosis?.at} /> : null}
      {diagnosis ? <Difference diagnosis={diagnosis} /> : null}
      {errors && errors.length > 1 ? <ErrorStrip errors={errors} tolerance={diagnosis?.tolerance ?? null} /> : null}
      {context.lesson && check.status !== 'pass' ? (
        <p className="mt-4 mb-1">
          <Link className="btn max-w-full" href={context.lesson.href}>
            <CornerUpLeft size={14} aria-hidden className="shrink-0" />
            <span className="truncate">{context.lesson.label}</span>
          </Link>
        </p>
      ) : null}
    </div>
  );
}

/** `First difference at [0][0]: 0.8788782, expected 0.4394391.` */
function Difference({ diagnosis }: { diagnosis: NonNullable<CheckResult['diagnosis']> }) {
  const { at, got, want, relError, tolerance } = diagnosis;
  if (at === undefined && got === undefined) return null;
  return (
    <p className="mt-2 text-sm text-pretty text-ink-2">
      {at === undefined ? 'First difference' : 'First difference at '}
      {at === undefined ? null : <code>{at}</code>}
      {got === undefined ? null : (
        <>
          {': '}
          <code>{got}</code>
          {want === undefined ? null : (
            <>
              , expected <code>{want}</code>
            </>
          )}
        </>
      )}
      . {typeof relError === 'number' ? `Relative error ${readable(relError)}` : null}
      {typeof relError === 'number' && typeof tolerance === 'number'
        ? `; off by up to ${readable(tolerance)} is accepted.`
        : null}
      {typeof relError === 'number' && typeof tolerance !== 'number' ? '.' : null}
    </p>
  );
}
