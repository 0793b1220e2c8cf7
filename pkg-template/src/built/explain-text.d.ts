/** The explain's bytes as text, for unpack.ts. Written by the build. */
export const length: number;
export const text: string;
