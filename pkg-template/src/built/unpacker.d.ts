/** The bytes of the module that unpacks the others. Written by the build. */
export const unpacker: readonly number[];
/** The characters that stand for the bytes from 0 on. */
export const lowest: string;
