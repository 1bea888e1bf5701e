/**
 * What was read of one version of the content: the same for everybody who may see it, and never another under its key.
 * Whoever asks is asked for their rights first; nothing about a person comes in here. The one that nobody asked for longest
 * gives way.
 */
export class Kept<T> {
  readonly #most: number;
  readonly #values = new Map<string, Promise<T>>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Reads it the first time; what could not be read is tried anew. */
  get(key: string, read: () => Promise<T>): Promise<T> {
    const value = this.#values.get(key) ?? this.#read(key, read);
    // Last in the order of the map: asked for last.
    this.#values.delete(key);
    this.#values.set(key, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > this.#most && oldest !== undefined) this.#values.delete(oldest);
    return value;
  }

  #read(key: string, read: () => Promise<T>): Promise<T> {
    const reading = read();
    reading.catch(() => {
      if (this.#values.get(key) === reading) this.#values.delete(key);
    });
    return reading;
  }
}
