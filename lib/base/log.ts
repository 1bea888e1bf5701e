/** What a home may say to the log: an event in words with a few fields. Never a person's code, a secret or a parameter. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
