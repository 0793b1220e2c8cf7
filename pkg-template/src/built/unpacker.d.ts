/** The bytes of the module that unpacks the others. Written by the build. */
export const unpacker: readonly number[];
