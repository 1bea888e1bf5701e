/** Every message between the host and its children. Scripts and observations pass as opaque texts. */
import { z } from 'zod';
import { RawGroupSchema, RawLoadSchema, RawScriptOutcomeSchema } from '../script/raw-group';

const ReadySchema = z.strictObject({ type: z.literal('ready') });

const program = {
  source: z.string(),
  /** Names that the exercise wants. */
  exports: z.array(z.string()).readonly(),
};

const GroupRequestSchema = z.strictObject({
  type: z.literal('group'),
  id: z.number().int(),
  ...program,
  ...RawGroupSchema.omit({ last: true }).shape,
  limits: z.strictObject({
    scriptMs: z.number().positive(),
    groupMs: z.number().positive(),
    heapMiB: z.number().positive(),
    outputBytes: z.number().positive(),
  }),
  /** Every script is reported before the next one is begun: to be sure of which one ends the child. */
  oneByOne: z.boolean(),
  /**
   * 1: time limits are those of a clock. More, for a group that a clock was unfair to: they are those of the processor, and
   * the clock's are so many times as long.
   */
  patience: z.number().min(1),
});
export type GroupRequest = z.infer<typeof GroupRequestSchema>;

/**
 * Host to student child. One group: the child answers `loaded`, `ran` for one script or more at a time, `spoken` when nothing
 * more is to be heard, `done`. Before the first one, it may be told which program is to come: it compiles that, and answers
 * nothing.
 */
export const StudentRequestSchema = z.discriminatedUnion('type', [
  GroupRequestSchema,
  z.strictObject({ type: z.literal('program'), ...program }),
]);

export const StudentReplySchema = z.discriminatedUnion('type', [
  ReadySchema,
  z.strictObject({ type: z.literal('loaded'), id: z.number().int(), load: RawLoadSchema }),
  z.strictObject({
    type: z.literal('ran'),
    id: z.number().int(),
    /** Of the first. */
    index: z.number().int().nonnegative(),
    outcomes: z.array(RawScriptOutcomeSchema).min(1).readonly(),
  }),
  z.strictObject({ type: z.literal('spoken'), id: z.number().int(), logs: z.string() }),
  z.strictObject({
    type: z.literal('done'),
    id: z.number().int(),
    /** The child must not be used again. */
    dirty: z.boolean(),
    /** A time-out fell while others had the processor: it says nothing of the program. */
    starved: z.boolean(),
  }),
]);
export type StudentReply = z.infer<typeof StudentReplySchema>;

/** Host to judge child. A session has its context to itself: what `begin` keeps, `next` finds. Calls are answered in order. */
export const JudgeRequestSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('load'), code: z.string() }),
  z.strictObject({
    type: z.literal('call'),
    id: z.number().int(),
    session: z.number().int(),
    /** The session may have a context that has served others. */
    steady: z.boolean(),
    fn: z.string().regex(/^[a-zA-Z]+$/),
    input: z.string(),
  }),
  z.strictObject({ type: z.literal('end'), session: z.number().int() }),
]);
export type JudgeRequest = z.infer<typeof JudgeRequestSchema>;

export const JudgeReplySchema = z.discriminatedUnion('type', [
  ReadySchema,
  z.strictObject({ type: z.literal('answer'), id: z.number().int(), text: z.string() }),
  /** The bundle threw, ran too long or too large. `fatal`: the isolate is gone. */
  z.strictObject({ type: z.literal('failed'), id: z.number().int(), reason: z.string(), fatal: z.boolean() }),
]);
export type JudgeReply = z.infer<typeof JudgeReplySchema>;

/** What somebody can do who has escaped from the isolate: found out by trying. */
export const CanaryReportSchema = z.strictObject({
  type: z.literal('canary'),
  isolate: z.boolean(),
  readsFiles: z.boolean(),
  writesFiles: z.boolean(),
  spawns: z.boolean(),
  connects: z.boolean(),
  signalsHost: z.boolean(),
  environment: z.array(z.string()),
  /** Linux's flag that a process can't gain privileges; null where it can't be read. */
  noNewPrivileges: z.boolean().nullable(),
  /** The most bytes it may write to a file; null where unlimited or unknown. */
  fileSizeLimit: z.number().nullable(),
  userId: z.number(),
  /** Whether the kernel filters its system calls; null where that can't be read. */
  filtered: z.boolean().nullable(),
  /** What bubblewrap allows within the jail, and only a filter refuses. */
  opensSockets: z.boolean(),
  startsItself: z.boolean(),
  makesFolders: z.boolean(),
});
export type CanaryReport = z.infer<typeof CanaryReportSchema>;

/** Given to the child's command line after `--canary`. */
export const CanaryTargetsSchema = z.strictObject({
  file: z.string(),
  program: z.string(),
  hostPid: z.number().int(),
  port: z.number().int(),
});
export type CanaryTargets = z.infer<typeof CanaryTargetsSchema>;
