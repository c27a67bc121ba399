/** What one part of the bench gives: the stable keys of design §11, and the raw figures they were made of. */
export interface Part {
  readonly keys: Readonly<Record<string, number | string | null | object>>;
  readonly raw: Readonly<Record<string, unknown>>;
}

export interface Run {
  readonly quick: boolean;
  readonly say: (text: string) => void;
}
