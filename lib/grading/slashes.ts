/** Tells, token by token, whether the next slash divides or begins a regular expression. */

/** After these words a value is still to come; after `of` in a loop, too. */
const BEFORE_VALUE = new Set('return typeof case in delete void throw new instanceof yield await extends'.split(' '));
/** What stands behind their brackets is a statement. */
const CONTROL = new Set(['if', 'while', 'for', 'with']);
const OPENING = new Set(['(', '[', '{', '${']);
const BEFORE_STATEMENT = new Set('else do try finally export default'.split(' '));

interface Bracket {
  /** A value ends with the closing bracket. */
  readonly isValue: boolean;
  /** Holds statements, not properties or arguments. */
  readonly isBlock: boolean;
  /** Of a `for (…)`. */
  readonly isLoop: boolean;
  /** Questions whose colon is still to come. */
  questions: number;
}

export class Slashes {
  /** A value has just ended: a slash divides it. */
  divides = false;
  private atStatement = true;
  private isAfterArrow = false;
  private isAfterDot = false;
  private word = '';
  /** How deep the head of a function or class stands that is a value and no statement; its body is still to come. */
  private head: number | undefined;
  private bracket: Bracket = { isValue: false, isBlock: true, isLoop: false, questions: 0 };
  private readonly outer: Bracket[] = [];

  /** A name, a keyword or a number. */
  addWord(word: string): void {
    const isProperty = this.isAfterDot;
    this.isAfterDot = false;
    const isOperator = word === 'of' ? this.divides && this.bracket.isLoop : BEFORE_VALUE.has(word);
    if (isProperty) this.endValue('');
    // Before `function` it says nothing of its own; elsewhere it is a name.
    else if (word === 'async') [this.word, this.divides] = [word, true];
    else if (word === 'function' || word === 'class') {
      if (!this.atStatement && (!this.divides || this.word === 'async')) this.head = this.outer.length;
      this.expectValue(word);
    } else if (isOperator || CONTROL.has(word) || BEFORE_STATEMENT.has(word)) {
      this.expectValue(word);
      this.atStatement = BEFORE_STATEMENT.has(word);
    } else this.endValue(word);
  }

  /** A string, a template or a regular expression. */
  addValue(): void {
    this.isAfterDot = false;
    this.endValue('');
  }

  addMark(mark: string, isOnNewLine: boolean): void {
    const wasAfterDot = this.isAfterDot;
    this.isAfterDot = mark === '.' || mark === '?.' || (mark === '#' && wasAfterDot);
    if (OPENING.has(mark)) this.open(mark);
    else if (mark === ')' || mark === ']' || mark === '}') this.close();
    // `x!` says to TypeScript that x is there; `x++` is a value, and `1.` a number.
    else if (mark === '++' || mark === '--' || (mark === '!' && this.divides && !isOnNewLine)) this.word = '';
    else if (mark === '.' && /^\d/.test(this.word)) this.isAfterDot = false;
    else this.separate(mark);
  }

  private separate(mark: string): void {
    const { bracket } = this;
    let isLabel = false;
    if (mark === '?') bracket.questions += 1;
    else if (mark === ':' && bracket.questions > 0) bracket.questions -= 1;
    else isLabel = mark === ':';
    if (mark === ';') bracket.questions = 0;
    this.expectValue('');
    this.isAfterArrow = mark === '=>';
    this.atStatement = bracket.isBlock && (mark === ';' || isLabel);
  }

  private open(mark: string): void {
    const endsHead = mark === '{' && this.head === this.outer.length;
    const isStatement = (this.atStatement && this.word !== 'default') || this.divides || this.isAfterArrow;
    const isBlock = mark === '{' && (endsHead || isStatement);
    const isControl = mark === '(' && CONTROL.has(this.word);
    const isLoop = mark === '(' && this.word === 'for';
    if (endsHead) this.head = undefined;
    this.outer.push(this.bracket);
    this.bracket = { isValue: endsHead || !(isBlock || isControl), isBlock, isLoop, questions: 0 };
    this.expectValue('');
    this.atStatement = isBlock;
  }

  private close(): void {
    const { isValue } = this.bracket;
    this.bracket = this.outer.pop() ?? this.bracket;
    this.expectValue('');
    this.divides = isValue;
    this.atStatement = !isValue;
  }

  private endValue(word: string): void {
    this.expectValue(word);
    this.divides = true;
  }

  private expectValue(word: string): void {
    this.word = word;
    this.divides = false;
    this.atStatement = false;
    this.isAfterArrow = false;
  }
}
