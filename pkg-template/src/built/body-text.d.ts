/** The bytes of the module that continues bodies, as text, for unpack.ts. Written by the build. */
export const length: number;
export const text: string;
