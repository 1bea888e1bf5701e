/** The engine's reference as data: made from its docstrings at build time, shown at /docs/engine. */

export interface Reference {
  readonly sections: readonly Section[];
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly intro: string;
  readonly entries: readonly Entry[];
}

export type EntryKind = 'function' | 'class' | 'method' | 'property' | 'constant' | 'type';

export interface Entry {
  /** Its address on the page: `#conv2d`. */
  readonly id: string;
  /** `conv2d`; of a member that isn't called by itself, `Adam.step`. */
  readonly name: string;
  readonly kind: EntryKind;
  /** Where it is written: `lib/engine/layers/dense.ts`. */
  readonly file: string;
  readonly signatures: readonly (readonly SignaturePart[])[];
  readonly about: readonly Block[];
  readonly params: readonly { readonly name: string; readonly html: string }[];
  readonly returns: string | null;
  readonly throws: readonly string[];
  readonly see: readonly string[];
  readonly members: readonly Member[];
  readonly examples: readonly Example[];
  /** The first sentence without markup, for the search. */
  readonly summary: string;
}

/** A run of a signature; `to` is the address of what it names. */
export interface SignaturePart {
  readonly text: string;
  readonly to?: string;
}

/** A property or method of a class or an object type. */
export interface Member {
  readonly name: string;
  readonly signature: readonly SignaturePart[];
  readonly about: readonly Block[];
}

/** What a docstring says, part by part. `html` holds inline markup only; a formula stands as written. */
export type Block =
  | { readonly kind: 'text'; readonly html: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'formula'; readonly text: string };

export interface Example {
  readonly code: string;
  /** What it gives, computed when the page was built; null where that needs a device the build lacks. */
  readonly result: ExampleResult | null;
}

interface ExampleResult {
  /** What it printed, line by line. */
  readonly printed: string;
  readonly outcome:
    | { readonly kind: 'value'; readonly text: string }
    | { readonly kind: 'nothing' }
    | { readonly kind: 'error'; readonly text: string };
}
