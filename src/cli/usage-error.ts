/** The command line, its settings or its input is not right, and nothing was done. The words hold names only, never a value. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /** What to do instead. */
  readonly next: string;

  constructor(message: string, next: string, options?: ErrorOptions) {
    super(message, options);
    this.next = next;
  }
}
