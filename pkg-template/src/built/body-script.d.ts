/** The module that continues bodies, as JavaScript: a new instance's exports. Written by the build. */
export function instance(): unknown;
