/** The log: a line of JSON each, with the request and trace it belongs to, and without what a person wrote or is called. */
import { pino, type DestinationStream, type Logger } from 'pino';
import { origin } from '../telemetry/origin';
import { redact } from '../telemetry/redact';
import { traceId } from '../telemetry/trace';

export function openLog(level: string, destination?: DestinationStream): Logger {
  const settings = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: ids,
    formatters: { log: (fields: Record<string, unknown>) => redact(fields) as Record<string, unknown> },
    // Its own form of an error holds the parameters of a failed query; `redact` has made another one by now.
    serializers: { err: (error: unknown) => error },
  };
  return destination ? pino(settings, destination) : pino(settings);
}

function ids(): { request?: string; trace?: string } {
  const request = origin()?.request;
  const trace = traceId();
  return { ...(request ? { request } : {}), ...(trace ? { trace } : {}) };
}
