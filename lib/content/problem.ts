/** What is the matter with a content file: where, by which rule, in words. */
export interface Problem {
  /** Path from the content's root: `05-networks/softmax/exercise.md`. */
  file: string;
  line: number | null;
  rule: string;
  message: string;
}
